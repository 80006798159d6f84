"""A seminar in which everything has happened that can, and another installation to take it to."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from annotations import models
from annotations.activity import Entry
from annotations.arguments.agenda.actions import add_agenda_line, set_agenda_order
from annotations.arguments.claims.actions import (
    add_passage,
    add_premise,
    assign_claim,
    merge_claims,
    reword_claim,
    take_off_board,
)
from annotations.editions.actions import publish_revision
from annotations.essays.models import Essay
from annotations.exchange.archive.seminar_archive import SeminarArchive
from annotations.exchange.works.actions import join_works, separate_works
from annotations.margin.actions import endorse
from annotations.margin.models import Annotation
from annotations.moderation.actions import (
    appeal_decision,
    flag_annotation,
    reword,
    show_with_sources,
    withdraw,
)
from annotations.moderation.decisions import append_only
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.moderation.restrictions.mute import mute_member, unmute_member
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.readings.actions import assign_parts, pin_prompt, reveal_reading
from annotations.sources.actions import get_or_create_work
from annotations.web_annotation.models import Origin
from tests.cast import block_of, member_of

PRIVATE_WORDS = "quokka"


def archive_of(seminar: Seminar, **options: Any) -> bytes:
    """The seminar's archive."""
    target = BytesIO()
    SeminarArchive(seminar, **options).write(target)
    return target.getvalue()


def empty_database() -> None:
    """Delete every row of ours, as the program itself never does."""
    _check_references("IMMEDIATE")  # a table with checks to come can't lose its triggers
    append_only.drop_triggers(connection)
    Annotation.objects.update(about=None, root=None, came_with=None, work=None)
    Essay.objects.update(current=None)
    for name in (
        *("Flag", "Appeal", "Decision", "Bearing", "Premise", "EarlierWording", "ClaimPassage"),
        *("Claim", "Anchor", "Wording", "Proposal", "Endorsement", "Annotation"),
        *("Work", "Mute", "Part", "Reading", "Essay", "Member", "Seminar", "Entry", "User"),
    ):
        getattr(models, name).objects.all().delete()
    append_only.install_triggers(connection)
    _check_references("DEFERRED")


