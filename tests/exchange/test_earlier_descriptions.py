"""Earlier descriptions of a work: which are offered to whom, and restoring one."""

import re
from collections.abc import Callable

import pytest

from annotations.margin.models import Proposal
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading, Seminar
from tests.exchange.cited_works import (
    BARE,
    PILLS,
    REFERENCE,
    Signed,
    address,
    cite,
    describe,
    go_back,
    listed_references,
    reload,
)

SECRET, POLITE, LATER = "Private words", "Polite words", "Later words"


def offered_words(page: str) -> set[str]:
    """Which of the words stand in the list of earlier descriptions."""
    listed_references = page.partition("Earlier descriptions")[2].partition("</section>")[0]
    return {words for words in (SECRET, POLITE, LATER) if words in listed_references}


def test_restoring_an_earlier_description_adds_to_the_history(
    reading: Reading, signed_in: Signed
) -> None:
    client, cited = signed_in("reader"), cite(reading)
    describe(client, cited, "First")
    describe(client, cited, "Second")
    page = client.get(address(cited)).text
    earlier = page.partition("Earlier descriptions")[2]
    assert re.findall(r"(Described by|As cited by) <bdi>(\w+)</bdi>", earlier) == [
        ("Described by", "reader"),
        ("As cited by", "reader"),
    ]
    assert go_back(client, cited).status_code == 302
    assert listed_references(signed_in("observer"))[0].startswith("First.")
    titles = cited.wordings.order_by("version").values_list("csl__title", flat=True)
    assert [*titles] == [None, "First", "Second"]
    assert go_back(client, cited, which=-1).status_code == 302
    assert listed_references(signed_in("observer")) == [REFERENCE]


def test_an_earlier_description_that_prints_the_same_names_the_fields_that_differ(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, csl={**BARE, "type": "book", "title": PILLS, "ISBN": "9780801494185"})
    describe(signed_in("reader"), cited, publisher_place="Ithaca")
    page = signed_in("reader").get(address(cited)).text
    told = "This prints as the entry does now. It differs in: the place of publication, the ISBN."
    assert page.count(told) == 1
    describe(signed_in("reader"), cited, "Printed otherwise")
    assert "differs in" not in signed_in("reader").get(address(cited)).text


def test_nobody_restores_a_description_of_somebody_else(
    reading: Reading, signed_in: Signed
) -> None:
    mine, theirs = cite(reading), cite(reading, "another_reader")
    describe(signed_in("another_reader"), theirs)
    wording = theirs.wordings.get()
    for number in (str(wording.pk), "0", "x", "9" * 30):
        answer = signed_in("reader").post(address(mine), {"wording": number})
        assert answer.status_code == 404, number
    assert reload(mine).version == 1


def test_restoring_waits_where_a_description_waits(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin()
    cited = cite(reading)
    describe(signed_in("reader"), cited, "First")
    describe(signed_in("reader"), cited, "Second")
    reading.seminar.moderation = "before"
    reading.seminar.save()
    go_back(signed_in("reader"), cited)
    assert listed_references(signed_in("observer"))[0].startswith("Second.")
    assert Proposal.objects.get().csl["title"] == "First"


@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_nobody_restores_an_address_that_the_seminar_refuses_now(
    reading: Reading, signed_in: Signed, who: str
) -> None:
    link = {"URL": "https://pills.example/"}
    cited = cite(reading, csl={**BARE, **link, "title": PILLS})
    describe(signed_in("reader"), cited, "Harmless", URL="")
    Seminar.objects.update(refused_domains=["pills.example"])
    assert describe(signed_in(who), cited, "Typed", **link).status_code == 422
    answer = go_back(signed_in(who), cited)
    assert answer.status_code == 422
    assert "This seminar takes no links to pills.example." in answer.text
    assert "The earlier description was not put back." in answer.text
    assert reload(cited).csl["title"] == "Harmless"
    Seminar.objects.update(refused_domains=[])
    assert go_back(signed_in(who), cited).status_code == 302
    assert reload(cited).csl["title"] == PILLS


def test_a_description_from_a_private_time_is_offered_to_its_author_only(
    reading: Reading, signed_in: Signed
) -> None:
    author, moderator = signed_in("reader"), signed_in("moderator")
    cited = cite(reading, visibility="private")
    describe(author, cited, SECRET)
    describe(author, cited, POLITE)
    author.post(f"/a/{cited.pk}/publication/")
    describe(author, cited, LATER)
    assert offered_words(author.get(address(cited)).text) == {SECRET, POLITE}
    assert offered_words(moderator.get(address(cited)).text) == {POLITE}
    number = str(cited.wordings.get(csl__title=SECRET).pk)
    assert moderator.post(address(cited), {"wording": number}).status_code == 404
    assert reload(cited).csl["title"] == LATER


def test_a_moderator_is_not_offered_a_description_that_was_never_published(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(moderation="before")
    author, moderator = signed_in("reader"), signed_in("moderator")
    cited = cite(reading)
    describe(author, cited, SECRET)
    describe(author, cited, POLITE)
    waiting = Proposal.objects.get()
    assert waiting.csl["title"] == POLITE
    take_step(Step.APPROVE, reload(cited), by=reading.seminar.members.get(role="leader").user)
    describe(moderator, cited, LATER)
    assert offered_words(author.get(address(cited)).text) == {SECRET, POLITE}
    assert offered_words(moderator.get(address(cited)).text) == {POLITE}
    number = str(cited.wordings.get(csl__title=SECRET).pk)
    assert moderator.post(address(cited), {"wording": number}).status_code == 404
