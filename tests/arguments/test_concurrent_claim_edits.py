"""Two members edit one claim at once: no input is lost, and no change they have not seen is
undone."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from annotations.arguments.models import Claim, Premise
from annotations.identifiers import uuid7
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import ALONE, PLACE, WAITS, of, write
from tests.cast import bare

WORD = "The last word is never the last"
EASY = "Reading alone is easy"

type Signed = Callable[[str], Client]


def chosen(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected', page)


@pytest.fixture
def third(reading: Reading) -> Claim:
    return write(reading, number=3, claim=WORD).bearing.claim


@pytest.fixture
def merged(claim: Claim, other: Claim, third: Claim, signed_in: Signed) -> Claim:
    """The claim, after somebody made it one with the other."""
    assert signed_in("leader").post(of(claim, "merger/"), {"other": str(other.pk)}).url == of(other)
    return claim


SENT = {
    "wording/": {"wording": EASY},
    "passages/": {"part": "1", "exact": "nowhere in it"},
    "scheme/": {"scheme": "sign"},
    "absence/": {},
}


@pytest.mark.parametrize("deed", [*SENT, "premises/", "merger/", "bearings/"])
def test_a_change_of_a_merged_claim_leads_to_its_successor(
    reading: Reading, merged: Claim, third: Claim, signed_in: Signed, deed: str
) -> None:
    loose = write(reading, number=2, body="Tied to nothing.")
    sent = {
        **SENT,
        "premises/": {"other": str(third.pk)},
        "merger/": {"other": str(third.pk)},
        "bearings/": {"annotation": str(loose.pk)},
    }[deed]
    answer = signed_in("moderator" if deed != "absence/" else "leader").post(of(merged, deed), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count(f"This was merged into “<bdi>{WAITS}</bdi>” meanwhile.") == 1
    assert f"<h1><bdi>{WAITS}</bdi></h1>" in page
    assert all(value in [*chosen(page), EASY, "1", "nowhere in it"] for value in sent.values())
    assert ("What you sent is kept below" in page) == bool(sent)
    assert page.count(EASY) == page.count(f'value="{EASY}"') == (deed == "wording/")
    assert page.count("nowhere in it</textarea>") == (deed == "passages/")
    assert Claim.objects.filter(merged_into=None, off_since=None, scheme="").count() == 2
    assert Premise.objects.count() == 0


def test_input_for_a_merged_claim_is_applied_to_its_successor_when_sent_again(
    merged: Claim, other: Claim, signed_in: Signed
) -> None:
    moderator = signed_in("moderator")
    sent = {"wording": EASY, "seen": ALONE}
    page = moderator.post(of(merged, "wording/"), sent).content.decode()
    assert page.count(f"Meanwhile somebody put “{WAITS}” here.") == 1
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    assert moderator.post(of(other, "wording/"), sent | {"seen": seen}).url == of(other)
    other.refresh_from_db()
    assert other.wording == EASY


def test_input_is_kept_for_members_who_may_not_reword_the_successor(
    reading: Reading, signed_in: Signed
) -> None:
    mine = write(reading, "another_reader", claim=ALONE).bearing.claim
    theirs = write(reading, "reader", number=2, claim=WAITS).bearing.claim
    signed_in("leader").post(of(mine, "merger/"), {"other": str(theirs.pk)})
    answer = signed_in("another_reader").post(of(mine, "wording/"), {"wording": EASY})
    page = answer.content.decode()
    assert (answer.status_code, page.count("This was merged into")) == (409, 1)
    assert page.count(f'<blockquote dir="auto">{EASY}</blockquote>') == 1
    assert "Put it better" not in page


@pytest.mark.parametrize(
    ("deed", "typed"), [("wording/", EASY), ("passages/", "alone is comfortable"), ("absence/", "")]
)
def test_input_for_a_removed_claim_is_kept(
    reading: Reading, signed_in: Signed, people: dict[str, Any], deed: str, typed: str
) -> None:
    made = write(reading, claim=ALONE)
    path = of(made.bearing.claim, deed)
    take_step(Step.HIDE, made, by=people["moderator"], reason="uncivil")
    sent = {"wording": typed, "exact": ""} if deed == "wording/" else {"exact": typed, "part": "1"}
    answer = signed_in("another_reader").post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert page.count("<h1>This claim is not here any more</h1>") == 1
    assert page.count('<blockquote class="quoted" dir="auto">') == bool(typed)
    assert not typed or page.count(f">{typed}</blockquote>") == 1
    assert ALONE not in page
    unknown = uuid7()
    never = signed_in("another_reader").post(f"{PLACE}/argument/{unknown}/{deed}", sent)
    assert bare(never, unknown) == bare(answer, made.bearing.claim_id)


def test_input_for_a_claim_off_the_board_is_kept(claim: Claim, signed_in: Signed) -> None:
    signed_in("leader").post(of(claim, "absence/"))
    answer = signed_in("reader").post(of(claim, "wording/"), {"wording": EASY})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("<h1>This claim was taken off the board</h1>") == 1
    assert page.count(f">{EASY}</blockquote>") == 1


def test_an_observer_gets_404_for_a_removed_claim(merged: Claim, signed_in: Signed) -> None:
    assert signed_in("leader").post(of(merged, "wording/"), {"wording": EASY}).status_code == 409
    answer = signed_in("observer").post(of(merged, "wording/"), {"wording": EASY})
    assert (answer.status_code, EASY in answer.content.decode()) == (404, False)


def seen_by(client: Client, claim: Claim) -> dict[str, str]:
    """The form that puts a claim better, as its page shows it."""
    page = client.get(of(claim)).content.decode()
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    (wording,) = re.findall(r'name="wording"[^>]* value="([^"]*)"', page)
    return {"seen": unescape(seen), "wording": unescape(wording)}


def test_the_later_of_two_rewordings_is_shown_the_earlier_one_first(
    claim: Claim, signed_in: Signed
) -> None:
    one, two = signed_in("leader"), signed_in("moderator")
    first, second = seen_by(one, claim), seen_by(two, claim)
    assert one.post(of(claim, "wording/"), first | {"wording": EASY}).status_code == 302
    answer = two.post(of(claim, "wording/"), second | {"wording": "Reading alone is dull"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count(f"Meanwhile somebody put “{EASY}” here. Yours is kept above") == 1
    assert page.count('value="Reading alone is dull"') == 1
    claim.refresh_from_db()
    assert claim.wording == EASY
    again = {"seen": EASY, "wording": "Reading alone is dull"}
    assert page.count(f'name="seen" value="{EASY}"') == 1
    assert two.post(of(claim, "wording/"), again).status_code == 302
    claim.refresh_from_db()
    assert claim.wording == "Reading alone is dull"
    assert [str(each) for each in claim.earlier_wordings.all()] == [EASY, ALONE]


@pytest.mark.parametrize("wording", [ALONE, EASY])
def test_an_unchanged_or_equal_wording_does_not_overwrite_another(
    claim: Claim, signed_in: Signed, wording: str
) -> None:
    seen = seen_by(signed_in("moderator"), claim)
    signed_in("leader").post(of(claim, "wording/"), {"wording": EASY})
    answer = signed_in("moderator").post(of(claim, "wording/"), seen | {"wording": wording})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.wording, claim.earlier_wordings.count()) == (EASY, 1)


def test_a_member_who_corrects_another_error_first_is_still_shown_the_new_wording(
    claim: Claim, signed_in: Signed
) -> None:
    moderator = signed_in("moderator")
    seen = seen_by(moderator, claim)
    signed_in("leader").post(of(claim, "wording/"), {"wording": EASY})
    page = moderator.post(of(claim, "wording/"), seen | {"wording": "x" * 301}).content.decode()
    assert page.count("At most 300 characters, please.") == 1
    assert page.count(f'name="seen" value="{ALONE}"') == 1
    answer = moderator.post(of(claim, "wording/"), seen | {"wording": "Reading alone is dull"})
    assert answer.status_code == 409
