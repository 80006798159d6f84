"""Where annotations are in the current text, in the code points of the whole text.

The text is its blocks joined by two line ends, as `/api/…/text/` returns it: positions count there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from django.db.models.functions import Length

from annotations.anchoring.folding import find_occurrences
from annotations.anchoring.passages import (
    ORPHAN_REASONS,
    PARAGRAPH_BREAK,
    AnchoredRange,
    Passage,
)
from annotations.anchoring.quotation import QuotationIndex
from annotations.anchoring.selectors import (
    CONTEXT_LENGTH,
    common_prefix_length,
)
from annotations.essays.models import Block, BlockType, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.margin.passages.anchors import anchors_in_revision
from annotations.prose.markup.source_pages import source_pages
from annotations.prose.normalising import UnreadableText, normalise

# How many copies of the words are looked at.
MAX_COPIES = 1_000
# Beyond these lengths only the very words are looked for: of a text, of a quotation, and the
# product of both.
MAX_FOLDED_TEXT = 1_000_000
MAX_SIMILAR_QUOTATION = 2_000
MAX_SIMILARITY_WORK = 200_000_000
MAX_CONTEXT = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A range of the current text, or the whole of a block (`whole`). `pages` are those of the
    text's source, “12–13”; "" where they are not known."""

    address: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    whole: bool = False
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A range of a block with the words that are looked for; `offset` is the block's start."""

    block: Block
    offset: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BlockOffset:
    """A block without its text: its address on the page, and where it begins in the whole text."""

    pk: int
    address: str
    start: int


def block_offsets(revision: Revision) -> dict[UUID, BlockOffset]:
    """Return where each block with text begins, by paragraph. One query."""
    blocks = Block.objects.filter(revision=revision).exclude(type=BlockType.BREAK)
    rows = blocks.order_by("position").annotate(length=Length("text"))
    offsets, start = {}, 0
    for pk, paragraph, number, position, length in rows.values_list(
        "pk", "paragraph", "number", "position", "length"
    ):
        address = f"p{number}" if number else f"b{position}"
        offsets[paragraph] = BlockOffset(pk, address, start)
        start += length + len(PARAGRAPH_BREAK)
    return offsets


