"""The counts and marks that a reader sees at each paragraph."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, UUIDField
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
from annotations.prose.highlighted_html import Highlight
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


@dataclass
class MarginCounts:
    """The annotations of one paragraph that one reader sees, counted by kind, and their marks."""

    note: int = 0
    counterpoint: int = 0
    source: int = 0
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
    """Return what this reader sees at each paragraph. Two queries; one for who is no member."""
    counts: dict[UUID, MarginCounts] = defaultdict(MarginCounts)
    for tally in Tally.objects.filter(reading=reading).defer("marks"):
        if reader.may_read_on(reading.pk, tally.paragraph_id):
            counts[tally.paragraph_id].marks = highlights_from_json(tally.drawn)
            counts[tally.paragraph_id].add(tally, waiting=reader.moderates)
    if reader.member is not None:
        for own in OwnTally.objects.filter(reading=reading, member=reader.member):
            here = counts[own.paragraph_id]
            here.marks = overlay_edges(here.marks, own.marks)
            here.add(own, waiting=not reader.moderates)  # else they were counted above
    return counts


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