def _check_references(when: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


@pytest.fixture
def lively(
    begin: Callable[..., Reading], write: Callable[..., Annotation], people: dict[str, Any]
) -> Reading:
    """A reading on which everything has happened that can be archived, and some private things."""
    leader, reading = people["leader"], begin()
    member = {name: member_of(reading, people[name]) for name in ("leader", "moderator", "reader")}
    other = member_of(reading, people["another_reader"])
    _set_up(reading, leader)
    note = write(reading, number=2, words="a second reader")
    lost = write(reading, "another_reader", number=1, words="Nobody contradicts you")
    write(reading, number=1, words="comfortable")
    answer = write(reading, "another_reader", number=2, about=note)
    write(reading, "moderator", number=2, about=answer, kind="counterpoint")
    endorse(note, by=other)
    endorse(answer, by=member["reader"])
    _edit(write, reading, note, member["reader"])
    _argue(reading, write, member)
    _cite(reading, write, member)
    _moderate(reading, write, people)
    _keep_private(reading, write, member["reader"])
    publish_revision(
        reading,
        markdown=reading.essay.current_revision.markdown.replace(
            "Nobody contradicts you.", "It is quiet."
        ),
        by=leader,
        expected_current=reading.essay.current_revision.pk,
        remark="A quieter beginning",
    )
    Origin.objects.create(
        seminar=reading.seminar, annotation=lost, canonical="urn:x", via=["https://example.org/1"]
    )
    mute_member(other, by=leader)
    unmute_member(other, by=leader)
    mute_member(other, by=leader)
    return Reading.objects.get(pk=reading.pk)


def _set_up(reading: Reading, leader: Any) -> None:
    """Prompts, parts, dates, an opened paragraph and reasons of the seminar's own."""
    pin_prompt(reading, block_of(reading, 2).paragraph, words="Is it?", by=leader)
    assign_parts(reading, by=leader)
    reveal_reading(reading, opened=[block_of(reading, 1)], by=leader)
    Reading.objects.filter(pk=reading.pk).update(
        due_at=timezone.now() + timedelta(days=400), tasks={"counterpoint": 2}
    )


def _edit(write: Any, reading: Reading, note: Annotation, reader: Any) -> None:
    """An edit that is shown, and one that waits because of its links."""
    reword(note, by=reader, version=1, said={"body": "Said *better*."})
    linked = write(reading, number=3)
    many = " ".join(f"https://example.org/{n}" for n in range(3))
    reword(linked, by=reader, version=1, said={"body": many})
    assert Annotation.objects.get(pk=linked.pk).waiting_edit


def _argue(reading: Reading, write: Any, member: dict[str, Any]) -> None:
    """Claims with passages and premises, one reworded, one merged, one off the board."""
    for number, wording in ((1, "Alone is easy"), (2, "Margins argue"), (2, "Margins quarrel")):
        counterpoint = write(reading, "moderator", number=number, kind="counterpoint")
        assign_claim(counterpoint, wording=wording, by=member["moderator"])
    easy, argue, quarrel = reading.claims.order_by("created_at", "id")
    add_passage(easy, block=block_of(reading, 1), passage=None, by=member["leader"])
    add_premise(argue, on=easy, by=member["leader"])
    add_premise(easy, on=argue, by=member["leader"])
    reword_claim(easy, wording="Reading alone is easy", by=member["leader"])
    merge_claims(quarrel, into=argue, by=member["leader"])
    off = write(reading, "moderator", number=3, kind="counterpoint")
    bearing = assign_claim(off, wording="Words are last", by=member["moderator"])
    take_off_board(bearing.claim, by=member["leader"])
    add_agenda_line(reading, title="Tea", minutes=5, by=member["leader"])
    keys = [each.key for each in reading.agenda_lines.all()]
    set_agenda_order(reading, [f"claim:{easy.pk}", *keys], by=member["leader"])


def _cite(reading: Reading, write: Any, member: dict[str, Any]) -> None:
    """Two works, joined, separated and joined again; a source that came with a counterpoint."""
    works = []
    for title in ("On Margins", "On the Margin"):
        csl = {"type": "book", "title": title, "issued": {"date-parts": [[1999]]}}
        works.append(get_or_create_work(reading.seminar, csl))  # type: ignore[arg-type]
        write(reading, number=2, kind="source", work=works[-1], csl=csl, citation=title)
    counterpoint = write(reading, number=2, kind="counterpoint")
    csl = {"type": "book", "title": "A Third"}
    write(
        reading,
        number=2,
        kind="source",
        about=counterpoint,
        came_with=counterpoint,
        work=get_or_create_work(reading.seminar, csl),  # type: ignore[arg-type]
        csl=csl,
        citation="A Third",
    )
    join_works(works[0], into=works[1], by=member["moderator"])
    separate_works(Entry.objects.get(verb="merged"), by=member["moderator"])
    join_works(works[0], into=works[1], by=member["moderator"])


def _moderate(reading: Reading, write: Any, people: dict[str, Any]) -> None:
    """Flags, decisions, an appeal and its answer; something pending, withdrawn and erased."""
    notes = [write(reading, number=3, body=f"Moderated {n}.") for n in range(6)]
    flag_annotation(
        notes[0], by=member_of(reading, people["another_reader"]), reason="off topic", words="no"
    )
    take_step(Step.HIDE, notes[0], by=people["moderator"], reason="spam", remark="Between us.")
    reader = member_of(reading, people["reader"])
    appeal_decision(Annotation.objects.get(pk=notes[0].pk), by=reader, words="It was meant well.")
    take_step(Step.RESTORE, notes[0], by=people["leader"])
    take_step(Step.REMOVE, notes[1], by=people["moderator"], reason="spam", statement="Sorry.")
    flag_annotation(notes[2], by=member_of(reading, people["moderator"]), reason="spam")
    withdraw(notes[3], by=reader)
    write(reading, number=3, about=notes[4])
    take_step(Step.ERASE, notes[4], by=people["superuser"], ticket="T-1", reason="legal")
    write(reading, number=3, state="pending", body="Wait for me.")
    take_step(Step.HIDE, notes[5], by=people["moderator"], reason="spam")
    appeal_decision(Annotation.objects.get(pk=notes[5].pk), by=reader, words="Why?")


def _keep_private(reading: Reading, write: Any, reader: Any) -> None:
    """A private counterpoint that makes a claim and cites a work; one that was shown later."""
    private = write(
        reading,
        number=1,
        kind="counterpoint",
        visibility="private",
        body=f"Only for me: {PRIVATE_WORDS}.",
    )
    assign_claim(private, wording=f"The {PRIVATE_WORDS} is private", by=reader)
    csl = {"type": "book", "title": f"The {PRIVATE_WORDS} book"}
    work = get_or_create_work(reading.seminar, csl)  # type: ignore[arg-type]
    write(reading, number=1, kind="source", visibility="private", work=work, csl=csl)
    shown = write(reading, number=1, visibility="private", body=f"First {PRIVATE_WORDS}.")
    reword(shown, by=reader, version=1, said={"body": "Later for all."})
    show_with_sources(Annotation.objects.get(pk=shown.pk), by=reader)
