"""Opening a seminar or a reading for a visitor: what they may not see answers 404."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone

from annotations.people.models import User
from annotations.people.visitors import Visitor, account_of
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.choices import RevealPolicy
from annotations.seminars.models import Member, Opening, Reading, Seminar, SeminarQuerySet
from annotations.seminars.rules import Gate, Reader
from annotations.vocabulary import AnnotationState, AnnotationVisibility

MEMBER_COLUMNS = tuple(field.attname for field in Member._meta.concrete_fields)
PRESENT = set(AnnotationState) - {AnnotationState.WITHDRAWN, AnnotationState.ERASED}


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
    member = next(iter(_active_members(seminar.pk, user.pk)), None) if user else None
    if member:
        member.seminar, member.user = seminar, user
    return build_reader(seminar, user, member), member


@prepared
def _active_members(seminar: UUID, user: UUID) -> QuerySet[Member]:
    return Member.objects.active().filter(seminar=seminar, user=user).order_by("pk")[:1]


def build_reader(seminar: Seminar, user: User | None, member: Member | None) -> Reader:
    """Return what a user is in a seminar, given their membership or None.

    No query, or one in a write-before-you-read seminar.
    """
    return build_readers([seminar], user, {seminar.pk: member})[seminar.pk]


def build_readers(
    seminars: Iterable[Seminar], user: User | None, members: Mapping[UUID, Member | None]
) -> dict[UUID, Reader]:
    """Return what a user is in each of these seminars, given their membership or None in each, by
    the seminar's id. No query, or one if some of them are write-before-you-read seminars."""
    readers = {}
    gated = []
    for seminar in seminars:
        member = members[seminar.pk]
        reader = Reader(
            seminar=seminar.pk,
            user=user.pk if user else None,
            member=member.pk if member else None,
            role=member.role if member else None,
            superuser=user.is_superuser if user else False,
            closed=seminar.closed,
        )
        readers[seminar.pk] = reader
        if seminar.write_first and not reader.moderates:
            gated.append(seminar.pk)
    for key, gate in build_gates({key: members[key] for key in gated}).items():
        readers[key] = replace(readers[key], gate=gate)
    return readers


def build_gates(members: Mapping[UUID, Member | None]) -> dict[UUID, Gate]:
    """Return what is open to a member, or to a visitor who is none, in each of these seminars, by
    the seminar's id. One query; none for no seminars.

    Where a member has written is read from their annotations: a copy stored elsewhere could
    differ. Private annotations open nothing, nor do withdrawn and erased ones. The annotations are
    reached through the member, because this room may not import the margin.
    """
    open_now = Q(shown=RevealPolicy.NOW) | Q(
        shown=RevealPolicy.WHEN_DUE, due_at__lte=timezone.now()
    )
    if not members:
        return {}
    columns = Value("paragraphs"), "seminar_id"
    paragraphs: list[QuerySet[Any, Any]] = [
        Opening.objects.filter(seminar__in=members).values_list(*columns, "paragraph_id")
    ]
    if writers := [member.pk for member in members.values() if member]:
        written = Member.objects.filter(
            pk__in=writers,
            annotations__visibility=AnnotationVisibility.SEMINAR,
            annotations__state__in=PRESENT,
        )
        paragraphs.append(written.values_list(*columns, "annotations__paragraph_id"))
    readings = Reading.objects.filter(open_now, seminar__in=members)
    opened = readings.values_list(Value("readings"), "seminar_id", "pk")
    gates: dict[UUID, dict[str, set[UUID]]] = {
        key: {"readings": set(), "paragraphs": set()} for key in members
    }
    for field, seminar, identifier in opened.order_by().union(*paragraphs).order_by():
        gates[seminar][field].add(identifier)
    return {
        key: Gate(**{field: frozenset(some) for field, some in opened_by.items()})
        for key, opened_by in gates.items()
    }


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
    """Lock a reading until the transaction ends: others who lock it wait. One query.

    With `no_key`, rows that only refer to the reading need not wait, and can't deadlock. Raises
    Reading.DoesNotExist if it was deleted meanwhile.
    """
    Reading.objects.select_for_update(no_key=True).values_list("pk").get(pk=reading.pk)


def open_reading(seminar: str, essay: str, visitor: Visitor) -> OpenedReading:
    """Return a reading by the slugs in its address, with its essay and current revision.

    Raises Http404 if there is none, or if the visitor may not read the seminar or may not open the
    reading. One query, and one more in a write-before-you-read seminar.
    """
    user, keys = account_of(visitor), tuple(getattr(visitor, "link_keys", ()))
    if user is None:
        found = _readings_for_anyone(seminar, essay, keys=keys)
    else:
        superuser = user.is_superuser
        found = _readings_for_user(seminar, essay, user.pk, superuser=superuser, keys=keys)
    reading = next(iter(found), None)
    if reading is None or reading.essay.current is None:
        raise Http404
    member = _member_that_came_with(reading, user) if user else None
    reader = build_reader(reading.seminar, user, member)
    if not reader.may_open(reading):
        raise Http404
    return OpenedReading(reading, reader_on(reading, reader), member)


@prepared
def _readings_for_anyone(seminar: str, essay: str, *, keys: tuple[str, ...]) -> QuerySet[Reading]:
    return _readings(seminar, essay, Seminar.objects.readable_by(None, keys))[:1]


@prepared
def _readings_for_user(
    seminar: str, essay: str, user: UUID, *, superuser: bool, keys: tuple[str, ...]
) -> QuerySet[Reading]:
    account = User(pk=user, is_superuser=superuser)
    readings = _readings(seminar, essay, Seminar.objects.readable_by(account, keys))
    # An outer join: who may read need not be a member. At most one row (`member_once`).
    active = Q(seminar__members__user=user, seminar__members__left_at=None)
    columns = {f"mine_{name}": F(f"mine__{name}") for name in MEMBER_COLUMNS}
    mine = FilteredRelation("seminar__members", condition=active)
    return readings.annotate(mine=mine, **columns)[:1]


def _member_that_came_with(reading: Reading, user: User) -> Member | None:
    """Return the user's active membership, which `_readings_for_user` read along; else None."""
    columns = {name: vars(reading).pop(f"mine_{name}") for name in MEMBER_COLUMNS}
    if columns["id"] is None:
        return None
    member = Member.from_db(reading._state.db, MEMBER_COLUMNS, list(columns.values()))
    member.seminar, member.user = reading.seminar, user
    return member


def _readings(seminar: str, essay: str, readable: SeminarQuerySet) -> QuerySet[Reading]:
    readings = Reading.objects.select_related("seminar", "essay__current")
    return readings.filter(seminar__in=readable, seminar__slug=seminar, slug=essay)


def reader_on(reading: Reading, reader: Reader) -> Reader:
    """Return what a reader of the seminar is on one of its readings: where that is closed, nobody
    may write."""
    return replace(reader, closed=True) if reading.is_closed else reader
