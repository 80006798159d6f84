"""Moderating descriptions: those that wait, those by moderators, and flags of entries."""

import re
from collections.abc import Callable

import pytest

from annotations.activity import Entry
from annotations.margin.models import Proposal
from annotations.seminars.models import Reading
from tests.arguments.conftest import member
from tests.exchange.cited_works import (
    BARE,
    DOI,
    PILLS,
    QUEUE,
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


def test_in_a_premoderated_seminar_a_description_waits_for_approval(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(moderation="before")
    cited = cite(reading)
    address_sent = {"URL": "https://pills.example/"}
    answer = signed_in("reader").post(
        address(cited), {"type": "book", "title": PILLS, "DOI": DOI, **address_sent}, follow=True
    )
    assert "A moderator looks at your description first." in answer.text
    for who in ("another_reader", "observer"):
        assert pages_with(signed_in(who), PILLS) == set()
    assert listed_references(signed_in("reader")) == [REFERENCE]
    assert f'value="{PILLS}"' in signed_in("reader").get(address(cited)).text
    queue = signed_in("moderator").get(QUEUE).text
    assert "an edit waits" in queue
    entries = re.findall(
        r'In the bibliography:</span>\s*<span class="reference" dir="auto">(.*?)</span>', queue
    )
    assert entries == [f"{PILLS}. (n.d.). {REFERENCE}", REFERENCE]
    assert queue.count("https://pills.example/") == 1
    decision = {"step": "approve", "version": 2, "state": "pending"}
    door = f"/admin/annotations/annotation/{cited.pk}/decide/"
    assert signed_in("moderator").post(door, decision).status_code == 302
    assert listed_references(signed_in("observer")) == [f"{PILLS}. (n.d.). {REFERENCE}"]
    assert reload(cited).described_by == member(reading, "reader")


@pytest.mark.parametrize(("number", "waits"), [(2, False), (3, True)])
def test_a_description_with_several_addresses_waits(
    reading: Reading, signed_in: Signed, number: int, waits: bool
) -> None:
    cited = cite(reading)
    title = " ".join(f"http://pills{at}.example" for at in range(number))
    describe(signed_in("reader"), cited, title)
    assert Proposal.objects.exists() == waits
    assert ("pills0" in listed_references(signed_in("observer"))[0]) != waits


def test_a_private_description_with_several_addresses_waits_when_it_is_published(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, visibility="private")
    describe(signed_in("reader"), cited, "http://a.example http://b.example http://c.example")
    assert reload(cited).state == "published"
    signed_in("reader").post(f"/a/{cited.pk}/publication/")
    assert reload(cited).state == "pending"


def test_a_flagged_entry_is_in_the_queue_and_its_author_is_told_the_decision(
    reading: Reading, signed_in: Signed
) -> None:
    cited, other = cite(reading), cite(reading, "another_reader")
    describe(signed_in("reader"), cited)
    assert f'href="/a/{cited.pk}/flag/"' not in page_text(signed_in("reader"), "sources/")
    assert 'href="/a/' in page_text(signed_in("reader"), "sources/")
    links = re.findall(r'href="(/a/[\w-]+/flag/)"', page_text(signed_in("observer"), "sources/"))
    assert links == [f"/a/{cited.pk}/flag/"]
    assert signed_in("observer").post(links[0], {"reason": "spam"}).status_code == 302
    queue = signed_in("moderator").get(QUEUE).text
    assert f"{PILLS}. (n.d.). {REFERENCE}" in queue
    door = f"/admin/annotations/annotation/{cited.pk}/decide/"
    form = {"step": "remove", "reason": "spam", "version": 2, "state": "published"}
    assert signed_in("moderator").post(door, form).status_code == 302
    assert listed_references(signed_in("observer")) == [REFERENCE]
    assert reload(other).state == "published"
    assert "Advertising or spam" in signed_in("reader").get("/me/").text


def test_a_moderators_description_changes_every_published_citation_and_no_other(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(moderation="before")
    shown = [cite(reading, body="My words."), cite(reading, "another_reader")]
    unseen = [
        cite(reading, visibility="private"),
        cite(reading, state="pending"),
        cite(reading, state="hidden"),
    ]
    assert describe(signed_in("moderator"), shown[0], "By a moderator").status_code == 302
    assert [reload(each).csl.get("title") for each in shown] == ["By a moderator"] * 2
    assert [reload(each).csl for each in unseen] == [BARE] * 3
    assert [reload(each).version for each in unseen] == [1] * 3
    first = reload(shown[0])
    assert (first.body, first.citation, first.version) == ("My words.", DOI, 2)
    assert first.described_by == member(reading, "moderator")
    assert [each.csl for each in first.wordings.all()] == [BARE]
    assert listed_references(signed_in("observer"))[0].startswith("By a moderator.")
    recorded = Entry.objects.filter(verb="described").get()
    assert (recorded.subject_id, recorded.details) == (first.work_id, {"citations": 2})
    queue = signed_in("moderator").get(QUEUE).text
    assert "By a moderator" not in queue


def test_an_edit_that_waits_is_kept_when_a_moderator_describes_the_work(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(moderation="before")
    cited = cite(reading, body="Before.")
    sent = {"kind": "source", "relation": "supports", "citation": DOI, "version": 1}
    signed_in("reader").post(f"/a/{cited.pk}/edit/", {**sent, "body": "After."})
    assert describe(signed_in("moderator"), cited, "By a moderator").status_code == 302
    door = f"/admin/annotations/annotation/{cited.pk}/decide/"
    stale = {"step": "approve", "version": 2, "state": "pending"}
    assert signed_in("moderator").post(door, stale).status_code == 409
    newest = {**stale, "version": Proposal.objects.get().version}
    assert signed_in("moderator").post(door, newest).status_code == 302
    assert (reload(cited).body, reload(cited).csl["title"]) == ("After.", "By a moderator")
    versions = [*cited.wordings.values_list("version", flat=True), reload(cited).version]
    assert len(versions) == len(set(versions))


def test_a_moderator_cannot_describe_a_work_without_published_citations(
    reading: Reading, signed_in: Signed
) -> None:
    pending = cite(reading, state="pending")
    private = cite(reading, csl={**BARE, "DOI": "10.1000/2"}, visibility="private")
    assert signed_in("moderator").get(address(pending)).status_code == 403
    assert signed_in("moderator").get(address(private)).status_code == 404
