"""Mails with notices: what they say, when they come, and what happens when they can't be sent."""

import re
import smtplib
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from annotations.notices import actions
from annotations.notices.mail import queue
from annotations.notices.models import Notice, NoticeKind, NoticeMail, NoticePreference
from annotations.people.models import User
from annotations.seminars.actions import add_member
from tests.notices.conftest import confirm_address

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


class MailServer(EmailBackend):
    """A mail server that refuses to take mails in one way or another, while `problem` is set."""

    problem: BaseException | None = None
    problem_after = 0
    tried = 0

    def send_messages(self, messages):
        type(self).tried += 1
        if self.problem and self.problem_after <= 0:
            raise self.problem
        type(self).problem_after -= 1
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(MailServer, "problem", None)
    monkeypatch.setattr(MailServer, "problem_after", 0)
    monkeypatch.setattr(MailServer, "tried", 0)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.MailServer"}}
    return MailServer


@pytest.fixture
def answered(reading, write, reader):
    """A reader whose note is answered, and who is told at once."""
    confirm_address(reader, "once")
    write(reading, "another_reader", about=write(reading, "reader"))
    return reader


def send(now=None):
    """Make notices and send mails as the command does, at some moment."""
    now = now or timezone.now()
    with patch("django.utils.timezone.now", return_value=now):
        call_command("send_notices")


def waiting():
    """How long each mail that is not sent yet waits, in minutes."""
    later = NoticeMail.objects.filter(done_at=None, given_up_at=None).values_list("try_from")
    return [round((each - timezone.now()) / timedelta(minutes=1)) for (each,) in later]


