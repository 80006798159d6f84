"""Opening a seminar or a reading for a visitor: what they may not see answers 404."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone

from annotations.people.models import User
from annotations.people.visitors import Visitor, account_of
from annotations.seminars.choices import RevealPolicy
from annotations.seminars.models import Member, Opening, Reading, Seminar, SeminarQuerySet
from annotations.seminars.rules import Gate, Reader
from annotations.vocabulary import AnnotationState, AnnotationVisibility


@dataclass(frozen=True)
class OpenedReading:
    """A reading that a visitor may read, and what the visitor is in its seminar."""

    reading: Reading
    reader: Reader
    member: Member | None

    @property
    def partly_closed(self) -> bool:
        """True if some paragraph still hides from this reader what others wrote on it.

        Only in write-before-you-read seminars. One query there, otherwise none.
        """
        gate, revision = self.reader.gate, self.reading.essay.current
        if gate is None or revision is None or self.reading.pk in gate.readings:
            return False
        blocks = revision.blocks.exclude(type="break")
        return blocks.exclude(paragraph__in=gate.paragraphs).exists()


def readable_seminars(visitor: Visitor) -> SeminarQuerySet:
    """Return the seminars that this visitor may read, those of their share links included."""
    return Seminar.objects.readable_by(account_of(visitor), getattr(visitor, "link_keys", ()))


def reader_in(seminar: Seminar, visitor: Visitor) -> tuple[Reader, Member | None]:
    """Return what a visitor is in a seminar that they may read.

    At most one query, and one more in a write-before-you-read seminar.
    """
    user = account_of(visitor)
    member = seminar.members.active().of(user).first() if user else None
    return build_reader(seminar, user, member), member


def build_reader(seminar: Seminar, user: User | None, member: Member | None) -> Reader:
    """Return what a user is in a seminar, given their membership or None.

    No query, or one in a write-before-you-read seminar.
    """
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
    """Return what is open to a member, or to a visitor who is none. One query.

    Where a member has written is read from their annotations: a copy stored elsewhere could
    differ. Private annotations open nothing, nor do withdrawn and erased ones. The annotations are
    reached through the member, because this room may not import the margin.
    """
    open_now = Q(shown=RevealPolicy.NOW) | Q(
        shown=RevealPolicy.WHEN_DUE, due_at__lte=timezone.now()
    )
    columns = Value("paragraphs"), "paragraph_id"
    paragraphs: list[QuerySet[Any, Any]] = [
        Opening.objects.filter(seminar=seminar).values_list(*columns)
    ]
    if member is not None:
        posted = member.annotations.filter(visibility=AnnotationVisibility.SEMINAR)
        written = posted.exclude(state__in=(AnnotationState.WITHDRAWN, AnnotationState.ERASED))
        paragraphs.append(written.values_list(*columns))
    readings = seminar.readings.filter(open_now).values_list(Value("readings"), "pk")
    opened: dict[str, set[UUID]] = {"readings": set(), "paragraphs": set()}
    for field, identifier in readings.order_by().union(*paragraphs).order_by():
        opened[field].add(identifier)
    return Gate(**{field: frozenset(identifiers) for field, identifiers in opened.items()})


def open_seminar(slug: str, visitor: Visitor) -> tuple[Seminar, Reader, Member | None]:
    """Return the seminar with this slug, and what the visitor is there.

    Raises Http404 if there is none, or if the visitor may not read it.
    """
    seminar = readable_seminars(visitor).filter(slug=slug).first()
    if seminar is None:
        raise Http404
    return seminar, *reader_in(seminar, visitor)


def open_seminar_as_leader(slug: str, visitor: Visitor) -> tuple[Seminar, Reader, Member | None]:
    """Return the same as `open_seminar`, for leaders only.

    Raises Http404 as `open_seminar` does, and PermissionDenied if the visitor does not lead the
    seminar.
    """
    seminar, reader, member = open_seminar(slug, visitor)
    if not reader.leads:
        raise PermissionDenied
    return seminar, reader, member


def lock_reading(reading: Reading) -> None:
    """Lock a reading until the transaction ends: others who lock it wait.

    With `no_key`, rows that only refer to the reading need not wait, and can't deadlock.
    """
    Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)


def open_reading(seminar: str, essay: str, visitor: Visitor) -> OpenedReading:
    """Return a reading by the slugs in its address, with its essay and current revision.

    Raises Http404 if there is none, or if the visitor may not read the seminar or may not open the
    reading. Two queries, and one more in a write-before-you-read seminar.
    """
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
    if not reader.may_open(reading):
        raise Http404
    return OpenedReading(reading, reader_on(reading, reader), member)


def reader_on(reading: Reading, reader: Reader) -> Reader:
    """Return what a reader of the seminar is on one of its readings: where that is closed, nobody
    may write."""
    return replace(reader, closed=True) if reading.is_closed else reader
