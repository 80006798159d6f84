"""One block split in two, two blocks joined, and a block as one of another type.

No word is lost or changed: only white space at an edge goes, and a line end may become a space.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotations.prose.blocks import ParsedBlock, ParsedBlockType
from annotations.prose.markup.text_writer import MarkupSpan, needs_no_space

# Elements that hold blocks or are some: they end where a block is told to be a paragraph.
_BLOCK_ELEMENTS = frozenset(
    "blockquote caption dd dl dt li ol p pre table tbody td tfoot th thead tr ul".split()
)
_ONE_LINE: frozenset[ParsedBlockType] = frozenset({"title", "heading"})
_UNDIVIDED: frozenset[ParsedBlockType] = frozenset({"table", "formula", "image", "break"})
_LAYOUT_INDENTS = frozenset(f"indent-{step}" for step in range(1, 11))

RETYPED: tuple[ParsedBlockType, ...] = (
    "paragraph",
    "heading",
    "quote",
    "list",
    "verse",
    "code",
    "title",
)
"""The types that a block can be made."""
MAX_HEADING_LEVEL = 6


def can_be_divided(block: ParsedBlock) -> bool:
    """Tell whether a block can be split, and joined with another one."""
    return block.type not in _UNDIVIDED


def split_block(block: ParsedBlock, offset: int) -> tuple[ParsedBlock, ParsedBlock]:
    """Return the two blocks before and from `offset`; elements around it are in both.

    Raises ValueError for a block that can't be divided, or if one of them would be empty.
    """
    if not can_be_divided(block):
        raise ValueError("cannot be divided")
    left, right = _cut(block, 0, offset), _cut(block, offset, len(block.text))
    if not left.text or not right.text:
        raise ValueError("empty half")
    items = sum(span.tag == "li" for span in left.spans)
    spans = tuple(_continued(span, items) if span.tag == "ol" else span for span in right.spans)
    return left, replace(right, spans=spans)


def _cut(block: ParsedBlock, start: int, end: int) -> ParsedBlock:
    """Return a piece of a block without the white space at its edges."""
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    spans = [each for span in block.spans if (each := _clipped(span, start, end))]
    return replace(block, text=text, spans=tuple(sorted(spans, key=_outer_first)))


def _clipped(span: MarkupSpan, start: int, end: int) -> MarkupSpan | None:
    if span.tag == "note":
        belongs = start <= span.start < end if is_before(span) else start < span.start <= end
        return replace(span, start=span.start - start, end=span.end - start) if belongs else None
    first, last = max(span.start, start), min(span.end, end)
    return replace(span, start=first - start, end=last - start) if first < last else None


def is_before(note: MarkupSpan) -> bool:
    """Tell whether the mark of a footnote stands in front of its letter, not behind it."""
    return any(name == "before" for name, _value in note.attributes)


def _outer_first(span: MarkupSpan) -> tuple[int, int]:
    return span.start, -span.end


def _continued(span: MarkupSpan, items: int) -> MarkupSpan:
    """Return the second half of a numbered list, which goes on counting."""
    attributes = dict(span.attributes)
    start = attributes.get("start", "1")
    attributes["start"] = str((int(start) if start.isdigit() else 1) + items)
    return replace(span, attributes=tuple(attributes.items()))


def join_blocks(first: ParsedBlock, second: ParsedBlock) -> ParsedBlock:
    """Return both as one block of the first one's type.

    Raises ValueError if one of them can't be divided, such as a table.
    """
    if not (can_be_divided(first) and can_be_divided(second)):
        raise ValueError("cannot be joined")
    if first.type == second.type and first.type in {"list", "quote", "code"}:
        return _joined_alike(first, second)
    if first.type == "verse":
        second = retype_block(second, "verse")
        return _concatenated(first, "\n", second.text, second.spans, has_break=True)
    inner = retype_block(second, "heading" if first.type in _ONE_LINE else "paragraph")
    alone = needs_no_space(first.text[-1]) and needs_no_space(inner.text[0])
    return _concatenated(first, "" if alone else " ", inner.text, inner.spans)


def _joined_alike(first: ParsedBlock, second: ParsedBlock) -> ParsedBlock:
    """Join two lists, quotations or pieces of code: one outer element instead of two."""
    number = 2 if first.type == "code" else 1
    alike = [span.tag for span in first.spans[:number]] == [
        span.tag for span in second.spans[:number]
    ]
    if not alike:
        return _concatenated(first, "\n", second.text, second.spans, extends=False)
    joined = _concatenated(first, "\n", second.text, second.spans[number:], extends=False)
    outer = tuple(replace(span, end=len(joined.text)) for span in first.spans[:number])
    return replace(joined, spans=(*outer, *joined.spans[number:]))


def _concatenated(
    first: ParsedBlock,
    between: str,
    text: str,
    spans: Iterable[MarkupSpan],
    *,
    has_break: bool = False,
    extends: bool = True,
) -> ParsedBlock:
    """Return the first block with more text; block elements at its end go on over that."""
    last = len(first.text)
    offset = last + len(between)
    whole = first.text + between + text
    own = (
        replace(span, end=len(whole))
        if extends and span.end == last and span.tag in _BLOCK_ELEMENTS
        else span
        for span in first.spans
    )
    added = [replace(span, start=span.start + offset, end=span.end + offset) for span in spans]
    if has_break:
        added.insert(0, MarkupSpan(last, last + 1, "br"))
    return replace(first, text=whole, spans=tuple(sorted([*own, *added], key=_outer_first)))


def retype_block(block: ParsedBlock, kind: ParsedBlockType, level: int = 0) -> ParsedBlock:
    """Return a block as one of another type; `level` is that of a heading.

    The items of a list, and the lines of verse, are paragraphs of a quotation, items, or lines.
    Raises ValueError for a break, or a type that is not in RETYPED.
    """
    if block.type == "break" or kind not in RETYPED:
        raise ValueError("cannot be retyped")
    breaks = {span.start for span in block.spans if span.tag == "br"}
    ends = [at for at, letter in enumerate(block.text) if letter == "\n"]
    inner = [
        span
        for span in block.spans
        if span.tag not in _BLOCK_ELEMENTS | {"br", "figure-caption"}
        and (kind == "verse" or span.tag not in _LAYOUT_INDENTS)
    ]
    kept: list[int] = []
    outer: list[MarkupSpan] = []
    length = len(block.text)
    if kind == "verse":
        inner += (MarkupSpan(at, at + 1, "br") for at in ends)
        kept = ends
    elif kind == "list":
        outer = [MarkupSpan(0, length, "ul"), *_parts(ends, length, "li")]
        inner = _within(inner, outer[1:])
        kept = ends
    elif kind == "quote":
        apart = [at for at in ends if at not in breaks]
        outer = [MarkupSpan(0, length, "blockquote"), *_parts(apart, length, "p")]
        inner = _within(inner, outer[1:])
        inner += (MarkupSpan(at, at + 1, "br") for at in breaks)
        kept = ends
    elif kind == "code":
        outer = [MarkupSpan(0, length, "pre"), MarkupSpan(0, length, "code")]
        inner = [span for span in inner if span.tag == "note"]
        kept = [at for at, letter in enumerate(block.text) if letter in "\n\t"]
    elif kind == "paragraph":
        inner += (MarkupSpan(at, at + 1, "br") for at in breaks)
        kept = sorted(breaks)
    return ParsedBlock(
        kind,
        _level(kind, level),
        _on_lines(block.text, frozenset(kept)),
        tuple(sorted([*outer, *inner], key=_outer_first)),
    )


def _level(kind: ParsedBlockType, level: int) -> int:
    if kind == "heading":
        return min(max(level, 1), MAX_HEADING_LEVEL)
    return 1 if kind == "title" else 0


def _parts(ends: Iterable[int], length: int, tag: str) -> Iterator[MarkupSpan]:
    """Yield an element for each stretch between these line ends."""
    start = 0
    for end in [*ends, length]:
        if start < end:
            yield MarkupSpan(start, end, tag)
        start = end + 1


def _within(spans: Iterable[MarkupSpan], parts: Sequence[MarkupSpan]) -> list[MarkupSpan]:
    """Return the spans cut at the edges of these parts, so that none is in two of them."""
    cut: list[MarkupSpan] = []
    for span in spans:
        if span.tag == "note":
            cut.append(span)
            continue
        for part in parts:
            start, end = max(span.start, part.start), min(span.end, part.end)
            if start < end:
                cut.append(replace(span, start=start, end=end))
    return cut


def _on_lines(text: str, kept: frozenset[int]) -> str:
    """Return a text with a space for each line end and tab, except for those at `kept`."""
    return "".join(
        " " if letter in "\n\t" and at not in kept else letter for at, letter in enumerate(text)
    )
