"""Changing a seminar's settings, with what follows from a change."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from annotations.activity import Verb, record
from annotations.people.models import User
from annotations.seminars.actions import assign_pseudonyms
from annotations.seminars.models import Seminar, new_key


@transaction.atomic
def save_settings(
    seminar: Seminar, *, changed: Collection[str], earlier_reasons: Mapping[str, str], by: User
) -> None:
    """Save a changed seminar and record each changed field.

    `earlier_reasons` are the reasons by code before the change: their words are kept, because
    earlier decisions name them. Turning pseudonyms on gives every member one.
    """
    seminar.reasons_said |= earlier_reasons
    seminar.save()
    if seminar.pseudonyms and "pseudonyms" in changed:
        assign_pseudonyms(seminar)
    for field in changed:
        record(Verb.CONFIGURED, by=by, seminar=seminar.pk, subject=seminar.pk, what=field)


@transaction.atomic
def renew_share_link(seminar: Seminar, *, by: User) -> None:
    """Replace the share link's key: whoever read by the old link can't any more."""
    seminar.link_key = new_key()
    seminar.save(update_fields=["link_key"])
    record(Verb.CONFIGURED, by=by, seminar=seminar.pk, subject=seminar.pk, what="link_key")
