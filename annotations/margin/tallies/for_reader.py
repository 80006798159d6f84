"""What a reader sees counted and marked at each paragraph."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from annotations.essays.models import Revision
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor, Annotation, Counted, OwnTally, Tally
from annotations.margin.passages.anchors import by_author
from annotations.margin.passages.highlight_map import (
    Edges,
    drawn,
    from_stored,
    laid_over,
    shifted,
    union,
)
from annotations.prose.highlighted_html import Highlight
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


@dataclass
class Counts:
    """What stands at one paragraph for one reader."""

    note: int = 0
    counterpoint: int = 0
    source: int = 0
    marks: list[Highlight] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All kinds together."""
        return self.note + self.counterpoint + self.source

    def by_kind(self) -> Iterator[tuple[Kind, int]]:
        """Each kind with its number, in the order of the margin."""
        for kind in Kind:
            yield kind, getattr(self, kind.value)

    def add(self, tally: Counted, *, waiting: bool) -> None:
        """Count what is in a tally, and with `waiting` also what waits."""
        for kind in Kind.values:
            more = getattr(tally, kind) + (getattr(tally, f"waiting_{kind}") if waiting else 0)
            setattr(self, kind, getattr(self, kind) + more)


def counts_for(reader: Reader, reading: Reading) -> dict[UUID, Counts]:
    """By paragraph, what this reader sees there. Two queries; one for who isn't a member."""
    found: dict[UUID, Counts] = defaultdict(Counts)
    for tally in Tally.objects.filter(reading=reading).defer("marks"):
        if reader.may_read_on(reading.pk, tally.paragraph_id):
            found[tally.paragraph_id].marks = from_stored(tally.drawn)
            found[tally.paragraph_id].add(tally, waiting=reader.moderates)
    if reader.member is not None:
        for own in OwnTally.objects.filter(reading=reading, member=reader.member):
            counts = found[own.paragraph_id]
            counts.marks = laid_over(counts.marks, own.marks)
            counts.add(own, waiting=not reader.moderates)  # else it was counted above
    return found


def counts_in(reader: Reader, reading: Reading, revision: Revision) -> dict[UUID, Counts]:
    """By paragraph, what this reader sees of what stood there in an earlier revision.

    Two queries. They count afresh, since earlier revisions are seldom read.
    """
    found: dict[UUID, Counts] = defaultdict(Counts)
    seen = Annotation.objects.filter(reading=reading).counted_for(reader)
    thread = Coalesce(OuterRef("root"), OuterRef("pk"))
    home = Anchor.objects.filter(revision=revision, annotation=thread).values("paragraph")
    placed = seen.annotate(home=Subquery(home, output_field=UUIDField())).exclude(home=None)
    rows = placed.values_list("home", "kind")
    for paragraph, kind, number in rows.annotate(number=Count("id")).order_by():
        setattr(found[paragraph], kind, number)
    edges: dict[UUID, Edges] = defaultdict(dict)
    for (paragraph, kind, _author), ranges in by_author(seen, revision.pk).items():
        edges[paragraph] = shifted(edges[paragraph], kind, union(ranges), +1)
    for paragraph, marked in edges.items():
        found[paragraph].marks = drawn(marked)
    return found
