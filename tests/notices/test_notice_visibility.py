"""The list of notices, the header's number and the mails against the table of who sees what."""

import re

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.utils import timezone

from annotations.notices.models import Notice, NoticeKind
from annotations.people.models import User
from annotations.seminars.models import Reading
from tests.cast import MEMBERS, everything_stands
from tests.margin.test_visibility import own, sees

# Few enough that all they wrote stands on one page and in one mail.
AUTHORS = ("leader", "moderator", "reader")


@pytest.fixture
def notified(begin, people, told_at_once):
    """Every member was told of everything that stands, whatever they may see of it now."""

    def notified(**policies):
        reading = begin(who_may_read="members", **policies)
        notes = everything_stands(reading, AUTHORS, people)
        members = list(reading.seminar.members.select_related("user"))
        Notice.objects.bulk_create(
            Notice(
                user=member.user,
                member=member,
                seminar=reading.seminar,
                kind=NoticeKind.MENTION,
                occasion=f"annotation {note.pk}",
                annotation=note,
                at=timezone.now(),
            )
            for member in members
            for note in notes
        )
        User.objects.update(unread_notices=len(notes))
        return reading, notes

    return notified


@pytest.mark.parametrize("who", MEMBERS)
def test_notices_say_what_their_receiver_may_see_now(notified, people, signed_in, who):
    _reading, notes = notified()
    expected = {note.body for note in notes if who != "former" and sees(who, note)}
    client = signed_in(people[who])
    header = re.search(r"Notices(?: <b>(\d+)</b>)?</a>", client.get("/").content.decode())
    assert header
    assert int(header[1] or 0) == len(expected)
    words = client.get("/me/notices/").content.decode()
    assert {note.body for note in notes if note.body in words} == expected
    call_command("send_notices")
    mailed = "".join(each.body for each in outbox.outbox if each.to == [people[who].email])
    assert {note.body for note in notes if note.body in mailed} == expected


@pytest.mark.parametrize("who", ["leader", "moderator", "reader"])
def test_notices_of_a_reading_off_the_list_say_what_its_pages_say(notified, people, signed_in, who):
    reading, notes = notified()
    Reading.objects.filter(pk=reading.pk).update(off_list_since=timezone.now())
    expected = {
        note.body for note in notes if sees(who, note) and (who == "leader" or own(who, note))
    }
    page = signed_in(people[who]).get("/me/notices/").content.decode()
    seen = {note.body for note in notes if note.body in page}
    assert seen == (expected if who == "leader" else set())
