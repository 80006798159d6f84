"""Works that are hard to tell apart: two of one year, and two that may be one."""

import re

from django.test import Client

from annotations.arguments.models import Claim
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write
from tests.exchange.test_bibliography import WALT, Signed, cite, listed


def test_two_of_one_year_have_letters_on_the_page_and_on_the_board(
    reading: Reading, signed_in: Signed
) -> None:
    claim = "Nobody contradicts"
    objection = write(reading, claim=claim)
    cite(reading, {**WALT, "title": "Zeal", "ISBN": ""}, about=objection)
    cite(reading, WALT, number=2, visibility="private")
    assert listed(signed_in("another_reader"))[0].startswith("Walt, S. M. (1987). Zeal.")
    assert "backed by Walt, 1987" in told_on(signed_in("another_reader"), claim)
    cite(reading, WALT, number=2)
    assert [each[:20] for each in listed(signed_in("another_reader"))] == [
        "Walt, S. M. (1987a).",
        "Walt, S. M. (1987b).",
    ]
    assert "backed by Walt, 1987b" in told_on(signed_in("another_reader"), claim)


def told_on(client: Client, claim: str) -> str:
    """What the page of a claim says, as text."""
    page = client.get(f"{PLACE}/argument/{Claim.objects.get(wording=claim).pk}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
