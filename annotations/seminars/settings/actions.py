"""Changing a seminar's settings, with what follows from a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from annotations.activity import Verb, record
from annotations.people.models import User
from annotations.seminars.actions import assign_pseudonyms
from annotations.seminars.models import Seminar, new_key
from annotations.seminars.moderation_reasons import reason_code


@transaction.atomic
def save_settings(
    seminar: Seminar, *, changed: Collection[str], earlier_reasons: Iterable[str], by: User
) -> None:
    """Save a changed seminar and record each changed field.

    `earlier_reasons` are the seminar's own reasons before the change: their words stay in
    `reasons_said`, because earlier decisions give their codes. Turning pseudonyms on gives every
    member one.
    """
    seminar.reasons_said |= {reason_code(words): words for words in earlier_reasons}
    seminar.save()
    if seminar.pseudonyms and "pseudonyms" in changed:
        assign_pseudonyms(seminar)
    for field in changed:
        record(Verb.CONFIGURED, seminar, by=by, seminar=seminar.pk, what=field)


@transaction.atomic
def renew_share_link(seminar: Seminar, *, by: User) -> None:
    """Replace the share link's key: whoever read by the old link can't any more."""
    seminar.link_key = new_key()
    seminar.save(update_fields=["link_key"])
    record(Verb.CONFIGURED, seminar, by=by, seminar=seminar.pk, what="link_key")
