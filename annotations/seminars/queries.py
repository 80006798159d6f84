"""Opening a seminar or a reading through the visitor: what they may not see does not exist."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone

from annotations.people.models import User
from annotations.seminars.choices import RevealPolicy
from annotations.seminars.models import Member, Opening, Reading, Seminar, SeminarQuerySet
from annotations.seminars.rules import Gate, Reader

type Visitor = User | AnonymousUser


@dataclass(frozen=True)
class OpenedReading:
    """A reading, and what its visitor is there."""

    reading: Reading
    reader: Reader
    member: Member | None

    @property
    def shut(self) -> bool:
        """Some of the text is still shut to its visitor: there they see only what they wrote
        themselves. One query where one writes before one reads."""
        gate, text = self.reader.gate, self.reading.essay.current
        if gate is None or text is None or self.reading.pk in gate.readings:
            return False
        blocks = text.blocks.exclude(type="break")
        return blocks.exclude(paragraph__in=gate.paragraphs).exists()


def account_of(visitor: Visitor) -> User | None:
    """The visitor's account, or None for nobody in particular."""
    return visitor if isinstance(visitor, User) else None


def readable_seminars(visitor: Visitor) -> SeminarQuerySet:
    """The seminars that let this visitor in, also by a link they have followed."""
    return Seminar.objects.readable_by(account_of(visitor), getattr(visitor, "link_keys", ()))


def reader_in(seminar: Seminar, visitor: Visitor) -> tuple[Reader, Member | None]:
    """What this visitor is in a seminar that already let them in. At most one query, and one
    more where one writes before one reads."""
    user = account_of(visitor)
    member = seminar.members.active().of(user).first() if user else None
    return build_reader(seminar, user, member), member


def build_reader(seminar: Seminar, user: User | None, member: Member | None) -> Reader:
    """The same, of whose membership one knows already. One query where one writes before one
    reads."""
    reader = Reader(
        seminar=seminar.pk,
        user=user.pk if user else None,
        member=member.pk if member else None,
        role=member.role if member else None,
        superuser=user.is_superuser if user else False,
        closed=seminar.closed,
    )
    if seminar.write_first and not reader.moderates:
        reader = replace(reader, gate=build_gate(seminar, member))
    return reader


def build_gate(seminar: Seminar, member: Member | None) -> Gate:
    """What is open to a reader, or to a visitor who can't write.

    Having written is read from what stands in the margin, through the member: kept here it could
    differ. What only they see opens nothing, nor does what they withdrew. One query.
    """
    shown = Q(shown=RevealPolicy.NOW) | Q(shown=RevealPolicy.WHEN_DUE, due_at__lte=timezone.now())
    here = Value("paragraphs"), "paragraph_id"
    paragraphs: list[QuerySet[Any, Any]] = [
        Opening.objects.filter(seminar=seminar).values_list(*here)
    ]
    if member is not None:
        posted = member.annotations.filter(visibility="seminar")
        written = posted.exclude(state__in=("withdrawn", "erased"))
        paragraphs.append(written.values_list(*here))
    readings = seminar.readings.filter(shown).values_list(Value("readings"), "pk")
    found: dict[str, set[UUID]] = {"readings": set(), "paragraphs": set()}
    for of, identifier in readings.order_by().union(*paragraphs).order_by():
        found[of].add(identifier)
    return Gate(**{of: frozenset(identifiers) for of, identifiers in found.items()})


def open_seminar(slug: str, visitor: Visitor) -> tuple[Seminar, Reader, Member | None]:
    """The seminar at this address, or 404 alike for one that is not there and one that is shut."""
    seminar = readable_seminars(visitor).filter(slug=slug).first()
    if seminar is None:
        raise Http404
    return seminar, *reader_in(seminar, visitor)


def open_as_leader(slug: str, visitor: Visitor) -> tuple[Seminar, Reader, Member | None]:
    """The seminar at this address for who leads it: 404 unseen, 403 for who only reads."""
    seminar, reader, member = open_seminar(slug, visitor)
    if not reader.leads:
        raise PermissionDenied
    return seminar, reader, member


def lock_reading(reading: Reading) -> None:
    """Who changes what belongs to a reading waits here for who is doing so, and is waited for until
    this transaction ends. `no_key`: rows that only refer to it need not wait, nor can they
    deadlock."""
    Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)


def open_reading(seminar: str, essay: str, visitor: Visitor) -> OpenedReading:
    """The reading at this address with its essay and current revision, or 404. Two queries."""
    reading = (
        Reading.objects.select_related("seminar", "essay__current")
        .filter(
            seminar__in=readable_seminars(visitor),
            seminar__slug=seminar,
            slug=essay,
        )
        .first()
    )
    if reading is None or reading.essay.current is None:
        raise Http404
    reader, member = reader_in(reading.seminar, visitor)
    if reading.unopened and not reader.moderates:
        raise Http404
    return OpenedReading(reading, reader, member)
