"""What a change of text did to each block, and where that leaves the places in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from annotations.anchoring import Alignment, AnchoredRange, Orphan, align_revisions, reanchor
from annotations.anchoring.selectors import select_passage
from annotations.editions.places import Place, adrift, annotatable
from annotations.essays.models import Block


@dataclass(frozen=True)
class Change:
    """Two revisions' blocks, in order; `new` may be of a revision that is not published yet."""

    old: Sequence[Block]
    new: Sequence[Block]

    @cached_property
    def alignment(self) -> Alignment:
        """Which block became which."""
        return align_revisions(texts(self.old), texts(self.new))

    @cached_property
    def _namesakes(self) -> dict[UUID, Block]:
        return {block.paragraph_id: block for block in self.new}

    @cached_property
    def _homes(self) -> dict[int, Block]:
        return {}

    def heir(self, block: Block) -> Block | None:
        """The block that this old one lives on in, under its own identity or another's."""
        namesake = self._namesakes.get(block.paragraph_id)
        if namesake is not None:
            return namesake
        successor = self.alignment.successors[block.position]
        return None if successor is None else self.new[successor]

    def home(self, block: Block) -> Block:
        """Where the orphans of an old block are kept: at its heir, or that of its nearest
        neighbour, the one before it first."""
        if block.position not in self._homes:
            heirs = (self.heir(near) for near in self._nearest(block.position))
            alive = (heir for heir in heirs if heir is not None and annotatable(heir))
            rest = (each for each in self.new if annotatable(each))
            self._homes[block.position] = next(alive, None) or next(rest)
        return self._homes[block.position]

    def _nearest(self, position: int) -> Iterator[Block]:
        yield self.old[position]
        for distance in range(1, len(self.old)):
            for near in (position - distance, position + distance):
                if 0 <= near < len(self.old):
                    yield self.old[near]

    def carried(self, places: Sequence[Place]) -> list[Place]:
        """Each of these places of the old text in the new one, in the order given."""
        before = texts(self.old)
        passages = [
            select_passage(before, place.block.position, place.start, place.end)
            for place in places
            if place.start is not None and place.end is not None
        ]
        found = iter(reanchor(before, texts(self.new), passages, alignment=self.alignment))
        return [
            self._whole(place) if place.start is None else self._passage(place, next(found))
            for place in places
        ]

    def _whole(self, place: Place) -> Place:
        heir = self.heir(place.block)
        if heir is None or not annotatable(heir):
            return adrift(self.home(place.block))
        if heir.paragraph_id != place.block.paragraph_id:
            return Place(heir, reason="moved")
        return Place(heir, reason="unchanged" if heir.text == place.block.text else "edited")

    def _passage(self, place: Place, found: AnchoredRange | Orphan) -> Place:
        if isinstance(found, Orphan):
            return adrift(self.home(place.block), found.reason)
        return Place(
            self.new[found.paragraph], found.start, found.end, found.reason, found.confidence
        )


def texts(blocks: Sequence[Block]) -> list[str]:
    """Their plain texts."""
    return [block.text for block in blocks]
