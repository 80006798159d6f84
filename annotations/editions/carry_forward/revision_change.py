"""What a new text did to each block of the old one, and to the placements in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from annotations.anchoring import Alignment, AnchoredRange, Orphan, align_revisions, reanchor
from annotations.anchoring.selectors import select_passage
from annotations.editions.carry_forward.placement import (
    Placement,
    can_be_annotated,
    orphan_placement,
)
from annotations.essays.models import Block


@dataclass(frozen=True)
class RevisionChange:
    """The blocks of two revisions, in order. `new` may belong to an unpublished revision."""

    old: Sequence[Block]
    new: Sequence[Block]

    @cached_property
    def alignment(self) -> Alignment:
        """The alignment of the two texts, computed once."""
        return align_revisions(block_texts(self.old), block_texts(self.new))

    @cached_property
    def _new_by_paragraph(self) -> dict[UUID, Block]:
        return {block.paragraph_id: block for block in self.new}

    @cached_property
    def _orphan_blocks(self) -> dict[int, Block]:
        return {}

    def successor(self, block: Block) -> Block | None:
        """Return the new block of the same paragraph, or the one that took over its words.

        None if the old block was deleted.
        """
        same = self._new_by_paragraph.get(block.paragraph_id)
        if same is not None:
            return same
        successor = self.alignment.successors[block.position]
        return None if successor is None else self.new[successor]

    def orphan_block(self, block: Block) -> Block:
        """Return the new block at which orphans of an old block are kept.

        It is the successor of the old block, or of its nearest neighbour that has one; of two
        equally near neighbours, the one before it.
        """
        if block.position not in self._orphan_blocks:
            successors = (self.successor(near) for near in self._nearest(block.position))
            usable = (each for each in successors if each is not None and can_be_annotated(each))
            any_block = (each for each in self.new if can_be_annotated(each))
            self._orphan_blocks[block.position] = next(usable, None) or next(any_block)
        return self._orphan_blocks[block.position]

    def _nearest(self, position: int) -> Iterator[Block]:
        """Yield the old blocks by their distance from a position."""
        yield self.old[position]
        for distance in range(1, len(self.old)):
            for near in (position - distance, position + distance):
                if 0 <= near < len(self.old):
                    yield self.old[near]

    def carry(self, placements: Sequence[Placement]) -> list[Placement]:
        """Return the placements in the new text for placements in the old one, in order."""
        before = block_texts(self.old)
        passages = [
            select_passage(before, place.block.position, place.start, place.end)
            for place in placements
            if place.start is not None and place.end is not None
        ]
        found = iter(reanchor(before, block_texts(self.new), passages, alignment=self.alignment))
        return [
            self._whole(place) if place.start is None else self._passage(place, next(found))
            for place in placements
        ]

    def _whole(self, place: Placement) -> Placement:
        """Carry a placement on a whole block."""
        new = self.successor(place.block)
        if new is None or not can_be_annotated(new):
            return orphan_placement(self.orphan_block(place.block))
        if new.paragraph_id != place.block.paragraph_id:
            return Placement(new, reason="moved")
        return Placement(new, reason="unchanged" if new.text == place.block.text else "edited")

    def _passage(self, place: Placement, found: AnchoredRange | Orphan) -> Placement:
        """Return the placement for what `reanchor` found for a passage."""
        if isinstance(found, Orphan):
            return orphan_placement(self.orphan_block(place.block), found.reason)
        return Placement(
            self.new[found.paragraph], found.start, found.end, found.reason, found.confidence
        )


def block_texts(blocks: Sequence[Block]) -> list[str]:
    """Return the plain text of each block."""
    return [block.text for block in blocks]
