"""The record proves itself: after any walk it is whole, and what is done to it behind its back
is named."""

import json
import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from annotations.activity import Entry, Verb
from annotations.margin.actions import EditConflict, endorse, reword_annotation, show_to_seminar
from annotations.margin.models import Annotation, Tally, Wording
from annotations.margin.precomputed_tallies import check, store
from annotations.moderation.actions import (
    Conflict,
    appeal_decision,
    bring_back_annotation,
    flag_annotation,
    take_step,
    withdraw,
)
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import append_only
from annotations.moderation.models import Decision, Head
from annotations.moderation.policy.steps import Refused, Step
from tests.cast import member_of

MODERATORS = ("leader", "moderator", "superuser")
READERS = ("reader", "another_reader", "leader")
DECISIONS = [step for step in Step if step not in ("post", "withdraw", "return", "appeal")]
PASSAGES = ("", "Reading", "Reading alone", "alone is", "comfortable", "Nobody contradicts you")


def walk(seed, reading, people, write, steps=120):
    """Do `steps` things at random, allowed or not."""
    chance = random.Random(seed)
    notes = [write(reading, who) for who in READERS]

    def post():
        notes.append(
            write(
                reading,
                chance.choice(READERS),
                words=chance.choice(PASSAGES),
                kind=chance.choice(("note", "counterpoint", "source")),
                visibility=chance.choice(("seminar", "seminar", "private")),
                state=chance.choice(("published", "published", "pending")),
            )
        )

    def decide():
        step = chance.choice(DECISIONS)
        user = people[chance.choice(MODERATORS)]
        take_step(
            step, chance.choice(notes), by=user, reason="spam", ticket="1", remark="walked by"
        )

    def change():
        note = Annotation.objects.get(pk=chance.choice(notes).pk)
        reword_annotation(
            note, by=note.author, version=note.version, content={"body": f"{chance.random()}"}
        )

    deeds = {
        post: 4,
        decide: 6,
        change: 2,
        lambda: withdraw(note := chance.choice(notes), by=note.author): 2,
        lambda: bring_back_annotation(note := chance.choice(notes), by=note.author): 2,
        lambda: show_to_seminar(note := chance.choice(notes), by=note.author, state="published"): 1,
        lambda: endorse(chance.choice(notes), by=member_of(reading, people["observer"])): 1,
        lambda: appeal_decision(note := chance.choice(notes), by=note.author, words="Please."): 1,
        lambda: flag_annotation(
            chance.choice(notes),
            by=member_of(reading, people[chance.choice(("reader", "observer", "moderator"))]),
            reason="spam",
        ): 2,
    }
    for deed in chance.choices([*deeds], [*deeds.values()], k=steps):
        try:
            with transaction.atomic():
                deed()
        except (Refused, Conflict, EditConflict, Annotation.DoesNotExist):
            pass


@pytest.mark.parametrize("seed", range(5))
def test_after_any_walk_the_record_is_whole_and_the_counts_are_right(reading, people, write, seed):
    walk(seed, reading, people, write)
    assert Decision.objects.count() > 9
    assert first_finding(reading.seminar_id) is None
    assert store.tally_differences(reading) == {}
    assert check.tally_problems(reading) == []


def test_the_database_refuses_to_change_or_delete_a_decision(reading, people, write):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    assert append_only.triggers_installed(connection)
    for deed in (
        lambda: Decision.objects.update(reason="other"),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.get().save(),
    ):
        with pytest.raises(DatabaseError, match="only ever appended"), transaction.atomic():
            deed()
    assert Decision.objects.get().reason == "spam"


@pytest.fixture
def record(reading, people, write):
    """Six decisions about two annotations, and nothing that guards them."""
    first, second = write(reading), write(reading, "another_reader")
    for note in (first, second):
        take_step(Step.HIDE, note, by=people["moderator"], reason="spam", statement="As said.")
        take_step(Step.RESTORE, note, by=people["leader"])
        take_step(Step.REMOVE, note, by=people["moderator"], reason="uncivil")
    append_only.drop_triggers(connection)
    yield reading
    append_only.install_triggers(connection)


def nth(number):
    return Decision.objects.filter(number=number)


def swap():
    nth(2).update(number=99)
    nth(5).update(number=2)
    nth(99).update(number=5)


def leave_out(*fields):
    """Give the fourth what the first has: another record put in its place."""
    other = nth(1).values(*fields).get()
    nth(4).update(**other)


