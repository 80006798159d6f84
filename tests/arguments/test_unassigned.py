"""Counterpoints attached to no claim: counted on the board, listed, and attached."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

BOARD = f"{PLACE}/argument/"
ALONE = "Reading alone is comfortable"

type Signed = Callable[[str], Client]


def told(client: Client) -> str:
    """What the board says of them, as words."""
    found = re.search(r"<a [^>]*loose#loose[^>]*>(.*?)</p>", client.get(BOARD).content.decode())
    return re.sub("<[^>]+>", "", found[1]) if found else ""


def listed(client: Client) -> str:
    page = client.get(f"{BOARD}?loose").content.decode()
    return page.partition('id="loose"')[2].partition("</section>")[0]


def test_the_board_counts_unassigned_counterpoints_and_lists_them_on_request(
    reading: Reading, signed_in: Signed
) -> None:
    write(reading, claim=ALONE)
    assert told(signed_in("observer")) == ""
    loose = write(reading, number=2, body="A margin does not wait.")
    assert told(signed_in("observer")) == "1 counterpoint belongs to no claim yet."
    other = write(reading, "another_reader", number=3, body="It may be the last.")
    write(reading, about=loose)  # an answer bears on what it answers
    write(reading, kind="note")
    write(reading, kind="source", body="Elsewhere too.")
    assert told(signed_in("observer")) == "2 counterpoints belong to no claim yet."
    assert listed(signed_in("observer")) != ""
    hrefs = re.findall(r'<li><a href="(/a/[^"]+)">', listed(signed_in("observer")))
    assert hrefs == [f"/a/{each.pk}/" for each in (loose, other)]
    assert 'id="loose"' not in signed_in("observer").get(BOARD).content.decode()


def test_a_board_without_claims_counts_them_too(reading: Reading, signed_in: Signed) -> None:
    write(reading)
    assert told(signed_in("reader")) == "1 counterpoint belongs to no claim yet."
    assert f'href="{PLACE}/argument/claims/?p=1"' in listed(signed_in("reader"))
    assert f'href="{PLACE}/argument/claims/?p=1"' in listed(signed_in("leader"))
    assert "/argument/claims/?p=1" not in listed(signed_in("another_reader"))


def test_only_eligible_counterpoints_are_counted(
    reading: Reading, signed_in: Signed, people: dict[str, Any]
) -> None:
    write(reading, visibility="private")
    write(reading, state="pending")
    shown = write(reading, body="This one shows.")
    for name in ("reader", "another_reader", "moderator", "leader"):
        assert told(signed_in(name)) == "1 counterpoint belongs to no claim yet."
    take_step(Step.HIDE, shown, by=people["moderator"], reason="uncivil")
    for name in ("reader", "another_reader", "moderator", "leader"):
        assert told(signed_in(name)) == ""


def test_in_write_before_you_read_only_open_ones_are_counted(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(write_first=True)
    write(reading, number=1)
    assert told(signed_in("leader")) == "1 counterpoint belongs to no claim yet."
    assert told(signed_in("another_reader")) == ""
    write(reading, "another_reader", kind="note", number=1)
    assert told(signed_in("another_reader")) == "1 counterpoint belongs to no claim yet."


@pytest.mark.parametrize(
    ("name", "may"), [("reader", 1), ("another_reader", 0), ("moderator", 1), ("observer", 0)]
)
def test_only_its_author_and_moderators_may_attach_it_to_a_claim_of_its_paragraph(
    reading: Reading, signed_in: Signed, name: str, may: int
) -> None:
    claim = write(reading, "another_reader", claim=ALONE).bearing.claim
    write(reading, "another_reader", number=2, claim="A margin waits")
    loose = write(reading, "reader", body="Comfortable for whom?")
    section = listed(signed_in(name))
    assert section.count("Comfortable for whom?") == 1
    doors = re.findall(r'<button formaction="([^"]+)"><bdi>(.*?)</bdi>', section)
    assert doors == [(f"{BOARD}{claim.pk}/bearings/", ALONE)] * may
    if may:
        assert f'name="annotation" value="{loose.pk}"' in section
        answer = signed_in(name).post(doors[0][0], {"annotation": str(loose.pk)})
        assert answer.url == f"{BOARD}{claim.pk}/"
        assert told(signed_in(name)) == ""
        assert Annotation.objects.get(pk=loose.pk).bearing.claim == claim


def test_with_many_the_oldest_are_listed_and_each_can_be_attached(
    reading: Reading, signed_in: Signed
) -> None:
    claim = write(reading, "leader", claim=ALONE).bearing.claim
    for at in range(31):
        write(reading, kind="source", body=f"Source {at}.")
    loose = [write(reading, body=f"Loose {at}.") for at in range(22)]
    section = listed(signed_in("leader"))
    assert re.findall(r'<li><a href="/a/([^"/]+)/">', section) == [str(e.pk) for e in loose[:20]]
    assert "The oldest 20 of 22." in section
    door = f"{BOARD}{claim.pk}/bearings/"
    assert signed_in("leader").post(door, {"annotation": str(loose[0].pk)}).status_code == 302
    assert "The oldest 20 of 21." in listed(signed_in("leader"))


def test_the_list_costs_one_query_regardless_of_its_length(
    reading: Reading, signed_in: Signed, django_assert_num_queries: Any
) -> None:
    client = signed_in("leader")
    for times in (1, 5):
        for at in range(times):
            write(reading, claim=f"Claim {times} {at}")
            write(reading, body=f"About no claim {times} {at}.")
        client.get(BOARD)  # what changed is settled
        with django_assert_num_queries(11):
            client.get(f"{BOARD}?loose")
