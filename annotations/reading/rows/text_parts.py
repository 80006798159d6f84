"""A long text in parts: a reading page shows the rows of one part, and of the others their numbers.

A part begins at a heading of the text, or where the part before has become too long. Every block
keeps its address, `#p1204`: in a part that is not shown it is that of a link which shows the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.arguments.standing.cache import contested_paragraphs
from annotations.essays.models import Block, BlockType
from annotations.margin.precomputed_tallies.for_reader import MarginCounts, margin_counts
from annotations.paragraph_labels import paragraph_label
from annotations.reading.queries import OutlineBlock, first_blocks, text_outline, with_prompts
from annotations.reading.rows.block_rows import (
    Row,
    build_row,
    count_in_words,
    reading_address,
)
from annotations.seminars.queries import OpenedReading

# A text of at most so many blocks is shown as a whole.
LONGEST_WHOLE = 200
# A part ends before a heading if it has as many blocks, and anywhere if it has as many.
SHORTEST_PART = 60
LONGEST_PART = 150
# The strip beside the text pictures it in so many slices, each with bars of at most this length.
SLICES = 24
LONGEST_BAR = 6


@dataclass(frozen=True)
class TextPart:
    """A part of a text, with the rows of its blocks if the page shows them."""

    blocks: Sequence[OutlineBlock] = ()
    rows: Sequence[Row] = ()
    counts: MarginCounts = field(default_factory=MarginCounts)
    # In how many of its paragraphs readers disagree: what they write there is about a claim that
    # the board shows as contested.
    contested: int = 0

    @property
    def is_shown(self) -> bool:
        """True if the page shows the part's rows."""
        return bool(self.rows) or not self.blocks

    @property
    def address(self) -> str:
        """The address of the part's first block."""
        return self.blocks[0].address

    @property
    def heading(self) -> str:
        """The first heading in the part, or an empty string."""
        headings = (block.name for block in self.blocks if block.type == BlockType.HEADING)
        return next(filter(None, headings), "")

    @property
    def links(self) -> str:
        """A link for each block that a page can go to, as HTML: its number, or a heading's text."""
        return format_html_join(
            " ",
            '<a id="{0}" class="{1}" href="?from={0}#{0}">{2}</a>',
            (
                (block.address, block.type, block.number or block.name[:60])
                for block in self.blocks
                if block.number or block.name
            ),
        )

    @property
    def label(self) -> str:
        """The numbers of the part's paragraphs: “¶ 101–200”; empty if none has a number."""
        numbers = [block.number for block in self.blocks if block.number]
        if not numbers:
            return ""
        return paragraph_label(numbers[0], numbers[-1] if len(numbers) > 1 else None)

    @property
    def counts_label(self) -> str:
        """What is in the part, in words: “¶ 101–200: 2 notes, 1 source, 3 unread”."""
        counted = [count_in_words(kind, number) for kind, number in self.counts.by_kind() if number]
        if self.counts.unread:
            counted.append(self.unread_label)
        if self.contested:
            counted.append(self.contested_label)
        name = self.label or self.heading
        if not counted:
            return name
        return _("%(place)s: %(counts)s") % {"place": name, "counts": ", ".join(counted)}

    @property
    def unread_label(self) -> str:
        """How many annotations in it are unread, in words: “3 unread”."""
        number = self.counts.unread
        return ngettext("%(count)d unread", "%(count)d unread", number) % {"count": number}

    @property
    def contested_label(self) -> str:
        """In how many paragraphs readers disagree, in words: “contested in 2 paragraphs”."""
        words = ngettext(
            "contested in %(count)d paragraph", "contested in %(count)d paragraphs", self.contested
        )
        return words % {"count": self.contested}

    @property
    def bars(self) -> list[tuple[str, int]]:
        """The kinds of annotations in the part, each with the length of its bar, at least 1."""
        return [
            (kind.value, min(number, LONGEST_BAR))
            for kind, number in self.counts.by_kind()
            if number
        ]


@dataclass(frozen=True)
class ReadingText:
    """What a reading page shows of a text: a part for the whole text, or several."""

    parts: Sequence[TextPart]
    # The rows of the title, which stands above the essay's head, and of all that is shown.
    title: Sequence[Row]
    numbered: int
    # How many annotations of the whole reading the reader has not read.
    unread: int
    # A long text in slices of equal length, with what is counted in each.
    strip: Sequence[TextPart] = ()

    @property
    def rows(self) -> Iterator[Row]:
        """All rows that the page shows."""
        yield from self.title
        for part in self.parts:
            yield from part.rows


