"""Two leaders edit the settings at once: each changes only the fields that they edited."""

import re
from html import unescape

import pytest

from annotations.seminars.models import Seminar
from annotations.seminars.moderation_reasons import reasons_by_code
from tests.cast import member_of

SETTINGS = "/s/together/settings/"
HIDDEN = re.compile(r'<input type="hidden" name="(seen-[^"]+)" value="([^"]*)">')
FIELDS = {
    "name": "Reading together",
    "about": "Two\r\nlines.",
    "who_may_read": "everyone",
    "moderation": "after",
    "open_to_join": "on",
    "closes_at": "2031-07-04T18:00",
    "reasons": "\r\n".join(reasons_by_code([]).values()),
}


@pytest.fixture
def leaders(reading, people, signed_in):
    """Two of them, and settings to begin with."""
    moderator = member_of(reading, people["moderator"])
    moderator.role = "leader"
    moderator.save()
    browsers = signed_in(people["leader"]), signed_in(people["moderator"])
    assert browsers[0].post(SETTINGS, FIELDS).status_code == 302
    return browsers


def opened(browser, answer=None):
    """The form as this page shows it, to be changed and sent."""
    page = (answer or browser.get(SETTINGS)).content.decode()
    seen = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    assert len(seen) == len(re.findall(r'<input type="hidden" name="seen-', page))
    return FIELDS | seen


def now():
    return Seminar.objects.get()


def test_the_second_leader_does_not_overwrite_the_firsts_other_changes(leaders):
    one, other = leaders
    first, second = opened(one), opened(other)
    changed = {"name": "Renamed", "about": "New.", "moderation": "before", "closes_at": ""}
    changed |= {"reasons": "Only this", "flag_threshold": "7", "open_to_join": ""}
    assert one.post(SETTINGS, first | changed).status_code == 302
    assert other.post(SETTINGS, second | {"who_may_read": "members"}).status_code == 302
    seminar = now()
    assert (seminar.name, seminar.about, seminar.moderation) == ("Renamed", "New.", "before")
    assert (seminar.closes_at, seminar.reasons) == (None, ["Only this"])
    assert (seminar.flag_threshold, seminar.open_to_join) == (7, False)
    assert seminar.who_may_read == "members"


@pytest.mark.parametrize(
    ("theirs", "mine", "told"),
    [
        ({"about": "Theirs."}, {"about": "Mine."}, "put “Theirs.” here"),
        ({"about": ""}, {"about": "Mine."}, "emptied this"),
        ({"moderation": "before"}, {"moderation": ""}, None),
        ({"who_may_read": "members"}, {"who_may_read": "link"}, "put “Members only” here"),
        ({"closes_at": "2032-01-01T00:00"}, {"closes_at": ""}, "put “2032-01-01 00:00 UTC” here"),
        ({"reasons": "A\r\nB"}, {"reasons": "C"}, "put “A · B” here"),
    ],
)
def test_a_conflicting_change_is_refused_once_and_then_accepted(leaders, theirs, mine, told):
    one, other = leaders
    first, second = opened(one), opened(other)
    assert one.post(SETTINGS, first | theirs).status_code == 302
    before = Seminar.objects.values().get()
    answer = other.post(SETTINGS, second | mine | {"name": "Mine too"})
    page = unescape(answer.content.decode())
    assert answer.status_code == (409 if told else 422)
    assert ("Meanwhile somebody" in page) == bool(told)
    assert (told or "Choose one of these.") in page
    assert 'value="Mine too"' in page
    assert Seminar.objects.values().get() == before
    if told:
        again = opened(other, answer) | mine | {"name": "Mine too"}
        assert other.post(SETTINGS, again).status_code == 302
        assert now().name == "Mine too"
        assert Seminar.objects.values().get() != before


def test_the_same_change_by_both_leaders_is_no_conflict(leaders):
    one, other = leaders
    first, second = opened(one), opened(other)
    for browser, form in ((one, first), (other, second)):
        assert browser.post(SETTINGS, form | {"about": "Alike."}).status_code == 302
    assert now().about == "Alike."


def test_two_leaders_can_change_different_checkboxes(leaders):
    one, other = leaders
    first, second = opened(one), opened(other)
    one.post(SETTINGS, first | {"write_first": "on", "open_to_join": ""})
    other.post(SETTINGS, second | {"pseudonyms": "on"})
    assert (now().write_first, now().pseudonyms, now().open_to_join) == (True, True, False)
