"""What publishing a corrected text does to the annotations."""

import pytest
from django.db import OperationalError, connection

from annotations.activity import Entry
from annotations.editions.actions import (
    RevisionConflict,
    TextUnchanged,
    publish_revision,
    restore_revision,
)
from annotations.editions.carry_forward.placement import PlacementOutcome
from annotations.editions.revision_plan import RevisionPlan, plan_revision
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import reader_in
from tests.editions.sample_essay import FIRST, SECOND, placement_of, reload, revise, snapshot, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def margin(reading: Reading, members: dict[str, Member]) -> dict[str, Annotation]:
    """One annotation for each thing that can happen, and some that few may see."""
    reader, another = members["reader"], members["another_reader"]
    found = {
        "unchanged": write(reading, reader, number=1, words="Nobody contradicts you"),
        "shifted": write(reading, another, number=2, words="waits for a second reader"),
        "edited": write(
            reading,
            reader,
            number=2,
            words="then it begins anew",
            kind="source",
            relation="supports",
        ),
        "orphaned": write(reading, another, number=3, words="carried the old wooden bridge away"),
        "whole": write(reading, reader, number=4),
        "homeless": write(reading, reader, number=3),
        "private": write(reading, another, number=2, words="an argument", visibility="private"),
        "hidden": write(reading, another, number=2, words="A margin", state="hidden"),
    }
    return {
        **found,
        "answer": write(reading, another, about=found["orphaned"]),
        "its answer": write(reading, reader, about=found["homeless"]),
    }


