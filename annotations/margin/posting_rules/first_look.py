"""Whether what a member posts waits until a moderator has looked at it."""

from collections.abc import Sequence

from annotations.margin import rules
from annotations.prose.addresses.hosts import host_of
from annotations.prose.links import covering
from annotations.seminars.choices import Moderation
from annotations.seminars.models import Member, Seminar

MOST_LINKS = 2
FIRST_FEW = 2


def posting_is_held(seminar: Seminar, author: Member, addresses: Sequence[str] = ()) -> bool:
    """What this member posts, with links to these addresses in it, waits for a moderator here.

    The posts of who moderates never wait: ask that first. At most two queries.
    """
    return (
        seminar.moderation == Moderation.BEFORE
        or links_are_held(seminar, addresses)
        or is_muted(author)
        or (seminar.open_to_join and is_new(author))
    )


def links_are_held(seminar: Seminar, addresses: Sequence[str]) -> bool:
    """True if these are more links than may stand here at once, or one leads to a held domain."""
    most = MOST_LINKS if seminar.most_links is None else seminar.most_links
    held = seminar.held_domains
    return len(addresses) > most or any(covering(host_of(each), held) for each in addresses)


def is_muted(member: Member) -> bool:
    """A leader has asked to look at what this member posts. One query."""
    return member.mutes.filter(ended_at=None).exists()


def is_new(member: Member) -> bool:
    """Fewer than two of their annotations stand: where anybody may join, the first ones wait. One
    query."""
    standing = member.annotations.filter(visibility=rules.SEMINAR, state=rules.PUBLISHED)
    return standing[:FIRST_FEW].count() < FIRST_FEW
