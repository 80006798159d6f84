"""How much in some readings a member has not read, and how much of it is new since they were there.

When a member was there is not stored. It was after whatever they have read or written was posted:
the newest of that is the moment that tells the new ones from the others.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum

from annotations.activity import Entry, Verb
from annotations.margin import rules
from annotations.margin.models import Annotation, Tally
from annotations.margin.precomputed_tallies.known_annotations import known_annotations
from annotations.margin.threads.unread import unread_by
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader

SHOWN = F("note") + F("counterpoint") + F("source")
WAITING = F("waiting_note") + F("waiting_counterpoint") + F("waiting_source")


def set_unread_numbers(
    readings: Sequence[Reading], readers: Mapping[UUID, Reader], members: Collection[Member]
) -> None:
    """Set `unread` and `new` of these readings, for one user.

    Three queries, of which one is only for what is unread, and one only for what was posted; none
    without readings.

    Args:
        readings: those that the user may open.
        readers: what the user is in each of their seminars, by the seminar's id; always a member.
        members: the user's memberships in them.
    """
    if not readings:
        return
    keys = [reading.pk for reading in readings]
    counted = counted_by_reading(keys, readers)
    known = known_by_reading(keys, readers) if counted else {}
    joined = {member.seminar_id: member.joined_at for member in members}
    since: dict[UUID, datetime] = {}
    for reading in readings:
        number, newest = known.get(reading.pk, (0, None))
        reading.unread = max(counted.get(reading.pk, 0) - number, 0)
        if reading.unread:
            since[reading.pk] = max(filter(None, (newest, joined[reading.seminar_id])))
    new = new_by_reading(since, readers) if since else {}
    for reading in readings:
        reading.new = new.get(reading.pk, 0)


def counted_by_reading(readings: Sequence[UUID], readers: Mapping[UUID, Reader]) -> dict[UUID, int]:
    """Return how many annotations are counted at the paragraphs that these readers may read on, by
    reading. One query."""
    open_to = reduce(or_, map(rules.open_to, readers.values()))
    rows = Tally.objects.filter(open_to, reading__in=readings).order_by()
    sums = rows.values_list("reading", "seminar").annotate(shown=Sum(SHOWN), waiting=Sum(WAITING))
    return {
        reading: shown + (waiting if readers[seminar].moderates else 0)
        for reading, seminar, shown, waiting in sums
    }


def known_by_reading(
    readings: Sequence[UUID], readers: Mapping[UUID, Reader]
) -> dict[UUID, tuple[int, datetime]]:
    """Return how many of these the readers wrote or have read, and when the newest of them was
    posted, by reading. One query."""
    written, read = (
        each.filter(reading__in=readings)
        .order_by()
        .values_list("reading")
        .annotate(number=Count("pk"), newest=Max("created_at"))
        for each in known_annotations(list(readers.values()))
    )
    known: dict[UUID, tuple[int, datetime]] = {}
    for reading, number, newest in written.union(read, all=True):
        before, earlier = known.get(reading, (0, newest))
        known[reading] = before + number, max(earlier, newest)
    return known


def new_by_reading(
    since: Mapping[UUID, datetime], readers: Mapping[UUID, Reader]
) -> dict[UUID, int]:
    """Return how many unread annotations became visible after these moments, by reading. One
    query."""
    later = reduce(or_, (Q(reading=key) & visible_since(at) for key, at in since.items()))
    unread = reduce(
        or_, (rules.posted_for(each) & unread_by(each, "pk") for each in readers.values())
    )
    rows = Annotation.objects.filter(later, unread).order_by().values_list("reading")
    return dict(rows.annotate(number=Count("pk", distinct=True)))


def visible_since(moment: datetime) -> Q:
    """Return the condition for annotations that were posted or shown to the seminar after a moment,
    or approved or brought back by a moderator."""
    entries = Entry.objects.filter(subject_id=OuterRef("pk"), verb=Verb.POSTED, at__gt=moment)
    unseen = [rules.PENDING, rules.HIDDEN, rules.REMOVED]
    decided = Q(decisions__from_state__in=unseen, decisions__to_state=rules.PUBLISHED)
    return Q(created_at__gt=moment) | Exists(entries) | (decided & Q(decisions__at__gt=moment))
