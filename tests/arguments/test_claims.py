"""Pulling out claims and changing them, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.activity import Entry
from annotations.arguments.models import Claim, Premise
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import ALONE, PLACE, SNYDER, of, write

NEW = f"{PLACE}/argument/claims/"

type Signed = Callable[[str], Client]


def pull(client: Client, **sent: str) -> Any:
    return client.post(NEW, {"wording": ALONE, "part": "1", **sent})


def test_a_claim_is_pulled_out_of_a_passage(reading: Reading, signed_in: Signed) -> None:
    response = pull(signed_in("reader"), exact="alone is comfortable")
    claim = Claim.objects.get()
    assert response.url == of(claim)
    (passage,) = claim.passages.all()
    assert (claim.wording, passage.exact, passage.start) == (ALONE, "alone is comfortable", 8)


def test_several_passages_make_one_claim(reading: Reading, signed_in: Signed) -> None:
    pull(signed_in("reader"))
    pull(signed_in("another_reader"), part="2", wording=ALONE.upper())
    pull(signed_in("another_reader"), part="2")
    claim = Claim.objects.get()
    assert claim.passages.count() == 2
    page = signed_in("reader").get(of(claim)).content.decode()
    assert page.count('<span class="quiet">the whole paragraph</span>') == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"part": ""}, "Choose the paragraph that makes this claim."),
        ({"part": "99"}, "There is no such paragraph. Choose one from the list."),
        ({"part": "9" * 99}, "There is no such paragraph. Choose one from the list."),
        ({"wording": " "}, "Say in one line what it claims."),
        ({"exact": "no such words"}, "These words are not in ¶\u00a01."),
        ({"scheme": "magic"}, "Choose one of the list, or none."),
        ({"wording": "x" * 301}, "At most 300 characters, please."),
    ],
)
def test_a_claim_whose_passage_is_not_found_is_rejected_and_input_is_kept(
    reading: Reading, signed_in: Signed, sent: dict[str, str], words: str
) -> None:
    response = pull(signed_in("reader"), **{"wording": "Kept as it was typed", **sent})
    page = response.content.decode()
    assert (response.status_code, page.count(words)) == (422, 1)
    assert ("Kept as it was typed" in page) == ("wording" not in sent)
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(("name", "status"), [("observer", 403), ("stranger", 404)])
def test_a_visitor_who_may_not_write_cannot_pull_out_a_claim(
    reading: Reading, signed_in: Signed, name: str, status: int
) -> None:
    assert pull(signed_in(name)).status_code == status
    assert Claim.objects.count() == 0


def test_where_a_moderator_looks_first_readers_create_claims_only_with_a_counterpoint(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(moderation="before")
    assert pull(signed_in("reader")).status_code == 403
    assert pull(signed_in("leader")).status_code == 302
    for name, offered in (("reader", 0), ("leader", 1)):
        composer = signed_in(name).get(f"{PLACE}/p/1/?kind=counterpoint").content.decode()
        assert composer.count("Only pull out a claim") == offered
        board = signed_in(name).get(f"{PLACE}/argument/").content.decode()
        assert board.count(f'href="{NEW}"') == offered


def test_rewording_keeps_the_earlier_wording(claim: Claim, signed_in: Signed) -> None:
    leader = signed_in("leader")
    leader.post(of(claim, "wording/"), {"wording": "Reading alone is easy"})
    claim.refresh_from_db()
    assert claim.wording == "Reading alone is easy"
    page = leader.get(of(claim)).content.decode()
    history = page.partition('id="history"')[2]
    assert history.count(f"<bdi>{ALONE}</bdi>") == 1


def test_only_its_maker_or_a_moderator_may_reword_a_claim(claim: Claim, signed_in: Signed) -> None:
    sent = {"wording": "Otherwise"}
    assert signed_in("another_reader").post(of(claim, "wording/"), sent).status_code == 403
    assert signed_in("reader").post(of(claim, "wording/"), sent).status_code == 302


def test_the_wording_of_another_claim_is_rejected(
    claim: Claim, other: Claim, signed_in: Signed
) -> None:
    response = signed_in("leader").post(of(claim, "wording/"), {"wording": "a margin WAITS"})
    assert response.status_code == 422
    assert "Another claim says just this: merge the two instead." in response.content.decode()


def test_merging_moves_everything_and_redirects(
    claim: Claim, other: Claim, signed_in: Signed
) -> None:
    leader = signed_in("leader")
    leader.post(of(claim, "premises/"), {"other": str(other.pk)})
    response = leader.post(of(claim, "merger/"), {"other": str(other.pk)})
    assert response.url == of(other)
    assert other.bearings.count() == 2
    assert Premise.objects.count() == 0  # they were premise and claim of one another
    assert leader.get(of(claim)).url == of(other)
    assert [str(each) for each in other.earlier_wordings.all()] == [ALONE]
    assert pull(leader).url == of(other)


def test_a_claim_cannot_be_merged_into_itself(
    claim: Claim, other: Claim, signed_in: Signed
) -> None:
    response = signed_in("leader").post(of(claim, "merger/"), {"other": str(claim.pk)})
    assert response.status_code == 422
    assert "merged into itself: choose another" in response.content.decode()


@pytest.mark.parametrize("sent", ["", "nonsense", "0192a000-0000-7000-8000-000000000001"])
def test_an_unknown_claim_can_be_neither_premise_nor_merge_target(
    claim: Claim, other: Claim, signed_in: Signed, sent: str
) -> None:
    for what in ("merger/", "premises/"):
        response = signed_in("leader").post(of(claim, what), {"other": sent})
        assert response.status_code == 422
        assert response.content.decode().count("Choose another claim of this essay.") == 1


def test_a_reader_may_not_merge_claims(claim: Claim, other: Claim, signed_in: Signed) -> None:
    response = signed_in("reader").post(of(claim, "merger/"), {"other": str(other.pk)})
    assert response.status_code == 403


def test_premises_may_form_a_cycle_and_a_message_says_so(
    claim: Claim, other: Claim, signed_in: Signed
) -> None:
    client = signed_in("reader")
    client.post(of(claim, "premises/"), {"other": str(other.pk)})
    response = client.post(of(other, "premises/"), {"other": str(claim.pk)}, follow=True)
    page = response.content.decode()
    assert "That closes a circle" in page
    assert page.count("It rests on itself:") == 1
    client.post(of(other, "premises/"), {"other": str(claim.pk), "end": "1"})
    assert "It rests on itself:" not in client.get(of(other)).content.decode()


def test_a_claim_cannot_be_its_own_premise(claim: Claim, signed_in: Signed) -> None:
    response = signed_in("reader").post(of(claim, "premises/"), {"other": str(claim.pk)})
    assert response.status_code == 422
    assert "its own premise: choose another" in response.content.decode()


def test_an_annotation_of_the_paragraph_can_be_attached_to_the_claim_later(
    reading: Reading, claim: Claim, signed_in: Signed
) -> None:
    mine = write(reading, "another_reader")
    for name, status in (("reader", 422), ("another_reader", 302)):
        response = signed_in(name).post(of(claim, "bearings/"), {"annotation": str(mine.pk)})
        assert response.status_code == status
    assert claim.bearings.count() == 2


def test_a_claim_of_another_essay_is_not_found(
    claim: Claim, begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin("elsewhere")
    path = of(claim).replace("/together/", "/elsewhere/")
    assert signed_in("reader").get(path).status_code == 404
    assert signed_in("leader").post(f"{path}wording/", {"wording": "x"}).status_code == 404


def test_a_claim_is_taken_off_the_board_and_put_back_and_it_is_recorded(
    claim: Claim, other: Claim, signed_in: Signed
) -> None:
    reader, leader = signed_in("reader"), signed_in("leader")
    assert reader.post(of(claim, "absence/")).url == f"{PLACE}/argument/"
    board = reader.get(f"{PLACE}/argument/").content.decode()
    assert board.count(f'id="claim-{claim.pk}"') == 0
    assert board.count(f"Put back: {ALONE}") == 1
    page = reader.get(f"{PLACE}/p/1/").content.decode()
    assert (page.count(ALONE), page.count("reader says so.")) == (1, 1)  # the words of the text
    for where in ("agenda/", "edition/"):
        assert f"<bdi>{ALONE}</bdi>" not in leader.get(f"{PLACE}/{where}").content.decode()
    assert leader.get(of(claim)).url == f"{PLACE}/argument/#off"
    assert leader.post(of(claim, "absence/"), {"end": "1"}).url == of(claim)
    assert leader.get(of(claim)).status_code == 200
    deeds = Entry.objects.filter(verb="claimed", subject_id=claim.pk).order_by("id")
    assert [each.details["deed"] for each in deeds] == ["pulled out", "taken off", "put back"]


def test_only_its_maker_or_a_leader_may_take_a_claim_off_the_board(
    claim: Claim, signed_in: Signed
) -> None:
    for name, status in (("another_reader", 403), ("observer", 403), ("stranger", 404)):
        assert signed_in(name).post(of(claim, "absence/")).status_code == status
    assert signed_in("leader").post(of(claim, "absence/")).status_code == 302
    for name, status in (("reader", 403), ("another_reader", 403), ("stranger", 404)):
        assert signed_in(name).post(of(claim, "absence/"), {"end": "1"}).status_code == status
    board = signed_in("observer").get(f"{PLACE}/argument/").content.decode()
    assert (board.count(f"<bdi>{ALONE}</bdi>"), board.count("Put back")) == (1, 0)


def test_pulling_out_a_claim_that_is_off_the_board_is_rejected(
    claim: Claim, signed_in: Signed
) -> None:
    signed_in("leader").post(of(claim, "absence/"))
    response = pull(signed_in("another_reader"), wording=ALONE.upper())
    assert response.status_code == 422
    assert "leader took this claim off the board" in response.content.decode()
    assert claim.passages.count() == 0


def test_taking_off_and_putting_back_are_idempotent(claim: Claim, signed_in: Signed) -> None:
    leader = signed_in("leader")
    assert [leader.post(of(claim, "absence/")).status_code for _ in range(2)] == [302, 302]
    back = [leader.post(of(claim, "absence/"), {"end": "1"}).url for _ in range(2)]
    assert back == [of(claim), of(claim)]
    assert Entry.objects.filter(verb="claimed", subject_id=claim.pk).count() == 3


def test_a_claims_page_names_the_works_that_are_cited_about_it(
    reading: Reading, claim: Claim, signed_in: Signed
) -> None:
    write(
        reading, kind="source", about=Annotation.objects.get(), csl=SNYDER, locator="466", body=""
    )
    page = signed_in("observer").get(of(claim)).content.decode()
    tree = page.partition('class="tree"')[2].partition("</section>")[0]
    assert tree.count("<bdi>Snyder, 1984, p. 466</bdi>") == 1
