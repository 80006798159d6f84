"""Where an annotation stands in one revision, and what became of that place in another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.essays.models import Block, BlockType, Revision
from annotations.margin.models import Anchor, Annotation

BY_HAND = "by hand"


class Fate(models.TextChoices):
    """What a new text makes of an annotation's place."""

    UNCHANGED = "unchanged", "unchanged"
    SHIFTED = "shifted", "shifted"
    EDITED = "edited", "edited"
    MOVED = "moved", "moved"
    FOUND = "found", "found again"
    ORPHANED = "orphaned", "orphaned"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a block in code points, or the whole of it; or where an orphan is kept.

    `reason` and `confidence` are the anchoring room's.
    """

    block: Block
    start: int | None = None
    end: int | None = None
    reason: str = "unchanged"
    confidence: float = 1.0

    @property
    def lost(self) -> bool:
        """An orphan's: kept here, though what it is about is not."""
        return self.reason in ORPHAN_REASONS

    @property
    def words(self) -> str:
        """What the annotation is about: the passage, or all of the block."""
        return self.block.text if self.start is None else self.block.text[self.start : self.end]


def fate(before: Place, after: Place) -> Fate:
    """What happened between two places of one annotation."""
    if after.lost:
        return Fate.ORPHANED
    if before.lost:
        return Fate.FOUND
    if before.block.paragraph_id != after.block.paragraph_id:
        return Fate.MOVED
    if before.words != after.words:
        return Fate.EDITED
    return Fate.UNCHANGED if before.start == after.start else Fate.SHIFTED


def anchored(revision: Revision, blocks: Iterable[Block]) -> dict[UUID, Place]:
    """By annotation, the places that this revision's anchors hold. One query."""
    homes = {block.paragraph_id: block for block in blocks}
    anchors = Anchor.objects.filter(revision=revision)
    return {each.annotation_id: place_of(each, homes[each.paragraph_id]) for each in anchors}


def place_of(anchor: Anchor, block: Block) -> Place:
    """The place an anchor names; `block` is its paragraph in its revision."""
    return Place(block, anchor.start, anchor.end, anchor.reason, anchor.confidence)


def standing(
    revision: Revision, blocks: Sequence[Block], annotations: Iterable[Annotation]
) -> dict[UUID, Place]:
    """Where each of these stands in the revision that is current: whoever speaks about a whole
    paragraph, and has since this became the text, stands there without an anchor."""
    places = anchored(revision, blocks)
    homes = {block.paragraph_id: block for block in blocks}
    for annotation in annotations:
        if annotation.pk not in places:
            home = homes.get(annotation.paragraph_id)
            places[annotation.pk] = Place(home) if home else adrift(blocks[0])
    return places


def adrift(block: Block, reason: str = "gone") -> Place:
    """Where an orphan is kept."""
    return Place(block, reason=reason, confidence=0.0)


def annotatable(block: Block) -> bool:
    """A pause between paragraphs has nothing to be about."""
    return block.type != BlockType.BREAK
