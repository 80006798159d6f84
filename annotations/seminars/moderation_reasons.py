"""Reasons for flagging, hiding and removing: the default list, or a seminar's own list.

Flags and decisions store a reason's code. The code of a seminar's own reason is a digest of its
words: the same words are the same reason, and changed words are another reason.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import models

MAX_REASONS = 9  # each has its own key, 1 to 9, in the queue
MAX_REASON_LENGTH = 80


class Reason(models.TextChoices):
    """Every reason except seminars' own."""

    UNCIVIL = "uncivil", "Uncivil"
    PERSONAL = "personal-attack", "Attacks a person, not what they wrote"
    OFF_TOPIC = "off-topic", "Not about the text"
    SPAM = "spam", "Advertising or spam"
    UNLAWFUL = "unlawful", "May be unlawful"
    PRIVACY = "privacy", "Reveals something private"
    COPYRIGHT = "copyright", "Copies too much of somebody’s work"
    OTHER = "other", "Something else"
    RULES = "rules", "Against this seminar’s own rules"
    FLAGS = "flags", "Flagged by several members"
    LEGAL = "legal", "Erased by law or at its author’s request"


# Reasons that nobody chooses: RULES is only on earlier decisions, steps set the others.
UNLISTED_REASONS = (Reason.RULES, Reason.FLAGS, Reason.LEGAL)
DEFAULT_REASONS: dict[str, str] = {
    str(code): str(words) for code, words in Reason.choices if code not in UNLISTED_REASONS
}
_CODES = {words: code for code, words in Reason.choices}


def reason_code(words: str) -> str:
    """Return the code of a reason by its words: at most 20 characters."""
    return _CODES.get(words) or f"own-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def reasons_by_code(own: Iterable[str]) -> dict[str, str]:
    """Return the words of each reason by its code, in order.

    `own` is the seminar's own list of words; if it is empty, the default reasons are returned.
    """
    return {reason_code(words): words for words in own} or DEFAULT_REASONS


def reason_label(code: str, own: Mapping[str, str]) -> str:
    """Return the words of a reason; `own` are the seminar's, past ones included, by code."""
    if code in Reason.values:
        return str(Reason(code).label)
    return own.get(code, "A reason of this seminar’s own")
