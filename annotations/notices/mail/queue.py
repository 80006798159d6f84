"""Sending mails with notices, each once, however many processes do it and wherever they stop.

Notices are put into a mail in one transaction. A process then claims the mail for some minutes,
writes it, hands it to the mail server and stores that it did. If it is killed before it handed the
mail over, another sends it once the claim is over. If it is killed in the moment between the
server's answer and storing it, the mail is sent a second time with the same Message-ID, by which
mail programs know it: nothing is lost.
"""

from __future__ import annotations

import logging
import smtplib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.mail import mailers
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.notices.mail.messages import message_with
from annotations.notices.models import MailChoice, Notice, NoticeKind, NoticeMail
from annotations.notices.queries import (
    Preferences,
    ShownNotice,
    digest_moments,
    notices_of,
    preferences_of,
    show_notices,
)

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=10)
# After each attempt that failed, how long to wait; after the last one the mail is given up.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
# What is older is not mailed any more: somebody who chooses mail is not told of last year.
MAILED_WITHIN = timedelta(days=8)


class ServerUnreachable(Exception):
    """The mail server does not answer: the other mails need not be tried now."""


@dataclass
class SendingReport:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def put_into_mails(now: datetime) -> int:
    """Put the notices that are due into mails, one for each person; return how many mails.

    Left out are people without a confirmed address: anybody could have claimed it.
    """
    waiting = Notice.objects.filter(mail=None, at__gt=now - MAILED_WITHIN, user__is_active=True)
    confirmed = EmailAddress.objects.filter(primary=True, verified=True).values("user")
    rows = waiting.unread().filter(user__in=confirmed)
    by_user: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in rows.order_by("at").iterator():
        by_user[notice.user_id].append(notice)
    preferences = preferences_of(by_user) if by_user else {}
    moments = digest_moments(now)
    made = 0
    for user, notices in by_user.items():
        due = [each for each in notices if is_due(each, preferences[user], moments)]
        made += bool(due) and make_mail(user, due, now)
    return made


def is_due(notice: Notice, preferences: Preferences, moments: dict[str, datetime]) -> bool:
    """True if this notice goes into a mail now. What waits for moderators is told once a day at
    most, even to who wants the rest at once."""
    choice = preferences.choice(notice.seminar_id)
    if notice.kind == NoticeKind.WAITING and choice == MailChoice.ONCE:
        choice = MailChoice.DAILY
    return choice in moments and notice.at <= moments[choice]


@transaction.atomic
def make_mail(user: UUID, notices: list[Notice], now: datetime) -> bool:
    """Put these notices into one mail. False if another process did so meanwhile."""
    mail = NoticeMail.objects.create(user_id=user, try_from=now)
    ours = Notice.objects.filter(pk__in=[each.pk for each in notices], mail=None)
    if not ours.update(mail=mail):
        mail.delete()
        return False
    return True


def send_due_mails() -> SendingReport:
    """Send the mails that wait, one after the other, outside of any transaction."""
    report, server = SendingReport(), mailers.default
    try:
        while mail := claim_mail():
            send_claimed(mail, server, report)
    except ServerUnreachable:
        pass  # each mail that was tried says so
    finally:
        with suppress(OSError):
            server.close()
    return report


def claim_mail() -> NoticeMail | None:
    """Claim a mail that is to be sent now, so that nobody else sends it for some minutes; None if
    there is none."""
    now = timezone.now()
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = NoticeMail.objects.filter(unclaimed, try_from__lte=now, done_at=None, given_up_at=None)
    for mail in due.select_related("user").order_by("try_from", "pk")[:20]:
        ours = due.filter(pk=mail.pk, claimed_until=mail.claimed_until)
        if ours.update(claimed_until=now + CLAIMED_FOR, attempts=mail.attempts + 1):
            mail.attempts += 1
            return mail
    return None


def send_claimed(mail: NoticeMail, server: Any, report: SendingReport) -> None:
    """Send a claimed mail, and store what came of it. Raises ServerUnreachable."""
    address = EmailAddress.objects.filter(user=mail.user, primary=True, verified=True).first()
    shown = notices_in(mail) if address and mail.user.is_active else []
    if address and shown:
        try:
            message = message_with(mail, address.email, shown)
        except Exception as problem:  # a fault of ours in one mail stops no other
            logger.exception("A mail can't be written.")
            put_off(mail, f"it can’t be written ({type(problem).__name__})", report)
            return
        try:
            server.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _words in refusal.recipients.values()]
            lasting = bool(codes) and min(codes) >= 500
            put_off(mail, "the address is refused", report, lasting=lasting)
            return
        except (smtplib.SMTPResponseException, ValueError) as problem:
            put_off(mail, f"the mail is refused ({type(problem).__name__})", report)
            return
        except OSError as problem:  # smtplib's errors for a broken connection are OSErrors too
            with suppress(OSError):
                server.close()
            put_off(mail, f"the server does not answer ({type(problem).__name__})", report)
            raise ServerUnreachable from problem
        report.sent += 1
    NoticeMail.objects.filter(pk=mail.pk).update(done_at=timezone.now(), problem="")


def notices_in(mail: NoticeMail) -> list[ShownNotice]:
    """Return the notices of a mail that its receiver may see now, has not read yet, and still wants
    by mail."""
    shown = show_notices(mail.user, list(notices_of(mail.user).filter(mail=mail)))
    preferences = preferences_of([mail.user_id])[mail.user_id]
    return [
        each
        for each in shown
        if each.unread and preferences.choice(each.notice.seminar_id) != MailChoice.PAGE
    ]


def put_off(
    mail: NoticeMail, problem: str, report: SendingReport, *, lasting: bool = False
) -> None:
    """Store that a mail could not be sent: it is tried again later, or given up if the refusal is
    `lasting` or it was tried often enough."""
    now = timezone.now()
    row = NoticeMail.objects.filter(pk=mail.pk)
    if lasting or mail.attempts > len(WAITS):
        report.given_up += 1
        row.update(given_up_at=now, problem=problem)
        return
    report.failed += 1
    later = now + WAITS[mail.attempts - 1]
    row.update(try_from=later, claimed_until=None, problem=problem)


def mails_given_up() -> list[str]:
    """Return a sentence for each mail that was given up in the last month."""
    since = timezone.now() - timedelta(days=30)
    given_up = NoticeMail.objects.filter(given_up_at__gt=since).select_related("user")
    return [
        f"A mail to {mail.user.get_username()} was given up on {mail.given_up_at:%Y-%m-%d} after "
        f"{mail.attempts} attempts: {mail.problem}."
        for mail in given_up.order_by("given_up_at", "pk")
    ]
