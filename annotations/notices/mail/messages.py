"""What a mail with notices says. It is written when it is sent, in the receiver's language, from
what they may see then."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from annotations.notices.models import NoticeMail
from annotations.notices.queries import ShownNotice, by_seminar
from annotations.people.models import User

STOP_SALT = "notices.stop"
# A mail shows only so many; the list has all.
MOST_SHOWN = 50


def stop_token(user: User) -> str:
    """Return the token of the link that stops this person's mails. It works as long as the secret
    key is the same: an old mail must be able to stop them."""
    return signing.dumps(user.pk.hex, salt=STOP_SALT)


def user_of_stop_token(token: str) -> UUID | None:
    """Return whose mails this token stops; None if we did not sign it."""
    try:
        return UUID(hex=signing.loads(token, salt=STOP_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def message_id(mail: NoticeMail) -> str:
    """Return the Message-ID of a mail, the same each time it is sent."""
    return f"<{mail.pk.hex}.notices@{urlsplit(settings.SITE_ORIGIN).hostname}>"


def message_with(mail: NoticeMail, address: str, shown: Sequence[ShownNotice]) -> EmailMessage:
    """Return the mail with these notices, for its receiver. No query."""
    stop = settings.SITE_ORIGIN + reverse("stop_notices", args=[stop_token(mail.user)])
    context = {
        "seminars": by_seminar(shown[:MOST_SHOWN]),
        "more": max(0, len(shown) - MOST_SHOWN),
        "site": settings.SITE_ORIGIN,
        "stop": stop,
    }
    # Accounts have no language of their own yet: the site's.
    with translation.override(settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=subject_of(shown),
            body=render_to_string("notices/mail.txt", context).strip() + "\n",
            to=[address],
            headers={
                "Message-ID": message_id(mail),
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def subject_of(shown: Sequence[ShownNotice]) -> str:
    """Return the subject: how many notices, and of which seminar if there is one. On one line,
    whatever the seminar is called."""
    seminars = {each.notice.seminar.name for each in shown}
    number = len(shown)
    if len(seminars) > 1:
        subject = ngettext("%(number)d notice", "%(number)d notices", number) % {"number": number}
    else:
        values = {"number": number, "seminar": seminars.pop()}
        subject = (
            ngettext("%(seminar)s: %(number)d notice", "%(seminar)s: %(number)d notices", number)
            % values
        )
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())
