"""A thread shows the standing of its claims as the board does."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.arguments.claims.actions import add_premise, take_off_board
from annotations.arguments.models import Claim
from annotations.arguments.standing.cache import refresh_standings
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, SNYDER, member, write

ALONE, WAITS, LAST = "Reading alone is comfortable", "A margin waits", "No word is the last"
type Signed = Callable[[str], Client]


def page(client: Client, path: str) -> str:
    return unescape(client.get(f"{PLACE}/{path}").content.decode())


def on_the_board(client: Client) -> dict[str, str]:
    """What the board says of each claim."""
    cards = re.findall(
        r'<p class="stands small"><b>(.*?)</b> (.*?) · <a .*?<bdi>(.*?)</bdi>',
        page(client, "argument/"),
        re.S,
    )
    return {claim: f"{first}: {rest}" for first, rest, claim in cards}


def in_threads(client: Client) -> dict[str, str]:
    """What the threads say of each; of one claim all say the same."""
    found: dict[str, set[str]] = {}
    for number in (1, 2, 3):
        said = (
            r'<span class="standing">(.*?)</span><span class="why">why</span></summary>'
            r'.*?<bdi>(.*?)</bdi>.*?<p class="quiet">(.*?)</p></details>'
        )
        on_one_line = re.sub(r"\s*\n\s*", "", page(client, f"p/{number}/"))
        for word, claim, why in re.findall(said, on_one_line):
            found.setdefault(claim, set()).add(f"{word}: {why}")
    assert all(len(words) == 1 for words in found.values())
    return {claim: words.pop() for claim, words in found.items()}


@pytest.fixture
def claims(reading: Reading) -> list[Claim]:
    """Three, of which the last is contested."""
    answered = write(reading, number=1, claim=ALONE)
    write(reading, "another_reader", about=answered)
    made = [answered.bearing.claim]
    for number, words, kind in ((2, WAITS, "source"), (3, LAST, "counterpoint")):
        csl = SNYDER if kind == "source" else None
        made.append(write(reading, number=number, claim=words, kind=kind, csl=csl).bearing.claim)
    return made


def test_a_thread_shows_the_same_standing_as_the_board(
    reading: Reading, claims: list[Claim], signed_in: Signed
) -> None:
    client, by = signed_in("reader"), member(reading, "leader")
    assert in_threads(client)[WAITS] == "Unchallenged: no counterpoint, and 1 source for it"
    add_premise(claims[1], on=claims[2], by=by)
    sourced = "Unchallenged: no counterpoint, and 1 source for it"
    shaken = f"{sourced} · rests on ¶\u00a03, which is contested"
    assert in_threads(client)[WAITS] == shaken
    add_premise(claims[0], on=claims[1], by=by)
    assert in_threads(client)[ALONE] == (
        "Answered: 1 counterpoint, answered · rests on ¶\u00a02, which is shaken · no source"
    )
    assert in_threads(client) == on_the_board(client)
    add_premise(claims[2], on=claims[0], by=by)
    round_it = "¶\u00a03 → ¶\u00a01 → ¶\u00a02 → ¶\u00a03"
    assert in_threads(client)[LAST].startswith(f"Rests on itself: {round_it} · contested")
    assert in_threads(client) == on_the_board(client)
    assert len(in_threads(client)) == 3


def test_a_claim_off_the_board_does_not_shake_others(
    reading: Reading, claims: list[Claim], signed_in: Signed
) -> None:
    client, by = signed_in("reader"), member(reading, "leader")
    add_premise(claims[1], on=claims[2], by=by)
    take_off_board(claims[2], by=by)
    assert in_threads(client)[WAITS] == "Unchallenged: no counterpoint, and 1 source for it"
    assert in_threads(client) == on_the_board(client)


def test_in_write_before_you_read_a_premise_that_is_not_open_is_not_shown(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(write_first=True)
    mine = write(reading, number=1, claim=ALONE).bearing.claim
    theirs = write(reading, "another_reader", number=2, claim=WAITS).bearing.claim
    alone = in_threads(signed_in("reader"))
    add_premise(mine, on=theirs, by=member(reading, "leader"))
    assert in_threads(signed_in("reader")) == alone == on_the_board(signed_in("reader"))
    assert "rests on ¶\u00a02" in in_threads(signed_in("leader"))[ALONE]
    write(reading, number=2, kind="note")
    assert "rests on ¶\u00a02" in in_threads(signed_in("reader"))[ALONE]


@pytest.mark.parametrize(("rests", "number"), [(False, 10), (True, 16)])
def test_the_number_of_queries_does_not_grow_with_the_claims_of_a_thread(
    reading: Reading, claims: list[Claim], signed_in: Signed, rests: bool, number: int
) -> None:
    client, by = signed_in("leader"), member(reading, "leader")

    def asked() -> int:
        refresh_standings(reading)
        client.get(f"{PLACE}/p/1/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PLACE}/p/1/").status_code == 200
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    def lie(claim: Any, on: Claim) -> None:
        if rests:
            add_premise(claim, on=on, by=by)

    lie(claims[0], claims[2])
    assert asked() == number
    for nth in range(3):
        more = write(reading, number=1, claim=f"Another {nth}").bearing.claim
        lie(more, claims[nth])
    assert asked() == number
