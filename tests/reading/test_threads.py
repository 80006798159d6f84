"""A thread as its readers get it: what shows first, what answers what, what holds a place."""

import re

import pytest

from annotations.arguments.claims.actions import assign_claim
from annotations.margin.models import Annotation
from annotations.margin.queries import ANSWERS_PER_PAGE
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.recorded_writes import repeat

BASE = "/s/together/on-reading/"


@pytest.fixture
def page(people, signed_in):
    """The page of paragraph 1 for somebody."""

    def page(who="reader", query=""):
        return signed_in(people[who]).get(f"{BASE}p/1/{query}").content.decode()

    return page


def shown(html):
    """The identifiers of the annotations on a page, in its order."""
    return re.findall(r'<article id="a-([0-9a-f-]{36})"', html)


def ids(*annotations):
    return [str(each.pk) for each in annotations]


def answer(client, about, **more):
    return client.post(
        f"{BASE}p/1/",
        {"kind": "note", "body": "Why so?", "visibility": "seminar", "about": about.pk, **more},
    )


@pytest.mark.parametrize("who", ["moderator", "another_reader"])
def test_what_waits_for_a_moderator_is_not_answered_before(
    reading, people, write, signed_in, page, who
):
    waits = write(reading, "another_reader", state="pending")
    refused = answer(signed_in(people[who]), waits)
    assert refused.status_code == 422
    assert "This waits for a moderator: it can be answered once it shows." in (
        refused.content.decode()
    )
    assert "Why so?" in refused.content.decode()
    assert f"about={waits.pk}" not in page(who)
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("another_reader", "A moderator looks at it first. Until then only you and those who"),
        ("moderator", "It waits for a moderator: only its author and those who moderate see it."),
    ],
)
def test_what_waits_says_what_that_means(reading, write, page, who, words):
    waits = write(reading, "another_reader", state="pending", kind="counterpoint", attack="rebut")
    assign_claim(waits, wording="Alone is easy", by=waits.author)
    assert words in page(who)
    assert "Nobody has tested this yet" not in page(who)


@pytest.mark.parametrize("who", ["reader", "observer", "nobody", "stranger"])
def test_readers_see_nothing_of_what_waits_even_where_it_was_answered(reading, write, page, who):
    before = write(reading, "leader")
    waits = write(reading, "another_reader", state="pending")
    below = write(reading, "leader", about=waits)
    html = page(who)
    assert shown(html) == ids(before, below)
    assert "tombstone" not in html


def test_a_private_annotation_does_not_wait_for_a_moderator(begin, people, signed_in, page):
    begin(moderation="before")
    client = signed_in(people["reader"])
    sent = {"kind": "note", "body": "For me alone.", "visibility": "private"}
    assert client.post(f"{BASE}p/1/", sent).status_code == 302
    mine = Annotation.objects.get()
    assert (mine.visibility, mine.state) == ("private", "published")
    assert "waiting" not in page()
    assert client.post(f"/a/{mine.pk}/publication/").status_code == 302
    mine.refresh_from_db()
    assert (mine.visibility, mine.state) == ("seminar", "pending")


def test_an_answer_is_not_shown_before_what_it_answers(reading, people, write, signed_in, page):
    many = " ".join(f"[{n}](https://example.org/{n})" for n in range(3))
    waits = write(reading, visibility="private", body=many)
    answer = write(reading, visibility="private", about=waits)
    client, before = signed_in(people["reader"]), page("another_reader")

    def publish(annotation):
        assert client.post(f"/a/{annotation.pk}/publication/").status_code == 302
        annotation.refresh_from_db()
        return annotation.visibility, annotation.state

    assert publish(answer) == ("private", "published")
    assert publish(waits) == ("seminar", "pending")
    assert publish(answer) == ("private", "published")
    assert "doesn’t show to the seminar" in client.get(BASE).content.decode()
    assert shown(page("another_reader")) == shown(before) == []
    take_step(Step.APPROVE, waits, by=people["moderator"])
    assert publish(answer) == ("seminar", "published")
    assert shown(page("another_reader")) == ids(waits, answer)


