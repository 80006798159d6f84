"""The counts and marks that a reader sees at each paragraph."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, JSONField, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce

from annotations.essays.models import Revision
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor, Annotation, OwnTally, ParagraphTally, Tally
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

    def add(self, tally: ParagraphTally, *, waiting: bool) -> None:
        """Add the counts of a tally, and with `waiting` also those of waiting annotations."""
        for kind in Kind.values:
            more = getattr(tally, kind) + (getattr(tally, f"waiting_{kind}") if waiting else 0)
            setattr(self, kind, getattr(self, kind) + more)


def margin_counts(reader: Reader, reading: Reading) -> dict[UUID, MarginCounts]:
    """Return what this reader sees at each paragraph. Two queries; one for who is no member.

    The unread ones are counted as those that all see, without those that the reader has written or
    read: so it costs as much as that, however much is unread.
    """
    counts: dict[UUID, MarginCounts] = defaultdict(MarginCounts)
    for tally in _tallies(reading.pk):
        if reader.may_read_on(reading.pk, tally.paragraph_id):
            counts[tally.paragraph_id].marks = highlights_from_json(tally.drawn)
            counts[tally.paragraph_id].add(tally, waiting=reader.moderates)
    if reader.member is None:
        return counts
    for here in counts.values():
        here.unread = here.total
    for row in own_and_known(reader, reading):
        known, own = row.pop("known"), OwnTally(**row)
        here = counts[own.paragraph_id]
        here.unread = max(here.unread - known, 0)
        here.marks = overlay_edges(here.marks, own.marks) if own.marks else here.marks
        here.add(own, waiting=not reader.moderates)  # else they were counted above
    return counts


def own_and_known(reader: Reader, reading: Reading) -> Iterator[dict[str, Any]]:
    """Yield the columns of a member's own tallies, and for each paragraph how many of the others'
    counts they know: those that they wrote and those that they have read. One query."""
    columns = ["paragraph_id", *COUNT_FIELDS, "marks", "known"]
    for row in _own_and_known(reader, reading.pk):
        yield dict(zip(columns, row, strict=True))


@prepared
def _tallies(reading: UUID) -> QuerySet[Tally]:
    return Tally.objects.filter(reading=reading).defer("marks")


@prepared
def _own_and_known(reader: Reader, reading: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    own = OwnTally.objects.filter(reading=reading, member=reader.member).annotate(known=Value(0))
    nothing = [*[Value(0)] * len(COUNT_FIELDS), Value({}, JSONField())]
    known = (
        each.filter(reading=reading).order_by().values("paragraph").annotate(known=Count("pk"))
        for each in known_annotations([reader])
    )
    rows = own.order_by().values_list("paragraph_id", *COUNT_FIELDS, "marks", "known")
    counted = (each.values_list("paragraph_id", *nothing, "known") for each in known)
    return rows.union(*counted, all=True)


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
