"""Sending invitations by mail, each with a link of its own.

The invitations are created first and sent afterwards, outside any transaction. A mail server that
is slow or down holds the page for a limited time only, and loses no invitation: what was not sent
is reported and can be sent again, with a new link, because only a digest of the first is stored.
"""

from __future__ import annotations

import smtplib
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.seminars.invitations.actions import InvitationWithToken
from annotations.seminars.models import Invitation

# One request may spend this many seconds on sending; a mail that has been started may take longer,
# up to the mail server's time-outs.
MAX_SECONDS = 15.0
SERVER_SILENT = gettext_lazy("The mail server does not answer.")
SERVER_SLOW = gettext_lazy("The mail server is slow.")


@dataclass
class MailReport:
    """What happened to some invitations: sent, refused (each with the reason), or still waiting."""

    sent: int = 0
    refused: list[tuple[InvitationWithToken, str]] = field(default_factory=list)
    waiting: list[InvitationWithToken] = field(default_factory=list)
    # Why some are waiting: a sentence for the leader.
    problem: str = ""


def send_invitations(invitations: list[InvitationWithToken]) -> MailReport:
    """Send as many invitations as MAX_SECONDS allow, and store which were sent.

    Call it outside any transaction. The links are to `settings.SITE_ORIGIN`.
    """
    report, sent, server = MailReport(), [], mailers.default
    ends = time.monotonic() + MAX_SECONDS
    try:
        server.open()
        for position, each in enumerate(invitations):
            if time.monotonic() > ends:
                report.waiting, report.problem = invitations[position:], str(SERVER_SLOW)
                break
            problem = _send_one(each, server)
            if problem:
                report.refused.append((each, problem))
            else:
                sent.append(each.invitation.pk)
    except OSError:  # smtplib's errors for a broken connection are OSErrors too
        done = len(sent) + len(report.refused)
        report.waiting, report.problem = invitations[done:], str(SERVER_SILENT)
    finally:
        with suppress(OSError):
            server.close()
    report.sent = len(sent)
    Invitation.objects.filter(pk__in=sent).update(mailed_at=timezone.now())
    return report


def _send_one(invitation: InvitationWithToken, server: Any) -> str:
    """Send one mail; return why the server refused it, or ""."""
    try:
        server.send_messages([_message(invitation)])
    except smtplib.SMTPRecipientsRefused:
        return _("The mail server does not take mail for this address.")
    except (smtplib.SMTPResponseException, ValueError):
        return _("The mail server refused this mail.")
    return ""


def _message(invitation: InvitationWithToken) -> EmailMessage:
    seminar = invitation.invitation.seminar
    context = {
        "seminar": seminar,
        "by": invitation.invitation.created_by,
        "invitation": invitation.invitation,
        "link": settings.SITE_ORIGIN + reverse("join_by", args=[invitation.token]),
    }
    return EmailMessage(
        subject=_("Read with us: %(seminar)s") % {"seminar": seminar.name},
        body=render_to_string("seminars/invitations/mail.txt", context),
        to=[invitation.invitation.address],
    )
