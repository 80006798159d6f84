"""Load every row about an annotation, one annotation after the other, for the audit."""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from annotations.activity import Entry, Verb
from annotations.margin.models import Anchor, Annotation, Wording
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.seminars.models import Reading

CHUNK = 500
RECORDED_VERBS = [Verb.POSTED, Verb.EDITED, Verb.FLAGGED, Verb.DECIDED, Verb.DELETED]


@dataclass(slots=True)
class AnnotationHistory:
    """An annotation and the rows about it, oldest first. `annotation` is None if its row is
    missing."""

    pk: UUID
    annotation: Annotation | None = None
    # Its reading was deleted, and an entry says so.
    reading_deleted: bool = False
    # The revision that its reading shows now.
    current_revision: UUID | None = None
    decisions: list[Decision] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    # The revisions after the first that became current, each with the number of the entry about it.
    later_revisions: list[tuple[int, UUID]] = field(default_factory=list)

    def entries_with(self, verb: Verb) -> list[Entry]:
        """Return the entries about it with this verb, oldest first."""
        return [each for each in self.entries if each.verb == verb]


def annotation_histories(seminar: UUID, only: UUID | None = None) -> Iterator[AnnotationHistory]:
    """Yield the history of each annotation that a seminar has or had, or `only` that of one.

    Ten queries. Rows are read as they are needed, so memory grows with the number of revisions,
    not with that of annotations.
    """
    revisions, current = later_revisions(seminar), current_revisions(seminar)
    deleted = deleted_readings(seminar)
    annotations = Annotation.objects.filter(seminar=seminar).select_related("proposal")
    sources: list[tuple[str, QuerySet[Any], str]] = [
        ("annotation", annotations, "id"),
        ("decisions", Decision.objects.filter(seminar=seminar), "annotation_id"),
        ("wordings", Wording.objects.filter(annotation__seminar=seminar), "annotation_id"),
        ("anchors", Anchor.objects.filter(annotation__seminar=seminar), "annotation_id"),
        ("flags", Flag.objects.filter(annotation__seminar=seminar), "annotation_id"),
        ("appeals", Appeal.objects.filter(annotation__seminar=seminar), "annotation_id"),
        (
            "entries",
            Entry.objects.filter(seminar_id=seminar, verb__in=RECORDED_VERBS),
            "subject_id",
        ),
    ]
    # A seminar that was deleted is itself the subject of an entry.
    streams = [_stream(name, rows.exclude(**{by: seminar}), by, only) for name, rows, by in sources]
    merged = heapq.merge(*streams, key=lambda each: each[0])
    for pk, rows in groupby(merged, key=lambda each: each[0]):
        history = AnnotationHistory(pk)
        for _, name, row in rows:
            if isinstance(row, Annotation):
                history.annotation, history.later_revisions = row, revisions[row.reading_id]
                history.current_revision = current.get(row.reading_id)
            else:
                getattr(history, name).append(row)
        posted = history.entries_with(Verb.POSTED)
        history.reading_deleted = any(each.reading_id in deleted for each in posted)
        yield history


def later_revisions(seminar: UUID) -> dict[UUID, list[tuple[int, UUID]]]:
    """Return the revisions that became current after the first, by reading and oldest first, each
    with the number of the entry that says so. One query."""
    revisions: dict[UUID, list[tuple[int, UUID]]] = defaultdict(list)
    entries = Entry.objects.filter(seminar_id=seminar, verb=Verb.REVISED).order_by("id")
    for reading, number, revision in entries.values_list("reading_id", "id", "subject_id"):
        if reading is not None:
            revisions[reading].append((number, revision))
    return revisions


def deleted_readings(seminar: UUID) -> set[UUID]:
    """Return the readings of a seminar that are gone and that an entry says were deleted. One
    query."""
    said = Entry.objects.filter(seminar_id=seminar, verb=Verb.DELETED, subject_id=F("reading_id"))
    there = Reading.objects.filter(seminar=seminar).values("pk")
    return set(said.exclude(subject_id__in=there).values_list("subject_id", flat=True))


def current_revisions(seminar: UUID) -> dict[UUID, UUID | None]:
    """Return by reading of a seminar the current revision of its essay."""
    readings = Reading.objects.filter(seminar=seminar)
    return dict(readings.values_list("pk", "essay__current"))


def _stream(
    name: str, rows: QuerySet[Any], by: str, only: UUID | None
) -> Iterator[tuple[UUID, str, Model]]:
    """Yield the rows of one table, sorted by the annotation that they are about, each with that
    annotation's identifier and the name of the field of `AnnotationHistory` for them."""
    within = Q(**{by: only}) if only else Q()
    then = "number" if name == "decisions" else "pk"
    for row in rows.filter(within).order_by(by, then).iterator(CHUNK):
        yield getattr(row, by), name, row
