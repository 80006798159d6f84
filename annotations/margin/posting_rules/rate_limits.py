"""How much one member may post and change in a minute, and what they are told beyond that.

Views check the limits, not actions: importing the annotations of a whole seminar at once is no
abuse.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext, ngettext_lazy

from annotations.activity import Entry, Verb
from annotations.margin.models import Annotation
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Member

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINUTE, HOUR = 60, 3600


class PostingLimitReached(Exception):
    """`words` name the limit and when it ends, `seconds` how long that is."""

    def __init__(self, words: str, seconds: int) -> None:
        super().__init__(words)
        self.words = words
        self.seconds = seconds


@dataclass(frozen=True)
class PostingLimit:
    """At most `number` of something `within` a period; `words` is a sentence with `{number}`."""

    number: int
    within: timedelta
    words: StrOrPromise

    def check(self, times: list[datetime], now: datetime) -> None:
        """Take the last times, newest first; raise PostingLimitReached if `number` of them lie
        within the period before now."""
        if len(times) < self.number:
            return
        seconds = (times[self.number - 1] + self.within - now).total_seconds()
        if seconds > 0:
            whole = int(seconds) + 1
            sentences = self.words.format(number=self.number), continue_in(whole)
            raise PostingLimitReached(" ".join(sentences), whole)


def continue_in(seconds: int) -> str:
    """Return a sentence that says when one can go on, in seconds, minutes or hours, rounded up."""
    if seconds > HOUR:
        number = -(-seconds // HOUR)
        words = ngettext(
            "You can go on in %(number)d hour.", "You can go on in %(number)d hours.", number
        )
    elif seconds > MINUTE:
        number = -(-seconds // MINUTE)
        words = ngettext(
            "You can go on in %(number)d minute.", "You can go on in %(number)d minutes.", number
        )
    else:
        number = seconds
        words = ngettext(
            "You can go on in %(number)d second.", "You can go on in %(number)d seconds.", number
        )
    return words % {"number": number}


POSTS = PostingLimit(
    settings.POSTS_A_MINUTE,
    timedelta(minutes=1),
    ngettext_lazy(
        "In a seminar one can post {number} annotation a minute, and you just have.",
        "In a seminar one can post {number} annotations a minute, and you just have.",
        "number",
    ),
)
CHANGES_MESSAGE = ngettext_lazy(
    "In a seminar one can write or change {number} thing a minute, and you just have.",
    "In a seminar one can write or change {number} things a minute, and you just have.",
    "number",
)


def check_posting_limit(member: Member, ids: Collection[UUID] = ()) -> None:
    """Raise PostingLimitReached if a member has posted as much as one may. One query; two if they
    have.

    Sending the same annotations again is no further post: nothing is raised if the member has
    already posted annotations with all of these `ids`.
    """
    try:
        POSTS.check(_times_written(member), timezone.now())
    except PostingLimitReached:
        own = Annotation.objects.filter(author=member, pk__in=ids)
        if not ids or own.count() < len(set(ids)):
            raise


def check_change_limit(member: Member) -> None:
    """Raise PostingLimitReached if a member has posted, edited or described annotations, or changed
    claims and agendas, as often as one may. One query."""
    replace(POSTS, words=CHANGES_MESSAGE).check(_times_written(member), timezone.now())


# What counts towards the limit besides posting, claims and lines of an agenda.
CHANGES = [Verb.EDITED, Verb.DESCRIBED, Verb.MERGED, Verb.SPLIT]


def _times_written(member: Member) -> list[datetime]:
    """When a member last posted, edited, described, joined or split something, changed a claim or
    added a line to an agenda, at most as often as one may post, newest first. One query; none where
    it was read along that this was less often than one may, and then nothing is returned.

    Pulling out a claim is not counted by itself: the annotation or the passage that it is made of
    is.
    """
    since = timezone.now() - POSTS.within
    if member.user_id is None:
        return []
    if member.written_lately is not None and member.written_lately < POSTS.number:
        return []
    return _times(member.pk, member.user_id, member.seminar_id, since, most=POSTS.number)


@prepared
def _times(
    member: UUID, user: UUID, seminar: UUID, since: datetime, *, most: int
) -> QuerySet[Any, datetime]:
    posts, changes = writings_since(member, user, seminar, since)
    times = changes.annotate(time=F("at")).values_list("time", flat=True)
    posted = posts.annotate(time=F("created_at")).values_list("time", flat=True)
    return posted.union(times, all=True).order_by("-time")[:most]


def writings_since(
    member: UUID, user: UUID, seminar: UUID, since: datetime
) -> tuple[QuerySet[Annotation], QuerySet[Entry]]:
    """Return what counts towards a member's limits since a moment: posts, and changes."""
    changes = Entry.objects.filter(
        Q(verb__in=[*CHANGES, Verb.CLAIMED]) | Q(verb=Verb.CONFIGURED, details__deed="added"),
        by=user,
        seminar_id=seminar,
        at__gt=since,
    ).exclude(verb=Verb.CLAIMED, details__deed="pulled out")
    posts = Annotation.objects.filter(author=member, created_at__gt=since)
    return posts.order_by(), changes.order_by()
