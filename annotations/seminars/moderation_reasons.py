"""Why something is flagged, hidden or removed: the usual list, and a seminar's own instead of it.

A decision and a flag keep a reason's code. That of one's own words is made of the words, so that
the same words are the same reason, and other words are another one.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import models

MAX_REASONS = 9  # each has a key of its own in the queue
MAX_REASON_LENGTH = 80


class Reason(models.TextChoices):
    """Every reason that is not a seminar's own."""

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


# Reasons that nobody chooses: earlier decisions have the first, the steps themselves the others.
UNLISTED_REASONS = (Reason.RULES, Reason.FLAGS, Reason.LEGAL)
DEFAULT_REASONS: dict[str, str] = {
    str(code): str(words) for code, words in Reason.choices if code not in UNLISTED_REASONS
}
_CODES = {words: code for code, words in Reason.choices}


def reason_code(words: str) -> str:
    """What is kept of a reason: at most 20 characters."""
    return _CODES.get(words) or f"own-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def reasons_by_code(own: Iterable[str]) -> dict[str, str]:
    """The reasons of a seminar by their codes, in their order; the usual ones where it has no
    list of its own."""
    return {reason_code(words): words for words in own} or DEFAULT_REASONS


def reason_label(code: str, known: Mapping[str, str]) -> str:
    """A reason as it is read; `known` are the seminar's own, those that were on its list too."""
    if code in Reason.values:
        return str(Reason(code).label)
    return known.get(code, "A reason of this seminar’s own")