def test_every_annotation_is_carried_to_its_words(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    revise(reading, SECOND)
    assert {name: placement_of(each) for name, each in margin.items() if not each.about} == {
        "unchanged": (2, "Nobody contradicts you", "unchanged"),
        "shifted": (3, "waits for a second reader", "shifted"),
        "edited": (3, "then it starts", "edited"),
        "orphaned": (3, "", "gone"),
        "whole": (1, "", "unchanged"),
        "homeless": (3, "", "gone"),
        "private": (3, "an argument", "shifted"),
        "hidden": (3, "A margin", "unchanged"),
    }


def test_answers_move_with_their_thread(reading: Reading, margin: dict[str, Annotation]) -> None:
    revise(reading, SECOND)
    homes = {name: Annotation.objects.get(pk=each.pk).paragraph for name, each in margin.items()}
    assert homes["answer"] == homes["orphaned"] == homes["shifted"] != margin["orphaned"].paragraph
    assert homes["its answer"] == homes["homeless"]


def test_a_leaders_report_counts_only_what_they_may_see(
    reading: Reading, margin: dict[str, Annotation], members: dict[str, Member]
) -> None:
    plan = plan_revision(reload(reading), SECOND)
    eyes = {
        name: reader_in(reading.seminar, members[name].user)[0]
        for name in ("leader", "another_reader")
    }
    assert plan.report(eyes["leader"]).counts == [
        (PlacementOutcome.UNCHANGED, 3),
        (PlacementOutcome.SHIFTED, 1),
        (PlacementOutcome.EDITED, 1),
        (PlacementOutcome.ORPHANED, 2),
    ]
    assert plan.report(eyes["leader"]).summary == (
        "3 annotations unchanged, 1 shifted, 1 edited, 2 orphaned"
    )
    assert plan.report(eyes["another_reader"]).summary == (
        "3 annotations unchanged, 2 shifted, 1 edited, 2 orphaned"
    )


def test_publishing_does_what_the_preview_showed(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    def told(plan: RevisionPlan) -> list[tuple[object, ...]]:
        return [(m.annotation.pk, m.outcome, m.before.words, m.after.words) for m in plan.moves]

    before = snapshot(reading)
    foretold = told(plan_revision(reload(reading), SECOND))
    assert snapshot(reading) == before
    assert told(revise(reading, SECOND)) == foretold


def test_tallies_after_publishing_equal_a_recount(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    revise(reading, SECOND)
    assert store.tally_differences(reload(reading)) == {}
    counts = {tally.paragraph_id: tally.note for tally in reload(reading).tallies.all()}
    homes = {name: Annotation.objects.get(pk=each.pk).paragraph_id for name, each in margin.items()}
    assert counts[homes["shifted"]] == 5  # itself, two orphans, an answer to each


def test_the_original_selectors_are_never_overwritten(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    selectors = ("revision", "start", "end", "exact", "prefix", "suffix")
    before = list(Annotation.objects.order_by("pk").values_list(*selectors))
    first = list(Anchor.objects.order_by("pk").values())
    revise(reading, SECOND)
    assert list(Annotation.objects.order_by("pk").values_list(*selectors)) == before
    assert list(Anchor.objects.order_by("pk").values())[: len(first)] == first


def test_publishing_and_restoring_returns_every_placement_exactly(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    first = reading.essay.current
    before = snapshot(reading)
    revise(reading, SECOND)
    second = snapshot(reading)
    restore_revision(reload(reading), first, by=None, expected_current=second["current"])
    after = snapshot(reading)
    whole = {margin["whole"].pk, margin["homeless"].pk}
    after["anchors"] = [each for each in after["anchors"] if each[0] not in whole]
    assert after == before
    revise(reading, SECOND)
    assert snapshot(reading) == second


def test_pasting_an_earlier_text_restores_its_revision(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    revise(reading, SECOND)
    revise(reading, FIRST.replace("\n", "\r\n"))
    assert reload(reading).essay.current.number == 1
    assert reading.essay.revisions.count() == 2


def test_restoring_a_revision_carries_newer_annotations_too(
    reading: Reading, margin: dict[str, Annotation], members: dict[str, Member]
) -> None:
    revise(reading, SECOND)
    since = write(reload(reading), members["reader"], number=3, words="waits for a second reader")
    new = write(reload(reading), members["reader"], number=3, words="it starts")
    revise(reading, FIRST)
    assert placement_of(since) == (2, "waits for a second reader", "shifted")
    assert placement_of(new) == (2, "it begins anew", "edited")


def test_an_orphan_finds_its_words_when_they_return(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    revise(reading, SECOND)
    revise(
        reading,
        SECOND + "\nIn spring the river rose in April and carried the old wooden bridge away "
        "before anybody could cross it.\n",
    )
    assert placement_of(margin["orphaned"])[:2] == (4, "carried the old wooden bridge away")
    assert Annotation.objects.get(pk=margin["answer"].pk).paragraph == (
        Annotation.objects.get(pk=margin["orphaned"].pk).paragraph
    )


def test_an_unchanged_text_is_not_published(reading: Reading) -> None:
    before = snapshot(reading)
    for same in (FIRST, FIRST + "\n\n", "\ufeff" + FIRST.replace("\n", "\r\n")):
        with pytest.raises(TextUnchanged):
            revise(reading, same)
    assert snapshot(reading) == before
    assert Entry.objects.filter(verb="revised").count() == 0


def test_the_second_of_two_leaders_gets_a_revision_conflict(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    seen = reading.essay.current
    revise(reading, SECOND)
    before = snapshot(reading)
    with pytest.raises(RevisionConflict) as refused:
        publish_revision(reload(reading), markdown="Other.", by=None, expected_current=seen.pk)
    assert refused.value.current.number == 2
    assert snapshot(reading) == before


def test_an_essay_title_taken_from_the_text_follows_the_text(reading: Reading) -> None:
    revise(reading, FIRST.replace("# On Reading Together", "# On Reading Apart"))
    assert reload(reading).essay.title == "On Reading Apart"


def test_publishing_is_recorded_with_who_did_it(
    reading: Reading, members: dict[str, Member]
) -> None:
    revise(reading, SECOND, by=members["leader"].user, remark="the bridge is gone")
    entry = Entry.objects.get(verb="revised")
    revision = reload(reading).essay.current
    assert (entry.by, entry.subject_id) == (members["leader"].user, revision.pk)
    assert (revision.remark, revision.created_by) == ("the bridge is gone", entry.by)


def test_a_failure_at_any_write_rolls_everything_back(
    reading: Reading, margin: dict[str, Annotation]
) -> None:
    before = snapshot(reading)
    writes = 0

    class Crash:
        """The database goes away at the nth statement that writes."""

        def __init__(self, nth: int) -> None:
            self.left = nth

        def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                self.left -= 1
                if self.left == 0:
                    raise OperationalError("gone")
            return execute(sql, params, many, context)

    for writes in range(1, 100):
        with connection.execute_wrapper(Crash(writes)):
            try:
                revise(reading, SECOND)
            except OperationalError:
                assert snapshot(reading) == before
                assert reading.essay.revisions.count() == 1
            else:
                break
    assert writes > 5
    assert snapshot(reading) != before