def test_a_mail_can_be_stopped_by_the_mail_program_and_says_so_in_its_headers(answered):
    call_command("send_notices")
    [message] = outbox.outbox
    headers = message.message()
    stop = re.fullmatch(r"<http://[^/]+(/.*)>", headers["List-Unsubscribe"])
    assert stop
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers.get_content_type() == "text/plain"
    assert stop[1] in message.body
    program = Client(enforce_csrf_checks=True)
    assert b"<form" in program.get(stop[1]).content
    assert NoticePreference.objects.get(user=answered).mail == "once"  # looking changes nothing
    assert program.post(stop[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticePreference.objects.get(user=answered).mail == "page"
    assert program.get(f"{stop[1].rstrip('/')}x/").status_code == 404


def test_the_name_of_a_seminar_adds_no_header_to_a_mail(answered, reading, write):
    reading.seminar.name = "Reading\r\nBcc: everybody@example.org"
    reading.seminar.save()
    call_command("send_notices")
    [message] = outbox.outbox
    assert message.subject == "Reading Bcc: everybody@example.org: 1 notice"
    assert message.message()["Bcc"] is None
    assert message.recipients() == [answered.email]


def test_a_mail_that_is_refused_is_tried_again_later_and_at_last_given_up(answered, server, capsys):
    server.problem = smtplib.SMTPDataError(451, b"later")
    waits = []
    for attempt in range(1, 7):
        NoticeMail.objects.update(try_from=timezone.now())
        call_command("send_notices")
        call_command("send_notices")  # not tried again before its time
        assert server.tried == attempt
        waits += waiting()
    assert waits == [1, 5, 30, 120, 720]
    server.problem = None
    send(timezone.now() + timedelta(days=1))
    assert outbox.outbox == []
    call_command("doctor")
    assert "A mail to reader was given up" in capsys.readouterr().out


def test_a_mail_that_was_refused_once_is_sent_once(answered, server):
    server.problem = smtplib.SMTPDataError(451, b"later")
    call_command("send_notices")
    server.problem = None
    for minutes in (2, 4, 6):
        send(timezone.now() + timedelta(minutes=minutes))
    assert [message.to for message in outbox.outbox] == [[answered.email]]


def test_an_address_that_does_not_exist_is_not_tried_again(answered, server):
    server.problem = smtplib.SMTPRecipientsRefused({answered.email: (550, b"unknown")})
    call_command("send_notices")
    assert NoticeMail.objects.get().given_up_at
    server.problem = None
    send(timezone.now() + timedelta(days=1))
    assert (server.tried, outbox.outbox) == (1, [])


def test_while_the_server_does_not_answer_only_one_mail_is_tried(
    answered, server, people, reading, write
):
    confirm_address(people["moderator"], "once")
    write(reading, "another_reader", about=write(reading, "moderator"))
    server.problem = TimeoutError()
    call_command("send_notices")
    assert server.tried == 1
    server.problem = None
    send(timezone.now() + timedelta(minutes=2))
    assert sorted(message.to[0] for message in outbox.outbox) == [
        "moderator@example.org",
        "reader@example.org",
    ]


def test_a_mail_that_can_not_be_written_stops_no_other_and_is_given_up(
    answered, server, people, reading, write
):
    confirm_address(people["moderator"], "once")
    write(reading, "another_reader", about=write(reading, "moderator"))

    def message_with(mail, address, shown):
        if address == answered.email:
            raise LookupError("a fault of ours")
        return written(mail, address, shown)

    written = queue.message_with
    with patch.object(queue, "message_with", message_with):
        for _attempt in range(7):
            NoticeMail.objects.filter(done_at=None).update(try_from=timezone.now())
            call_command("send_notices")
    assert [message.to for message in outbox.outbox] == [["moderator@example.org"]]
    assert NoticeMail.objects.get(user=answered).given_up_at


@pytest.mark.parametrize(
    ("choice", "mails"),
    [
        ("page", []),
        ("once", [("Tue", 2), ("Thu", 1)]),
        ("daily", [("Wed", 2), ("Fri", 1)]),
        ("weekly", [("Mon", 3)]),
    ],
)
def test_a_digest_comes_in_the_morning_with_what_was_written_since(
    reading, write, reader, choice, mails
):
    """Two answers on a Tuesday, one on the Thursday; the command runs each hour."""
    note = write(reading, "reader")
    confirm_address(reader, choice)
    with patch.object(queue, "MAILED_WITHIN", timedelta(days=30)):
        sent, came = 0, []
        for hour in range(8 * 24):
            now = MONDAY + timedelta(hours=hour)
            for _answer in range({24 + 9: 2, 3 * 24 + 9: 1}.get(hour, 0)):
                with patch("django.utils.timezone.now", return_value=now):
                    write(reading, "another_reader", about=note)
                    actions.make_notices()
            if hour % 24 in (7, 10):
                with patch("django.utils.timezone.now", return_value=now):
                    queue.put_into_mails(now)
                    queue.send_due_mails()
            for message in outbox.outbox[sent:]:
                came.append((f"{now:%a}", message.body.count("answered you")))
            sent = len(outbox.outbox)
    assert came == mails


def test_who_has_written_nothing_is_reminded_of_what_is_due_once_for_each_date(
    reading, write, people, told_at_once
):
    write(reading, "another_reader")
    now = timezone.now()
    reading.due_at = now + timedelta(days=4)
    reading.save()
    send(now)
    assert outbox.outbox == []
    send(now + timedelta(days=2, hours=1))
    send(now + timedelta(days=2, hours=5))
    assert [message.to for message in outbox.outbox] == [["reader@example.org"]]
    assert "is due on" in outbox.outbox[0].body
    reading.due_at = now + timedelta(days=5)
    reading.save()
    send(now + timedelta(days=4))
    assert len(outbox.outbox) == 2
    reading.due_at = now + timedelta(days=6)
    reading.save()
    write(reading, "reader")
    send(now + timedelta(days=5))
    assert len(outbox.outbox) == 2


def test_what_waits_is_told_to_moderators_once_a_day(reading, write, people, told_at_once):
    write(reading, "reader", state="pending")
    write(reading, "another_reader", state="pending")
    send(MONDAY + timedelta(hours=9))
    send(MONDAY + timedelta(hours=11))
    assert outbox.outbox == []
    send(MONDAY + timedelta(days=1, hours=9))
    told = sorted(message.to[0] for message in outbox.outbox)
    assert told == ["leader@example.org", "moderator@example.org"]
    assert all("2 annotations wait" in message.body for message in outbox.outbox)


def test_one_chooses_how_one_is_told_in_each_seminar(reading, write, reader, signed_in):
    confirm_address(reader, "daily")
    client, field = signed_in(reader), f"seminar-{reading.seminar.pk}"
    page = client.post("/me/notices/settings/", {"default": "hourly", field: "once"})
    assert page.status_code == 422
    assert b"hourly" in page.content
    assert b'class="errorlist' in page.content
    assert not NoticePreference.objects.filter(mail="once").exists()
    client.post("/me/notices/settings/", {"default": "page", field: "once"})
    chosen = NoticePreference.objects.filter(user=reader).values_list("seminar", "mail")
    assert set(chosen) == {(None, "page"), (reading.seminar.pk, "once")}
    write(reading, "another_reader", about=write(reading, "reader"))
    call_command("send_notices")
    assert [message.to for message in outbox.outbox] == [[reader.email]]
    client.post("/me/notices/settings/", {"default": "page", field: ""})
    write(reading, "another_reader", about=write(reading, "reader"))
    call_command("send_notices")
    assert len(outbox.outbox) == 1


def test_who_has_not_confirmed_an_address_gets_no_mail(reading, write, reader):
    NoticePreference.objects.create(user=reader, mail="once")
    write(reading, "another_reader", about=write(reading, "reader"))
    call_command("send_notices")
    assert outbox.outbox == []
    assert Notice.objects.count() == 1


class Killed(BaseException):
    """The process ends here: nothing catches this."""


@pytest.mark.slow
def test_a_sender_that_is_killed_twenty_times_loses_no_mail_and_doubles_none(
    reading, write, reader, server
):
    """Two hundred members, and two thousand answers to what they wrote."""
    people = User.objects.bulk_create(
        User(username=f"member-{n}", email=f"member-{n}@example.org") for n in range(200)
    )
    members = [add_member(reading.seminar, user=each) for each in people]
    for person in people:
        confirm_address(person, "once")
    note = write(reading, "another_reader")
    Notice.objects.bulk_create(
        Notice(
            user=member.user,
            member=member,
            seminar=reading.seminar,
            kind=NoticeKind.ANSWER,
            occasion=f"answer {n}",
            annotation=note,
            at=timezone.now(),
        )
        for member in members
        for n in range(10)
    )
    now, kills = timezone.now(), 0
    for run in range(30):
        server.problem, server.problem_after = (Killed(), run % 10) if kills < 20 else (None, 0)
        now += queue.CLAIMED_FOR  # what the killed one had claimed is free again
        try:
            send(now)
        except Killed:
            kills += 1
    assert kills == 20
    sent = [to for message in outbox.outbox for to in message.to]
    assert sorted(sent) == sorted(person.email for person in people)
    assert {message.subject for message in outbox.outbox} == {"Reading together: 10 notices"}