def test_a_crowded_paragraph_shows_three_threads_first_and_one_that_disagrees(reading, write, page):
    notes = [write(reading, "leader") for _ in range(6)]
    counterpoint = write(reading, "another_reader", kind="counterpoint")
    html = page()
    assert shown(html) == ids(*notes[:2], counterpoint)
    assert ">4 more</a>" in html
    assert shown(page(query="?whole")) == ids(*notes, counterpoint)


def test_four_threads_are_all_shown(reading, write, page):
    notes = [write(reading, "leader") for _ in range(4)]
    assert shown(page()) == ids(*notes)


def test_answers_are_indented_to_three_and_then_name_what_they_answer(reading, write, page):
    chain = [write(reading, "leader")]
    for _ in range(5):
        chain.append(write(reading, "another_reader", about=chain[-1]))
    html = page()
    assert shown(html) == ids(*chain)
    assert re.findall(r'class="annotation level-(\d)"', html) == ["0", "1", "2", "3", "3", "3"]
    named = re.findall(r'in answer to <a href="#a-([0-9a-f-]{36})"', html)
    assert named == ids(chain[3], chain[4])


def test_endorsements_order_nothing_before_one_has_written_there(reading, write, page, people):
    plain, praised = write(reading, "leader"), write(reading, "leader")
    Annotation.objects.filter(pk=praised.pk).update(endorsed=3)
    assert "order=endorsements" not in page()
    assert shown(page(query="?order=endorsements")) == ids(plain, praised)
    mine = write(reading, "reader")
    assert shown(page()) == ids(plain, praised, mine)
    assert shown(page(query="?order=endorsements")) == ids(praised, plain, mine)


def test_a_thread_narrows_to_one_kind(reading, write, page):
    write(reading, "leader")
    source = write(reading, "leader", kind="source")
    assert shown(page(query="?only=source")) == ids(source)
    assert "None of these here." in page(query="?only=counterpoint")


def context(html):
    """The identifiers of what is shown only because something answers it."""
    return re.findall(r'<article class="annotation context level-\d" id="a-([0-9a-f-]{36})"', html)


def test_a_kind_is_shown_alone_also_where_it_is_an_answer(reading, write, page):
    write(reading, "leader")
    root = write(reading, "leader", body="The *root*.")
    between = write(reading, "another_reader", about=root, kind="counterpoint")
    source = write(reading, "reader", about=between, kind="source")
    write(reading, "leader", about=between)
    html = page(query="?only=source")
    assert shown(html) == ids(source)
    assert context(html) == ids(root, between)
    assert ">The root.</bdi></a>" in html
    in_place = [html.index(f'id="a-{each.pk}"') for each in (root, between, source)]
    assert in_place == sorted(in_place)
    assert shown(page(query="?only=counterpoint")) == ids(between)


def test_what_is_only_context_stays_unread(reading, write, page):
    root = write(reading, "leader")
    write(reading, "another_reader", about=root, kind="source")
    page(query="?only=source")
    told = '<span class="tag new">new</span>'
    html = page()
    assert html.count(told) == 1
    assert html.index(f'id="a-{root.pk}"') < html.index(told)


def counted(html):
    """The numbers in the head of the thread."""
    return {
        kind: int(number)
        for kind, number in re.findall(r'href="[^"]*\?only=(\w+)".*?</i>(\d+)</a>', html, re.DOTALL)
    }


def write_all_sorts(reading, write, authors):
    kinds = ("note", "counterpoint", "source")
    for n in range(30):
        root = write(reading, authors[n % 3], kind=kinds[n % 2])
        state = ("published", "pending", "hidden", "withdrawn", "removed")[n % 5]
        write(reading, authors[n % 3], about=root, kind=kinds[n % 3], state=state)
        private = write(
            reading, authors[n % 3], about=root, kind=kinds[n % 3], visibility="private"
        )
        write(reading, authors[n % 3], about=private, kind=kinds[n % 3], visibility="private")


