"""Inviting by mail: every address gets a link of its own, and a mail server that is slow or down
neither holds the page for long nor loses anybody.

The invitations are kept first. What could not be handed over is told, and can be sent again; it
gets a new link then, since of the first one only a digest was kept.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from annotations.seminars.invitations.actions import DEFAULT_LIFETIME, token_digest
from annotations.seminars.models import Invitation, Member, Seminar, new_key

# As long as one request may be busy with it, in seconds; a mail under way may take longer by what
# the mail server's time-outs allow.
MAX_SECONDS = 15.0
SERVER_SILENT = "The mail server does not answer."
SERVER_SLOW = "The mail server is slow."


@dataclass(frozen=True)
class InvitationMail:
    """An invitation with its token, which nobody has but whoever sends it."""

    invitation: Invitation
    token: str


@dataclass
class MailReport:
    """What became of some letters: how many were sent, which were refused and why, which wait."""

    sent: int = 0
    refused: list[tuple[InvitationMail, str]] = field(default_factory=list)
    waiting: list[InvitationMail] = field(default_factory=list)
    why: str = ""


def create_mailed_invitations(
    addresses: Iterable[str], *, seminar: Seminar, by: Member | None, role: str
) -> list[InvitationMail]:
    """A letter for each of these addresses, good for one person."""
    letters = [
        InvitationMail(
            Invitation(
                seminar=seminar,
                digest=token_digest(token),
                role=role,
                most=1,
                expires_at=timezone.now() + DEFAULT_LIFETIME,
                address=address,
                created_by=by,
            ),
            token,
        )
        for address in addresses
        for token in [new_key()]
    ]
    Invitation.objects.bulk_create([letter.invitation for letter in letters], batch_size=500)
    return letters


@transaction.atomic
def renew_unsent_invitations(seminar: Seminar) -> list[InvitationMail]:
    """Letters, with new links, for the invitations that were never sent."""
    letters = []
    for invitation in seminar.invitations.good().unsent():
        letter = InvitationMail(invitation, new_key())
        invitation.digest = token_digest(letter.token)
        letters.append(letter)
    Invitation.objects.bulk_update([each.invitation for each in letters], ["digest"], 500)
    return letters


def send_invitations(letters: list[InvitationMail], *, site: str) -> MailReport:
    """Hand letters over to the mail server, as many as time allows. Call it outside any
    transaction. `site` is the address that links begin with."""
    outcome, gone, server = MailReport(), [], mailers.default
    ends = time.monotonic() + MAX_SECONDS
    try:
        server.open()
        for place, letter in enumerate(letters):
            if time.monotonic() > ends:
                outcome.waiting, outcome.why = letters[place:], SERVER_SLOW
                break
            problem = _send_one(letter, server, site)
            if problem:
                outcome.refused.append((letter, problem))
            else:
                gone.append(letter.invitation.pk)
    except OSError:  # and what smtplib raises of a connection that broke
        done = len(gone) + len(outcome.refused)
        outcome.waiting, outcome.why = letters[done:], SERVER_SILENT
    finally:
        with suppress(OSError):
            server.close()
    outcome.sent = len(gone)
    Invitation.objects.filter(pk__in=gone).update(mailed_at=timezone.now())
    return outcome


def _send_one(letter: InvitationMail, server: Any, site: str) -> str:
    """Send one; says why where the server does not take this one."""
    try:
        server.send_messages([_message(letter, site)])
    except smtplib.SMTPRecipientsRefused:
        return "The mail server does not take mail for this address."
    except (smtplib.SMTPResponseException, ValueError):
        return "The mail server refused this mail."
    return ""


def _message(letter: InvitationMail, site: str) -> EmailMessage:
    seminar = letter.invitation.seminar
    context = {
        "seminar": seminar,
        "by": letter.invitation.created_by,
        "invitation": letter.invitation,
        "link": f"{site}/join/{letter.token}/",
    }
    return EmailMessage(
        subject=f"Read with us: {seminar.name}",
        body=render_to_string("seminars/invitation.txt", context),
        to=[letter.invitation.address],
    )