TAMPERING = {
    "a reason is changed": (
        lambda: nth(3).update(reason="other"),
        "Record 3 is not as it was sealed.",
    ),
    "a statement is changed": (
        lambda: nth(1).update(statement="Sorry."),
        "Record 1 is not as it was sealed.",
    ),
    "who did it is changed": (
        lambda: nth(6).update(who_label="Somebody else (leader)"),
        "Record 6 is not as it was sealed.",
    ),
    "when is changed": (
        lambda: nth(2).update(at=F("at") - timedelta(days=1)),
        "Record 2 is not as it was sealed.",
    ),
    "one is deleted": (
        lambda: nth(4).delete(),
        "Record 4 is missing, although later ones are there.",
    ),
    "the first is deleted": (
        lambda: nth(1).delete(),
        "Record 1 is missing, although later ones are there.",
    ),
    "two are swapped": (swap, "Record 2 is not as it was sealed."),
    "one is replaced by another": (
        lambda: leave_out("mac", "salt", "digest", "previous"),
        "Record 4 is not as it was sealed.",
    ),
    "the tail is cut": (
        lambda: Decision.objects.filter(number__gt=4).delete(),
        "The record ends with 4, but its end was kept as 6.",
    ),
    "everything is cut": (
        lambda: Decision.objects.all().delete(),
        "The record ends with 0, but its end was kept as 6.",
    ),
    "the end is changed": (
        lambda: Head.objects.update(mac="0" * 64),
        "The record ends with 6, but its end was kept as 6.",
    ),
    "a text is changed": (
        lambda: Annotation.objects.update(body="Never said."),
        "does not say what it said in version 1, which record 1 judged.",
    ),
    "a state is changed": (
        lambda: Annotation.objects.update(state="published"),
        "is published, but its last decision left it removed.",
    ),
    "an annotation is made private": (
        lambda: Annotation.objects.update(visibility="private"),
        "is private, although record 1 decided on it.",
    ),
    "an annotation is deleted": (
        lambda: [note.delete() for note in Annotation.objects.all()],
        "about which record 1 decided, is gone.",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_is_done_behind_the_records_back_is_named(record, what):
    assert first_finding(record.seminar_id) is None
    deed, words = TAMPERING[what]
    deed()
    said = first_finding(record.seminar_id)
    assert said is not None
    assert said.endswith(words)


def test_a_state_that_nobody_decided_is_named(reading, write):
    note = write(reading)
    Annotation.objects.update(state="hidden")
    assert first_finding(reading.seminar_id) == (
        f"Annotation {note.pk} is hidden, but nobody decided that."
    )


def test_an_earlier_wording_that_was_judged_is_held_to_it_too(reading, people, write):
    note = write(reading)
    take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    take_step(Step.RESTORE, note, by=people["moderator"])
    reword_annotation(note, by=note.author, version=1, content={"body": "Later."})
    assert first_finding(reading.seminar_id) is None
    Wording.objects.update(body="Never said.")
    assert "in version 1, which record 1 judged" in str(first_finding(reading.seminar_id))


def test_the_command_says_that_all_is_whole(reading, people, write, capsys):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    call_command("audit_moderation")
    assert capsys.readouterr().out == "Reading together: 1 records, whole.\n"


def test_the_command_names_the_break_and_fails(record, capsys):
    nth(3).update(reason="other")
    append_only.install_triggers(connection)
    with pytest.raises(CommandError, match="not what it was"):
        call_command("audit_moderation")
    assert capsys.readouterr().out == "Reading together: Record 3 is not as it was sealed.\n"
    append_only.drop_triggers(connection)


def test_the_command_misses_the_guard_of_the_database(record, capsys):
    with pytest.raises(CommandError):
        call_command("audit_moderation")
    assert "no longer refuses to change or delete" in capsys.readouterr().out


def test_a_head_kept_elsewhere_shows_a_cut_that_the_database_hides(
    record, people, tmp_path, capsys
):
    kept = tmp_path / "heads.json"
    append_only.install_triggers(connection)
    last, seal = nth(6).get(), Annotation.objects.get(pk=nth(6).get().annotation_id).seal
    take_step(Step.REINSTATE, last.annotation_id, by=people["leader"], reason="other")
    call_command("audit_moderation", export_head=kept)
    call_command("audit_moderation", against=kept)
    append_only.drop_triggers(connection)
    Decision.objects.filter(number=7).delete()
    Head.objects.update(number=6, mac=last.mac)
    # all is put back as it was, with the entry of the record gone too
    Annotation.objects.filter(pk=last.annotation_id).update(state=last.to_state, seal=seal)
    Entry.objects.filter(verb=Verb.DECIDED).last().delete()
    assert first_finding(record.seminar_id) is None  # from the inside nothing shows
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("audit_moderation", against=kept)
    assert "The record ends before 7, although a later head was exported." in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"heads": {"x": 1}}', "\xff"])
def test_a_file_of_heads_that_is_none_is_told(db, tmp_path, content):
    file = tmp_path / "heads.json"
    if content is not None:
        file.write_text(content, encoding="latin-1")
    with pytest.raises(CommandError, match=r"Can't read|is not a file of heads"):
        call_command("audit_moderation", against=file)


def test_the_doctor_finds_all_well(reading, write, capsys):
    write(reading, words="alone")
    call_command("doctor")
    assert capsys.readouterr().out == "Reading together: all counts are right.\n"


def test_the_doctor_says_what_differs_and_mends_it(reading, people, write, capsys):
    note = write(reading, words="alone")
    endorse(note, by=member_of(reading, people["leader"]))
    Tally.objects.update(note=7, marks={})
    Annotation.objects.update(endorsed=3)
    with pytest.raises(CommandError):
        call_command("doctor")
    assert capsys.readouterr().out.splitlines() == [
        "Reading together, ¶\u00a01: kept 7 notes, counted 1.",
        "Reading together, ¶\u00a01: the marks are not where the passages are.",
        f"Reading together: annotation {note.pk} was kept as endorsed 3 times, counted 1.",
    ]
    call_command("doctor", repair=True)
    assert "Mended." in capsys.readouterr().out
    call_command("doctor")
    note.refresh_from_db()
    assert note.endorsed == 1
    assert json.loads(json.dumps(Tally.objects.get().marks)) == {"note": {"8": 1, "13": -1}}
