"""Claims obey the rules of posts: first looks, links and limits."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from annotations.activity import Entry
from annotations.arguments.claims.first_look import LINKS_WAIT
from annotations.arguments.models import AgendaLine, Bearing, Claim, Premise
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.margin.posting_rules import rate_limits
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.moderation.restrictions.mute import mute_member
from annotations.seminars.models import Reading, Seminar
from tests.arguments.conftest import ALONE, PLACE, WAITS, member, of, write

NEW = f"{PLACE}/argument/claims/"
BOARD = f"{PLACE}/argument/"
LINES = f"{PLACE}/agenda/lines/"
REFUSED = "This seminar takes no links to bad.example. Please take the address out."
SLOWER = "one can write or change 2 things a minute"

type Signed = Callable[[str], Client]


def pull(client: Client, wording: str = ALONE, **sent: str) -> Any:
    return client.post(NEW, {"wording": wording, "part": "1", **sent})


def compose(client: Client, **sent: Any) -> Any:
    form = {"kind": "counterpoint", "attack": "rebut", "visibility": "seminar", "body": "No."}
    return client.post(f"{PLACE}/p/1/", {"id": uuid7()} | form | sent)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def rule(**rules: Any) -> None:
    Seminar.objects.update(**rules)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two posts or changes a minute."""
    limit = PostingLimit(2, timedelta(minutes=1), rate_limits.POSTS.words)
    monkeypatch.setattr(rate_limits, "POSTS", limit)


@pytest.fixture
def mute_reader(reading: Reading, people: dict[str, Any]) -> Callable[[], object]:
    return lambda: mute_member(member(reading, "reader"), by=people["leader"])


def test_a_muted_member_pulls_out_no_claim_and_keeps_the_text(
    reading: Reading, signed_in: Signed, mute_reader: Any
) -> None:
    reader = signed_in("reader")
    assert pull(reader).status_code == 302
    mute_reader()
    answer = pull(reader, "Words that wait")
    assert answer.status_code == 403
    assert '<blockquote dir="auto">Words that wait</blockquote>' in text(answer)
    assert "A moderator looks first at what you post here" in text(answer)
    assert [str(claim) for claim in Claim.objects.all()] == [ALONE]
    board = text(signed_in("another_reader").get(BOARD))
    assert (ALONE in board, "Words that wait" in board) == (True, False)
    assert NEW not in text(reader.get(BOARD))


def test_where_anybody_may_join_claims_come_with_annotations_until_two_stand(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(open_to_join=True)
    reader = signed_in("reader")
    assert pull(reader).status_code == 403
    write(reading, number=1)
    write(reading, number=2)
    assert pull(reader).status_code == 302
    assert pull(signed_in("moderator"), WAITS).status_code == 302


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("wording/", {"wording": "Words that wait"}),
        ("scheme/", {"scheme": "analogy"}),
        ("passages/", {"part": "2"}),
        ("premises/", {"other": "the other claim"}),
    ],
)
def test_a_muted_member_changes_no_claim_and_keeps_the_text(
    claim: Claim,
    other: Claim,
    signed_in: Signed,
    mute_reader: Any,
    what: str,
    sent: dict[str, str],
) -> None:
    mute_reader()
    sent = {name: str(other.pk) if name == "other" else each for name, each in sent.items()}
    answer = signed_in("reader").post(of(claim, what), sent)
    assert answer.status_code == 403
    assert ("Words that wait</blockquote>" in text(answer)) == ("wording" in sent)
    claim.refresh_from_db()
    assert (claim.wording, claim.scheme, claim.passages.count()) == (ALONE, "", 0)
    assert not Premise.objects.exists()
    assert signed_in("leader").post(of(claim, what), sent).status_code == 302


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_a_wording_with_many_links_or_a_held_domain_waits_for_nobody_so_it_is_refused(
    claim: Claim, signed_in: Signed, role: str
) -> None:
    rule(held_domains=["slow.example"])
    many = " ".join(f"https://example.org/{each}" for each in range(3))
    client, waits = signed_in(role), role == "reader"
    status = 422 if waits else 302
    for wording in (many, "See https://www.slow.example/x"):
        for answer in (
            pull(client, wording),
            client.post(of(claim, "wording/"), {"wording": f"Also {wording}"}),
        ):
            assert answer.status_code == status
            assert text(answer).count(str(LINKS_WAIT)) == int(waits)
            assert not waits or wording in text(answer)
    assert pull(client, "See https://example.org/1").status_code == 302


@pytest.mark.parametrize("role", ["reader", "leader"])
def test_nobody_links_to_a_refused_domain_in_a_claim(
    claim: Claim, signed_in: Signed, role: str
) -> None:
    rule(refused_domains=["bad.example"])
    client = signed_in(role)
    for answer in (
        pull(client, "Buy at https://bad.example"),
        client.post(of(claim, "wording/"), {"wording": "Buy at https://bad.example"}),
    ):
        assert (answer.status_code, text(answer).count(REFUSED)) == (422, 1)
        assert 'value="Buy at https://bad.example"' in text(answer)
    assert [str(each) for each in Claim.objects.all()] == [ALONE]


def test_nobody_links_to_a_refused_domain_on_the_agenda(
    reading: Reading, signed_in: Signed
) -> None:
    leader = signed_in("leader")
    sent = {"title": "Buy at https://bad.example", "where": "last"}
    assert leader.post(LINES, sent).status_code == 302
    rule(refused_domains=["bad.example"])
    answer = leader.post(LINES, sent)
    assert (answer.status_code, text(answer).count(REFUSED)) == (422, 1)
    assert 'value="Buy at https://bad.example"' in text(answer)
    assert AgendaLine.objects.count() == 1


