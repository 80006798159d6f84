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
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.margin.models import Annotation
from annotations.moderation.models import Flag
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
CHANGED = "In a seminar one can write or change {number} annotations a minute, and you just have."
FLAGS = Limit(
    settings.FLAGS_A_DAY,
    timedelta(days=1),
    "In a seminar one can flag {number} annotations a day, and you have.",
)


def may_post(member: Member, ids: Collection[UUID] = ()) -> None:
    """Raise TooMany when a member has posted as much as one may. Sending the same again is no
    further post: that is, where annotations of theirs have all of these identifiers. Three
    queries."""
    own = Annotation.objects.filter(author=member, pk__in=ids)
    if ids and own.count() == len(set(ids)):
        return
    POSTS.check(_written(member), timezone.now())


def may_change(member: Member) -> None:
    """Raise TooMany when a member has posted, edited and described as much as one may."""
    replace(POSTS, words=CHANGED).check(_written(member), timezone.now())


def _written(member: Member) -> list[datetime]:
    """When a member last posted, edited and described something, the newest first. Two queries."""
    since = timezone.now() - POSTS.within
    posts = Annotation.objects.filter(author=member, created_at__gt=since)
    changes = Entry.objects.filter(
        by=member.user_id,
        seminar_id=member.seminar_id,
        verb__in=[Verb.EDITED, Verb.DESCRIBED],
        at__gt=since,
    )
    times = [
        *posts.order_by("-created_at").values_list("created_at", flat=True)[: POSTS.number],
        *changes.order_by("-at").values_list("at", flat=True)[: POSTS.number],
    ]
    return sorted(times, reverse=True)


def may_flag(member: Member, annotation: Annotation) -> None:
    """Raise TooMany when a member has flagged as much as one may."""
    again = Flag.objects.filter(member=member, annotation=annotation, version=annotation.version)
    if not again.exists():
        now = timezone.now()
        recent = Flag.objects.filter(member=member, at__gt=now - FLAGS.within).order_by("-at")
        FLAGS.check(list(recent.values_list("at", flat=True)[: FLAGS.number]), now)
