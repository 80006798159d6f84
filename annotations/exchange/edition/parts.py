"""The parts in which the PDF of a long edition is made, each laid out in some seconds.

A part has at most so many blocks and, roughly, characters. A paragraph about which more was written
is spread over several parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from annotations.essays.models import Block, BlockType
from annotations.exchange.edition.content import Edition
from annotations.paragraph_labels import paragraph_label

SECTIONS_IN_PART = 500
LENGTH_OF_PART = 150_000  # laid out in some 6 seconds of processor time and 130 MB
ENTRIES_IN_PART = 1_000
MAX_POSITION = 2**31 - 1


class BlockSize(NamedTuple):
    """What is known of a block before it is loaded."""

    position: int
    type: str
    number: int | None
    paragraph: UUID
    length: int


@dataclass(frozen=True)
class EditionPart:
    """The blocks from one position to another; or, of one block's remarks, those from one to
    another; or entries of the bibliography. Each end is the one after the last. Counted from 1."""

    number: int
    label: str
    blocks: tuple[int, int]
    remarks: tuple[int, int | None] = (0, None)
    entries: tuple[int, int] = (0, 0)

    def select(self, blocks: QuerySet[Block]) -> QuerySet[Block]:
        """Return those of the blocks that are in this part."""
        start, stop = self.blocks
        return blocks.filter(position__gte=start, position__lt=stop)


def whole_edition(edition: Edition) -> EditionPart:
    """Return all of an edition as one part."""
    return EditionPart(1, "", (0, MAX_POSITION), entries=(0, len(edition.entry_texts)))


def edition_parts(edition: Edition) -> list[EditionPart]:
    """Return the parts of an edition; one if it is short. No part begins with a footnote of the one
    before. Two queries, and three for each paragraph that is spread over several."""
    parts: list[EditionPart] = []
    some: list[BlockSize] = []
    length = 0
    for block in _block_sizes(edition):
        if edition.space_of(block.paragraph).length > LENGTH_OF_PART:
            if any(edition.space_of(each.paragraph).annotations for each in some):
                parts.append(_part_of(some))
                some = []
            parts += _spread(edition, some, block)
            some, length = [], 0
            continue
        length += block.length
        is_full = len(some) >= SECTIONS_IN_PART or length > LENGTH_OF_PART
        if is_full and some and block.type != BlockType.FOOTNOTE:
            parts.append(_part_of(some))
            some, length = [], block.length
        some.append(block)
    parts += [_part_of(some)] if some else []
    parts = _with_entries(parts, len(edition.entry_texts))
    return [replace(each, number=number) for number, each in enumerate(parts, 1)]


def _block_sizes(edition: Edition) -> Iterator[BlockSize]:
    columns = ("position", "type", "number", "paragraph", Length("text"))
    rows = edition.blocks.values_list(*columns).iterator(chunk_size=2_000)
    for block in map(BlockSize._make, rows):
        yield block._replace(length=block.length + edition.space_of(block.paragraph).length)


def _part_of(blocks: list[BlockSize]) -> EditionPart:
    """Return a part with these blocks, called by its paragraphs, “¶ 1–480”; by no name where none
    of them is numbered."""
    numbers = [each.number for each in blocks if each.number]
    last = numbers[-1] if numbers[1:] else None
    label = paragraph_label(numbers[0], last) if numbers else ""
    return EditionPart(0, label, (blocks[0].position, blocks[-1].position + 1))


def _spread(edition: Edition, before: list[BlockSize], block: BlockSize) -> Iterator[EditionPart]:
    """Yield parts with the remarks about one block; the blocks `before`, which have none, are in
    the first."""
    part, continued = _part_of([*before, block]), _part_of([block])
    continued = replace(continued, label=_("%(place)s, continued") % {"place": continued.label})
    start = length = 0
    for at, each in enumerate(edition.remark_lengths(block.paragraph)):
        length += each
        if length > LENGTH_OF_PART and at > start:
            yield replace(part, remarks=(start, at))
            part, start, length = continued, at, each
    yield replace(part, remarks=(start, None))


def _with_entries(parts: list[EditionPart], number: int) -> list[EditionPart]:
    """Add the bibliography: to the last part, or in parts of its own if it is long."""
    if number <= ENTRIES_IN_PART:
        return [*parts[:-1], replace(parts[-1], entries=(0, number))]
    label = _("Bibliography")
    starts = range(0, number, ENTRIES_IN_PART)
    return parts + [
        EditionPart(0, label, (0, 0), entries=(at, at + ENTRIES_IN_PART)) for at in starts
    ]
