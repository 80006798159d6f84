"""The counts and marks that a reader sees at each paragraph."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, JSONField, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce

from annotations.essays.models import Revision
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor, Annotation, OwnTally, Tally
from annotations.margin.passages.anchors import passages_by_author
from annotations.margin.passages.highlight_map import (
    Edges,
    add_readers,
    edges_to_highlights,
    highlights_from_json,
    merge_ranges,
    overlay_edges,
)
from annotations.margin.precomputed_tallies.known_annotations import known_annotations
from annotations.margin.precomputed_tallies.store import COUNT_FIELDS
from annotations.prepared_queries.compilation import prepared
from annotations.prose.highlighted_html import Highlight
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

# Of a tally: its paragraph, its numbers, and its marks.
type Columns = Sequence[Any]


@dataclass
class MarginCounts:
    """The annotations of one paragraph that one reader sees, counted by kind, and their marks."""

    note: int = 0
    counterpoint: int = 0
    source: int = 0
    # How many of them others wrote and no thread has shown to the reader; 0 for who is no member.
    unread: int = 0
    marks: list[Highlight] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of annotations of all kinds."""
        return self.note + self.counterpoint + self.source

    def by_kind(self) -> Iterator[tuple[Kind, int]]:
        """Yield each kind with its number, in the order of the margin."""
        for kind in Kind:
            yield kind, getattr(self, kind.value)

    def add(self, numbers: Sequence[int], *, waiting: bool) -> None:
        """Add the counts of a tally (`COUNT_FIELDS`), and with `waiting` also those of waiting
        annotations."""
        counted = dict(zip(COUNT_FIELDS, numbers, strict=True))
        for kind in Kind.values:
            more = counted[kind] + (counted[f"waiting_{kind}"] if waiting else 0)
            setattr(self, kind, getattr(self, kind) + more)


def margin_counts(
    reader: Reader, reading: Reading, paragraph: UUID | None = None
) -> dict[UUID, MarginCounts]:
    """Return what this reader sees at each paragraph, or only at one of them. One query.

    The unread ones are counted as those that all see, without those that the reader has written or
    read: so it costs as much as that, however much is unread.
    """
    counts: dict[UUID, MarginCounts] = defaultdict(MarginCounts)
    if reader.member is None:
        _add_shown(counts, reader, reading, _shown_rows(reading.pk))
        return counts
    rows: dict[str, list[Columns]] = {"shown": [], "own": [], "known": []}
    found = _rows_at(reader, reading.pk, paragraph) if paragraph else _rows(reader, reading.pk)
    for whose, *columns in found:
        rows[whose].append(columns)
    _add_shown(counts, reader, reading, rows["shown"])
    for here in counts.values():
        here.unread = here.total
    for paragraph, *numbers, _marks in rows["known"]:
        here = counts[paragraph]
        here.unread = max(here.unread - numbers[0], 0)
    for paragraph, *numbers, marks in rows["own"]:
        here = counts[paragraph]
        here.marks = overlay_edges(here.marks, marks) if marks else here.marks
        here.add(numbers, waiting=not reader.moderates)  # else they were counted above
    return counts


def _add_shown(
    counts: dict[UUID, MarginCounts], reader: Reader, reading: Reading, rows: Iterable[Columns]
) -> None:
    for paragraph, *numbers, drawn in rows:
        if reader.may_read_on(reading.pk, paragraph):
            counts[paragraph].marks = highlights_from_json(drawn)
            counts[paragraph].add(numbers, waiting=reader.moderates)


@prepared
def _shown_rows(reading: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    return Tally.objects.filter(reading=reading).values_list("paragraph_id", *COUNT_FIELDS, "drawn")


@prepared
def _rows(reader: Reader, reading: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    return _rows_where(reader, Q(reading=reading))


@prepared
def _rows_at(reader: Reader, reading: UUID, paragraph: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    return _rows_where(reader, Q(reading=reading, paragraph=paragraph))


def _rows_where(reader: Reader, here: Q) -> QuerySet[Any, tuple[Any, ...]]:
    """Of each paragraph with any: the seminar's tally, the member's own, and how many of those
    that the seminar's counts the member wrote or has read, in the place of the first number."""
    shown = Tally.objects.filter(here).order_by()
    own = OwnTally.objects.filter(here, member=reader.member).order_by()
    known = (
        each.filter(here)
        .order_by()
        .values("paragraph")
        .annotate(whose=Value("known"), known=Count("pk"))
        for each in known_annotations([reader])
    )
    nothing = [*[Value(0)] * (len(COUNT_FIELDS) - 1), Value({}, JSONField())]
    return shown.values_list(Value("shown"), "paragraph_id", *COUNT_FIELDS, "drawn").union(
        own.values_list(Value("own"), "paragraph_id", *COUNT_FIELDS, "marks"),
        *(each.values_list("whose", "paragraph_id", "known", *nothing) for each in known),
        all=True,
    )


def margin_counts_in_revision(
    reader: Reader, reading: Reading, revision: Revision
) -> dict[UUID, MarginCounts]:
    """Return what this reader sees of what was at each paragraph in an earlier revision.

    Two queries, which count afresh, since earlier revisions are seldom read.
    """
    counts: dict[UUID, MarginCounts] = defaultdict(MarginCounts)
    seen = Annotation.objects.filter(reading=reading).counted_for(reader)
    thread = Coalesce(OuterRef("root"), OuterRef("pk"))
    home = Anchor.objects.filter(revision=revision, annotation=thread).values("paragraph")
    placed = seen.annotate(home=Subquery(home, output_field=UUIDField())).exclude(home=None)
    rows = placed.values_list("home", "kind")
    for paragraph, kind, number in rows.annotate(number=Count("id")).order_by():
        setattr(counts[paragraph], kind, number)
    edges: dict[UUID, Edges] = defaultdict(dict)
    for (paragraph, kind, _author), ranges in passages_by_author(seen, revision.pk).items():
        edges[paragraph] = add_readers(edges[paragraph], kind, merge_ranges(ranges), +1)
    for paragraph, marked in edges.items():
        counts[paragraph].marks = edges_to_highlights(marked)
    return counts
