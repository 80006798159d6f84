"""Which annotations of a file are in the reading already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from annotations.exchange.imports.foreign_annotation import ForeignAnnotation, name_key
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.web_annotation.models import Origin
from annotations.web_annotation.parsing.document_values import uuid_in

BATCH_SIZE = 500


@dataclass(frozen=True)
class KnownAnnotation:
    """An annotation of the reading: when it was written, and whether it was brought in."""

    brought_in: bool
    created: datetime


def found_here(
    reading: Reading,
    incoming: ForeignAnnotation,
    known: dict[UUID, KnownAnnotation],
    by_name: dict[str, UUID],
) -> UUID | None:
    """Return the annotation of the reading that this one is; None if it is new.

    Members choose the identifiers and the other names of what they post, so these prove nothing of
    what a member wrote: it must have been written in the same second too, which nobody chooses.
    """
    for key in _keys(reading, incoming):
        row = known.get(key)
        if row and (row.brought_in or _same_second(row.created, incoming.created)):
            return key
    names = (*incoming.names, str(incoming.key))
    return next((by_name[name] for name in names if name in by_name), None)


def _same_second(one: datetime, other: datetime | None) -> bool:
    return other is not None and int(one.timestamp()) == int(other.timestamp())


def _keys(reading: Reading, incoming: ForeignAnnotation) -> list[UUID]:
    """Return the identifiers under which an annotation may be in the reading already: the one that
    it gets here, and those that it had if it was written here."""
    keys = [incoming.key]
    for name in incoming.names:
        identifier = uuid_in(name)
        keys += [uuid5(reading.pk, name), *([identifier] if identifier else [])]
    return keys


def annotations_by_key(
    reading: Reading, incoming: list[ForeignAnnotation]
) -> dict[UUID, KnownAnnotation]:
    """Return those of the reading's annotations that have an identifier of the incoming ones, in
    whatever state. One query for each 500 identifiers."""
    keys = list({key for each in incoming for key in _keys(reading, each)})
    known: dict[UUID, KnownAnnotation] = {}
    for at in range(0, len(keys), BATCH_SIZE):
        rows = Annotation.objects.filter(reading=reading, pk__in=keys[at : at + BATCH_SIZE])
        for pk, guest, created in rows.values_list("pk", "author__guest", "created_at"):
            known[pk] = KnownAnnotation(guest, created)
    return known


def annotations_by_name(reading: Reading) -> dict[str, UUID]:
    """Return the annotations that were brought in here, by the names that they had elsewhere. What
    members say that theirs were called is not believed. One query."""
    origins = Origin.objects.filter(annotation__reading=reading, annotation__author__guest=True)
    rows = origins.values_list("annotation", "canonical", "via")
    return {name_key(name): pk for pk, canonical, via in rows for name in (canonical, *via) if name}
