"""A leader's own annotations that can go along into a new seminar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.essays.models import Block
from annotations.essays.queries import blocks_by_paragraph, current_blocks
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.margin.passages.anchors import anchors_in_revision
from annotations.margin.threads.summary import AnnotationSummary
from annotations.seminars.models import Member, Reading, Seminar


@dataclass(frozen=True)
class Seed:
    """An annotation that can go along, with its block in the current text and its place there."""

    annotation: Annotation
    block: Block
    anchor: Anchor | None

    @property
    def words(self) -> str:
        """The first words of it, for a list."""
        essay = self.annotation.reading.essay
        return AnnotationSummary(self.annotation, essay, self.block).words(140)


def seeds_of(seminar: Seminar, member: Member | None) -> list[Seed]:
    """Return what a member wrote, and still stands, on the texts that a copy of the seminar takes
    along: each after what it answers. Four queries for each text; none for nobody.

    An answer goes along with what it answers, so answers to others are not among them. Nor is what
    is about words that are no longer in the text.
    """
    if member is None:
        return []
    readings = seminar.readings.copied().select_related("essay__current")
    return [seed for reading in readings for seed in _seeds_on(reading, member)]


def _seeds_on(reading: Reading, member: Member) -> Iterator[Seed]:
    own = Annotation.objects.filter(reading=reading, author=member, state=rules.PUBLISHED)
    rows = list(
        own.select_related("work", "reading__essay", "bearing").order_by("created_at", "id")
    )
    blocks = blocks_by_paragraph(current_blocks(reading.essay))
    anchors = anchors_in_revision([row.pk for row in rows], reading.essay.current)
    found: set[UUID] = set()
    for row in rows:
        anchor = anchors.get(row.pk)
        gone = anchor is not None and anchor.reason in ORPHAN_REASONS
        alone = row.about_id is not None and row.about_id not in found
        if row.paragraph_id in blocks and not (gone or alone):
            found.add(row.pk)
            yield Seed(row, blocks[row.paragraph_id], anchor)
