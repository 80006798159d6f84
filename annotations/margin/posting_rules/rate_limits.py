"""How much one member may post, change and flag in a while, and what they are told when that is
too much.

Limits stand at the doors (views, the API), not in the actions: bringing in a whole seminar's
annotations at once is no abuse.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.margin.models import Annotation
from annotations.seminars.models import Member


class TooMany(Exception):
    """A limit is reached; `words` say which one and when it ends, `seconds` how long that is."""

    def __init__(self, words: str, seconds: int) -> None:
        super().__init__(words)
        self.words = words
        self.seconds = seconds


@dataclass(frozen=True)
class Limit:
    """At most `number` of something `within` a while."""

    number: int
    within: timedelta
    words: str

    def check(self, times: list[datetime], now: datetime) -> None:
        """Raise TooMany where the last `number` times, newest first, fill the while before now."""
        if len(times) < self.number:
            return
        seconds = (times[self.number - 1] + self.within - now).total_seconds()
        if seconds > 0:
            whole = int(seconds) + 1
            raise TooMany(f"{self.words.format(number=self.number)} {again_in(whole)}", whole)


def again_in(seconds: int) -> str:
    """When it can be tried again, as one would say it."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            number = -(-seconds // size)
            return f"You can go on in {number} {unit}{'s'[: number > 1]}."
    return f"You can go on in {seconds} second{'s'[: seconds > 1]}."


POSTS = Limit(
    settings.POSTS_A_MINUTE,
    timedelta(minutes=1),
    "In a seminar one can post {number} annotations a minute, and you just have.",
)
CHANGED = "In a seminar one can write or change {number} things a minute, and you just have."


def may_post(member: Member, ids: Collection[UUID] = ()) -> None:
    """Raise TooMany when a member has posted as much as one may. Sending the same again is no
    further post: that is, where annotations of theirs have all of these identifiers. Three
    queries."""
    own = Annotation.objects.filter(author=member, pk__in=ids)
    if ids and own.count() == len(set(ids)):
        return
    POSTS.check(_written(member), timezone.now())


def may_change(member: Member) -> None:
    """Raise TooMany when a member has posted, edited, described and changed claims and agendas as
    much as one may."""
    replace(POSTS, words=CHANGED).check(_written(member), timezone.now())


CHANGES = [Verb.EDITED, Verb.DESCRIBED, Verb.MERGED, Verb.SPLIT]


def _written(member: Member) -> list[datetime]:
    """When a member last posted, edited, described, joined or took apart something, changed a
    claim or added a line to an agenda, the newest first. Two queries.

    A claim that is pulled out is not counted by itself: the annotation or the passage that makes
    it is.
    """
    since = timezone.now() - POSTS.within
    posts = Annotation.objects.filter(author=member, created_at__gt=since)
    changes = Entry.objects.filter(
        Q(verb__in=[*CHANGES, Verb.CLAIMED]) | Q(verb=Verb.CONFIGURED, details__deed="added"),
        by=member.user_id,
        seminar_id=member.seminar_id,
        at__gt=since,
    ).exclude(verb=Verb.CLAIMED, details__deed="pulled out")
    times = [
        *posts.order_by("-created_at").values_list("created_at", flat=True)[: POSTS.number],
        *changes.order_by("-at").values_list("at", flat=True)[: POSTS.number],
    ]
    return sorted(times, reverse=True)
