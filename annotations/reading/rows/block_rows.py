"""The rows of a reading page: each block with its highlights, its counts and its prompt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from annotations.essays.models import Block
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor
from annotations.margin.precomputed_tallies.for_reader import MarginCounts, margin_counts
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.reading.rows.kept_html import KeptHtml
from annotations.reading.rows.place_sentences import ANNOTATE, COUNTS, NO_COUNTS, THREAD
from annotations.seminars.models import Reading
from annotations.seminars.queries import OpenedReading

# Enough for the rows of some thousand paragraphs as several readers see them.
KEPT_ROWS = KeptHtml(most_bytes=8_000_000)


@dataclass(frozen=True)
class Row:
    """A block as a page shows it."""

    block: Block
    html: str
    counts: MarginCounts
    # The path of the block's page.
    path: str = ""
    # True if the reader may write here.
    writes: bool = False
    # How many annotations of the whole reading others wrote and no thread has shown to the reader.
    unread: int = 0

    @property
    def prompt(self) -> str:
        """What the leader asks at this block; empty unless the block came `with_prompts`."""
        return self.block.prompt or ""

    @property
    def counts_label(self) -> str:
        """The counts in words: “2 notes, 1 counterpoint on paragraph 3”."""
        counted = [count_in_words(kind, number) for kind, number in self.counts.by_kind() if number]
        if not counted:
            return NO_COUNTS.about(self.block)
        return COUNTS.about(self.block, counts=", ".join(counted))

    @property
    def annotate_label(self) -> str:
        """The words for the “+” beside the block."""
        return ANNOTATE.about(self.block)

    @property
    def inside(self) -> SafeString:
        """The HTML of the row up to its prompt: its number, its text and its counts."""
        block, counts = self.block, self.counts
        numbers = *(number for _, number in counts.by_kind()), bool(counts.unread)
        shown = block.type, block.level, block.number, block.position, block.label, self.html
        key = get_language(), self.path, self.writes, *shown, *numbers
        return KEPT_ROWS.get_or_render(key, self._render_inside)

    def _render_inside(self) -> SafeString:
        context = {"row": self, "paragraph": self.block}
        return mark_safe(render_to_string("reading/row_inside.html", context))  # noqa: S308

    @property
    def thread_label(self) -> str:
        """The label of the block's open thread."""
        return THREAD.about(self.block)


@dataclass(frozen=True)
class ThreadFilter:
    """A link in the head of a thread that shows one kind only, or all of them again."""

    kind: Kind
    number: int
    # True if the thread shows this kind only.
    is_on: bool

    @property
    def query(self) -> str:
        """The query string of the link."""
        return "whole" if self.is_on else f"only={self.kind.value}"

    @property
    def label(self) -> str:
        """What the link does, in words."""
        counted = count_in_words(self.kind, self.number)
        if self.is_on:
            return _("%(counted)s, only these; show all") % {"counted": counted}
        return _("%(counted)s: show only these") % {"counted": counted}


def thread_filters(row: Row, only: str) -> list[ThreadFilter]:
    """Return a filter for each kind that is at this block; `only` is the one that is on."""
    return [
        ThreadFilter(kind, number, only == kind.value)
        for kind, number in row.counts.by_kind()
        if number
    ]


def count_in_words(kind: Kind, number: int) -> str:
    """Return “2 notes”, for any kind."""
    words = {
        Kind.NOTE: ngettext("%(count)d note", "%(count)d notes", number),
        Kind.COUNTERPOINT: ngettext("%(count)d counterpoint", "%(count)d counterpoints", number),
        Kind.SOURCE: ngettext("%(count)d source", "%(count)d sources", number),
    }
    return words[kind] % {"count": number}


def rows_at_blocks(
    opened: OpenedReading, blocks: Iterable[Block], on: Anchor | None = None
) -> list[Row]:
    """Return a row for each of these blocks, with what this visitor sees counted there."""
    counts = margin_counts(opened.reader, opened.reading)
    address = reading_address(opened.reading)
    unread = sum(each.unread for each in counts.values())
    writes = opened.reader.writes
    return [
        replace(
            build_row(block, counts[block.paragraph_id], address, on=on, writes=writes),
            unread=unread,
        )
        for block in blocks
    ]


def reading_address(reading: Reading) -> str:
    """Return the address of a reading's page."""
    return reverse("read", args=[reading.seminar.slug, reading.slug])


def build_row(
    block: Block,
    counts: MarginCounts,
    address: str,
    *,
    query: str = "",
    on: Anchor | None = None,
    writes: bool = False,
) -> Row:
    """Return the row of one block, its text rendered with its highlights. No query.

    Args:
        address: of the reading's page, below which the marks link.
        query: what the query string of these links begins with.
        on: the passage to highlight.
        writes: the reader may write here.
    """
    path = f"{address}p/{block.part}/"
    marks = list(counts.marks)
    if on and on.paragraph_id == block.paragraph_id and on.start is not None:
        marks.append(Highlight(on.start, on.end or on.start, frozenset({"on"}), 0))
    html = render_highlighted(
        block.text,
        spans_from_json(block.spans),
        marks,
        details=f"counts-{block.address}",
        address=f"{path}?{query}at=",
        notes_address=f"{address}?{query[:-1]}" if query else address,
    )
    return Row(block, html, counts, path, writes)
