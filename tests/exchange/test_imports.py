"""Annotations from elsewhere: read, placed, looked at, brought in, and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.activity import Entry
from annotations.exchange.imports import actions
from annotations.exchange.imports.file_formats import UnreadableFile, read_annotation_file
from annotations.exchange.imports.models import AnnotationImport
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.policy.steps import Step
from annotations.notices.actions import make_notices
from annotations.seminars.models import Member, Reading
from tests.arguments.conftest import PLACE, write
from tests.exchange.foreign_files import (
    ANNOTORIOUS,
    HYPOTHESIS_CSV,
    HYPOTHESIS_ROWS,
    RECOGITO,
    as_file,
    client_export,
    hypothesis_row,
)

type Browser = Callable[[str], Client]


def door(reading: Reading) -> str:
    """The page on which a leader brings annotations in."""
    return f"/s/{reading.seminar.slug}/readings/{reading.pk}/annotations/"


def send(client: Client, reading: Reading, content: bytes, name: str = "notes.json") -> Any:
    """Choose a file; returns the answer."""
    return client.post(door(reading), {"file": SimpleUploadedFile(name, content)})


def preview_of(client: Client, reading: Reading, content: bytes) -> str:
    """Choose a file that can be read; returns the address of its preview."""
    answer = send(client, reading, content)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def bring(client: Client, reading: Reading, content: bytes) -> dict[str, Any]:
    """Bring a file in; returns the report."""
    preview = preview_of(client, reading, content)
    assert client.post(preview)["Location"] == preview
    done = AnnotationImport.objects.exclude(brought_in_at=None)
    return done.latest("brought_in_at").report


def brought(reading: Reading) -> list[tuple[str, str, str, str]]:
    """What guests wrote: the name, the kind, the words of the text, and the body."""
    rows = Annotation.objects.filter(reading=reading, author__guest=True)
    rows = rows.select_related("author").order_by("created_at", "id")
    return sorted((each.author.name, each.kind, each.exact, each.body) for each in rows)


def sound(reading: Reading) -> bool:
    """True if the record, the seals and the counts are as they should be."""
    return first_finding(reading.seminar_id) is None and store.tally_differences(reading) == {}


EXPECTED = [
    ("Carla C. (brought in)", "note", "", "Why not?"),
    ("anna (brought in)", "note", "Nobody contradicts you.", "Differs."),
    ("anna (brought in)", "note", "comfortable", "Is it?"),
    ("anna (brought in)", "source", "The last word", "He says so too."),
    (
        "bert (brought in)",
        "counterpoint",
        "an argument that waits",
        "It *doesn’t*.\n\n\\#two-words",
    ),
    ("bert (brought in)", "note", "", "Because."),
]


def test_what_hypothesis_exports_is_looked_at_first_and_then_brought_in(
    reading: Reading, signed_in: Browser
) -> None:
    client = signed_in("leader")
    preview = preview_of(client, reading, client_export())
    page = client.get(preview).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "6 annotations have their places in the text." in words
    assert "Of them 1 is about words that differ a little" in words
    assert "5 stay out; below it says why." in words
    assert "Nobody ever contradicts you." in words
    for reason in (
        "The words that it quotes are not in the text.",
        "What it answers is not brought in.",
        "It was private where it comes from.",
        "It is not published where it comes from.",
        "It only marks words, and says nothing about them.",
    ):
        assert words.count(reason) == 1, reason
    assert "For me." not in words  # what was private is not shown to other leaders either
    assert brought(reading) == []  # a dry run
    assert Member.objects.filter(guest=True).count() == 0
    client.post(preview)
    assert brought(reading) == EXPECTED
    by_body = {each.body: each for each in Annotation.objects.filter(reading=reading)}
    why, because = by_body["Why not?"], by_body["Because."]
    assert because.about == why
    assert why.about == why.root == because.root == by_body["It *doesn’t*.\n\n\\#two-words"]
    assert (because.depth, why.about.attack) == (2, "undercut")
    assert because.created_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    source = by_body["He says so too."]
    assert (source.relation, source.csl["DOI"]) == ("context", "10.2307/2010183")
    assert sound(reading)
    done = client.get(preview).content.decode()
    assert "What was brought in" in done
    assert "The words that it quotes are not in the text." in done
    thread = signed_in("observer").get(f"{PLACE}/p/1/?whole").content.decode()
    assert "anna (brought in)" in thread


@pytest.mark.parametrize(
    "content",
    [
        as_file({"total": 11, "rows": HYPOTHESIS_ROWS}),
        as_file(
            {
                "total": 9,
                "rows": [each for each in HYPOTHESIS_ROWS if "references" not in each],
                "replies": [each for each in HYPOTHESIS_ROWS if "references" in each],
            }
        ),
        as_file(list(reversed(HYPOTHESIS_ROWS))),
        b"\xef\xbb\xbf  " + as_file(HYPOTHESIS_ROWS),
    ],
)
def test_rows_of_a_search_come_in_as_an_export_does(
    reading: Reading, signed_in: Browser, content: bytes
) -> None:
    bring(signed_in("leader"), reading, content)
    assert brought(reading) == EXPECTED
    assert sound(reading)


def test_the_same_file_twice_brings_nothing_new_and_says_so(
    reading: Reading, signed_in: Browser
) -> None:
    client = signed_in("leader")
    bring(client, reading, client_export())
    before = set(Annotation.objects.values_list("pk", "version", "created_at"))
    page = client.get(preview_of(client, reading, client_export())).content.decode()
    assert "There is nothing new in this file." in page
    assert ">Bring in</button>" not in page
    report = bring(client, reading, client_export())
    assert (report["new"], report["present"]) == (0, 6)
    assert set(Annotation.objects.values_list("pk", "version", "created_at")) == before
    assert Member.objects.filter(guest=True).count() == 3
    more = [*HYPOTHESIS_ROWS, hypothesis_row("zz", "New.", "contradicts")]
    more.append(hypothesis_row("yy", "To one that is here.", references=[HYPOTHESIS_ROWS[0]["id"]]))
    report = bring(client, reading, as_file(more))
    assert (report["new"], report["present"]) == (2, 6)
    answer = Annotation.objects.get(body="To one that is here.")
    assert answer.about is not None
    assert answer.about.body == "Is it?"
    assert sound(reading)


def test_what_comes_in_goes_out_and_comes_in_elsewhere_the_same(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    here, there = begin("together"), begin("elsewhere")
    client = signed_in("leader")
    bring(client, here, client_export())
    report = bring(client, there, client.get(f"{PLACE}/export/json-ld").getvalue())
    assert (report["new"], report["number_left_out"]) == (6, 0)
    assert brought(there) == EXPECTED
    moments = [
        sorted(Annotation.objects.filter(reading=each).values_list("body", "created_at"))
        for each in (here, there)
    ]
    assert moments[0] == moments[1]
    assert sound(there)
    # Hypothesis's own file is known there too: its addresses went along.
    assert bring(client, there, client_export())["present"] == 6


def test_a_preview_that_is_sent_twice_brings_its_file_in_once(
    reading: Reading, signed_in: Browser
) -> None:
    client = signed_in("leader")
    preview = preview_of(client, reading, client_export())
    client.post(preview)
    assert "was brought in before" in client.post(preview, follow=True).content.decode()
    assert brought(reading) == EXPECTED


def test_our_own_files_come_into_another_reading_and_say_the_same(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    here, there, beside = begin("together"), begin("elsewhere"), begin("beside")
    note = write(here, kind="note", words="comfortable", body="=1+1, *truly*")
    objection = write(here, "another_reader", number=2, attack="undermine", body="No.")
    csl = {"type": "book", "title": "A Book", "author": [{"family": "Writer"}]}
    write(here, about=objection, kind="source", csl=csl, citation="A Book", locator="p. 2")
    write(here, kind="note", body="private", visibility="private")
    take_step(
        Step.HIDE,
        write(here, kind="note", body="hidden"),
        by=_user(here, "moderator"),
        reason="spam",
    )
    client = signed_in("leader")
    said = [
        ("another_reader (brought in)", "counterpoint", "", "No."),
        ("reader (brought in)", "note", "comfortable", "=1+1, *truly*"),
        ("reader (brought in)", "source", "", "reader says so."),
    ]
    for file, target in (("json-ld", there), ("csv", beside)):
        content = client.get(f"{PLACE}/export/{file}").getvalue()
        report = bring(client, target, content)
        assert brought(target) == said, file
        assert [each["why"] for each in report["left_out"]] == [
            "It is not published where it comes from."
        ]
        source = Annotation.objects.get(reading=target, kind="source")
        assert (source.locator, source.relation) == ("p. 2", "supports")
        assert source.about is not None
        assert (source.about.attack, source.about.passage) == ("undermine", False)
        again = bring(client, here, content)  # where it comes from
        assert (again["new"], again["present"]) == (0, 3)
        assert sound(target)
    # What came in by one format is known when it comes by the other, and when it comes back.
    content = client.get(f"{PLACE}/export/csv").getvalue()
    assert bring(client, there, content)["present"] == 3
    back = client.get("/s/elsewhere/on-reading/export/json-ld").getvalue()
    assert bring(client, here, back)["present"] == 3
    assert Annotation.objects.filter(pk=note.pk, reading=here).exists()


def _user(reading: Reading, name: str) -> Any:
    return reading.seminar.members.get(user__username=name).user


def test_recogitos_and_annotorious_files_come_in_with_their_replies(
    reading: Reading, signed_in: Browser
) -> None:
    client = signed_in("leader")
    bring(client, reading, as_file(RECOGITO))
    first = Annotation.objects.get(body="First of all.\n\n\\#a-tag")
    assert (first.exact, first.author.name) == ("Nobody contradicts you", "Anna (brought in)")
    reply = Annotation.objects.get(body="And then?")
    assert (reply.about, reply.author.name) == (first, "Bert (brought in)")
    page = {"type": "AnnotationPage", "items": RECOGITO}
    assert bring(client, reading, as_file(page))["present"] == 2
    whole = {"type": "AnnotationCollection", "total": 1, "first": page}
    assert bring(client, reading, as_file(whole))["present"] == 2
    bring(client, reading, as_file(ANNOTORIOUS))
    own = Annotation.objects.get(body="In its own terms.")
    assert (own.exact, own.author.name) == ("second reader", "Anna (brought in)")
    assert sound(reading)


def test_hypothesis_tables_come_in_without_the_replies_that_name_no_target(
    reading: Reading, signed_in: Browser
) -> None:
    report = bring(signed_in("leader"), reading, HYPOTHESIS_CSV)
    assert brought(reading) == [
        ("anna (brought in)", "counterpoint", "comfortable", 'Is it, "really"?\n\n\\#one')
    ]
    assert [each["why"] for each in report["left_out"]] == [
        "It answers an annotation that is neither in the file nor here."
    ]


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")]
)
def test_a_table_of_ones_own_comes_in_and_its_formulas_are_words(
    reading: Reading, signed_in: Browser, delimiter: str, encoding: str
) -> None:
    rows = [
        ["id", "answers", "author", "kind", "quotation", "paragraph", "body", "unknown"],
        ["1", "", "=Anna", "note", "comfortable", "", "'=HYPERLINK(“x”)", "x"],
        ["2", "1", "", "", "", "", "@sum", ""],
        ["3", "", "Bert", "counterpoint", "", "p2", "All of it.", ""],
        ["4", "9", "Bert", "", "", "", "To nothing.", ""],
        ["5", "6", "Bert", "", "", "", "In a circle.", ""],
        ["6", "5", "Bert", "", "", "", "In a circle too.", ""],
    ]
    table = "\r\n".join(delimiter.join(row) for row in rows)
    report = bring(signed_in("leader"), reading, table.encode(encoding))
    assert brought(reading) == [
        ("=Anna (brought in)", "note", "comfortable", "=HYPERLINK(“x”)"),
        ("Bert (brought in)", "counterpoint", "", "All of it."),
        ("Somebody (brought in)", "note", "", "@sum"),
    ]
    assert sorted(each["why"] for each in report["left_out"]) == [
        "It answers an annotation that is neither in the file nor here.",
        "What it answers is not brought in.",
        "What it answers is not brought in.",
    ]
    whole = Annotation.objects.get(body="All of it.")
    assert (whole.attack, whole.passage, whole.paragraph) == (
        *("rebut", False),
        reading.essay.current_revision.blocks.get(number=2).paragraph,
    )


BAD_FILES = {
    "empty": (b"", "This file is empty."),
    "spaces": (b" \n ", "This file is empty."),
    "half": (client_export()[:2_000], "This is no JSON, from line 1, column"),
    "no annotations": (b"[]", "There is no annotation in this file."),
    "other JSON": (b'{"a": 1}', "This is JSON, but no annotations"),
    "numbers": (b"[1, 2]", "something in this file that is no annotation"),
    "readings of a number": (
        b'{"readings": [{"annotations": 5}]}',
        "something in this file that is no annotation",
    ),
    "NaN": (b'[{"id": NaN}]', "JSON has no such number."),
    "deep": (b"[" * 100_000, "nested too deep"),
    "deep and closed": (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
    "not so deep": (b"[" * 60 + b"]" * 60, "nested too deep"),
    "latin": (b'[{"text": "\xe9"}]', "This is not in UTF-8."),
    "pages elsewhere": (
        as_file({"type": "AnnotationCollection", "first": "https://example.org/1"}),
        "only names the address of its pages",
    ),
    "another table": (b"a,b\n1,2\n", "neither JSON nor a table with the columns"),
    "a cell left open": (b'body,quotation\n"x,y\n', "a cell is not closed"),
    "a row cut short": (b"body,quotation,id\nx,comfortable,1\nx,comf\n", "Line 3 of the table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is a picture, not a text."),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(
    reading: Reading, signed_in: Browser, bad: str
) -> None:
    content, reason = BAD_FILES[bad]
    answer = send(signed_in("leader"), reading, content)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not AnnotationImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(reading: Reading, signed_in: Browser) -> None:
    answer = send(signed_in("leader"), reading, b"[" + b" " * 10_000_000)
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.content.decode()
    missing = signed_in("leader").post(door(reading))
    assert missing.status_code == 422
    assert "Choose the file first." in missing.content.decode()
    with pytest.raises(UnreadableFile, match="at most 5000"):
        read_annotation_file(as_file([{"id": str(at), "target": "x"} for at in range(5_001)]))
    with pytest.raises(UnreadableFile, match="more than 2000000 characters together"):
        read_annotation_file(as_file([hypothesis_row(str(at), "x" * 500) for at in range(4_001)]))
    assert len(read_annotation_file(as_file([hypothesis_row("1", "x" * 2_000_000)]))) == 1


def test_answers_that_are_nested_too_deep_stay_out(reading: Reading, signed_in: Browser) -> None:
    rows = ["id,answers,quotation,body", "0,,comfortable,Depth 0."]
    rows += [f"{depth},{depth - 1},,Depth {depth}." for depth in range(1, 104)]
    report = bring(signed_in("leader"), reading, "\n".join(rows).encode())
    assert (report["new"], report["number_left_out"]) == (101, 3)
    assert {each["words"]: each["why"] for each in report["left_out"]} == {
        "Depth 101.": "It is an answer to an answer, and so on, more than 100 times.",
        "Depth 102.": "What it answers is not brought in.",
        "Depth 103.": "What it answers is not brought in.",
    }
    report = bring(signed_in("leader"), reading, "\n".join(rows[:102]).encode())
    assert (report["new"], report["present"]) == (0, 101)
    rows.append("a,100,,Below the deepest.")
    report = bring(signed_in("leader"), reading, "\n".join([*rows[:102], rows[-1]]).encode())
    assert (report["new"], report["number_left_out"]) == (0, 1)


def test_bodies_are_rendered_and_read_before_anything_is_locked(
    reading: Reading, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for name in ("render_body", "read_documents", "lock_reading_fresh", "arrange_documents"):
        was = getattr(actions, name)

        def told(*given: Any, name: str = name, was: Callable[..., Any] = was) -> Any:
            steps.append(name)
            return was(*given)

        monkeypatch.setattr(actions, name, told)
    bring(signed_in("leader"), reading, client_export())
    locked = steps.index("lock_reading_fresh")
    assert set(steps[:locked]) == {"read_documents", "render_body"}
    assert steps[locked:] == ["lock_reading_fresh", "arrange_documents"]
    assert brought(reading) == EXPECTED


def test_choosing_a_file_deletes_what_the_same_leader_chose_before_and_did_not_bring_in(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    here, there = begin("together"), begin("elsewhere")
    client = signed_in("leader")
    bring(client, here, as_file([hypothesis_row("1", "Brought.", "comfortable")]))
    for reading in (there, here, here):
        send(client, reading, client_export(), f"{reading.seminar.slug}.json")
    kept = AnnotationImport.objects.order_by("created_at").values_list("name", "brought_in_at")
    assert [(name, moment is None) for name, moment in kept] == [
        ("notes.json", False),
        ("elsewhere.json", True),
        ("together.json", True),
    ]


STRANGE = [
    {},
    {"target": 7},
    {"target": {"selector": "x"}},
    {"target": {"selector": [{"type": "TextQuoteSelector", "exact": 1}]}},
    {"target": {"selector": [{"type": "SvgSelector", "value": "<svg/>"}]}, "body": "x"},
    {"target": {"selector": {"type": "TextPositionSelector", "start": 3, "end": 9}}, "body": "x"},
    {"id": 5, "target": "x"},
    {"creator": 5, "created": "never", "text": "\ud800", "target": [{"source": "x"}]},
    {"text": "\x00 nul", "uri": "https://example.org/", "user": "\x00"},
    {"text": "long " * 4_000, "uri": "https://example.org/"},
    {"@context": "https://example.org/context", "text": "fine", "uri": "https://example.org/"},
    {"text": "later", "created": "2999-01-01T00:00:00Z", "uri": "https://example.org/"},
    {"text": "elsewhere", "uri": "https://example.com/other"},
    {"type": "Person", "target": "x"},
    {"id": "\ud800", "text": "fine too", "uri": "https://example.org/"},
    {"id": "x" * 9_000, "text": "long named", "uri": "https://example.org/"},
    {"id": f"https://example.org/{'x' * 9_000}", "text": "y", "uri": "https://example.org/"},
    {"text": "z", "links": {"html": "https://\ud800"}, "uri": "https://example.org/"},
    hypothesis_row("nul", "A quotation.", "Nobody \x00ever contradicts you."),
    hypothesis_row("surrogate", "Another.", "Nobody \ud800ever contradicts you."),
    {"text": "<script>alert(1)</script>", "uri": "https://example.org/", "user": "<b>"},
]


def test_strange_annotations_are_listed_and_the_others_come_in(
    reading: Reading, signed_in: Browser
) -> None:
    client = signed_in("leader")
    report = bring(client, reading, json.dumps(STRANGE).encode())
    assert report["new"] + report["number_left_out"] == len(STRANGE)
    bodies = set(Annotation.objects.filter(author__guest=True).values_list("body", flat=True))
    assert {"fine", "fine too", "long named", "later"} <= bodies
    assert "elsewhere" not in bodies
    assert Annotation.objects.get(body="later").created_at <= timezone.now()
    done = client.get(door(reading)).content.decode()
    assert "<script>alert" not in done
    thread = client.get(f"{PLACE}/p/b0/?whole").content.decode()
    assert "<script>alert" not in thread
    assert "<bdi><b></bdi>" not in thread
    assert sound(reading)


def test_an_import_that_is_interrupted_leaves_nothing(
    reading: Reading, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("leader")
    preview = preview_of(client, reading, client_export())
    before = Entry.objects.count()

    def fails(*arguments: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(actions, "_save_origins", fails)
    with pytest.raises(RuntimeError, match="the power went"):
        client.post(preview)
    assert brought(reading) == []
    assert Member.objects.filter(guest=True).count() == 0
    assert Entry.objects.count() == before
    monkeypatch.undo()
    client.post(preview)
    assert brought(reading) == EXPECTED


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "stranger", "former"])
def test_only_leaders_bring_annotations_in(reading: Reading, signed_in: Browser, who: str) -> None:
    preview = preview_of(signed_in("leader"), reading, client_export())
    status = 404 if who in ("stranger", "former") else 403
    for address in (door(reading), preview):
        assert signed_in(who).get(address).status_code == status
        assert signed_in(who).post(address).status_code == status
    assert brought(reading) == []
    reading.seminar.closes_at = timezone.now() - timedelta(days=1)
    reading.seminar.save()
    assert signed_in("leader").post(preview).status_code == 403


def test_a_file_is_shown_at_its_own_reading_only(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    here, there = begin("together"), begin("elsewhere")
    preview = preview_of(signed_in("leader"), here, client_export())
    other = preview.replace(str(here.pk), str(there.pk)).replace("together", "elsewhere")
    assert signed_in("leader").get(other).status_code == 404


def test_what_is_brought_in_is_moderated_like_the_rest_and_recorded_as_the_leaders_act(
    begin: Callable[..., Reading], signed_in: Browser, people: dict[str, Any]
) -> None:
    reading = begin(moderation="before")
    bring(signed_in("leader"), reading, client_export())
    entries = Entry.objects.filter(verb="posted", seminar_id=reading.seminar_id)
    assert {each.by for each in entries} == {people["leader"]}
    assert {tuple(sorted(each.details)) for each in entries} == {
        ("brought_in", "kind", "state", "visibility")
    }
    assert {each.state for each in Annotation.objects.all()} == {"published"}
    note = Annotation.objects.get(body="Is it?")
    take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    assert "Is it?" not in signed_in("reader").get(f"{PLACE}/p/1/?whole").content.decode()
    assert bring(signed_in("leader"), reading, client_export())["present"] == 6
    note.refresh_from_db()
    assert note.state == "hidden"
    assert sound(reading)
    call_command("audit_moderation", stdout=StringIO())
    assert make_notices() == 0


def test_a_refused_domain_stays_out(begin: Callable[..., Reading], signed_in: Browser) -> None:
    reading = begin(refused_domains=["bad.example"])
    rows = [
        hypothesis_row("1", "See https://bad.example/x", "comfortable"),
        hypothesis_row("2", "See https://good.example/x", "comfortable"),
    ]
    report = bring(signed_in("leader"), reading, as_file(rows))
    assert report["new"] == 1
    assert "takes no links to bad.example" in report["left_out"][0]["why"]


def test_guests_are_no_members_and_take_nobodys_name(
    reading: Reading, signed_in: Browser, people: dict[str, Any]
) -> None:
    client = signed_in("leader")
    rows = [hypothesis_row("1", "As somebody else.", "comfortable", "reader")]
    bring(client, reading, as_file(rows))
    guest = Member.objects.get(guest=True)
    assert (guest.name, guest.user) == ("reader (brought in)", None)
    page = client.get("/s/together/").content.decode()
    people_list = page[page.index('<ul class="people">') :]
    assert "brought in" not in people_list
    assert "brought in" not in client.get("/s/together/members/").content.decode()
    board = signed_in("reader").get(f"{PLACE}/edition/").content.decode()
    assert "reader (brought in)" in board
    rename = signed_in("another_reader").post(
        "/s/together/membership/name/", {"shown_as": "Reader (brought in)"}
    )
    assert rename.status_code == 422
    mine = signed_in("reader").get("/me/").content.decode()
    assert "As somebody else." not in mine


def test_a_file_that_nobody_brought_in_is_swept_up(reading: Reading, signed_in: Browser) -> None:
    preview_of(signed_in("leader"), reading, client_export())
    AnnotationImport.objects.update(created_at=timezone.now() - timedelta(days=8))
    said = StringIO()
    call_command("tidy", stdout=said)
    assert "Files of annotations swept up: 1." in said.getvalue()
    assert not AnnotationImport.objects.exists()


def test_many_annotations_come_in_with_as_many_queries_as_a_few_and_keep_their_times(
    begin: Callable[..., Reading], signed_in: Callable[[str], Client]
) -> None:
    client, numbers = signed_in("leader"), []
    for slug, pairs in (("there", 3), ("elsewhere", 40)):
        reading = begin(slug)
        rows = [
            row
            for n in range(pairs)
            for row in (
                hypothesis_row(f"{slug}-{n}", f"Is it {n}?", "comfortable"),
                hypothesis_row(f"{slug}-{n}-a", f"So {n}.", references=[f"{slug}-{n}"]),
            )
        ]
        preview = preview_of(client, reading, client_export(rows))
        with CaptureQueriesContext(connection) as captured:
            client.post(preview)
        numbers.append(len(captured))
        written = Annotation.objects.filter(reading=reading).values_list("created_at", flat=True)
        assert {each.isoformat() for each in written} == {"2024-03-01T10:00:00+00:00"}
        assert len(written) == 2 * pairs
        assert sound(reading)
    assert numbers[0] == numbers[1]
