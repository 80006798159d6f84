"""The front page and a seminar's page say how much is unread, and how much of that is new."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.activity import Entry
from annotations.margin.models import Annotation
from annotations.moderation.actions import show_with_sources, take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Opening
from tests.cast import block_of

BASE = "/s/together/on-reading/"


@pytest.fixture
def told(people, signed_in):
    """What both pages say of the one reading to somebody, which is the same; "" for nothing."""

    def told(who="reader"):
        client = signed_in(people[who])
        pages = [client.get(address).content.decode() for address in ("/", "/s/together/")]
        front, seminar = (
            re.findall(r'href="/s/together/on-reading/unread/">\s*(.*?)\s*</a>', page)
            for page in pages
        )
        assert front == seminar
        return "".join(front)

    return told


@pytest.fixture
def early(reading):
    """Everybody joined long ago, and so did what is posted before `early` is called."""

    def early():
        past = timezone.now() - timedelta(days=9)
        reading.seminar.members.update(joined_at=past)
        Annotation.objects.update(created_at=past)
        Entry.objects.update(at=past)

    return early


def test_what_was_posted_since_one_was_there_is_new(reading, write, told, early, signed_in, people):
    first = write(reading, "leader")
    early()
    assert told("another_reader") == "1 unread"
    signed_in(people["reader"]).get(f"{BASE}p/1/")
    assert told() == ""
    write(reading, "reader", about=first)
    assert told("another_reader") == "2 unread, 1 of them new since you were here"
    later = [write(reading, "leader", number=n) for n in (2, 3)]
    assert told() == "2 new since you were here"
    signed_in(people["reader"]).get(f"{BASE}p/3/")
    assert told() == "1 unread"
    write(reading, "leader", about=later[0])
    assert told() == "2 unread, 1 of them new since you were here"
    answer = signed_in(people["reader"]).get(f"{BASE}unread/", follow=True)
    assert answer.status_code == 200
    assert told() == ""


@pytest.mark.parametrize("became_visible", ["approved", "brought back", "shown"])
def test_what_became_visible_since_one_was_there_is_new(
    reading, write, told, early, signed_in, people, became_visible
):
    state, visibility = {
        "approved": ("pending", "seminar"),
        "brought back": ("published", "seminar"),
        "shown": ("published", "private"),
    }[became_visible]
    unseen = write(reading, "leader", number=2, state=state, visibility=visibility)
    if became_visible == "brought back":
        take_step(Step.HIDE, unseen, by=people["moderator"], reason="spam")
    early()
    write(reading, "leader")
    signed_in(people["reader"]).get(f"{BASE}p/1/")
    assert told() == ""
    if became_visible == "shown":
        show_with_sources(unseen, by=unseen.author)
    else:
        step = Step.APPROVE if became_visible == "approved" else Step.RESTORE
        take_step(step, unseen, by=people["moderator"])
    assert told() == "1 new since you were here"
    take_step(Step.HIDE, unseen, by=people["moderator"], reason="spam")
    take_step(Step.RESTORE, unseen, by=people["moderator"])
    assert told() == "1 new since you were here"  # counted once


def test_who_has_never_opened_a_thread_was_there_when_they_joined(reading, write, told):
    write(reading, "leader")
    assert told() == "1 new since you were here"
    assert told("leader") == told("nobody") == told("stranger") == told("superuser") == ""


@pytest.mark.parametrize(
    ("who", "number"), [("reader", 1), ("observer", 1), ("moderator", 2), ("another_reader", 1)]
)
def test_what_one_may_not_see_is_not_new(reading, people, write, told, who, number):
    write(reading, "leader")
    write(reading, "leader", state="pending")
    write(reading, "leader", visibility="private")
    hidden = write(reading, "leader")
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="spam")
    assert told(who) == f"{number} new since you were here"


@pytest.mark.parametrize(("who", "number"), [("reader", 0), ("observer", 0), ("moderator", 2)])
def test_what_a_closed_paragraph_hides_is_not_new(begin, write, told, who, number):
    reading = begin(write_first=True)
    others = begin("elsewhere")  # where it is not closed
    for each in (reading, others):
        write(each, "another_reader", number=1)
        write(each, "another_reader", number=2)
    assert told(who) == (f"{number} new since you were here" if number else "")
    place = {"reading": reading, "seminar": reading.seminar}
    Opening.objects.create(paragraph=block_of(reading, 2).paragraph, **place)
    assert told(who) == f"{max(number, 1)} new since you were here"
    if who == "reader":
        write(reading, "reader", number=1)
        assert told(who) == "2 unread"


def test_a_reading_that_has_not_opened_says_nothing(reading, write, told):
    write(reading, "leader")
    reading.opens_at = timezone.now() + timedelta(days=1)
    reading.save()
    assert told() == ""
    assert told("moderator") == "1 new since you were here"


def test_who_left_is_told_nothing(reading, write, told):
    write(reading, "leader")
    assert told("former") == ""
