"""In *write before you read* two members can create the same claim; a leader merges the two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.arguments.models import Claim
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write
from tests.cast import bare

WORDS = "Canaries sing alone"

type Signed = Callable[[str], Client]


@pytest.fixture
def reading(begin: Callable[..., Reading]) -> Reading:
    return begin(write_first=True)


def pull(client: Client, part: str = "1", **sent: str) -> str:
    """Pull the claim out, and open its page: where that is."""
    sent = {"wording": WORDS, "part": part, **sent}
    answer = client.post(f"{PLACE}/argument/claims/", sent)
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    return str(answer.url)


def post(client: Client, number: int, visibility: str = "seminar") -> None:
    form = {"kind": "counterpoint", "attack": "rebut", "body": "No.", "visibility": visibility}
    path = f"{PLACE}/p/{number}/"
    assert client.post(path, form | {"claim": WORDS}).status_code == 302


def cards(client: Client) -> int:
    """How many claims the board has for them, all in these words."""
    page = client.get(f"{PLACE}/argument/?whole").content.decode()
    found = page.count('<article class="claim-card')
    assert page.count(f"<bdi>{WORDS}</bdi></a>") >= found
    return found


def board_and_claim(client: Client) -> list[bytes]:
    """What somebody reads who pulls the claim out, twice."""
    path = pull(client)
    assert pull(client) == path
    id = path.split("/")[-2]
    return [bare(client.get(page), id) for page in (path, f"{PLACE}/argument/?whole")]


@pytest.mark.parametrize("off", [False, True])
def test_a_claim_in_a_paragraph_that_is_not_open_is_not_revealed(
    reading: Reading, signed_in: Signed, people: dict[str, Any], off: bool
) -> None:
    alone = board_and_claim(signed_in("another_reader"))
    Claim.objects.all().delete()
    theirs = pull(signed_in("reader"))
    signed_in("reader").post(f"{theirs}scheme/", {"scheme": "sign"})
    other = pull(signed_in("reader"), part="2", wording="Birds are many")
    signed_in("reader").post(f"{theirs}premises/", {"other": other.split("/")[-2]})
    if off:
        signed_in("leader").post(f"{theirs}absence/")
    assert board_and_claim(signed_in("another_reader")) == alone
    assert signed_in("another_reader").get(theirs).status_code == 404
    assert Claim.objects.filter(wording=WORDS, merged_into=None).count() == 2


def test_a_member_who_posts_there_sees_the_claim_and_attaches_to_it(
    reading: Reading, signed_in: Signed
) -> None:
    pull(signed_in("reader"))
    post(signed_in("another_reader"), 1)
    assert Claim.objects.count() == 1
    assert cards(signed_in("another_reader")) == 1


@pytest.mark.parametrize(("number", "visibility"), [(2, "seminar"), (1, "private")])
def test_a_member_who_posts_elsewhere_or_privately_gets_a_claim_of_their_own(
    reading: Reading, signed_in: Signed, number: int, visibility: str
) -> None:
    pull(signed_in("reader"))
    post(signed_in("another_reader"), number, visibility)
    assert Claim.objects.filter(merged_into=None).count() == 2
    assert cards(signed_in("reader")) == 1
    assert cards(signed_in("leader")) == (2 if visibility == "seminar" else 1)


@pytest.mark.parametrize("into", ["the first", "the second"])
def test_a_leader_merges_the_duplicates(reading: Reading, signed_in: Signed, into: str) -> None:
    write(reading, "reader", claim=WORDS)
    first, second = (pull(signed_in(name)) for name in ("reader", "another_reader"))
    leader = signed_in("leader")
    assert cards(leader) == 2
    one, other = (second, first) if into == "the first" else (first, second)
    sent = {"other": other.split("/")[-2]}
    assert leader.post(f"{one}merger/", sent).status_code == 302
    for name in ("leader", "reader", "another_reader"):
        browser = signed_in(name)
        assert cards(browser) == 1
        for path in (first, second):
            page = browser.get(path, follow=True).content.decode()
            assert f"<h1><bdi>{WORDS}</bdi></h1>" in page
            assert page.count('"quiet">the whole paragraph') == 1
            assert "How it was worded" not in page
        assert pull(browser) == other
    assert "What reader says" not in signed_in("another_reader").get(other).content.decode()


def test_a_composer_offers_the_same_wording_once(reading: Reading, signed_in: Signed) -> None:
    for name in ("reader", "another_reader"):
        pull(signed_in(name))
    page = signed_in("leader").get(f"{PLACE}/p/1/?kind=counterpoint").content.decode()
    assert page.count(f'<option value="{WORDS}">') == 1


def test_pulling_out_again_prefers_the_duplicate_on_the_board(
    reading: Reading, signed_in: Signed
) -> None:
    first, second = (pull(signed_in(name)) for name in ("reader", "another_reader"))
    signed_in("leader").post(f"{first}absence/")
    assert pull(signed_in("leader")) == second
