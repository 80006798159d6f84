"""What members posted under the names of annotations that are brought in later, and what that
changes: nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.test import Client

from annotations.exchange.imports.foreign_annotation import document_digest
from annotations.exchange.imports.tables import read_table
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.policy.steps import Step
from annotations.notices.actions import make_notices
from annotations.seminars.display_names.queries import free_display_name
from annotations.seminars.models import Reading
from annotations.web_annotation.models import Origin
from tests.arguments.conftest import PLACE, write
from tests.exchange.foreign_files import as_file, hypothesis_row
from tests.exchange.test_imports import bring, brought, sound

type Browser = Callable[[str], Client]

FOREIGN = UUID("0192d3a0-0000-7000-8000-000000000001")
NAME = f"https://elsewhere.example/annotations/{FOREIGN}/"


def thread_elsewhere() -> bytes:
    """An annotation that another Counterpoint exports, and an answer to it."""
    quoted = {"selector": {"type": "TextQuoteSelector", "exact": "comfortable"}}
    return as_file(
        [
            {
                "id": NAME,
                "creator": {"name": "anna"},
                "created": "2024-03-01T10:00:00Z",
                "body": {"type": "TextualBody", "value": "The original.", "purpose": "commenting"},
                "target": quoted,
            },
            {
                "id": "https://elsewhere.example/annotations/2/",
                "creator": {"name": "bert"},
                "body": {"type": "TextualBody", "value": "An answer.", "purpose": "replying"},
                "target": NAME,
            },
        ]
    )


EXPECTED = [
    ("anna (brought in)", "note", "comfortable", "The original."),
    ("bert (brought in)", "note", "", "An answer."),
]


@pytest.mark.parametrize("visibility", ["seminar", "private"])
@pytest.mark.parametrize("how", ["its identifier", "its key here", "canonical", "via"])
def test_what_a_member_posted_under_the_names_of_another_changes_no_import(
    reading: Reading, signed_in: Browser, how: str, visibility: str
) -> None:
    chosen = {"its identifier": FOREIGN, "its key here": uuid5(reading.pk, str(FOREIGN))}
    id = {"id": chosen[how]} if how in chosen else {}
    squat = write(reading, kind="note", body="A squat.", visibility=visibility, **id)
    if how in ("canonical", "via"):
        names = {"canonical": NAME} if how == "canonical" else {"via": [NAME]}
        Origin.objects.create(annotation=squat, seminar_id=reading.seminar_id, **names)
    client = signed_in("leader")
    report = bring(client, reading, thread_elsewhere())
    assert (report["new"], report["present"], report["number_left_out"]) == (2, 0, 0)
    assert brought(reading) == EXPECTED
    answer = Annotation.objects.get(body="An answer.")
    assert answer.about is not None
    assert answer.about.body == "The original."
    again = bring(client, reading, thread_elsewhere())
    assert (again["new"], again["present"]) == (0, 2)
    assert sound(reading)


def test_an_answer_does_not_hang_under_what_a_member_posted_under_the_name_that_it_answers(
    reading: Reading, signed_in: Browser
) -> None:
    write(reading, kind="note", body="A squat.", id=FOREIGN)
    table = f"body,answers\nTo the original.,{FOREIGN}\n"
    report = bring(signed_in("leader"), reading, table.encode())
    assert [each["why"] for each in report["left_out"]] == [
        "It answers an annotation that is neither in the file nor here."
    ]


def test_an_identifier_that_is_taken_in_another_reading_hinders_nothing(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    here, there = begin("together"), begin("elsewhere")
    table = "body,quotation\nWithout a name.,comfortable\n"
    nameless = uuid5(here.pk, document_digest(read_table(table)[0]))
    row = hypothesis_row("aaaaaaaaaaaaaaaaaaaaaa", "With a name.", "comfortable")
    for taken in (nameless, uuid5(here.pk, row["id"])):
        write(there, kind="note", body="A squat.", id=taken)
    client = signed_in("leader")
    for content in (table.encode(), as_file([row])):
        assert bring(client, here, content)["new"] == 1
        again = bring(client, here, content)
        assert (again["new"], again["present"]) == (0, 1)
    assert [each[3] for each in brought(here)] == ["Without a name.", "With a name."]
    assert sound(here)


def test_what_members_wrote_here_is_known_when_it_comes_back(
    reading: Reading, signed_in: Browser
) -> None:
    note = write(reading, kind="note", words="comfortable", body="Mine.")
    write(reading, "another_reader", about=note, kind="note", body="Yours.")
    client = signed_in("leader")
    files: list[Any] = [f"{PLACE}/export/{each}" for each in ("json-ld", "csv")]
    for file in files:
        report = bring(client, reading, client.get(file).getvalue())
        assert (report["new"], report["present"]) == (0, 2), file


def test_what_was_brought_in_is_told_to_nobody_when_it_is_decided_about_later(
    reading: Reading, signed_in: Browser, people: dict[str, Any]
) -> None:
    mine = write(reading, kind="note", words="comfortable", body="Mine.")
    client = signed_in("leader")
    mentioning = thread_elsewhere().replace(b"The original.", b"@reader, is it?")
    bring(client, reading, mentioning)
    original = Annotation.objects.get(body="@reader, is it?")
    assert original.author.guest
    make_notices()
    for step in (Step.HIDE, Step.RESTORE):
        take_step(step, original, by=people["moderator"], reason="spam")
        original.refresh_from_db()
    assert original.state == "published"
    assert make_notices() == 0
    write(reading, "another_reader", about=mine, kind="note", body="@reader, it is.")
    assert make_notices() == 1
    assert first_finding(reading.seminar_id) is None


@pytest.mark.parametrize(
    "name", ["Nobody Yet (brought in)", "Nobody Yet (BROUGHT IN)", "Nobody Yet(brought  in)"]
)
def test_no_member_is_called_as_those_are_whose_annotations_were_brought_in(
    reading: Reading, signed_in: Browser, people: dict[str, Any], name: str
) -> None:
    client = signed_in("reader")
    address = "/s/together/membership/name/"
    assert client.post(address, {"shown_as": name}).status_code == 422
    assert client.post(address, {"shown_as": "Nobody Yet (brought)"}).status_code == 302
    joined = free_display_name(reading.seminar, name)
    assert joined == f"{name} 2"
