"""Reasons for flagging, hiding and removing: the default list, or a seminar's own list.

Flags and decisions store a reason's code. The code of a seminar's own reason is a digest of its
words: the same words are the same reason, and changed words are another reason. A common reason
on a seminar's own list is stored in English and shown in the reader's language.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

MAX_REASONS = 9  # each has its own key, 1 to 9, in the queue
MAX_REASON_LENGTH = 80


class Reason(models.TextChoices):
    """Every reason except seminars' own."""

    UNCIVIL = "uncivil", _("Uncivil")
    PERSONAL = "personal-attack", _("Attacks a person, not what they wrote")
    OFF_TOPIC = "off-topic", _("Not about the text")
    SPAM = "spam", _("Advertising or spam")
    UNLAWFUL = "unlawful", _("May be unlawful")
    PRIVACY = "privacy", _("Reveals something private")
    COPYRIGHT = "copyright", _("Copies too much of somebody’s work")
    OTHER = "other", _("Something else")
    RULES = "rules", _("Against this seminar’s own rules")
    FLAGS = "flags", _("Flagged by several members")
    LEGAL = "legal", _("Erased by law or at its author’s request")


# Reasons that nobody chooses: RULES is only on earlier decisions, steps set the others.
UNLISTED_REASONS = (Reason.RULES, Reason.FLAGS, Reason.LEGAL)
# The codes of the default list, in order.
DEFAULT_REASONS = tuple(reason.value for reason in Reason if reason not in UNLISTED_REASONS)


@cache
def _codes_by_stored_words() -> dict[str, str]:
    """Return the codes of the common reasons by their English words, which seminars store."""
    with override(None):
        return {str(reason.label): reason.value for reason in Reason}


def reason_code(words: str) -> str:
    """Return the code of a reason by its stored words: at most 20 characters."""
    digest = hashlib.sha256(words.encode()).hexdigest()
    return _codes_by_stored_words().get(words) or f"own-{digest[:12]}"


def words_to_store(typed: str) -> str:
    """Return the words under which a seminar stores a reason, as a leader typed it.

    Those of a common reason are stored in English, whatever the leader's language is.
    """
    codes = {str(reason.label): reason.value for reason in Reason}
    stored = {code: words for words, code in _codes_by_stored_words().items()}
    return stored[codes[typed]] if typed in codes else typed


def reasons_by_code(own: Iterable[str]) -> dict[str, str]:
    """Return the words of each reason by its code, in order.

    `own` is the seminar's own list of stored words; if it is empty, the default reasons are
    returned. Common reasons are worded in the current language.
    """
    stored = {reason_code(words): words for words in own}
    return {code: reason_label(code, stored) for code in stored or DEFAULT_REASONS}


def reason_label(code: str, own: Mapping[str, str]) -> str:
    """Return the words of a reason; `own` are the seminar's, past ones included, by code."""
    if code in Reason.values:
        return str(Reason(code).label)
    return own.get(code) or gettext("A reason of this seminar’s own")