def test_who_pulls_out_claims_too_fast_is_told_the_limit_and_keeps_the_text(
    few: None, reading: Reading, signed_in: Signed
) -> None:
    reader = signed_in("reader")
    assert [pull(reader, wording).status_code for wording in ("One", "Two")] == [302, 302]
    answer = pull(reader, "Three")
    assert answer.status_code == 429
    assert SLOWER in text(answer)
    assert 'value="Three"' in text(answer)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert compose(reader).status_code == 429
    assert pull(signed_in("another_reader"), "Mine").status_code == 302
    Entry.objects.update(at=reading.essay.current.created_at - timedelta(minutes=2))
    assert pull(reader, "Three").status_code == 302


def test_a_counterpoint_and_the_claim_that_it_makes_count_once(
    few: None, reading: Reading, signed_in: Signed
) -> None:
    reader = signed_in("reader")
    assert compose(reader, claim=ALONE).status_code == 302
    assert pull(reader, WAITS).status_code == 302
    assert pull(reader, "Three").status_code == 429


@pytest.mark.parametrize(
    ("what", "sent", "kept"),
    [
        ("wording/", {"wording": "Kept as typed"}, 'value="Kept as typed"'),
        ("scheme/", {"scheme": "analogy"}, '<option value="analogy" selected>'),
        ("passages/", {"part": "2", "exact": "A margin"}, ">A margin</textarea>"),
        ("premises/", {"other": "the other claim"}, " selected>"),
        ("merger/", {"other": "the other claim"}, " selected>"),
        ("absence/", {}, ""),
    ],
)
def test_every_change_of_a_claim_is_within_the_limit(
    claim: Claim,
    other: Claim,
    signed_in: Signed,
    few: None,
    what: str,
    sent: dict[str, str],
    kept: str,
) -> None:
    sent = {name: str(other.pk) if name == "other" else each for name, each in sent.items()}
    leader = signed_in("leader")
    assert leader.post(of(other, "wording/"), {"wording": "Once"}).status_code == 302
    assert leader.post(of(other, "wording/"), {"wording": "Twice"}).status_code == 302
    before = list(Entry.objects.values_list("pk", flat=True))
    answer = leader.post(of(claim, what), sent)
    assert answer.status_code == 429
    assert SLOWER in text(answer)
    assert kept in text(answer)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert list(Entry.objects.values_list("pk", flat=True)) == before


def test_putting_claims_back_is_within_the_limit(
    claim: Claim, other: Claim, signed_in: Signed, few: None
) -> None:
    leader = signed_in("leader")
    for each in (claim, other):
        assert leader.post(of(each, "absence/")).status_code == 302
    answer = leader.post(of(claim, "absence/"), {"end": "1"})
    assert answer.status_code == 429
    assert SLOWER in text(answer)
    assert Claim.objects.filter(off_since=None).count() == 0


def test_lines_that_are_added_to_the_agenda_are_within_the_limit_and_moves_are_not_counted(
    keys: dict[str, str], signed_in: Signed, few: None
) -> None:
    leader = signed_in("leader")
    for _ in range(3):
        sent = {"deed": "up", "key": keys[WAITS]}
        assert leader.post(f"{PLACE}/agenda/order/", sent).status_code == 302
    for title in ("One", "Two"):
        assert leader.post(LINES, {"title": title, "where": "first"}).status_code == 302
    answer = leader.post(LINES, {"title": "Three", "where": "first"})
    assert answer.status_code == 429
    assert SLOWER in text(answer)
    assert 'value="Three"' in text(answer)
    added = AgendaLine.objects.exclude(title="").order_by("key")
    assert list(added.values_list("title", flat=True)) == ["One", "Two"]


def test_links_in_its_claim_count_when_a_private_counterpoint_is_posted(
    reading: Reading, signed_in: Signed
) -> None:
    reader = signed_in("reader")
    compose(reader, visibility="private", claim="Buy at https://bad.example")
    note = Annotation.objects.get()
    rule(refused_domains=["bad.example"])
    answer = reader.post(f"/a/{note.pk}/publication/")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [REFUSED]
    rule(refused_domains=[], held_domains=["bad.example"])
    reader.post(f"/a/{note.pk}/publication/")
    note.refresh_from_db()
    assert (note.visibility, note.state) == ("seminar", "pending")
    assert "bad.example" not in text(signed_in("another_reader").get(BOARD))


def test_what_stands_takes_no_claim_when_its_form_is_sent_again(
    reading: Reading, signed_in: Signed, mute_reader: Any
) -> None:
    reader, id = signed_in("reader"), uuid7()
    for _ in range(2):
        assert compose(reader, id=id, claim=ALONE).status_code == 302
    other = uuid7()
    assert compose(reader, id=other, body="Another.").status_code == 302
    mute_reader()
    answer = compose(reader, id=other, body="Another.", claim="Words that wait")
    assert answer.status_code == 409
    assert "This was posted before, without this claim." in text(answer)
    assert 'value="Words that wait"' in text(answer)
    assert [str(each) for each in Claim.objects.all()] == [ALONE]
    assert Bearing.objects.get().annotation_id == id


def test_a_moderator_sees_the_claim_that_a_counterpoint_brings_before_it_is_approved(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(moderation="before")
    compose(signed_in("reader"), claim="Words that wait")
    moderator = signed_in("moderator")
    note = Annotation.objects.get()
    place = "/admin/annotations/annotation/"
    assert text(moderator.get(f"{place}{note.pk}/decide/")).count("Words that wait") == 1
    assert text(moderator.get(f"{place}queue/")).count("Words that wait") == 1
    sent = {"action": "decide_about", "_selected_action": note.pk}
    assert text(moderator.post(place, sent)).count("Words that wait") == 1
