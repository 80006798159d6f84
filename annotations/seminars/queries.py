"""Opening a seminar or a reading through the visitor: what they may not see does not exist."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from annotations.people.models import User
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.rules import Reader

type Visitor = User | AnonymousUser


@dataclass(frozen=True)
class Opened:
    """A reading, and what its visitor is there."""

    reading: Reading
    reader: Reader
    member: Member | None


def known(visitor: Visitor) -> User | None:
    """The visitor's account, or None for nobody in particular."""
    return visitor if isinstance(visitor, User) else None


def reader_in(seminar: Seminar, visitor: Visitor) -> tuple[Reader, Member | None]:
    """What this visitor is in a seminar that already let them in. At most one query."""
    user = known(visitor)
    if user is None:
        return Reader(seminar=seminar.pk, closed=seminar.closed), None
    member = seminar.members.active().of(user).first()
    reader = Reader(
        seminar=seminar.pk,
        user=user.pk,
        member=member.pk if member else None,
        role=member.role if member else None,
        superuser=user.is_superuser,
        closed=seminar.closed,
    )
    return reader, member


def open_seminar(slug: str, visitor: Visitor) -> tuple[Seminar, Reader, Member | None]:
    """The seminar at this address, or 404 alike for one that is not there and one that is shut."""
    seminar = Seminar.objects.readable_by(known(visitor)).filter(slug=slug).first()
    if seminar is None:
        raise Http404
    return seminar, *reader_in(seminar, visitor)


def open_reading(seminar: str, essay: str, visitor: Visitor) -> Opened:
    """The reading at this address with its essay and current revision, or 404. Two queries."""
    reading = (
        Reading.objects.select_related("seminar", "essay__current")
        .filter(
            seminar__in=Seminar.objects.readable_by(known(visitor)),
            seminar__slug=seminar,
            slug=essay,
        )
        .first()
    )
    if reading is None or reading.essay.current is None:
        raise Http404
    return Opened(reading, *reader_in(reading.seminar, visitor))
