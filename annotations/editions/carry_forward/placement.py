"""Where an annotation stands in one revision, and how that differs from another revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.essays.models import Block, BlockType, Revision
from annotations.margin.models import Anchor, Annotation

PLACED_BY_HAND = "by hand"


class PlacementOutcome(models.TextChoices):
    """How an annotation's placement changed from one revision to another."""

    UNCHANGED = "unchanged", pgettext_lazy("annotations", "unchanged")
    SHIFTED = "shifted", pgettext_lazy("annotations", "shifted")
    EDITED = "edited", pgettext_lazy("annotations", "edited")
    MOVED = "moved", pgettext_lazy("annotations", "moved")
    FOUND = "found", pgettext_lazy("annotations", "found again")
    ORPHANED = "orphaned", pgettext_lazy("annotations", "orphaned")


@dataclass(frozen=True, slots=True)
class Placement:
    """A passage of a block, or the whole block; or the block at which an orphan is kept.

    `start` and `end` are in code points, None for the whole block. `reason` and `confidence` are
    those of `anchoring.reanchor`.
    """

    block: Block
    start: int | None = None
    end: int | None = None
    reason: str = "unchanged"
    confidence: float = 1.0

    @property
    def lost(self) -> bool:
        """True for an orphan: it is kept at this block, but the words it is about are gone."""
        return self.reason in ORPHAN_REASONS

    @property
    def words(self) -> str:
        """The text that the annotation is about: the passage, or the whole block."""
        return self.block.text if self.start is None else self.block.text[self.start : self.end]


def placement_outcome(before: Placement, after: Placement) -> PlacementOutcome:
    """Return how the placement of one annotation changed."""
    if after.lost:
        return PlacementOutcome.ORPHANED
    if before.lost:
        return PlacementOutcome.FOUND
    if before.block.paragraph_id != after.block.paragraph_id:
        return PlacementOutcome.MOVED
    if before.words != after.words:
        return PlacementOutcome.EDITED
    return PlacementOutcome.UNCHANGED if before.start == after.start else PlacementOutcome.SHIFTED


def anchored_placements(revision: Revision, blocks: Iterable[Block]) -> dict[UUID, Placement]:
    """Return the placements stored as anchors of a revision, by annotation id. One query."""
    homes = {block.paragraph_id: block for block in blocks}
    anchors = Anchor.objects.filter(revision=revision)
    return {
        each.annotation_id: placement_from_anchor(each, homes[each.paragraph_id])
        for each in anchors
    }


def placement_from_anchor(anchor: Anchor, block: Block) -> Placement:
    """Return the placement stored in an anchor; `block` is its paragraph in its revision."""
    return Placement(block, anchor.start, anchor.end, anchor.reason, anchor.confidence)


def current_placements(
    revision: Revision, blocks: Sequence[Block], annotations: Iterable[Annotation]
) -> dict[UUID, Placement]:
    """Return where each annotation stands in the current revision, by annotation id. One query.

    An annotation of a whole paragraph that was posted to the current revision has no anchor: it
    stands at its paragraph.
    """
    places = anchored_placements(revision, blocks)
    homes = {block.paragraph_id: block for block in blocks}
    for annotation in annotations:
        if annotation.pk not in places:
            home = homes.get(annotation.paragraph_id)
            places[annotation.pk] = Placement(home) if home else orphan_placement(blocks[0])
    return places


def orphan_placement(block: Block, reason: str = "gone") -> Placement:
    """Return the placement of an orphan that is kept at this block."""
    return Placement(block, reason=reason, confidence=0.0)


def can_be_annotated(block: Block) -> bool:
    """True unless the block is a break between paragraphs, which has no words."""
    return block.type != BlockType.BREAK
