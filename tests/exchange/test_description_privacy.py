"""Descriptions of citations that others do not see: nothing of them is shown or overwritten."""

import pytest

from annotations.seminars.models import Reading
from tests.arguments.conftest import write
from tests.exchange.cited_works import (
    BARE,
    PAGES,
    PILLS,
    REFERENCE,
    Signed,
    address,
    cite,
    describe,
    listed_references,
    page_text,
    pages_with,
    reload,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"visibility": "private"}, 302),
        ({"state": "pending"}, 302),
        ({"visibility": "private", "state": "pending"}, 302),
        ({"state": "hidden"}, 403),
        ({"state": "removed"}, 403),
        ({"state": "withdrawn"}, 403),
    ],
)
def test_describing_an_invisible_citation_changes_nothing_that_others_see(
    reading: Reading, signed_in: Signed, how: dict[str, str], status: int
) -> None:
    objection = write(reading, "leader", claim="Open")
    theirs = cite(reading, "leader", about=objection)
    cite(reading, "leader", claim="Open")
    readers = ("another_reader", "observer")
    if how.get("visibility") == "private":
        readers += ("leader", "moderator")
    before = {who: [page_text(signed_in(who), page) for page in PAGES[-3:]] for who in readers}
    mine = cite(reading, "reader", **how)
    assert mine.work == theirs.work
    assert describe(signed_in("reader"), mine, URL="https://pills.example/").status_code == status
    for who in readers:
        assert (
            pages_with(signed_in(who), PILLS)
            == pages_with(signed_in(who), "pills.example")
            == set()
        )
        assert [page_text(signed_in(who), page) for page in PAGES[-3:]] == before[who]
        assert listed_references(signed_in(who)) == [REFERENCE]
    assert listed_references(signed_in("reader")) == [REFERENCE]


def test_a_private_title_is_not_shown_for_a_public_citation_of_the_same_work(
    reading: Reading, signed_in: Signed
) -> None:
    cite(reading, csl={**BARE, "title": PILLS}, visibility="private")
    shown = cite(reading, "another_reader", claim="Open")
    assert pages_with(signed_in("reader"), PILLS) == {"p/1/?whole", "search/?q=10.1000&all=1"}
    for who in ("another_reader", "observer", "leader"):
        assert pages_with(signed_in(who), PILLS) == set()
    page = signed_in("another_reader").get(address(shown)).text
    assert (page.count(PILLS), page.count(REFERENCE) > 0) == (0, True)


def test_members_who_cite_privately_do_not_read_or_overwrite_each_others_descriptions(
    reading: Reading, signed_in: Signed
) -> None:
    theirs = cite(reading, csl={**BARE, "title": "Their own"}, visibility="private")
    mine = cite(reading, "another_reader", visibility="private")
    client = signed_in("another_reader")
    assert mine.work == theirs.work
    assert "Their own" not in client.get(address(mine)).text
    describe(client, mine)
    assert (reload(mine).csl["title"], reload(theirs).csl["title"]) == (PILLS, "Their own")
