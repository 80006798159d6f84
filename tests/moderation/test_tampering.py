"""Whatever is changed in the database alone, in any column of what was written, judged, flagged or
appealed, is named; so is what is deleted. The columns are found by introspection.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from annotations.editions.actions import publish_revision
from annotations.margin.actions import reword_annotation
from annotations.margin.models import Anchor, Annotation, Proposal, Wording
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.decisions import append_only
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.steps import Step
from annotations.sources.actions import get_or_create_work
from tests.cast import ESSAY, member_of
from tests.moderation.tampering import all_is_well, finds, put_back, written

# What audit_moderation does not compare, and why. A column that is neither sealed nor here fails.
MAY_CHANGE = {
    ("Annotation", "endorsed"): "recounted by doctor from the endorsements",
    ("Anchor", "id"): "a number by the database that nothing refers to",
    ("Proposal", "id"): "a number by the database that nothing refers to",
    ("Wording", "id"): "a number by the database that nothing refers to",
}

COUNTED = [("Annotation", "endorsed")]  # doctor finds these


@pytest.fixture
def rows(begin, people, write) -> dict[str, models.Model]:
    """One row of each kind that is shown or judged, with another of everything it could name."""
    reading, other = begin(flag_threshold=9), begin("apart")
    for work in ("On Margins", "On Texts"):
        get_or_create_work(reading.seminar, {"type": "book", "title": work})
    cited = {
        "kind": "source",
        "work": get_or_create_work(reading.seminar, {"type": "book", "title": "On Wit"}),
    }
    write(other, words="comfortable")

    judged = write(reading, words="comfortable", kind="counterpoint")
    reword_annotation(
        judged, by=judged.author, version=1, content={"body": "Said otherwise.", "locator": "3"}
    )
    judged.refresh_from_db()
    answer = write(reading, "another_reader", words="Nobody contradicts", about=judged, **cited)
    waiting = write(reading, words="alone")
    reword_annotation(
        waiting, by=waiting.author, version=1, content={"body": "An edit."}, waits=True
    )

    reported = member_of(reading, people["observer"])
    flag_annotation(judged, by=reported, reason="spam", words="Look.")
    take_step(Step.HIDE, judged, by=people["moderator"], reason="spam", statement="So.")
    appealed = appeal_decision(judged, by=judged.author, words="Why?")
    take_step(Step.UPHOLD, judged, by=people["leader"])
    open_flag = flag_annotation(answer, by=reported, reason="uncivil")
    take_step(Step.REMOVE, waiting, by=people["moderator"], reason="spam")
    open_appeal = appeal_decision(waiting, by=waiting.author, words="Why me?")
    proposed = write(reading, "another_reader", words="Reading", kind="counterpoint")
    reword_annotation(
        proposed, by=proposed.author, version=1, content={"body": "Better."}, waits=True
    )

    current = reading.essay.current
    assert current is not None
    publish_revision(
        reading,
        markdown=ESSAY.replace("waits", "stays"),
        by=people["leader"],
        expected_current=current.pk,
    )
    assert all_is_well()
    return {
        "judged": judged,
        "undecided": answer,
        "with a waiting edit": proposed,
        "waiting edit": Proposal.objects.get(annotation=proposed),
        "earlier wording": Wording.objects.get(annotation=judged),
        "place": Anchor.objects.filter(annotation=answer).first(),
        "work": cited["work"],
        "decision": Decision.objects.get(annotation=judged, step=Step.HIDE),
        "settled flag": Flag.objects.get(annotation=judged),
        "open flag": open_flag,
        "answered appeal": Appeal.objects.get(pk=appealed.pk),
        "open appeal": open_appeal,
    }


ROWS = (
    "judged",
    "undecided",
    "with a waiting edit",
    "waiting edit",
    "earlier wording",
    "place",
    "work",
    "decision",
    "settled flag",
    "open flag",
    "answered appeal",
    "open appeal",
)


def others(field: models.Field, value: object) -> Iterator[object]:
    """Other values that a column could hold, the likeliest first."""
    if isinstance(field, models.ForeignKey):
        yield from field.related_model.objects.exclude(pk=value).values_list("pk", flat=True)
        yield uuid.uuid4()
    elif field.choices:
        yield from (each for each, _ in field.choices if each != value)
    elif isinstance(field, models.UUIDField):
        yield uuid.uuid4()
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateTimeField):
        yield (value or timezone.now()) + timedelta(seconds=1)
    elif isinstance(field, (models.IntegerField, models.AutoField)):
        yield (value or 0) + 1
        yield (value or 0) + 1_000
    elif isinstance(field, models.FloatField):
        yield value / 2
    elif isinstance(field, models.JSONField):
        yield {"title": "Another"}
    else:
        yield f"{value or ''}x"[-(field.max_length or 99) :]
        yield "x"


def changed(row: models.Model, field: models.Field, command: str) -> list[str]:
    """What the command says of a change of one column, which is undone."""
    for value in others(field, getattr(row, field.attname)):
        try:
            with transaction.atomic():
                written(row, **{field.attname: value})
                said = finds(command)
                transaction.set_rollback(True)
                return said
        except IntegrityError:
            continue  # two of them would be alike
    raise AssertionError(f"no other value for {field}")


@pytest.mark.slow
@pytest.mark.parametrize("which", ROWS)
def test_a_change_of_any_column_is_found(rows, which):
    row = rows[which]
    unfound = {
        (type(row).__name__, field.name)
        for field in row._meta.concrete_fields
        if not changed(row, field, "audit_moderation")
    }
    assert unfound == {each for each in MAY_CHANGE if each[0] == type(row).__name__}
    for name, column in unfound.intersection(COUNTED):
        assert changed(row, row._meta.get_field(column), "doctor"), (name, column)
    assert all_is_well()


# The citations of a work keep it; where nothing cites it, nobody misses it.
@pytest.mark.parametrize("which", [each for each in ROWS if each != "work"])
def test_a_deleted_row_is_found(rows, which):
    row = rows[which]
    with transaction.atomic():
        if which == "decision":
            append_only.drop_triggers(connection)
        type(row).objects.filter(pk=row.pk)._raw_delete("default")
        if which == "decision":
            append_only.install_triggers(connection)
        said = finds("audit_moderation")
        transaction.set_rollback(True)
    assert said
    assert all_is_well()


def test_every_seal_is_the_last_column_of_its_table_and_seals_its_own_row(rows):
    for which in ROWS:
        if which != "decision":
            fields = rows[which]._meta.concrete_fields
            seals = [each.attname.endswith("seal") for each in fields]
            assert seals == sorted(seals), which  # it is computed from what stands before it


@pytest.mark.parametrize("which", ["judged", "waiting edit"])
def test_what_readers_see_is_what_the_body_says(rows, which):
    row = rows[which]
    written(row, body_html="<p>Never said.</p>")
    assert "is not shown as its body says" in str(finds("audit_moderation"))
    assert "is not shown as its body says" in str(finds("doctor"))
    call_command("doctor", repair=True)
    assert all_is_well()


def test_no_later_edit_or_decision_hides_what_was_changed_in_the_database(rows, people):
    answer, proposed = rows["undecided"], rows["with a waiting edit"]
    written(answer, body="Never said.", body_html='<p dir="auto">Never said.</p>\n')
    written(proposed, exact="Never marked")
    answer.refresh_from_db()
    reword_annotation(answer, by=answer.author, version=1, content={"body": "Edited since."})
    take_step(Step.APPROVE, proposed, by=people["moderator"])
    assert finds("audit_moderation") == [
        f"Reading together: Annotation {pk} is not as it was sealed."
        for pk in sorted([answer.pk, proposed.pk])
    ]


def test_an_earlier_row_put_back_is_found_by_its_version(rows):
    earlier = Annotation.objects.get(pk=rows["undecided"].pk)
    reword_annotation(earlier, by=earlier.author, version=1, content={"body": "Edited since."})
    put_back(earlier)
    assert finds("audit_moderation") == [
        f"Reading together: Annotation {earlier.pk} lacks an earlier version: it has [1, 1]."
    ]
    Wording.objects.filter(annotation=earlier).delete()
    assert finds("audit_moderation") == [
        f"Reading together: Annotation {earlier.pk} was edited to version 2, which is gone."
    ]


def vars_of(row: Annotation) -> dict[str, object]:
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


def test_an_earlier_row_put_back_is_found_by_its_state(reading, people, write):
    note = write(reading, state="pending")
    earlier = Annotation.objects.get(pk=note.pk)
    take_step(Step.APPROVE, note, by=people["moderator"])
    assert all_is_well()
    put_back(earlier)
    assert finds("audit_moderation") == [
        f"Reading together: Annotation {note.pk} is pending, but its last decision left it "
        "published."
    ]


def test_a_row_added_in_the_database_is_found(reading, write):
    note = write(reading)
    assert all_is_well()
    copy = Annotation(**{**vars_of(note), "id": uuid.uuid4()})
    Annotation.objects.bulk_create([copy])
    written(copy, seal=note.seal)
    assert f"Annotation {copy.pk} is not as it was sealed." in str(finds("audit_moderation"))
