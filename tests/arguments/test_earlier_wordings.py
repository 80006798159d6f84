"""Earlier wordings, and wordings that differ only in typing, refer to the same claim."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.arguments.claims.actions import merge_claims
from annotations.arguments.models import Bearing, Claim
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, member, write

ALONE = "Reading alone is comfortable"
EASY = "Reading alone is easy"
OTHERWISE = [ALONE.upper(), f"{ALONE}.", " reading  alone is  comfortable . "]

type Signed = Callable[[str], Client]


def pull(client: Client, wording: str = ALONE, part: str = "1") -> str:
    """Pull it out: the address of the claim that it became."""
    answer = client.post(f"{PLACE}/argument/claims/", {"wording": wording, "part": part})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    return str(answer.url)


def counter(client: Client, claim: str = ALONE, number: int = 1) -> Claim:
    """Post a counterpoint in a composer: the claim that it bears on."""
    sent = {"kind": "counterpoint", "attack": "rebut", "body": "No.", "visibility": "seminar"}
    answer = client.post(f"{PLACE}/p/{number}/", sent | {"claim": claim})
    assert answer.status_code == 302
    return Bearing.objects.select_related("claim").latest("id").claim


def reword(client: Client, path: str, wording: str = EASY) -> None:
    assert client.post(f"{path}wording/", {"wording": wording}).status_code == 302


@pytest.mark.parametrize("wording", [ALONE, *OTHERWISE])
def test_a_composer_opened_before_a_rewording_finds_the_claim(
    reading: Reading, signed_in: Signed, wording: str
) -> None:
    path = pull(signed_in("reader"))
    reword(signed_in("leader"), path)
    claim = counter(signed_in("another_reader"), wording)
    assert (claim.wording, Claim.objects.count()) == (EASY, 1)
    assert pull(signed_in("another_reader"), wording) == path


@pytest.mark.parametrize("wording", OTHERWISE)
def test_wordings_that_differ_in_case_or_spacing_are_the_same_claim(
    reading: Reading, signed_in: Signed, wording: str
) -> None:
    path = pull(signed_in("reader"))
    assert pull(signed_in("another_reader"), wording, part="2") == path
    assert counter(signed_in("another_reader"), wording) == Claim.objects.get()


def test_saving_the_visible_wording_unchanged_rewords_nothing(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    hidden = write(reading, "leader", claim="The first way to put it")
    mine = write(reading, claim="Another way to put it").bearing.claim
    claim = merge_claims(mine, into=hidden.bearing.claim, by=member(reading, "leader"))
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="rude")
    said = {"seen": "Another way to put it", "wording": "Another way to put it"}
    sent = signed_in("reader").post(f"{PLACE}/argument/{claim.pk}/wording/", said)
    assert sent.status_code == 302
    claim.refresh_from_db()
    assert (claim.wording, claim.worded_by) == ("The first way to put it", None)


def test_rewording_to_the_wording_of_another_claim_is_rejected(
    reading: Reading, signed_in: Signed
) -> None:
    pull(signed_in("reader"))
    other = pull(signed_in("reader"), "A margin waits", part="2")
    answer = signed_in("leader").post(f"{other}wording/", {"wording": f"{ALONE.lower()}."})
    assert answer.status_code == 422
    assert "Another claim says just this: merge the two instead." in answer.content.decode()


def test_a_current_wording_takes_precedence_over_an_earlier_one(
    reading: Reading, signed_in: Signed
) -> None:
    first, second = pull(signed_in("reader")), pull(signed_in("reader"), "A margin waits", part="2")
    reword(signed_in("leader"), first)
    reword(signed_in("leader"), second, ALONE)
    assert pull(signed_in("another_reader")) == second


def test_an_earlier_wording_of_a_claim_off_the_board_is_rejected(
    reading: Reading, signed_in: Signed
) -> None:
    path = pull(signed_in("reader"))
    reword(signed_in("leader"), path)
    signed_in("leader").post(f"{path}absence/")
    sent = {"wording": f"{ALONE}.", "part": "1"}
    answer = signed_in("another_reader").post(f"{PLACE}/argument/claims/", sent)
    assert answer.status_code == 422
    assert "leader took this claim off the board" in answer.content.decode()


@pytest.mark.parametrize("hidden", [False, True])
def test_an_earlier_wording_finds_its_claim_only_while_an_annotation_with_it_is_visible(
    reading: Reading, signed_in: Signed, people: dict[str, Any], hidden: bool
) -> None:
    said = write(reading, "reader", claim=ALONE)
    waits = pull(signed_in("another_reader"), "A margin waits", part="2")
    path = f"{PLACE}/argument/{said.bearing.claim_id}/"
    signed_in("leader").post(f"{path}merger/", {"other": waits.split("/")[-2]})
    if hidden:
        take_step(Step.HIDE, said, by=people["moderator"], reason="uncivil")
    assert (pull(signed_in("another_reader")) == waits) != hidden
    assert "A margin waits" in signed_in("another_reader").get(waits).content.decode()


def test_in_write_before_you_read_an_earlier_wording_reveals_nothing_that_is_not_open(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(write_first=True)
    alone = pull(signed_in("reader"))
    waits = pull(signed_in("reader"), "A margin waits", part="2")
    reword(signed_in("leader"), alone)
    another = signed_in("another_reader")
    own = pull(another)
    assert own not in (alone, waits)
    assert f"<h1><bdi>{ALONE}</bdi></h1>" in another.get(own).content.decode()
    counter(another, "A margin waits", number=2)
    signed_in("leader").post(f"{alone}merger/", {"other": waits.split("/")[-2]})
    assert another.get(waits).status_code == 200
    assert pull(another) == own


def test_a_member_who_wrote_there_finds_the_claim_by_an_earlier_wording(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(write_first=True)
    path = pull(signed_in("reader"))
    reword(signed_in("leader"), path)
    sent = {"kind": "note", "body": "First I write.", "visibility": "seminar"}
    assert signed_in("another_reader").post(f"{PLACE}/p/1/", sent).status_code == 302
    assert pull(signed_in("another_reader")) == path


def test_pulling_out_a_hidden_wording_reveals_nothing_else_of_the_claim(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    other = write(reading, "leader", claim="The other claim").bearing.claim
    hidden = write(reading, "another_reader", number=2, claim=EASY)
    path, leader = f"{PLACE}/argument/{hidden.bearing.claim_id}/", signed_in("leader")
    reword(leader, path, "Put better once")
    reword(leader, path, ALONE)
    leader.post(f"{path}premises/", {"other": str(other.pk)})
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="rude")
    page = signed_in("reader").get(pull(signed_in("reader"), ALONE, "3")).text
    assert ALONE in page
    assert "How it was worded" not in page
    assert "Put better once" not in page
    assert "which is contested" not in page


def test_in_write_before_you_read_a_merge_reveals_no_earlier_wordings_that_are_not_open(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(write_first=True)
    mine = pull(signed_in("reader"))
    shut = write(reading, "another_reader", number=2, claim="Shut words").bearing.claim
    leader, path = signed_in("leader"), f"{PLACE}/argument/{shut.pk}/"
    reword(leader, path, "Shut put better")
    own = Claim.objects.get(wording=ALONE)
    assert leader.post(f"{path}merger/", {"other": str(own.pk)}).status_code == 302
    assert "Shut" not in signed_in("reader").get(mine).text
