"""Joining two works of a bibliography: what is told of it, and the way back."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from annotations.activity import Entry
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation, Wording
from annotations.margin.posting_rules import rate_limits
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading, Seminar
from annotations.sources.models import Work
from tests.exchange.cited_works import (
    BARE,
    DOI,
    Signed,
    address,
    cite,
    describe,
    go_back,
    listed_references,
    reload,
)

LOOSE = {"type": "book", "title": "Loose"}
KNOWN = {**BARE, "title": "Known"}
TOGETHER = [f"Known. https://doi.org/{DOI}"]
JOINED = "Loose. (n.d.)."
APART = [*TOGETHER, JOINED]


@pytest.fixture
def loose(reading: Reading) -> Annotation:
    return cite(reading, csl=LOOSE, citation="Loose")


@pytest.fixture
def known(reading: Reading) -> Annotation:
    return cite(reading, "leader", csl=KNOWN)


def join(client: Client, one: Annotation, other: Annotation) -> Any:
    """Say on the page of what one cites that it is what the other cites."""
    return client.post(f"{address(one)}joining/", {"other": str(reload(other).work_id)})


def joins(client: Client, citation: Annotation) -> list[str]:
    """The works that the page of a cited work tells were joined to it."""
    page = client.get(address(reload(citation)))
    (told,) = re.findall(r'(?s)<ul class="descriptions joined-works">(.*?)</ul>', page.text) or [""]
    return [
        strip_tags(each) for each in re.findall(r'<p class="reference" dir="auto">(.*?)</p>', told)
    ]


def take_apart(client: Client, citation: Annotation, which: int = 0) -> Any:
    page = client.get(address(reload(citation))).text
    join = re.findall(r'name="join" value="(\d+)"', page)[which]
    return client.post(f"{address(reload(citation))}apart/", {"join": join})


def test_the_page_of_a_work_lists_what_was_joined_to_it_by_whom_and_when(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    before = address(loose)
    join(signed_in("moderator"), loose, known)
    assert listed_references(signed_in("observer")) == TOGETHER
    assert signed_in("moderator").get(before).status_code == 404
    for who in ("moderator", "reader"):
        assert joins(signed_in(who), known) == [JOINED]
        page = signed_in(who).get(address(known)).text
        assert re.search(r"Joined by <bdi>moderator</bdi>, <time [^>]*>[^<]+</time>", page), who
    assert "Take apart" in signed_in("moderator").get(address(known)).text
    assert "Take apart" not in signed_in("reader").get(address(known)).text


def test_separating_works_moves_citations_and_their_history_back(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    private = cite(reading, "another_reader", csl=LOOSE, citation="Loose", visibility="private")
    describe(signed_in("reader"), loose, "Loose", DOI="", type="book", publisher="A press")
    before = {each.pk: each.work_id for each in Annotation.objects.all()}
    wordings = {*Wording.objects.values_list("pk", "work")}
    assert wordings
    join(signed_in("moderator"), loose, known)
    assert {reload(each).work for each in (loose, private, known)} == {known.work}
    assert take_apart(signed_in("moderator"), known).status_code == 302
    assert {each.pk: each.work_id for each in Annotation.objects.all()} == before
    assert {*Wording.objects.values_list("pk", "work")} == wordings
    assert listed_references(signed_in("observer")) == [*TOGETHER, "Loose. (n.d.). A press."]
    assert joins(signed_in("moderator"), known) == []
    verbs = Entry.objects.filter(subject_id=known.work_id, verb__in=["merged", "split"])
    assert [*verbs.order_by("pk").values_list("verb", "by__username")] == [
        ("merged", "moderator"),
        ("split", "moderator"),
    ]


def test_separating_twice_is_like_once(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    join(signed_in("moderator"), loose, known)
    sent = {"join": str(Entry.objects.get(verb="merged").pk)}
    for _ in range(2):
        page = f"{address(known)}apart/"
        assert signed_in("moderator").post(page, sent).status_code == 302
    assert Entry.objects.filter(verb="split").count() == 1
    join(signed_in("moderator"), loose, known)
    assert joins(signed_in("moderator"), known) == [JOINED]


def test_a_join_that_another_seminar_records_is_none_of_this_one(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    join(signed_in("moderator"), loose, known)
    assert joins(signed_in("moderator"), known) == [JOINED]
    Entry.objects.filter(verb="merged").update(seminar_id=uuid7())
    assert joins(signed_in("moderator"), known) == []
    sent = {"join": str(Entry.objects.get(verb="merged").pk)}
    assert signed_in("moderator").post(f"{address(known)}apart/", sent).status_code == 404


def test_a_work_that_is_gone_or_elsewhere_is_not_taken_apart(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    join(signed_in("moderator"), loose, known)
    entry = Entry.objects.get(verb="merged")
    elsewhere = Seminar.objects.create(name="Elsewhere", slug="elsewhere")
    theirs = Work.objects.create(seminar=elsewhere, identity="x", csl={})
    for work in (theirs.pk, uuid7()):
        entry.details["work"] = str(work)
        entry.save()
        assert take_apart(signed_in("moderator"), known).status_code == 404
    assert reload(loose).work == known.work


def test_joins_of_joins_are_separated_one_after_the_other(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    third = cite(reading, csl={"type": "book", "title": "Third"}, citation="Third")
    moderator = signed_in("moderator")
    join(moderator, loose, third)
    join(moderator, third, known)
    assert (listed_references(moderator), joins(moderator, known)) == (TOGETHER, [JOINED])
    take_apart(moderator, known)
    assert reload(loose).work == reload(third).work != known.work
    assert joins(moderator, third) == [JOINED]
    take_apart(moderator, third)
    assert listed_references(moderator) == [*APART, "Third. (n.d.)."]


def test_works_described_after_their_join_can_be_separated(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    moderator = signed_in("moderator")
    join(moderator, loose, known)
    describe(moderator, known, "Both")
    assert {reload(loose).csl["title"], reload(known).csl["title"]} == {"Both"}
    take_apart(moderator, known)
    assert (reload(loose).work, reload(known).work) == (loose.work, known.work)
    go_back(moderator, loose)
    assert listed_references(moderator) == [f"Both. (n.d.). https://doi.org/{DOI}", JOINED]


def test_a_citation_whose_author_gave_the_other_identifier_stays_there(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    second = cite(reading, "another_reader", csl=LOOSE, citation="Loose")
    join(signed_in("moderator"), loose, known)
    describe(signed_in("reader"), reload(loose), "Known by its number")
    take_apart(signed_in("moderator"), known)
    assert (reload(loose).work, reload(second).work) == (known.work, loose.work)


def test_only_moderators_separate_works(
    reading: Reading, signed_in: Signed, loose: Annotation, known: Annotation
) -> None:
    join(signed_in("moderator"), loose, known)
    page, sent = f"{address(known)}apart/", {"join": str(Entry.objects.get(verb="merged").pk)}
    assert signed_in("reader").post(page, sent).status_code == 403
    assert Client().post(page, sent).status_code == 302
    assert signed_in("moderator").get(page).status_code == 302
    for wrong in ("", "zz", "0", "9" * 30):
        assert signed_in("moderator").post(page, {"join": wrong}).status_code == 404
    assert listed_references(signed_in("observer")) == TOGETHER
    assert signed_in("leader").post(page, sent).status_code == 302
    assert listed_references(signed_in("observer")) == APART


def test_a_list_of_joins_reveals_nothing_that_the_visitor_may_not_see(
    reading: Reading, people: dict[str, Any], signed_in: Signed, known: Annotation
) -> None:
    mine = cite(reading, csl=KNOWN)
    theirs = cite(reading, "another_reader", csl=LOOSE, citation="Loose")
    join(signed_in("moderator"), theirs, known)
    assert joins(signed_in("reader"), mine) == [JOINED]
    take_step(Step.HIDE, theirs, by=people["moderator"], reason="rude")
    assert joins(signed_in("reader"), mine) == []
    assert "Joined" not in signed_in("reader").get(address(mine)).text
    assert joins(signed_in("moderator"), mine) == [
        "A work that nothing you see here cites any more."
    ]
    take_apart(signed_in("moderator"), known)
    assert reload(theirs).work == theirs.work


def test_joining_and_separating_count_towards_the_posting_limit(
    reading: Reading,
    signed_in: Signed,
    monkeypatch: pytest.MonkeyPatch,
    loose: Annotation,
    known: Annotation,
) -> None:
    moderator = signed_in("moderator")
    join(moderator, loose, known)
    entry = str(Entry.objects.get(verb="merged").pk)
    few = PostingLimit(1, rate_limits.POSTS.within, rate_limits.POSTS.words)
    monkeypatch.setattr(rate_limits, "POSTS", few)
    third = cite(reading, csl={"type": "book", "title": "Third"}, citation="Third")
    for answer in (
        moderator.post(f"{address(known)}apart/", {"join": entry}),
        join(moderator, known, third),
    ):
        assert (answer.status_code, "Retry-After" in answer) == (429, True)
        assert "You can go on in" in answer.text
    assert f'<option value="{third.work_id}" selected>' in answer.text
    assert reload(loose).work == known.work


@pytest.mark.parametrize("number", [1, 4])
def test_the_page_of_a_work_makes_the_same_queries_for_any_number_of_joins(
    reading: Reading,
    signed_in: Signed,
    known: Annotation,
    django_assert_num_queries: Any,
    number: int,
) -> None:
    for at in range(number):
        each = cite(reading, csl={**LOOSE, "title": f"Loose {at}"}, citation="Loose")
        join(signed_in("moderator"), each, known)
    client = signed_in("moderator")
    with django_assert_num_queries(11):
        client.get(address(known))


def test_works_of_another_seminar_are_not_joined(
    reading: Reading, signed_in: Signed, loose: Annotation
) -> None:
    foreign = Work.objects.create(
        seminar=type(reading.seminar).objects.create(name="Elsewhere", slug="elsewhere"),
        identity="doi:10.1/1",
        csl={},
    )
    answer = signed_in("moderator").post(f"{address(loose)}joining/", {"other": str(foreign.pk)})
    assert (answer.status_code, reload(loose).work) == (422, loose.work)