def starts_of(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Yield each of these blocks, which are all that have text, with its start in the text."""
    start = 0
    for block in blocks:
        yield block, start
        start += len(block.text) + len(PARAGRAPH_BREAK)


def current_places(annotations: Collection[Annotation], revision: Revision) -> dict[UUID, Place]:
    """Return where each of these annotations is in the current revision; orphans are left out.

    An answer is where its thread is. At most three queries.
    """
    if not annotations:
        return {}
    anchors = anchors_in_revision([each.pk for each in annotations], revision)
    offsets = block_offsets(revision)
    homes = {
        each.pk: anchors[each.pk].paragraph_id if each.pk in anchors else each.paragraph_id
        for each in annotations
    }
    among = {offsets[home].pk for home in homes.values() if home in offsets}
    blocks = Block.objects.filter(pk__in=among).only("paragraph", "text", "spans")
    here = {block.paragraph_id: block for block in blocks}
    places = {}
    for each in annotations:
        anchor, home = anchors.get(each.pk), homes[each.pk]
        if home in here and not (anchor and anchor.reason in ORPHAN_REASONS):
            place = _place(each, anchor, offsets[home], here[home].text)
            pages = _pages(place, offsets[home], here[home])
            places[each.pk] = replace(place, pages=pages) if pages else place
    return places


def place_among(annotation: Annotation, blocks: Iterable[Block]) -> Place | None:
    """Return the place of an annotation that was just posted to the revision of these blocks, which
    are all that have text. No query."""
    for block, start in starts_of(blocks):
        if block.paragraph_id == annotation.paragraph_id:
            here = BlockOffset(block.pk, block.address, start)
            return _place(annotation, None, here, block.text)
    return None


def _pages(place: Place, at: BlockOffset, block: Block) -> str:
    return source_pages(block.spans, place.start - at.start, place.end - at.start)


def _place(annotation: Annotation, anchor: Anchor | None, at: BlockOffset, text: str) -> Place:
    start, end = (anchor.start, anchor.end) if anchor else (annotation.start, annotation.end)
    if start is None or end is None:
        return Place(at.address, at.start, at.start + len(text), text, whole=True)
    if text[start:end] == annotation.exact:
        prefix, suffix = annotation.prefix, annotation.suffix
    else:
        prefix = text[max(0, start - CONTEXT_LENGTH) : start]
        suffix = text[end : end + CONTEXT_LENGTH]
    first, last = at.start + start, at.start + end
    return Place(at.address, first, last, text[start:end], prefix, suffix)


def place_quotation(
    blocks: Sequence[Block],
    exact: str,
    prefix: str,
    suffix: str,
    start: int,
    *,
    index: QuotationIndex | None = None,
    verbatim: bool = False,
) -> tuple[Block, int, int] | None:
    """Return the block in which a quotation stands, and its code points there; None if nowhere.

    `blocks` are all blocks with text; `start` is a hint, in the whole text. Where the very words
    are nowhere, they may differ from the text as `find_occurrences` allows; if they are nowhere so
    either, the words most like them are taken, where that is sure enough (`QuotationIndex`).
    `index` is that of the blocks, if it was made before; with `verbatim`, only the very words are
    looked for.
    """
    # Half of a surrogate pair is in no text, and can't be looked for.
    exact, prefix, suffix = (
        each.encode("utf-8", "replace").decode()
        for each in (exact, prefix[-MAX_CONTEXT:], suffix[:MAX_CONTEXT])
    )
    on_one_line = " ".join(_normalised(exact).split())
    for words in dict.fromkeys([exact, on_one_line]):
        copies = list(islice(_copies(blocks, words), MAX_COPIES))
        if copies:
            return _best(copies, prefix, suffix, start)
    length = sum(len(block.text) for block in blocks)
    if verbatim:
        return None
    if length > MAX_FOLDED_TEXT or len(exact) > 2 * length + MAX_CONTEXT:
        return None
    copies = list(islice(_folded_copies(blocks, exact), MAX_COPIES))
    if copies:
        return _best(copies, prefix, suffix, start)
    if len(exact) > MAX_SIMILAR_QUOTATION or len(exact) * length > MAX_SIMILARITY_WORK:
        return None
    index = index or QuotationIndex([block.text for block in blocks])
    found = index.find(Passage(0, 0, len(exact), exact, prefix, suffix))
    if not isinstance(found, AnchoredRange):
        return None
    return blocks[found.paragraph], found.start, found.end


def _normalised(exact: str) -> str:
    """Return a quotation as texts are normalised; unchanged if it can't be."""
    try:
        return normalise(exact)
    except UnreadableText:
        return exact


def _copies(blocks: Sequence[Block], words: str) -> Iterator[Copy]:
    for block, offset in starts_of(blocks) if words.strip() else ():
        at = block.text.find(words)
        while at >= 0:
            yield Copy(block, offset, at, at + len(words))
            at = block.text.find(words, at + 1)


def _folded_copies(blocks: Sequence[Block], exact: str) -> Iterator[Copy]:
    """Yield the ranges with words that differ in typography, white space or what nobody sees."""
    placed = list(starts_of(blocks))
    starts = [offset for _block, offset in placed]
    text = PARAGRAPH_BREAK.join(block.text for block in blocks)
    for start, end in find_occurrences(text, exact):
        block, offset = placed[bisect_right(starts, start) - 1]
        if end - offset <= len(block.text):
            yield Copy(block, offset, start - offset, end - offset)


def _best(copies: Sequence[Copy], prefix: str, suffix: str, start: int) -> tuple[Block, int, int]:
    """Return the copy whose context agrees best; of equals, the one nearest to the hint."""
    best = min(
        copies,
        key=lambda copy: (
            -_context_shared(copy.block.text, copy.start, copy.end, prefix, suffix),
            abs(copy.offset + copy.start - start),
        ),
    )
    return best.block, best.start, best.end


def _context_shared(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """Count how many characters of the context stand beside a range, as they are."""
    before, after = prefix.split(PARAGRAPH_BREAK)[-1], suffix.split(PARAGRAPH_BREAK)[0]
    left = common_prefix_length(text[max(0, start - len(before)) : start][::-1], before[::-1])
    return left + common_prefix_length(text[end : end + len(after)], after)
