"""Whether what a member posts waits for a moderator."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.margin import rules
from annotations.prepared_queries.compilation import prepared
from annotations.prose.addresses.hosts import host_of
from annotations.prose.links import covering
from annotations.seminars.choices import Moderation
from annotations.seminars.models import Member, Seminar

MOST_LINKS = 2
FIRST_FEW = 2


def posting_is_held(seminar: Seminar, author: Member, addresses: Sequence[str] = ()) -> bool:
    """True if what this member posts, with links to these addresses in it, waits for a moderator.

    Posts of those who moderate never wait: the caller checks that first. At most two queries.
    """
    return (
        seminar.moderation == Moderation.BEFORE
        or links_are_held(seminar, addresses)
        or is_muted(author)
        or (seminar.open_to_join and is_new_member(author))
    )


def links_are_held(seminar: Seminar, addresses: Sequence[str]) -> bool:
    """True if these are more links than a post may have without waiting, or if one leads to a
    domain that the seminar's leader wants to check. No query."""
    most = MOST_LINKS if seminar.most_links is None else seminar.most_links
    held = seminar.held_domains
    return len(addresses) > most or any(covering(host_of(each), held) for each in addresses)


def is_muted(member: Member) -> bool:
    """True if a leader or moderator has muted the member, so that their posts wait. One query,
    unless that was read along."""
    return bool(_open_mutes(member.pk)) if member.muted is None else member.muted


def is_new_member(member: Member) -> bool:
    """True if fewer than two of the member's annotations are published: where anybody may join, the
    first ones wait. One query, unless that was read along."""
    if member.is_new is not None:
        return member.is_new
    return published_by(member.pk)[:FIRST_FEW].count() < FIRST_FEW


@prepared
def _open_mutes(member: UUID) -> QuerySet[Any, UUID]:
    return open_mutes(member).values_list("pk", flat=True)[:1]


def open_mutes(member: UUID) -> QuerySet[Any, Any]:
    """Return the mutes of a member that no moderator has ended."""
    return Member(pk=member).mutes.filter(ended_at=None)


def published_by(member: UUID) -> QuerySet[Any, Any]:
    """Return the annotations of a member that are published."""
    return Member(pk=member).annotations.filter(visibility=rules.SEMINAR, state=rules.PUBLISHED)
