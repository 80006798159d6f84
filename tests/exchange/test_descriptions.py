"""Describing a work: whose citations it changes, who looks at it first, and the way back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from annotations.activity import Entry
from annotations.exchange.works.forms import WorkForm
from annotations.margin.models import Annotation, Proposal
from annotations.margin.posting_rules import rate_limits
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading, Seminar
from tests.arguments.conftest import PLACE, member, write
from tests.exchange.test_bibliography import Signed, exported, listed

DOI = "10.1000/182"
BARE = {"type": "document", "DOI": DOI}
REFERENCE = f"https://doi.org/{DOI}"
PILLS = "Cheap pills"
PAGES = (
    *("sources/", "sources/?style=mla", "edition/", "edition/?names=no", "argument/"),
    *("argument/?order=paragraph&whole", "agenda/", "agenda/?wall", "p/1/?whole"),
    *("search/?q=10.1000&all=1", "export/bibtex", "export/ris", "export/csl-json"),
)
QUEUE = "/admin/annotations/annotation/queue/"


def cite(reading: Reading, author: str = "reader", **more: Any) -> Annotation:
    more = {"csl": BARE, "citation": DOI, **more}
    return write(reading, author, kind="source", **more)


def token(page: str) -> str:
    """What the form says it has seen."""
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def describe(client: Client, citation: Annotation, title: str = PILLS, **sent: str) -> Any:
    """Open the page of the cited work and save a description, as a browser would."""
    page = address(citation)
    opened = client.get(page)
    if opened.status_code != 200:
        return opened
    form = {"type": "book", "title": title, "DOI": DOI, "seen": token(opened.text), **sent}
    return client.post(page, form)


def address(citation: Annotation) -> str:
    return f"{PLACE}/sources/{citation.work_id}/"


def go_back(client: Client, citation: Annotation, which: int = 0) -> Any:
    page = client.get(address(citation)).text
    wording = re.findall(r'name="wording" value="(\d+)"', page)[which]
    return client.post(address(citation), {"wording": wording, "seen": token(page)})


def words_of(client: Client, page: str) -> str:
    answer = client.get(f"{PLACE}/{page}")
    assert answer.status_code == 200, page
    return answer.getvalue().decode()


def says(client: Client, word: str) -> set[str]:
    """The pages and files in which a word stands."""
    return {page for page in PAGES if word in words_of(client, page)}


def now(annotation: Annotation) -> Annotation:
    return Annotation.objects.get(pk=annotation.pk)


def test_a_published_description_stands_in_every_page_and_file(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, claim="Open")
    assert describe(signed_in("reader"), cited).status_code == 302
    shorter = {"agenda/", "agenda/?wall"}  # that of a claim nobody contests is not on it
    assert says(signed_in("observer"), PILLS) == {*PAGES} - shorter


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
def test_a_citation_that_does_not_show_gives_no_right_over_what_others_see(
    reading: Reading, signed_in: Signed, how: dict[str, str], status: int
) -> None:
    objection = write(reading, "leader", claim="Open")
    theirs = cite(reading, "leader", about=objection)
    cite(reading, "leader", claim="Open")
    readers = ("another_reader", "observer")
    if how.get("visibility") == "private":
        readers += ("leader", "moderator")
    before = {who: [words_of(signed_in(who), page) for page in PAGES[-3:]] for who in readers}
    mine = cite(reading, "reader", **how)
    assert mine.work == theirs.work
    assert describe(signed_in("reader"), mine, URL="https://pills.example/").status_code == status
    for who in readers:
        assert says(signed_in(who), PILLS) == says(signed_in(who), "pills.example") == set()
        assert [words_of(signed_in(who), page) for page in PAGES[-3:]] == before[who]
        assert listed(signed_in(who)) == [REFERENCE]
    assert listed(signed_in("reader")) == [REFERENCE]


def test_what_somebody_keeps_to_themselves_does_not_come_back_with_the_bare_number(
    reading: Reading, signed_in: Signed
) -> None:
    cite(reading, csl={**BARE, "title": PILLS}, visibility="private")
    shown = cite(reading, "another_reader", claim="Open")
    assert says(signed_in("reader"), PILLS) == {"p/1/?whole", "search/?q=10.1000&all=1"}
    for who in ("another_reader", "observer", "leader"):
        assert says(signed_in(who), PILLS) == set()
    page = signed_in("another_reader").get(address(shown)).text
    assert (page.count(PILLS), page.count(REFERENCE) > 0) == (0, True)


def test_who_cites_privately_neither_reads_nor_overwrites_unseen_words(
    reading: Reading, signed_in: Signed
) -> None:
    theirs = cite(reading, csl={**BARE, "title": "Their own"}, visibility="private")
    mine = cite(reading, "another_reader", visibility="private")
    client = signed_in("another_reader")
    assert mine.work == theirs.work
    assert "Their own" not in client.get(address(mine)).text
    describe(client, mine)
    assert (now(mine).csl["title"], now(theirs).csl["title"]) == (PILLS, "Their own")


def test_cited_twice_is_one_entry_for_those_who_see_both(
    reading: Reading, signed_in: Signed
) -> None:
    cite(reading)
    cite(reading, "another_reader", csl={**BARE, "title": "With a title"})
    (entry,) = listed(signed_in("observer"))
    assert entry.startswith("With a title.")
    page = words_of(signed_in("observer"), "p/1/")
    assert len(re.findall(r'class="cite">.*?</span> With a title', page)) == 2


def test_a_member_changes_all_their_own_citations_and_nobody_elses(
    reading: Reading, signed_in: Signed
) -> None:
    mine = cite(reading, body="My words.", locator="p. 4")
    kept = cite(reading, number=2, visibility="private")
    theirs = cite(reading, "another_reader")
    describe(signed_in("reader"), mine)
    by = member(reading, "reader")
    found = {each: now(each) for each in (mine, kept, theirs)}
    assert {each.pk: each.csl.get("title") for each in found.values()} == {
        mine.pk: PILLS,
        kept.pk: PILLS,
        theirs.pk: None,
    }
    assert [found[each].described_by for each in (mine, kept, theirs)] == [by, by, None]
    assert (found[mine].body, found[mine].locator, found[mine].version) == ("My words.", "p. 4", 2)


def test_the_last_description_by_hand_is_what_it_says(reading: Reading, signed_in: Signed) -> None:
    mine, theirs = cite(reading), cite(reading, "another_reader")
    for name, citation, title in (
        ("reader", mine, "First"),
        ("another_reader", theirs, "Second"),
        ("reader", mine, "Third"),
    ):
        describe(signed_in(name), citation, title)
        assert listed(signed_in("observer"))[0].startswith(f"{title}.")


def test_the_bibliography_tells_who_described_it_by_the_name_they_go_by(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(pseudonyms=True)
    author = member(reading, "reader")
    author.shown_as = "Heron"
    author.save()
    cited = cite(reading)
    assert "Described by" not in words_of(signed_in("observer"), "sources/")
    describe(signed_in("reader"), cited)
    told = re.findall(r"Described by <bdi>(.*?)</bdi>", words_of(signed_in("observer"), "sources/"))
    assert told == ["Heron"]


def test_where_moderation_comes_first_a_description_waits_and_shows_once_approved(
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
        assert says(signed_in(who), PILLS) == set()
    assert listed(signed_in("reader")) == [REFERENCE]
    assert f'value="{PILLS}"' in signed_in("reader").get(address(cited)).text
    queue = signed_in("moderator").get(QUEUE).text
    assert "an edit waits" in queue
    entries = re.findall(r'In the bibliography:</span> <span dir="auto">(.*?)</span>', queue)
    assert entries == [f"{PILLS}. (n.d.). {REFERENCE}", REFERENCE]
    assert queue.count("https://pills.example/") == 1
    decision = {"step": "approve", "version": 2, "state": "pending"}
    door = f"/admin/annotations/annotation/{cited.pk}/decide/"
    assert signed_in("moderator").post(door, decision).status_code == 302
    assert listed(signed_in("observer")) == [f"{PILLS}. (n.d.). {REFERENCE}"]
    assert now(cited).described_by == member(reading, "reader")


@pytest.mark.parametrize(("number", "waits"), [(2, False), (3, True)])
def test_a_description_with_several_addresses_waits(
    reading: Reading, signed_in: Signed, number: int, waits: bool
) -> None:
    cited = cite(reading)
    title = " ".join(f"http://pills{at}.example" for at in range(number))
    describe(signed_in("reader"), cited, title)
    assert Proposal.objects.exists() == waits
    assert ("pills0" in listed(signed_in("observer"))[0]) != waits


def test_what_was_described_privately_waits_when_it_is_shown_if_it_has_several_addresses(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, visibility="private")
    describe(signed_in("reader"), cited, "http://a.example http://b.example http://c.example")
    assert now(cited).state == "published"
    signed_in("reader").post(f"/a/{cited.pk}/publication/")
    assert now(cited).state == "pending"


def test_describing_and_editing_count_with_posting(
    reading: Reading, signed_in: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rate_limits, "POSTS", PostingLimit(2, timedelta(minutes=1), rate_limits.POSTS.words)
    )
    client = signed_in("reader")
    cited = cite(reading)
    assert describe(client, cited, "First").status_code == 302
    answer = describe(client, cited, "Second")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "one can write or change 2 things a minute" in answer.text
    assert 'value="Second"' in answer.text
    sent = {"kind": "source", "relation": "supports", "citation": DOI, "body": "Kept", "version": 2}
    edited = client.post(f"/a/{cited.pk}/edit/", sent)
    assert (edited.status_code, ">Kept</textarea>" in edited.text) == (429, True)
    assert edited["Retry-After"]
    assert now(cited).csl["title"] == "First"
    theirs = cite(reading, "another_reader")
    assert describe(signed_in("another_reader"), theirs).status_code == 302


def test_two_descriptions_at_once_are_both_told_and_keep_what_was_typed(
    reading: Reading, signed_in: Signed
) -> None:
    client, cited = signed_in("reader"), cite(reading)
    seen = token(client.get(address(cited)).text)
    describe(client, cited, "Meanwhile")
    answer = client.post(
        address(cited), {"type": "book", "title": "Typed", "DOI": DOI, "seen": seen}
    )
    assert answer.status_code == 409
    assert 'value="Typed"' in answer.text
    assert "Meanwhile" in answer.text
    assert now(cited).csl["title"] == "Meanwhile"
    again = {"type": "book", "title": "Typed", "DOI": DOI, "seen": token(answer.text)}
    assert client.post(address(cited), again).status_code == 302
    assert now(cited).csl["title"] == "Typed"


def test_the_history_has_a_way_back_which_is_one_more_entry_in_it(
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
    assert listed(signed_in("observer"))[0].startswith("First.")
    titles = cited.wordings.order_by("version").values_list("csl__title", flat=True)
    assert [*titles] == [None, "First", "Second"]
    assert go_back(client, cited, which=-1).status_code == 302
    assert listed(signed_in("observer")) == [REFERENCE]


def test_an_earlier_description_that_prints_the_same_says_what_it_differs_in(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, csl={**BARE, "type": "book", "title": PILLS, "ISBN": "9780801494185"})
    describe(signed_in("reader"), cited, publisher_place="Ithaca")
    page = signed_in("reader").get(address(cited)).text
    told = "This prints as the entry does now. It differs in: the place of publication, the ISBN."
    assert page.count(told) == 1
    describe(signed_in("reader"), cited, "Printed otherwise")
    assert "differs in" not in signed_in("reader").get(address(cited)).text


def test_nobody_goes_back_to_what_is_not_theirs(reading: Reading, signed_in: Signed) -> None:
    mine, theirs = cite(reading), cite(reading, "another_reader")
    describe(signed_in("another_reader"), theirs)
    wording = theirs.wordings.get()
    for number in (str(wording.pk), "0", "x", "9" * 30):
        answer = signed_in("reader").post(address(mine), {"wording": number})
        assert answer.status_code == 404, number
    assert now(mine).version == 1


def test_going_back_waits_where_a_description_does(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin()
    cited = cite(reading)
    describe(signed_in("reader"), cited, "First")
    describe(signed_in("reader"), cited, "Second")
    reading.seminar.moderation = "before"
    reading.seminar.save()
    go_back(signed_in("reader"), cited)
    assert listed(signed_in("observer"))[0].startswith("Second.")
    assert Proposal.objects.get().csl["title"] == "First"


@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_nobody_goes_back_to_an_address_that_the_seminar_has_refused_since(
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
    assert now(cited).csl["title"] == "Harmless"
    Seminar.objects.update(refused_domains=[])
    assert go_back(signed_in(who), cited).status_code == 302
    assert now(cited).csl["title"] == PILLS


def test_what_was_typed_when_the_session_had_ended_is_in_the_form_after_signing_in(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    cited = cite(reading)
    page = address(cited)
    typed = {name: f"{name} as typed" for name in WorkForm.base_fields} | {"type": "thesis"}
    seen = token(signed_in("reader").get(page).text)
    browser = Client()
    assert browser.post(page, {**typed, "seen": seen}).status_code == 302
    describe(signed_in("moderator"), cited, "Said meanwhile")
    browser.force_login(people["reader"])
    form = browser.get(page).text
    shown = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form))
    shown |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)', form))
    shown |= {"type": re.findall(r'value="([\w-]+)" selected', form)[0]}
    assert {name: shown.get(name) for name in typed} == typed
    described = {"type": "book", "title": "As typed", "seen": token(form)}
    assert browser.post(page, described).status_code == 409
    again = {**described, "seen": token(browser.post(page, described).text)}
    assert browser.post(page, again).status_code == 302
    assert "as typed" not in browser.get(page).text
    assert now(cited).csl["title"] == "As typed"


def test_a_flag_of_an_entry_reaches_the_queue_and_its_decision_the_author(
    reading: Reading, signed_in: Signed
) -> None:
    cited, other = cite(reading), cite(reading, "another_reader")
    describe(signed_in("reader"), cited)
    assert f'href="/a/{cited.pk}/flag/"' not in words_of(signed_in("reader"), "sources/")
    assert 'href="/a/' in words_of(signed_in("reader"), "sources/")
    links = re.findall(r'href="(/a/[\w-]+/flag/)"', words_of(signed_in("observer"), "sources/"))
    assert links == [f"/a/{cited.pk}/flag/"]
    assert signed_in("observer").post(links[0], {"reason": "spam"}).status_code == 302
    queue = signed_in("moderator").get(QUEUE).text
    assert f"{PILLS}. (n.d.). {REFERENCE}" in queue
    door = f"/admin/annotations/annotation/{cited.pk}/decide/"
    form = {"step": "remove", "reason": "spam", "version": 2, "state": "published"}
    assert signed_in("moderator").post(door, form).status_code == 302
    assert listed(signed_in("observer")) == [REFERENCE]
    assert now(other).state == "published"
    assert "Advertising or spam" in signed_in("reader").get("/me/").text


def test_who_moderates_describes_every_citation_that_shows_and_no_other(
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
    assert [now(each).csl.get("title") for each in shown] == ["By a moderator"] * 2
    assert [now(each).csl for each in unseen] == [BARE] * 3
    assert [now(each).version for each in unseen] == [1] * 3
    first = now(shown[0])
    assert (first.body, first.citation, first.version) == ("My words.", DOI, 2)
    assert first.described_by == member(reading, "moderator")
    assert [each.csl for each in first.wordings.all()] == [BARE]
    assert listed(signed_in("observer"))[0].startswith("By a moderator.")
    recorded = Entry.objects.filter(verb="described").get()
    assert (recorded.subject_id, recorded.details) == (first.work_id, {"citations": 2})
    queue = signed_in("moderator").get(QUEUE).text
    assert "By a moderator" not in queue


def test_an_authors_waiting_edit_outlives_the_description_of_who_moderates(
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
    assert (now(cited).body, now(cited).csl["title"]) == ("After.", "By a moderator")
    versions = [*cited.wordings.values_list("version", flat=True), now(cited).version]
    assert len(versions) == len(set(versions))


def test_who_moderates_describes_nothing_where_no_citation_shows(
    reading: Reading, signed_in: Signed
) -> None:
    pending = cite(reading, state="pending")
    private = cite(reading, csl={**BARE, "DOI": "10.1000/2"}, visibility="private")
    assert signed_in("moderator").get(address(pending)).status_code == 403
    assert signed_in("moderator").get(address(private)).status_code == 404


def test_an_identity_that_changes_moves_only_the_citations_that_were_described(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    mine, theirs = cite(reading, **loose), cite(reading, "another_reader", **loose)
    known = cite(reading, "leader")
    assert mine.work == theirs.work != known.work
    describe(signed_in("reader"), mine, "Known by its number")
    assert (now(mine).work, now(theirs).work) == (known.work, theirs.work)
    assert len(listed(signed_in("observer"))) == 2
    go_back(signed_in("reader"), now(mine), which=-1)
    assert now(mine).work == theirs.work


def test_the_private_citations_of_others_stay_where_they_are(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    shown, kept = cite(reading, **loose), cite(reading, visibility="private", **loose)
    describe(signed_in("moderator"), shown, "Known by its number")
    assert (now(shown).work.identity, now(kept).work) == (f"doi:{DOI}", kept.work)


def test_joining_moves_all_citations_and_changes_no_words(
    reading: Reading, signed_in: Signed
) -> None:
    loose = {"csl": {"type": "book", "title": "Loose"}, "citation": "Loose"}
    first, kept = cite(reading, **loose), cite(reading, visibility="private", **loose)
    known = cite(reading, "leader", csl={**BARE, "title": "Known"})
    page = f"{address(first)}joining/"
    assert signed_in("moderator").post(page, {"other": known.work_id}).status_code == 302
    assert {now(each).work for each in (first, kept, known)} == {known.work}
    assert [now(each).csl["title"] for each in (first, kept, known)] == ["Loose", "Loose", "Known"]
    assert listed(signed_in("observer")) == [f"Known. {REFERENCE}"]


def test_an_edit_that_leaves_the_citation_keeps_its_description(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited, "Described")
    sent = {"kind": "source", "relation": "context", "citation": DOI, "version": 2}
    signed_in("reader").post(f"/a/{cited.pk}/edit/", {**sent, "body": "Other words."})
    assert (now(cited).csl["title"], now(cited).body) == ("Described", "Other words.")
    signed_in("reader").post(f"/a/{cited.pk}/edit/", {**sent, "citation": "Anew", "version": 3})
    assert (now(cited).csl["title"], now(cited).described_by) == ("Anew", None)


def test_one_searches_the_admin_list_for_what_a_source_is_described_as(
    reading: Reading, signed_in: Signed
) -> None:
    cited = cite(reading, csl={**BARE, "title": "Ödland", "URL": "https://pills.example/"})
    cite(reading, "another_reader", csl={**BARE, "DOI": "10.1000/2"})
    for words in ("Ödland", "pills.example"):
        page = signed_in("moderator").get("/admin/annotations/annotation/", {"q": words}).text
        found = re.findall(r"annotation/([\w-]{36})/change/", page)
        assert {*found} == {str(cited.pk)}, words


def test_what_is_erased_keeps_no_description(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited)
    take_step(Step.ERASE, cited, by=people["superuser"], reason="legal", ticket="T-1")
    erased = now(cited)
    assert (erased.csl, erased.described_at, erased.described_by) == (None, None, None)
    assert not erased.wordings.exists()


def test_an_export_carries_the_latest_description(reading: Reading, signed_in: Signed) -> None:
    cited = cite(reading)
    describe(signed_in("reader"), cited, "Described")
    assert "title = {Described}" in exported(signed_in("observer"), "bibtex")


@pytest.mark.parametrize("citations", [1, 8])
def test_the_page_of_a_work_costs_the_same_however_often_it_is_cited(
    reading: Reading, signed_in: Signed, django_assert_num_queries: Any, citations: int
) -> None:
    for _ in range(citations):
        cited = cite(reading)
        cite(reading, "another_reader")
    describe(signed_in("reader"), cited)
    client = signed_in("reader")
    with django_assert_num_queries(10):
        client.get(address(cited))
