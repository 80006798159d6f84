"""A reading's annotations as files: JSON-LD, tables, footnotes, maps of the argument."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.exchange.table_cells import neutralise_cell, restore_cell
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.models import Head
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, SNYDER, member, write
from tests.editions.sample_essay import revise

CONTAINER = "/api/s/together/on-reading/annotations/"


def taken(client: Client, file: str) -> bytes:
    """A file, as it came."""
    answer = client.get(f"{PLACE}/export/{file}")
    assert answer.status_code == 200
    assert answer.streaming
    return answer.getvalue()


@pytest.fixture
def written(reading: Reading) -> dict[str, Annotation]:
    """An argument about a passage, and a private note."""
    note = write(reading, kind="note", words="comfortable", body="=1+1")
    claim = write(reading, "another_reader", number=2, claim="It waits", body="It *doesn’t*.")
    under = write(reading, about=claim, attack="undercut", body="So?")
    source = write(
        reading, about=under, kind="source", csl=SNYDER, relation="disputes", locator="466"
    )
    private = write(reading, kind="note", body="only mine", visibility="private")
    return {"note": note, "claim": claim, "under": under, "source": source, "private": private}


def test_json_ld_is_a_collection_of_the_documents_that_the_protocol_has(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("reader")
    collection = json.loads(taken(client, "json-ld"))
    first = client.get(CONTAINER).json()["first"]
    assert collection["first"]["items"] == first["items"]
    assert len(first["items"]) == collection["total"] == 5
    assert collection["type"] == "AnnotationCollection"
    assert collection["first"]["type"] == "AnnotationPage"
    others = json.loads(taken(signed_in("another_reader"), "json-ld"))
    assert others["total"] == len(others["first"]["items"]) == 4
    published = json.loads(taken(client, "json-ld?only=published"))
    assert published["first"]["items"] == others["first"]["items"]


def test_a_file_of_nothing_is_a_file(reading: Reading, signed_in: Callable[[str], Client]) -> None:
    collection = json.loads(taken(signed_in("reader"), "json-ld"))
    assert (collection["total"], collection["first"]["items"]) == (0, [])
    assert taken(signed_in("reader"), "csv").count(b"\r\n") == 1
    assert json.loads(taken(signed_in("reader"), "aif"))["nodes"] == []
    assert b"Nobody contradicts you." in taken(signed_in("reader"), "markdown")


def test_a_table_says_of_each_annotation_what_it_is_and_where(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    rows = list(csv.DictReader(StringIO(taken(signed_in("reader"), "csv").decode())))
    assert [row["body"] for row in rows] == [
        *("'=1+1", "It *doesn’t*.", "So?", "reader says so.", "only mine")
    ]
    note, claim, under, source, private = rows
    assert (note["paragraph"], note["quotation"]) == ("p1", "comfortable")
    assert (claim["paragraph"], claim["quotation"], claim["attack"]) == ("p2", "", "rebut")
    assert (under["answers"], under["author"]) == (str(written["claim"].pk), "reader")
    assert (source["relation"], source["locator"]) == ("disputes", "466")
    assert source["cited_work"].startswith("Snyder, G. H. (1984)")
    assert private["visibility"] == "private"


@pytest.mark.parametrize(
    ("encoding", "begins", "codec", "delimiter", "extension"),
    [
        ("utf-8", b'"id",', "utf-8", ",", "csv"),
        ("utf-8-bom", b'\xef\xbb\xbf"id",', "utf-8-sig", ",", "csv"),
        ("semicolon", b'\xef\xbb\xbf"id";', "utf-8-sig", ";", "csv"),
        ("utf-16", b'\xff\xfe"\x00i\x00d\x00"\x00\t\x00', "utf-16", "\t", "tsv"),
    ],
)
def test_a_table_comes_in_the_encoding_of_a_spreadsheet(
    written: dict[str, Annotation],
    signed_in: Callable[[str], Client],
    encoding: str,
    begins: bytes,
    codec: str,
    delimiter: str,
    extension: str,
) -> None:
    client = signed_in("another_reader")
    answer = client.get(f"{PLACE}/export/csv?encoding={encoding}")
    content = answer.getvalue()
    assert content.startswith(begins)
    assert answer["Content-Disposition"].endswith(f'on-reading.{extension}"')
    rows = list(csv.DictReader(StringIO(content.decode(codec)), delimiter=delimiter))
    assert [row["body"] for row in rows][1] == "It *doesn’t*."
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" @sum", "' @sum"),
        ("-2", "'-2"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\n", "'\n"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("'\tx", "''\tx"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula_and_comes_back(text: str, cell: str) -> None:
    assert neutralise_cell(text) == cell
    assert restore_cell(cell) == text


def test_footnotes_stand_where_the_words_end(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    text = taken(signed_in("reader"), "markdown").decode()
    assert "Reading alone is comfortable[^n1]. Nobody contradicts you.\n" in text
    assert "and *then* it begins.[^n2]\n" in text
    assert "[^n1]: **Note** by reader on “comfortable”\n\n    =1+1\n" in text
    assert "\n    - **Counterpoint** (It doesn’t follow) by reader\n\n      So?\n" in text
    assert "\n      - **Source** (disputes) by reader\n\n        Snyder, G. H. (1984)" in text
    assert "only mine" not in text


def test_what_is_about_words_that_are_gone_comes_last(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    gone = write(reading, kind="note", number=3, words="The last word", body="On what is gone.")
    write(reading, "another_reader", about=gone, body="And this.")
    text = reading.essay.current_revision.markdown
    revise(reading, text.replace("The last word is never the last.", "An end.\n"))
    client = signed_in("reader")
    markdown = taken(client, "markdown").decode()
    assert markdown.endswith(
        "An end.\n\n## About words that are no longer in the text\n\n"
        "- **Note** by reader on “The last word”\n\n  On what is gone.\n\n"
        "  - **Counterpoint** (It isn’t so) by another\\_reader\n\n    And this.\n\n"
    )
    first, second = csv.DictReader(StringIO(taken(client, "csv").decode()))
    assert (first["quotation"], first["paragraph"]) == ("The last word", "")
    assert second["answers"] == first["id"] == str(gone.pk)
    assert "<Note 1>: On what is gone. #(note) #(reader)\n" in taken(client, "argdown").decode()


def test_an_answer_to_what_is_hidden_says_nothing_of_it(
    reading: Reading, people: dict[str, Any], signed_in: Callable[[str], Client]
) -> None:
    hidden = write(reading, kind="note", body="To be hidden.")
    answer = write(reading, "another_reader", about=hidden, body="It stays.")
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="spam")
    for file in ("json-ld", "csv", "markdown", "argdown", "aif"):
        content = taken(signed_in("observer"), file).decode()
        assert "It stays." in content
        assert "To be hidden." not in content
        assert str(hidden.pk) not in content, file
    (row,) = csv.DictReader(StringIO(taken(signed_in("observer"), "csv").decode()))
    assert (row["id"], row["answers"]) == (str(answer.pk), "")


def test_argdown_says_what_attacks_and_supports_what(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    text = taken(signed_in("reader"), "argdown").decode()
    assert text.startswith('===\ntitle: "On Reading Together"\n')
    assert "\n[Claim 1]: It waits\n" in text
    assert "\n<Counterpoint 1>: It doesn’t. #(rebut) #(another reader)\n  -> [Claim 1]\n" in text
    assert "\n<Counterpoint 2>: So? #(undercut) #(reader)\n  _> <Counterpoint 1>\n" in text
    assert "#(disputes) #(reader)\n  -> <Counterpoint 2>\n" in text
    assert "1+1" not in text  # a note that nobody argues with is no argument


def test_aif_joins_what_is_said_to_what_it_is_about(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    graph = json.loads(taken(signed_in("reader"), "aif"))
    kinds = {node["nodeID"]: node["type"] for node in graph["nodes"]}
    edges = {(edge["fromID"], edge["toID"]) for edge in graph["edges"]}
    assert {id for edge in edges for id in edge} == set(kinds)
    claim = next(node["nodeID"] for node in graph["nodes"] if node["text"] == "It waits")
    against, under = written["claim"].pk, written["under"].pk
    assert kinds[f"{against}-s"] == kinds[f"{under}-s"] == "CA"
    joins = {(f"{against}-s", claim), (f"{under}-s", f"{against}-s")}
    assert joins | {(str(under), f"{under}-s"), (f"{under}-ya", str(under))} <= edges
    assert {each["firstname"] for each in graph["participants"]} == {"reader", "another_reader"}


def test_a_file_costs_no_more_queries_for_more_annotations(
    reading: Reading, written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("reader")
    files = ("json-ld", "csv", "markdown", "argdown", "aif")
    numbers = {}
    for _turn in range(2):
        for file in files:
            taken(client, file)  # settles the standings, where they are stale
            with CaptureQueriesContext(
                connection,
            ) as queries:
                taken(client, file)
            numbers.setdefault(file, []).append(len(queries))
        for _ in range(3):
            about = write(reading, number=2, body="More.")
            write(reading, about=about, kind="source", csl=SNYDER)
    assert [each for each in numbers.values() if len(set(each)) > 1] == [], numbers


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 200), ("another_reader", 200), ("reader", 404)]
)
def test_participation_is_counted_for_a_leader_and_oneself(
    written: dict[str, Annotation],
    reading: Reading,
    signed_in: Callable[[str], Client],
    who: str,
    status: int,
) -> None:
    person = member(reading, "another_reader")
    answer = signed_in(who).get(f"/s/together/export/participation/{person.pk}")
    assert answer.status_code == status
    if status == 200:
        (row,) = csv.DictReader(StringIO(answer.getvalue().decode()))
        numbers = {name: row[name] for name in row if row[name].isdecimal()}
        assert numbers == {
            "notes": "0",
            "counterpoints": "1",
            "sources": "0",
            "answers_to_others": "0",
            "answers_by_others": "1",
            "paragraphs_written_at": "1",
            "paragraphs_read_at": "0",
            "paragraphs": "3",
        }
        assert "doesn’t" not in str(row)


def test_the_record_of_moderation_names_nobody_and_ends_with_its_seal(
    written: dict[str, Annotation],
    reading: Reading,
    people: dict[str, Any],
    signed_in: Callable[[str], Client],
) -> None:
    told = "A statement, with a canary."
    take_step(Step.HIDE, written["note"], by=people["moderator"], reason="spam", statement=told)
    take_step(Step.RESTORE, written["note"], by=people["leader"])
    log = signed_in("observer").get("/s/together/export/moderation/json")
    said = log.getvalue().decode()
    records, head = json.loads(said)["records"], json.loads(said)["head"]
    kept = Head.objects.get(seminar=reading.seminar)
    assert head == {"number": 2, "seal": kept.mac} == {**head, "seal": records[-1]["seal"]}
    shown = [(each["annotation"], each["step"], each["decided_by"]) for each in records]
    assert shown == [(1, "hide", "moderator"), (1, "restore", "leader")]
    assert records[0]["reason"] == "Advertising or spam"
    assert "canary" not in said
    assert str(written["note"].pk) not in said
    table = signed_in("observer").get("/s/together/export/moderation/csv").getvalue().decode()
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["step"] for row in rows] == ["hide", "restore", "head"]
    assert rows[-1]["seal"] == kept.mac
    assert "canary" not in table
    assert signed_in("stranger").get("/s/together/export/moderation/csv").status_code == 404
    assert signed_in("observer").get("/s/together/export/moderation/xml").status_code == 404


def test_one_page_lists_every_file_and_each_link_leads_to_one(
    written: dict[str, Annotation], signed_in: Callable[[str], Client]
) -> None:
    page = signed_in("leader").get(f"{PLACE}/export/").content.decode()
    links = set(re.findall(r'<d[td]>.*?href="(/s/[^"]+)"', page))
    links |= set(re.findall(r'href="(/s/together[^"]*export/[^"]+)"', page))
    assert len(links) == 17
    for link in links - {f"{PLACE}/edition/pdf/"}:
        assert signed_in("leader").get(link).status_code == 200, link
    for_readers = signed_in("reader").get(f"{PLACE}/export/").content.decode()
    assert "/s/together/export/json" not in for_readers
    assert f"{PLACE}/export/" in signed_in("reader").get(f"{PLACE}/").content.decode()


def test_who_takes_too_many_files_is_asked_to_wait(
    begin: Callable[..., Reading], settings: Any
) -> None:
    begin(who_may_read="everyone")
    settings.CLIENT_LIMITS = {**settings.CLIENT_LIMITS, "export_anonymous": "1/m/ip"}
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert client.get(f"{PLACE}/export/csv").status_code == 200
    answer = client.get(f"{PLACE}/export/json-ld")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert client.get(f"{PLACE}/export/bibtex").status_code == 200