def cut_into_parts(blocks: Iterable[OutlineBlock]) -> list[list[OutlineBlock]]:
    """Return the blocks in parts: each ends before a heading where that is possible."""
    parts: list[list[OutlineBlock]] = [[]]
    for block in blocks:
        length = len(parts[-1])
        is_heading = block.type == BlockType.HEADING
        if length >= LONGEST_PART or (is_heading and length >= SHORTEST_PART):
            parts.append([])
        parts[-1].append(block)
    if len(parts) > 1 and len(parts[-1]) < SHORTEST_PART // 2:
        last = parts.pop()
        parts[-1] += last
    return parts


def cut_evenly(blocks: Sequence[OutlineBlock]) -> Iterator[Sequence[OutlineBlock]]:
    """Yield the blocks in at most `SLICES` slices of the same length, the last of which is shorter
    or as long."""
    length = ceil(len(blocks) / SLICES)
    for start in range(0, len(blocks), length):
        yield blocks[start : start + length]


def reading_text(
    opened: OpenedReading,
    *,
    near: Block | str = "",
    whole: bool = False,
    **options: Any,
) -> ReadingText:
    """Return the current revision for a reading page.

    Three queries at most, and two more if the text is long. These read an outline of all blocks,
    and the text of those that are shown. Where a long text is contested takes those of
    `contested_paragraphs`.

    Args:
        near: a block, or the address of one, whose part is shown; else the first part is.
        whole: show all rows, however long the text is.
        options: for `build_row`.
    """
    blocks = with_prompts(opened.reading.essay.current_revision.blocks.all(), opened.reading)
    revision = opened.reading.essay.current_revision
    limit = LONGEST_WHOLE + 1
    found = list(blocks) if whole else first_blocks(opened.reading.pk, revision.pk, limit=limit)
    counts = margin_counts(opened.reader, opened.reading)
    address = reading_address(opened.reading)
    unread = sum(each.unread for each in counts.values())

    def rows_of(some: Iterable[Block]) -> list[Row]:
        return [
            build_row(
                each, counts[each.paragraph_id], address, writes=opened.reader.writes, **options
            )
            for each in some
        ]

    if whole or len(found) <= LONGEST_WHOLE:
        rows = rows_of(found)
        title = [row for row in rows if row.block.type == BlockType.TITLE]
        rest = [row for row in rows if row.block.type != BlockType.TITLE]
        numbered = sum(row.block.number is not None for row in rows)
        return ReadingText([TextPart(rows=rest)], title, numbered, unread)
    outline = text_outline(opened)
    parts = cut_into_parts(block for block in outline if block.type != BlockType.TITLE)
    shown = find_part(parts, near if isinstance(near, str) else near.address)
    between = Q(position__gte=shown[0].position, position__lte=shown[-1].position)
    rows = rows_of(blocks.filter(between | Q(type=BlockType.TITLE)))
    contested = contested_paragraphs(opened.reading, opened.reader)

    def picture(some: Sequence[OutlineBlock], rows: Sequence[Row] = ()) -> TextPart:
        disputed = sum(each.paragraph_id in contested for each in some)
        return TextPart(some, rows, total_counts(some, counts), disputed)

    return ReadingText(
        [
            picture(
                part,
                [row for row in rows if row.block.type != BlockType.TITLE] if part is shown else (),
            )
            for part in parts
        ],
        [row for row in rows if row.block.type == BlockType.TITLE],
        sum(block.number is not None for block in outline),
        unread,
        [picture(slice) for slice in cut_evenly(outline)],
    )


def find_part(parts: Sequence[list[OutlineBlock]], address: str) -> list[OutlineBlock]:
    """Return the part with the block that has this address, or the first part."""
    for part in parts:
        if any(block.address == address for block in part):
            return part
    return parts[0]


def total_counts(
    blocks: Iterable[OutlineBlock], counts: Mapping[UUID, MarginCounts]
) -> MarginCounts:
    """Return the counts of several blocks together, without their marks."""
    total = MarginCounts()
    for block in blocks:
        if here := counts.get(block.paragraph_id):
            for kind, number in here.by_kind():
                setattr(total, kind.value, getattr(total, kind.value) + number)
            total.unread += here.unread
    return total
