"""Unread annotations and the other filters of the margin; each is a link that can be bookmarked."""

import json
import re

import pytest
from django.db import OperationalError, connection

from annotations.arguments.claims.actions import assign_claim
from annotations.margin.models import ReadMark
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.cast import member_of

BASE = "/s/together/on-reading/"


@pytest.fixture
def found(people, signed_in):
    """The annotations that a filter finds for somebody, the newest first."""

    def found(query, who="reader"):
        page = signed_in(people[who]).get(f"{BASE}search/?{query}")
        assert page.status_code == 200
        return re.findall(r'class="end" href="/a/([0-9a-f-]{36})/"', page.content.decode())

    return found


def ids(*annotations):
    return [str(each.pk) for each in annotations]


def test_annotations_that_a_thread_has_shown_are_read(reading, people, write, signed_in, found):
    first = write(reading, "leader", number=1)
    answer = write(reading, "another_reader", about=first)
    second = write(reading, "leader", number=2)
    own = write(reading, "reader", number=2)  # one's own is never unread
    assert found("unread=1") == ids(second, answer, first)
    signed_in(people["reader"]).get(f"{BASE}p/1/")
    assert found("unread=1") == ids(second)
    assert found("unread=1", "another_reader") == ids(own, second, first)  # each their own
    signed_in(people["reader"]).get(f"{BASE}?at={second.pk}")  # the thread open on the page
    assert found("unread=1") == []


@pytest.fixture
def told(people, signed_in):
    """How many the reading page says are unread, for somebody; None where it says nothing."""

    def told(who="reader", query=""):
        page = signed_in(people[who]).get(f"{BASE}{query}").content.decode()
        if "nothing unread" in page:
            return 0
        number = re.search(r"(\d+) unread</a>", page)
        return int(number[1]) if number else None

    return told


def test_the_reading_page_counts_what_the_filter_for_unread_ones_shows(
    reading, people, write, signed_in, told, found
):
    first = write(reading, "leader", kind="source")
    write(reading, "another_reader", about=first, kind="counterpoint")
    own = write(reading, "reader", about=first)
    write(reading, "leader", about=own)
    waits = write(reading, "another_reader", number=2, state="pending")
    write(reading, "another_reader", number=2, visibility="private")
    write(reading, "reader", number=2, visibility="private")
    everywhere = {"reader": 3, "another_reader": 3, "leader": 3, "moderator": 5, "observer": 4}
    assert {who: told(who) for who in everywhere} == everywhere
    assert {who: len(found("unread=1", who)) for who in everywhere} == everywhere
    assert told("nobody") is told("stranger") is told("superuser") is None
    signed_in(people["moderator"]).get(f"{BASE}p/2/")
    assert told("moderator") == 4
    assert told(query=f"?at={first.pk}") == 0  # as the thread on the same page shows them
    take_step(Step.APPROVE, waits, by=people["moderator"])
    assert (told(), told("moderator")) == (1, 4)
    take_step(Step.HIDE, first, by=people["moderator"], reason="spam")
    assert (told(), told("moderator")) == (1, 3)


@pytest.mark.parametrize("who", ["reader", "observer", "leader"])
def test_what_a_closed_paragraph_hides_is_not_counted_as_unread(begin, write, told, found, who):
    reading = begin(write_first=True)
    write(reading, "another_reader", number=1)
    write(reading, "another_reader", number=2)
    assert told(who) == len(found("unread=1", who)) == (2 if who == "leader" else 0)
    if who == "reader":
        write(reading, "reader", number=2)
        assert told(who) == len(found("unread=1", who)) == 1


def next_unread(client, start=""):
    """Where the link to the next unread annotation leads."""
    answer = client.get(f"{BASE}unread/?from={start}")
    assert answer.status_code == 302
    return answer.url


def test_the_next_unread_annotation_is_found_paragraph_by_paragraph(
    reading, people, write, signed_in
):
    client = signed_in(people["reader"])
    last = write(reading, "leader", number=4)
    root = write(reading, "reader", number=2)
    branch = write(reading, "reader", about=root)
    below_root = write(reading, "leader", about=root)
    below_branch = write(reading, "leader", about=branch)
    assert next_unread(client, "3") == f"{BASE}?at={last.pk}#a-{last.pk}"
    first = f"{BASE}?at={below_branch.pk}#a-{below_branch.pk}"
    assert next_unread(client, "b99") == next_unread(client) == first
    page = client.get(f"{BASE}?at={below_branch.pk}").content.decode()
    assert re.findall(r'<article id="a-([0-9a-f-]{36})"\s+class="[^"]* lit"', page) == ids(
        below_branch
    )
    assert re.findall(r'id="a-([0-9a-f-]{36})"[^>]*\sautofocus', page) == ids(below_branch)
    assert f'id="a-{below_root.pk}"' in page  # and so that one is read, too
    assert next_unread(client, "3") == next_unread(client) == f"{BASE}?at={last.pk}#a-{last.pk}"
    client.get(f"{BASE}p/4/")
    assert next_unread(client) == BASE
    assert "You have read everything." in client.get(BASE).content.decode()


def test_a_thread_opens_at_what_is_unread_in_it(reading, people, write, signed_in):
    notes = [write(reading, "leader") for _ in range(9)]
    client = signed_in(people["reader"])
    page = client.get(f"{BASE}p/1/?at=unread").content.decode()
    assert f'data-at="a-{notes[0].pk}"' in page
    page = client.get(f"{BASE}p/1/?at=unread").content.decode()
    assert f'data-at="a-{notes[3].pk}"' in page
    assert "5 unread</a>" in page


