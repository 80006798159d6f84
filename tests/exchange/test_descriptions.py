"""Describing a work: which citations change, and what the bibliography says then."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import member
from tests.exchange.cited_works import (
    BARE,
    DOI,
    PAGES,
    PILLS,
    REFERENCE,
    Signed,
    address,
    cite,
    describe,
    exported_text,
    go_back,
    listed_references,
    page_text,
    pages_with,
    reload,
)


def test_a_published_description_is_on_every_page_and_in_every_file(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, claim="Open")
    assert describe(signed_in("reader"), cited).status_code == 302
    shorter = {"agenda/", "agenda/?wall"}  # that of a claim nobody contests is not on it
    assert pages_with(signed_in("observer"), PILLS) == {*PAGES} - shorter


def test_two_citations_of_one_work_are_one_entry(reading: Reading, signed_in: Signed) -> None:
    cite(reading)
    cite(reading, "another_reader", csl={**BARE, "title": "With a title"})
    (entry,) = listed_references(signed_in("observer"))
    assert entry.startswith("With a title.")
    page = page_text(signed_in("observer"), "p/1/")
    assert len(re.findall(r'class="cite">.*?</span> With a title', page)) == 2


def test_a_description_changes_all_citations_of_its_author_and_no_others(
    reading: Reading, signed_in: Signed
) -> None:
    mine = cite(reading, body="My words.", locator="p. 4")
    kept = cite(reading, number=2, visibility="private")
    theirs = cite(reading, "another_reader")
    describe(signed_in("reader"), mine)
    by = member(reading, "reader")
    found = {each: reload(each) for each in (mine, kept, theirs)}
    assert {each.pk: each.csl.get("title") for each in found.values()} == {
        mine.pk: PILLS,
        kept.pk: PILLS,
        theirs.pk: None,
    }
    assert [found[each].described_by for each in (mine, kept, theirs)] == [by, by, None]
    assert (found[mine].body, found[mine].locator, found[mine].version) == ("My words.", "p. 4", 2)


def test_the_latest_description_is_the_entry(reading: Reading, signed_in: Signed) -> None:
    mine, theirs = cite(reading), cite(reading, "another_reader")
    for name, citation, title in (
        ("reader", mine, "First"),
        ("another_reader", theirs, "Second"),
        ("reader", mine, "Third"),
    ):
        describe(signed_in(name), citation, title)
        assert listed_references(signed_in("observer"))[0].startswith(f"{title}.")


def test_the_bibliography_names_who_described_a_work_by_display_name(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(pseudonyms=True)
    author = member(reading, "reader")
    author.shown_as = "Heron"
    author.save()
    cited = cite(reading)
    assert "Described by" not in page_text(signed_in("observer"), "sources/")
    describe(signed_in("reader"), cited)
    told = re.findall(
        r"Described by <bdi>(.*?)</bdi>", page_text(signed_in("observer"), "sources/")
    )
    assert told == ["Heron"]


def test_a_description_with_another_identifier_moves_only_the_described_citations(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    mine, theirs = cite(reading, **loose), cite(reading, "another_reader", **loose)
    known = cite(reading, "leader")
    assert mine.work == theirs.work != known.work
    describe(signed_in("reader"), mine, "Known by its number")
    assert (reload(mine).work, reload(theirs).work) == (known.work, theirs.work)
    assert len(listed_references(signed_in("observer"))) == 2
    go_back(signed_in("reader"), reload(mine), which=-1)
    assert reload(mine).work == theirs.work


def test_a_moderators_description_leaves_private_citations_at_their_work(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    shown, kept = cite(reading, **loose), cite(reading, visibility="private", **loose)
    describe(signed_in("moderator"), shown, "Known by its number")
    assert (reload(shown).work.identity, reload(kept).work) == (f"doi:{DOI}", kept.work)


def test_joining_works_moves_all_citations_and_changes_no_words(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    first, kept = cite(reading, **loose), cite(reading, visibility="private", **loose)
    known = cite(reading, "leader", csl={**BARE, "title": "Known"})
    page = f"{address(first)}joining/"
    assert signed_in("moderator").post(page, {"other": known.work_id}).status_code == 302
    assert {reload(each).work for each in (first, kept, known)} == {known.work}
    assert [reload(each).csl["title"] for each in (first, kept, known)] == [
        "Loose",
        "Loose",
        "Known",
    ]
    assert listed_references(signed_in("observer")) == [f"Known. {REFERENCE}"]


def test_an_edit_keeps_the_description_unless_it_changes_the_citation(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited, "Described")
    sent = {"kind": "source", "relation": "context", "citation": DOI, "version": 2}
    signed_in("reader").post(f"/a/{cited.pk}/edit/", {**sent, "body": "Other words."})
    assert (reload(cited).csl["title"], reload(cited).body) == ("Described", "Other words.")
    signed_in("reader").post(f"/a/{cited.pk}/edit/", {**sent, "citation": "Anew", "version": 3})
    assert (reload(cited).csl["title"], reload(cited).described_by) == ("Anew", None)


def test_the_admin_list_finds_a_source_by_its_description(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, csl={**BARE, "title": "Ödland", "URL": "https://pills.example/"})
    cite(reading, "another_reader", csl={**BARE, "DOI": "10.1000/2"})
    for words in ("Ödland", "pills.example"):
        page = signed_in("moderator").get("/admin/annotations/annotation/", {"q": words}).text
        found = re.findall(r"annotation/([\w-]{36})/change/", page)
        assert {*found} == {str(cited.pk)}, words


def test_an_erased_citation_keeps_no_description(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited)
    take_step(Step.ERASE, cited, by=people["superuser"], reason="legal", ticket="T-1")
    erased = reload(cited)
    assert (erased.csl, erased.described_at, erased.described_by) == (None, None, None)
    assert not erased.wordings.exists()


def test_an_export_has_the_latest_description(reading: Reading, signed_in: Signed) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited, "Described")
    assert "title = {Described}" in exported_text(signed_in("observer"), "bibtex")


@pytest.mark.parametrize("citations", [1, 8])
def test_the_page_of_a_work_makes_the_same_queries_for_any_number_of_citations(
    reading: Reading, signed_in: Signed, django_assert_num_queries: Any, citations: int
) -> None:
    for _ in range(citations):
        cited = cite(reading)
        cite(reading, "another_reader")
    describe(signed_in("reader"), cited)
    client = signed_in("reader")
    with django_assert_num_queries(8):
        client.get(address(cited))