@pytest.mark.parametrize("who", ["reader", "another_reader", "moderator", "observer", "nobody"])
@pytest.mark.parametrize("write_first", [False, True])
def test_each_count_is_the_number_of_annotations_that_its_filter_shows(
    begin, write, page, who, write_first
):
    reading = begin(write_first=write_first)
    authors = ("leader", "another_reader", "reader" if who == "reader" else "moderator")
    repeat(("sorts", reading.pk, authors), lambda: write_all_sorts(reading, write, authors))
    numbers = counted(page(who))
    assert bool(numbers) == (not write_first or who not in ("observer", "nobody"))
    for kind, number in numbers.items():
        found, query = set(), f"?only={kind}"
        while query:
            html = page(who, query)
            found.update(shown(html))
            further = re.search(r'hx-get="[^"]*(\?after=[^"]*)"', html)
            query = further[1].replace("&amp;", "&") if further else ""
        assert len(found) == number


def test_the_further_answers_of_one_kind_are_of_that_kind(reading, write, page):
    root = write(reading, "leader")
    sources = []
    for _ in range(ANSWERS_PER_PAGE + 1):
        write(reading, "leader", about=root)
        sources.append(write(reading, "another_reader", about=root, kind="source"))
    html = page(query="?only=source")
    assert shown(html) == ids(*sources[:-1])
    address = re.search(r'hx-get="[^"]*(\?under=[^"]*)"', html)[1].replace("&amp;", "&")
    assert shown(page(query=address)) == ids(sources[-1])


def test_endorsing_is_for_others_things_and_twice_is_once(reading, people, write, signed_in):
    note = write(reading, "leader")
    client = signed_in(people["reader"])
    for _ in range(2):
        assert client.post(f"/a/{note.pk}/endorsement/").status_code == 302
    note.refresh_from_db()
    assert note.endorsed == 1
    assert client.post(f"/a/{note.pk}/endorsement/", {"end": "1"}).status_code == 302
    note.refresh_from_db()
    assert note.endorsed == 0
    assert signed_in(people["leader"]).post(f"/a/{note.pk}/endorsement/").status_code == 403


def test_withdrawn_it_is_gone_and_brought_back_it_stands_again(
    reading, people, write, signed_in, page
):
    note = write(reading, "reader", body="Not sure of this.")
    client = signed_in(people["reader"])
    assert client.post(f"/a/{note.pk}/withdrawal/").status_code == 302
    assert shown(page("leader")) == []
    assert "Not sure of this." in client.get("/me/").content.decode()
    assert signed_in(people["leader"]).post(f"/a/{note.pk}/return/").status_code == 404
    back = client.post(f"/a/{note.pk}/return/")
    assert back.status_code == 302
    assert shown(page("leader")) == ids(note)


def test_a_thread_that_is_open_on_the_reading_page_leads_to_the_next_unread_annotation(
    reading, write, people, signed_in
):
    first, _second = (write(reading, "leader", number=number) for number in (1, 2))
    client = signed_in(people["reader"])
    leads_on = f'href="{BASE}unread/?from=1"\ndata-next-unread'
    page = client.get(f"{BASE}?at={first.pk}").content.decode()
    assert leads_on in page.partition('<header class="thread-head">')[2].partition("</header>")[0]
    client.get(f"{BASE}p/2/")
    assert leads_on not in client.get(f"{BASE}?at={first.pk}").content.decode()


def test_the_link_that_answers_and_the_form_that_posts_lead_to_the_composer(reading, write, page):
    note = write(reading, "leader")
    for html in (page(), page(query=f"?about={note.pk}&kind=note")):
        assert html.count('id="composer"') == 1
        assert html.count(f'action="{BASE}p/1/#composer"') == 1
