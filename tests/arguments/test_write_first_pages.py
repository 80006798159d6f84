"""In *write before you read*, pages made of everybody's annotations say that they may be
incomplete, and nothing about what is missing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, SNYDER, write
from tests.cast import bare

PAGES = ["argument/", "agenda/", "sources/", "edition/"]
SHUT = "Write before you read: what others wrote on a paragraph shows once you have posted there"
UNTRUE = {
    "argument/": "No claim has been pulled out of this essay yet.",
    "agenda/": "Nothing to talk about yet.",
    "sources/": "Nobody has brought a source yet.",
    "edition/": "never said",
}

type Signed = Callable[[str], Client]


@pytest.fixture
def reading(begin: Callable[..., Reading]) -> Reading:
    return begin(write_first=True)


def page(client: Client, path: str) -> str:
    return client.get(f"{PLACE}/{path}").content.decode()


def everything(reading: Reading) -> None:
    for number in (1, 2, 3):
        objection = write(reading, number=number, claim=f"Claim {number}")
        write(reading, about=objection, kind="source", csl=SNYDER)
        write(reading, number=number, body=f"About no claim {number}.")


@pytest.mark.parametrize("path", PAGES)
def test_a_member_who_has_not_written_is_told_why_the_page_may_be_incomplete(
    reading: Reading, signed_in: Signed, path: str
) -> None:
    another = signed_in("another_reader")
    before = another.get(f"{PLACE}/{path}")
    told = before.content.decode()
    where = "in this edition" if path == "edition/" else "on this page"
    assert (told.count(SHUT), told.count(f"Until then it is not {where}.")) == (1, 1)
    assert UNTRUE[path] not in told
    everything(reading)
    assert bare(another.get(f"{PLACE}/{path}")) == bare(before)
    assert SHUT not in page(signed_in("leader"), path)


@pytest.mark.parametrize("path", PAGES)
def test_a_member_who_has_written_somewhere_is_told_what_is_missing(
    reading: Reading, signed_in: Signed, path: str
) -> None:
    everything(reading)
    write(reading, "another_reader", kind="note")
    told = page(signed_in("another_reader"), path)
    assert told.count(SHUT) == 1
    assert "Claim 2" not in told
    if path == "argument/":
        assert told.count('<article class="claim-card') == 1


@pytest.mark.parametrize("path", PAGES)
def test_visitors_who_may_read_everything_see_no_notice(
    reading: Reading, signed_in: Signed, path: str
) -> None:
    reading.shown = "now"
    reading.save()
    told = page(signed_in("another_reader"), path)
    assert (SHUT in told, UNTRUE[path] in told) == (False, path != "edition/")
    assert SHUT not in page(signed_in("another_reader"), "")


@pytest.mark.parametrize("path", PAGES)
def test_a_member_who_has_written_everywhere_sees_no_notice(
    reading: Reading, signed_in: Signed, path: str
) -> None:
    assert reading.essay.current is not None
    for block in reading.essay.current.blocks.exclude(type="break"):
        assert signed_in("another_reader").post(
            f"{PLACE}/p/{block.part}/",
            {"kind": "note", "body": f"On {block.part}.", "visibility": "seminar"},
        ).status_code == 302  # fmt: skip
    assert SHUT not in page(signed_in("another_reader"), path)
    assert page(signed_in("another_reader"), "").count(SHUT) == 1


def test_the_notice_names_the_day_on_which_everything_is_shown(
    reading: Reading, signed_in: Signed
) -> None:
    reading.due_at, reading.shown = datetime(2131, 7, 4, tzinfo=UTC), "due"
    reading.save()
    told = re.sub(r"<[^>]*>", "", page(signed_in("another_reader"), "argument/"))
    assert re.search(re.escape(SHUT) + r", or on .*\b4 July\b.*\.", told)


def test_without_write_before_you_read_there_is_no_notice(
    begin: Callable[..., Any], signed_in: Signed
) -> None:
    begin("open")
    told = signed_in("reader").get("/s/open/on-reading/argument/").content.decode()
    assert (SHUT in told, UNTRUE["argument/"] in told) == (False, True)
