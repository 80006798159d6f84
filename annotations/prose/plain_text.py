"""How Markdown's tokens become plain text, with spans that hold its markup."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from markdown_it.token import Token

from annotations.prose.addresses.link_addresses import safe_address
from annotations.prose.graphemes import grapheme_boundaries
from annotations.prose.normalising import normalise_entity, unpaired_bidi_controls

SpanAttributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MarkupSpan:
    """One element over `text[start:end]`, in code points. `br` covers its own line end."""

    start: int
    end: int
    tag: str
    attributes: SpanAttributes = ()


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: SpanAttributes
    start: int | None = None
    end: int = 0


@dataclass(slots=True)
class _Sheet:
    """Text as it is written, with the elements that are open.

    Spaces and line ends wait in `gap` until more text comes, and an element begins with its first
    character: so no element is empty, none begins or ends with a space, and what separates two
    elements lies between them.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    gap: str = ""
    elements: list[_Element] = field(default_factory=list)
    open_now: list[_Element] = field(default_factory=list)

    def open(self, tag: str, attributes: SpanAttributes = ()) -> None:
        element = _Element(tag, attributes)
        self.elements.append(element)
        self.open_now.append(element)

    def close(self) -> None:
        self.open_now.pop().end = self.length

    def pause(self, gap: str) -> None:
        """Note a space, a line end between blocks, or `<br>`; the strongest of several wins."""
        if self.length and (not self.gap or self.gap == " "):
            self.gap = gap

    def write(self, text: str) -> None:
        """Write prose: runs of white space count as one space."""
        words = text.split()
        if not words:
            return self.pause(" ") if text else None
        if text[0].isspace():
            self.pause(" ")
        self.write_as_is(" ".join(words))
        return self.pause(" ") if text[-1].isspace() else None

    def write_as_is(self, text: str) -> None:
        if not text:
            return
        if self.gap == "<br>":
            self.elements.append(_Element("br", (), self.length, self.length + 1))
        self._append("\n" if self.gap == "<br>" else self.gap)
        self.gap = ""
        for element in reversed(self.open_now):
            if element.start is not None:
                break
            element.start = self.length
        self._append(text)

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def finish(self) -> tuple[str, tuple[MarkupSpan, ...]]:
        spans = [
            MarkupSpan(element.start, element.end, element.tag, element.attributes)
            for element in self.elements
            if element.tag and element.start is not None
        ]
        text, settled = _settle("".join(self.pieces), spans)
        return text, tuple(sorted(settled, key=lambda span: (span.start, -span.end)))


def flatten_tokens(tokens: Iterable[Token]) -> tuple[str, tuple[MarkupSpan, ...]]:
    """Return the plain text of the blocks, in NFC, and its spans: properly nested, outer ones
    first.
    """
    sheet = _Sheet()
    for token in tokens:
        _write_block(sheet, token)
    return sheet.finish()


def _settle(text: str, spans: Sequence[MarkupSpan]) -> tuple[str, Sequence[MarkupSpan]]:
    """Normalise once more: the `*` removed from `*e*\\u0301` had parted letter and accent."""
    if text.isascii():
        return text, spans
    lost = set(unpaired_bidi_controls(text))
    if lost:
        pieces = ["" if offset in lost else character for offset, character in enumerate(text)]
        text, spans = _rewritten(pieces, range(len(text) + 1), spans)
    edges = grapheme_boundaries(text)
    clusters = [unicodedata.normalize("NFC", text[a:b]) for a, b in pairwise(edges)]
    return _rewritten(clusters, edges, spans)


def _rewritten(
    pieces: Sequence[str], edges: Sequence[int], spans: Iterable[MarkupSpan]
) -> tuple[str, Sequence[MarkupSpan]]:
    """Join the pieces that stood between the edges; both ends of a span move to the next edge.

    They move the same way, so that spans stay nested as they were.
    """
    places = list(accumulate(map(len, pieces), initial=0))
    moved = (
        replace(
            span,
            start=places[bisect_left(edges, span.start)],
            end=places[bisect_left(edges, span.end)],
        )
        for span in spans
    )
    return "".join(pieces), [span for span in moved if span.start < span.end]


def _write_block(sheet: _Sheet, token: Token) -> None:
    if token.type == "inline":
        for child in token.children or ():
            _write_inline(sheet, child)
    elif token.type in {"fence", "code_block"}:
        _write_code(sheet, token)
    elif token.nesting == 1:
        sheet.pause("\n")
        if not token.hidden:
            _open_block(sheet, token)
    elif token.nesting == -1 and not token.hidden:
        _close_block(sheet, token)


def _open_block(sheet: _Sheet, token: Token) -> None:
    if token.type == "heading_open":
        sheet.open("p")
        sheet.open("strong")
    elif token.type == "ordered_list_open" and token.attrGet("start") is not None:
        sheet.open("ol", (("start", str(token.attrGet("start"))),))
    else:
        sheet.open(token.tag)


def _close_block(sheet: _Sheet, token: Token) -> None:
    if token.type == "heading_close":
        sheet.close()
    sheet.close()


def _write_code(sheet: _Sheet, token: Token) -> None:
    language = re.match(r"[\w+#.-]{1,40}", token.info, re.ASCII)
    sheet.pause("\n")
    sheet.open("pre")
    sheet.open("code", (("data-language", language.group()),) if language else ())
    sheet.write_as_is(token.content.rstrip())
    sheet.close()
    sheet.close()


def _write_inline(sheet: _Sheet, token: Token) -> None:
    if token.type == "softbreak":
        sheet.pause(" ")
    elif token.type == "hardbreak":
        sheet.pause("<br>")
    elif token.type == "code_inline":
        sheet.open("code")
        sheet.write(token.content)
        sheet.close()
    elif token.type == "image":
        sheet.write(describe_image(token))
    elif token.nesting == 0:
        sheet.write(token.content)
    elif token.nesting == 1:
        sheet.open(*_inline_element(token))
    else:
        sheet.close()


def _inline_element(token: Token) -> tuple[str, SpanAttributes]:
    if token.type != "link_open":
        return token.tag, ()
    address = safe_address(str(token.attrGet("href") or ""))
    return ("a", (("href", address),)) if address else ("", ())


def describe_image(image: Token) -> str:
    """Return the text that stands for an image: its description, else its title, else its file
    name.
    """
    sheet = _Sheet()
    for child in image.children or ():
        if child.nesting == 0:
            _write_inline(sheet, child)
    description, _ = sheet.finish()
    name = str(image.attrGet("src") or "").rsplit("/", 1)[-1]
    return description or normalise_entity(str(image.attrGet("title") or "")) or name
