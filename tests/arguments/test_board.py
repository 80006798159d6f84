"""The argument board over HTTP: content, permissions, number of queries."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotations.arguments.board.argument import load_argument
from annotations.arguments.board.cards import build_board
from annotations.arguments.claims.actions import add_passage, add_premise, pull_out_claim
from annotations.arguments.models import Claim
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from annotations.seminars.queries import OpenedReading, reader_in
from tests.arguments.conftest import PLACE, SNYDER, block, member, write

BOARD = f"{PLACE}/argument/"
ALONE = "Reading alone is comfortable"
WAITS = "A margin waits"


def headlines(page: str) -> dict[str, str]:
    """Each claim on the board with how its standing is said, in the order of the page."""
    cards = re.findall(
        r"<article.*?<b>(.*?)</b> (.*?) · <a .*?<h[23]>.*?<bdi>(.*?)</bdi>", page, re.S
    )
    return {claim: f"{headline}: {says}" for headline, says, claim in cards}


def board(client: Client, query: str = "") -> dict[str, str]:
    response = client.get(BOARD + query)
    assert response.status_code == 200
    return headlines(response.content.decode())


@pytest.mark.parametrize("name", ["stranger", "nobody"])
def test_a_visitor_who_may_not_read_gets_404(
    reading: Reading, signed_in: Callable[[str], Client], name: str
) -> None:
    claim = write(reading, claim=ALONE).bearing.claim
    client = signed_in(name)
    for path in (BOARD, f"{BOARD}{claim.pk}/"):
        assert signed_in("reader").get(path).status_code == 200
        assert client.get(path).status_code == 404


def test_each_card_shows_the_standing_of_its_claim(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    write(reading, claim=ALONE)
    second = write(reading, number=2, claim=WAITS)
    assert board(signed_in("reader")) == {
        ALONE: "Contested: its counterpoint stands · no source",
        WAITS: "Contested: its counterpoint stands · no source",
    }
    write(reading, "another_reader", about=second)
    write(reading, kind="source", claim=ALONE, csl=SNYDER)
    assert board(signed_in("reader")) == {
        ALONE: "Contested: its counterpoint stands",
        WAITS: "Answered: 1 counterpoint, answered · no source",
    }


def test_each_order_sorts_the_cards_as_its_name_says(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    answered = write(reading, claim="Answered, in the first paragraph")
    write(reading, "another_reader", about=answered)
    write(reading, number=3, claim="Once contested")
    write(reading, number=2, claim="Twice contested")
    write(reading, "another_reader", number=2, claim="Twice contested")
    first, once, twice = "Answered, in the first paragraph", "Once contested", "Twice contested"
    client = signed_in("reader")
    assert list(board(client)) == [twice, once, first]
    assert list(board(client, "?order=paragraph")) == [first, twice, once]
    assert list(board(client, "?order=standing")) == [twice, once, first]
    assert list(board(client, "?order=author__password")) == [twice, once, first]


def test_a_cycle_is_described_on_the_board_and_drawn_on_the_map(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    one = write(reading, claim=ALONE).bearing.claim
    other = write(reading, number=2, claim=WAITS).bearing.claim
    by = member(reading, "leader")
    add_premise(one, on=other, by=by)
    add_premise(other, on=one, by=by)
    page = signed_in("reader").get(BOARD).content.decode()
    assert headlines(page) == {
        ALONE: "Rests on itself: ¶\u00a01 → ¶\u00a02 → ¶\u00a01 · contested"
        " · its counterpoint stands · rests on ¶\u00a02, which is contested · no source",
        WAITS: "Rests on itself: ¶\u00a02 → ¶\u00a01 → ¶\u00a02 · contested"
        " · its counterpoint stands · rests on ¶\u00a01, which is contested · no source",
    }
    assert page.count('class="premise circle"') == 2


def test_the_table_has_the_same_content_as_the_map(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    one = write(reading, claim=ALONE).bearing.claim
    other = write(reading, number=2, claim=WAITS).bearing.claim
    add_premise(one, on=other, by=member(reading, "leader"))
    page = signed_in("reader").get(f"{BOARD}?whole").content.decode()
    drawn = re.findall(r'class="claim[^"]*" href="([^"]+)"', page)
    table = page.partition("<tbody")[2]
    assert re.findall(r'<th scope="row" [^>]+><a href="([^"]+)"', table) == drawn
    rests_on = re.findall(r'data-heading="Rests on"><a href="([^"]+)"><bdi\s*>', table)
    assert rests_on == [f"{BOARD}{other.pk}/"]


def test_the_explanation_links_to_the_annotations_that_decide(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    against = write(reading, claim=ALONE, body="Comfortable for whom?")
    source = write(reading, "another_reader", kind="source", about=against, csl=SNYDER, locator="4")
    page = signed_in("reader").get(BOARD).content.decode()
    (why,) = re.findall(r'<p class="why">(.*?)</p>', page)
    assert why == (
        "Stands against it: Comfortable for whom? "
        f'<a href="/a/{against.pk}/">reader, ¶\u00a01</a>, backed by '
        f'<a href="/a/{source.pk}/">Snyder, 1984, p. 4</a>.'
    )


def test_private_pending_and_hidden_annotations_never_count(
    reading: Reading, people: dict, signed_in: Callable[[str], Client]
) -> None:
    write(reading, claim="Kept to oneself", visibility="private")
    write(reading, claim="Waiting", state="pending")
    shown = write(reading, claim=ALONE)
    write(reading, about=shown, visibility="private")
    write(reading, about=shown, state="pending")
    only = {ALONE: "Contested: its counterpoint stands · no source"}
    for name in ("reader", "another_reader", "moderator", "leader"):
        assert board(signed_in(name)) == only
    take_step(Step.HIDE, shown, by=people["moderator"], reason="rude")
    for name in ("reader", "another_reader", "moderator", "leader"):
        assert board(signed_in(name)) == {}


def test_the_number_of_queries_does_not_grow_with_the_argument(
    reading: Reading,
    signed_in: Callable[[str], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in("reader")
    for times in (1, 5):
        for at in range(times):
            objection = write(reading, claim=f"Claim {times} {at}")
            write(reading, "another_reader", about=objection, kind="source", csl=SNYDER)
            write(reading, body=f"About no claim {times} {at}.")
        claim = Claim.objects.latest("id")
        client.get(BOARD)  # what changed is settled
        with django_assert_num_queries(12):
            client.get(BOARD)
        with django_assert_num_queries(15):
            client.get(f"{BOARD}{claim.pk}/")


def test_a_counterpoint_changes_only_its_claim_and_what_rests_on_that(reading: Reading) -> None:
    under = write(reading, claim=ALONE).bearing.claim
    over = write(reading, number=2, claim=WAITS).bearing.claim
    aside = write(reading, number=3, claim="The last word is never the last").bearing.claim
    add_premise(over, on=under, by=member(reading, "leader"))

    def standings() -> dict[str, object]:
        opened = OpenedReading(reading, reader_in(reading.seminar, AnonymousUser())[0], None)
        return dict(build_board(load_argument(opened)).argument.standings)

    before = standings()
    write(reading, "another_reader", claim=ALONE)
    after = standings()
    assert {id for id in after if after[id] != before[id]} == {str(under.pk)}
    for counterpoint in under.bearings.all():
        write(reading, "leader", about=counterpoint.annotation)
    changed = {id for id, one in standings().items() if one != before[id]}
    assert changed == {str(under.pk), str(over.pk)}
    assert str(aside.pk) not in changed


def test_an_empty_board_explains_what_a_claim_is(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    page = signed_in("reader").get(BOARD).content.decode()
    assert "No claim has been pulled out of this essay yet." in page
    assert "<svg" not in page


def standing_in(page: str) -> tuple[str, str]:
    """How the only claim of a thread stands, and why."""
    ((word, rest),) = re.findall(r'<span class="standing">(.*?)</span>(.*?)</details>', page, re.S)
    return word, re.findall(r'<p class="quiet">(.*?)</p>', rest, re.S)[0].strip()


def test_a_thread_shows_the_standing_of_its_claim_and_what_is_answered(
    reading: Reading,
    signed_in: Callable[[str], Client],
) -> None:
    objection = write(reading, claim=ALONE)
    page = signed_in("reader").get(f"{PLACE}/p/1/").content.decode()
    assert standing_in(page) == ("Contested", "its counterpoint stands · no source")
    assert page.count('<span class="tag">answered</span>') == 0
    write(reading, "another_reader", about=objection)
    page = signed_in("reader").get(f"{PLACE}/p/1/").content.decode()
    assert standing_in(page) == ("Answered", "1 counterpoint, answered · no source")
    assert page.count('<span class="tag">answered</span>') == 1


def test_the_map_and_its_table_link_to_the_annotations_of_a_claim(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    met = write(reading, claim=ALONE, attack="undercut")
    write(reading, "another_reader", about=met)
    others = [write(reading, "another_reader", claim=ALONE, body=f"Again {at}.") for at in "abc"]
    source = write(reading, claim=ALONE, kind="source", csl=SNYDER)
    page = signed_in("observer").get(BOARD).content.decode()
    shown = [*others[:2], source]
    links = [f"/a/{each.pk}/" for each in shown]
    drawn = page.partition("<svg")[2].partition("</svg>")[0]
    assert re.findall(r'class="mark[^"]*" href="([^"]+)"', drawn) == links
    assert drawn.count("+ 2 more") == 1
    table = page.partition("<tbody")[2]
    assert re.findall(r'class="kind [a-z]+" href="([^"]+)"', table) == links
    assert table.count(">2 more</a>") == 1


def test_with_many_claims_the_map_and_its_table_show_those_of_the_page(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    by = member(reading, "reader")
    for at in range(61):
        claim = pull_out_claim(reading, wording=f"Claim {at}", by=by)
        add_passage(claim, block=block(reading, 1 + at // 31), passage=None, by=by)
    client = signed_in("observer")

    def rows(number: int) -> list[str]:
        page = client.get(f"{BOARD}?order=paragraph&page={number}").content.decode()
        table = page.partition("<tbody")[2].partition("</tbody>")[0]
        found = re.findall(r'<th scope="row" [^>]+><a[^>]+><bdi>(.*?)</bdi>', table)
        assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 1
        assert f"Claims {20 * number - 19} to {min(20 * number, 61)} of 61" in page
        assert [*headlines(page)] == found
        return found

    assert [claim for number in (1, 2, 3, 4) for claim in rows(number)] == [
        f"Claim {at}" for at in range(61)
    ]

    first, *_, last = Claim.objects.order_by("id")
    add_premise(first, on=last, by=by)
    add_premise(last, on=first, by=by)
    page = client.get(BOARD).content.decode()
    assert "Only the 2 of 61 claims that an arrow joins are drawn, without what bears" in page
    boxes = re.findall(r'<a class="claim ', page.partition("<svg")[2].partition("</svg>")[0])
    assert len(boxes) == 2


def test_one_more_premise_does_not_make_the_map_too_wide_to_stay_beside_the_list(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    by = member(reading, "reader")
    claims = [pull_out_claim(reading, wording=f"Claim {at}", by=by) for at in range(8)]
    for claim in claims:
        add_passage(claim, block=block(reading, 1), passage=None, by=by)
    client = signed_in("observer")
    widths = []
    for premise, claim in pairwise(claims):
        page = client.get(BOARD).content.decode()
        widths += re.findall(r'class="chart" role="group" direction="ltr" width="(\d+)"', page)
        assert '<div class="board-two">' in page
        add_premise(claim, on=premise, by=by)
    assert len(widths) == 7
    assert max(map(int, widths)) <= 660


def test_a_card_counts_the_annotations_of_each_kind_under_it(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("reader")

    def holds() -> list[str]:
        page = client.get(BOARD).content.decode()
        return re.findall(r"<summary>(.*?)</summary>", page)

    objection = write(reading, claim=ALONE)
    assert holds() == ["1 counterpoint"]
    write(reading, about=objection, kind="source", csl=SNYDER)
    assert holds() == ["1 counterpoint; under it 1 source"]
    rejoinder = write(reading, "another_reader", about=objection)
    write(reading, about=rejoinder)
    assert holds() == ["1 counterpoint; under it 2 counterpoints, 1 source"]
    write(reading, claim=ALONE, kind="source", csl=SNYDER)
    assert holds() == ["1 counterpoint, 1 source; under them 2 counterpoints, 1 source"]
