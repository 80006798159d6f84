"""How a reading is laid out for its visitor: each block with its marks and its counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from annotations.essays.models import Block, BlockType
from annotations.margin.models import Anchor
from annotations.margin.tallies.for_reader import Counts, counts_for
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.seminars.models import Reading
from annotations.seminars.queries import OpenedReading

NAMES = {
    "note": ("note", "notes"),
    "counterpoint": ("counterpoint", "counterpoints"),
    "source": ("source", "sources"),
}


@dataclass(frozen=True)
class Row:
    """A block as a page shows it."""

    block: Block
    html: str
    counts: Counts
    # What the leader asks here.
    prompt: str = ""

    @property
    def said(self) -> str:
        """What stands there, in words: “2 notes, 1 counterpoint on paragraph 3”."""
        parts = [
            f"{number} {NAMES[kind.value][number != 1]}"
            for kind, number in self.counts.by_kind()
            if number
        ]
        return f"{', '.join(parts) or 'nothing yet'} on {self.place}"

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if self.block.number:
            return f"paragraph {self.block.number}"
        return (
            "the title" if self.block.type == BlockType.TITLE else f"the heading {self.block.label}"
        )


def reading_rows(opened: OpenedReading, on: Anchor | None = None) -> list[Row]:
    """The rows of the current revision, with the passage `on` picked out. Three queries at most."""
    return rows_at_blocks(
        opened, with_prompts(opened.reading.essay.current_revision.blocks.all(), opened.reading), on
    )


def rows_at_blocks(
    opened: OpenedReading, blocks: Iterable[Block], on: Anchor | None = None
) -> list[Row]:
    """These blocks with what stands at them for this visitor."""
    counts = counts_for(opened.reader, opened.reading)
    return [build_row(block, counts[block.paragraph_id], on) for block in blocks]


def with_prompts(blocks: QuerySet[Block], reading: Reading) -> QuerySet[Block]:
    """These blocks with what the leader asks at each, in the same query."""
    pinned = reading.prompts.filter(paragraph=OuterRef("paragraph")).values("words")
    return blocks.annotate(prompt=Subquery(pinned[:1]))


def build_row(block: Block, counts: Counts, on: Anchor | None = None) -> Row:
    """One block, woven with its marks."""
    marks = list(counts.marks)
    if on and on.paragraph_id == block.paragraph_id and on.start is not None:
        marks.append(Highlight(on.start, on.end or on.start, frozenset({"on"}), 0))
    html = render_highlighted(
        block.text, spans_from_json(block.spans), marks, details=f"counts-{block.address}"
    )
    return Row(block, html, counts, prompt=vars(block).get("prompt") or "")
