"""Writing plain text together with the spans that hold its markup."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from annotations.prose.graphemes import grapheme_boundaries
from annotations.prose.normalising import unpaired_bidi_controls

SpanAttributes = tuple[tuple[str, str], ...]

# A line end in the source: a space, or nothing between two letters of a script without spaces.
_SOFT_BREAK = "<wbr>"
_GAP_STRENGTHS = {"": 0, _SOFT_BREAK: 1, " ": 2}
# Letters and signs of which none joins another one.
_SIMPLE = re.compile(
    "[\n\t -~\u00a1-\u02ff\u0370-\u0482\u048a-\u052f\u0531-\u058a\u05d0-\u05ea\u0621-\u063a"
    "\u0641-\u064a"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u203b\u2116-\u2121\u20a0-\u20bf\u3001-\u3029\u3041-\u3096"
    "\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*"
)
_BLOCK_TAGS = frozenset("blockquote caption dd dl dt li ol p pre table td th tr ul".split())
_SCRIPTS_WITHOUT_SPACES = (
    (0x2E80, 0x303F),  # radicals, ideographic punctuation
    (0x3040, 0x312F),  # kana, bopomofo
    (0x31A0, 0x9FFF),  # ideographs
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # fullwidth forms
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class MarkupSpan:
    """One element over `text[start:end]`, in code points.

    `br` covers its own line end. `note`, the mark of a footnote, covers nothing: it stands behind
    the character before `start`, or with the attribute `before` in front of the one at `start`.
    `page` covers nothing either: the following stands on the page `label` of the source, which
    begins there if it has the attribute `begins`.
    """

    start: int
    end: int
    tag: str
    attributes: SpanAttributes = ()


@dataclass(slots=True)
class Element:
    """An element while it is written; `start` is None until its first character."""

    tag: str
    attributes: SpanAttributes
    start: int | None = None
    end: int = 0


@dataclass(slots=True)
class TextWriter:
    """Text as it is written, with the elements that are open.

    Spaces and line ends wait in `gap` until more text comes, and an element begins with its first
    character: so no element is empty, none begins or ends with a space, and what separates two
    elements lies between them.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    gap: str = ""
    elements: list[Element] = field(default_factory=list)
    open_now: list[Element] = field(default_factory=list)
    _gap_is_fixed: bool = False
    _waiting_notes: list[Element] = field(default_factory=list)
    _waiting_pages: list[Element] = field(default_factory=list)

    def open(self, tag: str, attributes: SpanAttributes = ()) -> Element:
        """Open an element; with an empty tag, one that leaves no span."""
        element = Element(tag, attributes)
        self.elements.append(element)
        self.open_now.append(element)
        return element

    def close(self) -> None:
        """Close the element that was opened last."""
        self.open_now.pop().end = self.length

    def pause(self, gap: str) -> None:
        """Note a space, a line end between blocks, or `<br>`; the strongest of several wins."""
        if not self.length or self._gap_is_fixed:
            return
        if _GAP_STRENGTHS.get(self.gap, 3) < _GAP_STRENGTHS.get(gap, 3):
            self.gap = gap

    def pause_at_line_end(self) -> None:
        """Note a line end of the source: a space, but not between Chinese or Japanese letters."""
        self.pause(_SOFT_BREAK)

    def separate(self, gap: str) -> None:
        """Set what separates two cells of a table, whatever else ends or begins there."""
        if self.length:
            self.gap, self._gap_is_fixed = gap, True

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
        """Write text with all its spaces and line ends."""
        if not text:
            return
        if self.gap == "<br>":
            self.elements.append(Element("br", (), self.length, self.length + 1))
        self._append(self._gap_before(text))
        self.gap, self._gap_is_fixed = "", False
        for element in reversed(self.open_now):
            if element.start is not None:
                break
            element.start = self.length
        for mark in self._waiting_pages:
            mark.start = mark.end = self.length
        self.elements += self._waiting_pages
        self._waiting_pages.clear()
        for note in self._waiting_notes:
            note.start = note.end = self.length
            note.attributes += (("before", ""),)
            self.elements.append(note)
        self._waiting_notes.clear()
        self._append(text)

    def _gap_before(self, text: str) -> str:
        if self.gap == "<br>":
            return "\n"
        if self.gap != _SOFT_BREAK:
            return self.gap
        joined = needs_no_space(self.pieces[-1][-1]) and needs_no_space(text[0])
        return "" if joined else " "

    def _append(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def note(self, number: int) -> None:
        """Write the mark of a footnote behind what was written last, or else before what comes."""
        mark = Element("note", (("number", str(number)),), self.length, self.length)
        unwritten = {each.tag for each in self.open_now if each.start is None}
        if self.length and unwritten.isdisjoint(_BLOCK_TAGS):
            self.elements.append(mark)
        else:
            self._waiting_notes.append(mark)

    def page(self, label: str, *, begins: bool = True) -> None:
        """Note on which page of the source the following stands, and whether the page begins."""
        attributes = (("label", label), ("begins", "")) if begins else (("label", label),)
        self._waiting_pages = [Element("page", attributes)]

    def finish(self) -> tuple[str, tuple[MarkupSpan, ...]]:
        """Return the text, in NFC, and its spans: properly nested, outer ones first."""
        spans = [
            MarkupSpan(element.start, element.end, element.tag, element.attributes)
            for element in [*self.elements, *self._waiting_notes]
            if element.tag and element.start is not None
        ]
        text, settled = _settle("".join(self.pieces), spans)
        return text, tuple(sorted(settled, key=lambda span: (span.start, -span.end)))


def needs_no_space(letter: str) -> bool:
    """Tell whether a letter is of a script that is written without spaces."""
    code = ord(letter)
    return any(first <= code <= last for first, last in _SCRIPTS_WITHOUT_SPACES)


def _settle(text: str, spans: Sequence[MarkupSpan]) -> tuple[str, Sequence[MarkupSpan]]:
    """Normalise once more: the `*` removed from `*e*\\u0301` had parted letter and accent."""
    if text.isascii():
        return text, spans
    if _SIMPLE.fullmatch(text) and unicodedata.is_normalized("NFC", text):
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
    return "".join(pieces), [
        span for span in moved if span.start < span.end or span.tag in {"note", "page"}
    ]