def test_opening_the_essay_marks_no_thread_as_read(reading, people, write, signed_in, found):
    note = write(reading, "leader")
    signed_in(people["reader"]).get(BASE)
    signed_in(people["reader"]).head(f"{BASE}p/2/")
    assert found("unread=1") == ids(note)


def test_threads_on_a_further_page_are_still_unread(reading, people, write, signed_in, found):
    notes = [write(reading, "leader") for _ in range(6)]
    signed_in(people["reader"]).get(f"{BASE}p/1/")
    assert found("unread=1") == ids(*reversed(notes[3:]))
    signed_in(people["reader"]).get(f"{BASE}p/1/?whole")
    assert found("unread=1") == []


def test_new_annotations_in_a_known_thread_are_marked_once(reading, people, write, signed_in):
    write(reading, "leader")
    write(reading, "reader")
    client = signed_in(people["reader"])
    told = '<span class="tag new">new</span>'
    assert told not in client.get(f"{BASE}p/1/").content.decode()  # all of it is
    late = write(reading, "leader")
    page = client.get(f"{BASE}p/1/").content.decode()
    assert page.count(told) == 1
    assert page.index(f'id="a-{late.pk}"') < page.index(told)
    assert told not in client.get(f"{BASE}p/1/").content.decode()


@pytest.mark.parametrize("who", ["nobody", "stranger", "superuser"])
def test_for_a_visitor_who_is_no_member_nothing_is_stored_and_nothing_is_unread(
    reading, people, write, signed_in, found, who
):
    write(reading, "leader")
    assert signed_in(people[who]).get(f"{BASE}p/1/").status_code == 200
    assert ReadMark.objects.count() == 0
    assert found("unread=1", who) == []


def test_nothing_hidden_is_unread(reading, write, found):
    write(reading, "leader", visibility="private")
    write(reading, "leader", state="hidden")
    write(reading, "leader", state="pending")
    assert found("unread=1") == []


def test_the_filter_for_contested_claims_shows_counterpoints_and_answers_to_them(
    reading, people, write, found
):
    leader = member_of(reading, people["leader"])
    contested = write(reading, "leader", kind="counterpoint")
    assign_claim(contested, wording="Nobody contradicts a lone reader", by=leader)
    answered = write(reading, "leader", kind="counterpoint", number=2)
    assign_claim(answered, wording="A margin waits", by=leader)
    write(reading, "another_reader", about=answered, kind="counterpoint")
    answer = write(reading, "another_reader", about=contested)
    write(reading, "leader", number=3)
    assert found("contested=1") == ids(answer, contested)
    assert found("contested=1&kind=note") == ids(answer)
    write(reading, "another_reader", about=contested, kind="counterpoint")
    assert found("contested=1") == []


def test_an_answer_does_not_reveal_the_contested_claim_of_a_hidden_annotation(
    reading, people, write, found
):
    leader = member_of(reading, people["leader"])
    contested, other = (write(reading, "leader", kind="counterpoint") for _ in range(2))
    for each in (contested, other):
        assign_claim(each, wording="Nobody contradicts a lone reader", by=leader)
    answer = write(reading, "another_reader", about=other)
    assert found("contested=1") == ids(answer, other, contested)
    take_step(Step.HIDE, other, by=people["moderator"], reason="spam")
    assert found("contested=1") == ids(contested)


def test_filters_narrow_together_and_their_links_keep_them(reading, people, write, found):
    notes = [write(reading, "leader", number=n % 4 + 1) for n in range(25)]
    write(reading, "leader", kind="source")
    write(reading, "reader")
    leader = member_of(reading, people["leader"])
    query = f"kind=note&by={leader.pk}&unread=1"
    assert found(query) == ids(*reversed(notes[5:]))
    assert found(f"{query}&after={notes[5].pk}") == ids(*reversed(notes[:5]))
    assert found("mine=1&unread=1") == []


def test_a_page_without_unread_annotations_says_so(reading, people, signed_in):
    page = signed_in(people["reader"]).get(f"{BASE}search/?unread=1").content.decode()
    assert "You have read everything." in page


def test_the_leader_and_the_member_see_where_the_member_has_read(reading, people, write, signed_in):
    write(reading, "leader", number=1)
    write(reading, "leader", number=3)
    client = signed_in(people["reader"])
    client.get(f"{BASE}p/3/")
    page = signed_in(people["leader"]).get("/s/together/overview/").content.decode()
    rows = re.findall(r"<bdi>(\w+)</bdi></a></th>\s*<td>.*?</td>\s*<td>(.*?)</td>", page, re.S)
    assert {name: re.findall(r"¶\u00a0\d", places) for name, places in rows} == {
        "another_reader": [],
        "leader": [],
        "moderator": [],
        "reader": ["¶\u00a03"],
    }
    own = client.get("/s/together/overview/", follow=True).content.decode()
    read_at = own.partition("Read at")[2].partition("</p>")[0]
    assert re.findall(r"¶\u00a0\d", read_at) == ["¶\u00a03"]


def test_the_personal_export_holds_what_its_member_has_read(reading, people, write, signed_in):
    note = write(reading, "leader")
    client = signed_in(people["reader"])
    client.get(f"{BASE}p/1/")
    assert json.loads(client.get("/me/export/").content)["read"] == [str(note.pk)]


def test_one_can_read_while_the_database_cannot_be_written(reading, people, write, signed_in):
    note = write(reading, "leader")
    client = signed_in(people["reader"])
    client.get(BASE)

    def read_only(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *rest)

    with connection.execute_wrapper(read_only):
        page = client.get(f"{BASE}p/1/")
    assert page.status_code == 200
    assert f'id="a-{note.pk}"' in page.content.decode()
    assert ReadMark.objects.count() == 0
