"""Making notices from the record, marking them as seen, and choosing how one is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.notices.models import (
    MailChoice,
    Notice,
    NoticeMail,
    NoticePreference,
    RecordPosition,
)
from annotations.notices.recipients import notices_for, reminders, waiting_notices
from annotations.people.models import User
from annotations.seminars.models import Seminar

ENTRIES_AT_ONCE = 500
# A transaction may commit an entry with a lower number after others were read: the entries of the
# last minutes are read again. Each notice is made once all the same.
READ_AGAIN = timedelta(minutes=5)
KEPT_FOR = timedelta(days=180)


def make_notices() -> int:
    """Make the notices of what was recorded since the last time; return how many are new.

    Each batch of entries is one transaction. Several may do this at the same time.
    """
    made, after = 0, position().entry
    while True:
        entries = list(entries_here().filter(pk__gt=after).order_by("pk")[:ENTRIES_AT_ONCE])
        if not entries:
            return made
        with transaction.atomic():
            made += save_notices(notices_for(entries))
            settled = [each.pk for each in entries if each.at < timezone.now() - READ_AGAIN]
            if settled:
                RecordPosition.objects.filter(entry__lt=max(settled)).update(entry=max(settled))
        after = entries[-1].pk


def entries_here() -> QuerySet[Entry]:
    """Return the entries of what happened in this installation: not those that came in an archive,
    which come before the entry that says so."""
    imports = Entry.objects.filter(seminar_id=OuterRef("seminar_id"), verb=Verb.IMPORTED)
    return Entry.objects.exclude(Exists(imports.filter(pk__gt=OuterRef("pk"))))


def position() -> RecordPosition:
    """Return the place in the record up to which notices were made. The migration stores it; if it
    is missing, what was recorded in the last minutes is told."""
    found = RecordPosition.objects.first()
    if found is None:
        earlier = Entry.objects.filter(at__lt=timezone.now() - READ_AGAIN)
        last = earlier.aggregate(last=Max("pk"))["last"] or 0
        found = RecordPosition.objects.create(entry=last)
    return found


@transaction.atomic
def make_reminders(now: datetime) -> int:
    """Make the notices of what is due and of what waits; return how many are new."""
    return save_notices([*reminders(now), *waiting_notices(now)])


def save_notices(notices: Iterable[Notice]) -> int:
    """Save those of these that were not made before; return how many."""
    by_key = {(each.user_id, each.occasion): each for each in reversed(list(notices))}
    known = Notice.objects.filter(
        user__in={user for user, _ in by_key}, occasion__in={occasion for _, occasion in by_key}
    )
    for key in known.values_list("user", "occasion") if by_key else ():
        by_key.pop(key, None)
    Notice.objects.bulk_create(by_key.values(), ignore_conflicts=True, batch_size=500)
    for user, number in sorted(Counter(user for user, _ in by_key).items()):
        User.objects.filter(pk=user).update(
            unread_notices=Coalesce(F("unread_notices"), 0) + number
        )
    return len(by_key)


def mark_seen(user: User, notices: Iterable[Notice] | None = None) -> None:
    """Store that somebody has seen these of their notices, or all of them."""
    unseen = Notice.objects.filter(user=user, seen_at=None)
    if notices is not None:
        unseen = unseen.filter(pk__in=[each.pk for each in notices if each.seen_at is None])
    unseen.update(seen_at=timezone.now())


def note_all_read(user: User) -> None:
    """Store that nothing is unread, unless a notice was made since the account was loaded."""
    loaded = User.objects.filter(pk=user.pk, unread_notices=user.unread_notices)
    loaded.update(unread_notices=None)


@transaction.atomic
def choose_mail(user: User, *, choices: dict[Seminar | None, str]) -> None:
    """Store when somebody is told by mail, by seminar; None is for all other seminars, and an empty
    choice for a seminar is the one for all others."""
    for seminar, choice in choices.items():
        if choice:
            NoticePreference.objects.update_or_create(
                user=user, seminar=seminar, defaults={"mail": choice}
            )
        else:
            NoticePreference.objects.filter(user=user, seminar=seminar).delete()


@transaction.atomic
def stop_mail(user: UUID) -> None:
    """Send this person no notices by mail any more, in any seminar. Idempotent; does nothing for an
    account that was deleted."""
    account = User.objects.filter(pk=user).first()
    if account:
        NoticePreference.objects.filter(user=account).exclude(seminar=None).delete()
        choose_mail(account, choices={None: MailChoice.PAGE})


def delete_old_notices() -> int:
    """Delete the notices of half a year ago and before, and their mails; return how many."""
    before = timezone.now() - KEPT_FOR
    return (
        Notice.objects.filter(at__lt=before).delete()[0]
        + NoticeMail.objects.filter(made_at__lt=before).delete()[0]
    )
