"""How plain text, its markup and the readers' highlights become one piece of safe HTML.

The text content of the HTML is exactly the text. `<mark>` elements are innermost: where highlights
overlap, the text is divided into segments, and each segment gets one element for all that cover it:

    <mark class="counterpoint note w2" data-offset="12" aria-details="t4">

The classes are the kinds in alphabetical order and `w1` to `w3` for one, two, or three and more
readers; `data-offset` is the segment's offset in code points of the text; `aria-details` is the id
of the thread's element. With an address, the words of each mark are a link to what was written
about them, except inside a link of the text: HTML allows no link in a link.

    <mark …><a class="marked" href="/p/3/?at=12-20">words</a></mark>

The mark of a footnote is an empty link, whose number the style sheet draws; a formula is drawn from
MathML in a shadow tree, beside its readable text: neither adds anything to the text content.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.addresses.link_addresses import safe_address
from annotations.prose.graphemes import grapheme_boundaries, widen_to_graphemes
from annotations.prose.markup.mathml import safe_mathml
from annotations.prose.markup.text_writer import MarkupSpan

MAX_WEIGHT = 3
_CELL = frozenset({"colspan", "rowspan", "data-label"})
_ALLOWED: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "code": frozenset({"data-language"}),
    "ol": frozenset({"start", "type"}),
    "td": _CELL,
    "th": _CELL | {"scope"},
    **dict.fromkeys(
        "blockquote br caption dd dl dt em li p pre s strong sub sup table tbody thead tr u"
        " ul".split(),
        frozenset[str](),
    ),
}
# Elements without a tag of their own: a class each.
_CLASSES = {
    "figure-caption": "figure-caption",
    "formula": "formula",
    "picture": "picture",
    "small-caps": "small-caps",
    **{f"indent-{step}": f"indent-{step}" for step in range(1, 11)},
}
_FILLER = "<td></td>"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage that readers annotated: `text[start:end]` in code points, any order, any overlap.

    `weight` is the number of readers who annotated it; weights of overlapping highlights add up.
    """

    start: int
    end: int
    kinds: frozenset[str]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment that is marked: the tag that opens its element, and the address of its link."""

    tag: str
    address: str


def render_highlighted(
    text: str,
    spans: Sequence[MarkupSpan],
    marks: Iterable[Highlight] = (),
    details: str = "",
    address: str = "",
    notes_address: str = "",
) -> str:
    """Return the HTML of `text` with `spans` (as `parse_essay` returns them) and `marks`.

    Highlights are widened to whole graphemes and cut to the text. Takes time in proportion to text,
    spans and highlights, apart from sorting.

    Args:
        details: the id of the thread's element.
        address: what the links of marks begin with; the segment follows, as `12-20`. No links if it
            is empty.
        notes_address: of the page that shows the footnotes; "" for this page.
    """
    drawn = [span for span in spans if _is_drawn(span)]
    notes = [span for span in spans if _is_mark(span) and 0 <= span.start <= len(text)]
    marks = list(marks)
    edges = _edges_outside_formulas(text, drawn) if marks else ()
    stretches = dict(_stretches(edges, marks, details, address))
    return "".join(_elements(text, drawn, notes, stretches, notes_address))


def _is_mark(span: MarkupSpan) -> bool:
    """Tell whether a span covers nothing: a footnote's mark, or the place where a page begins."""
    return span.tag == "note" or (span.tag == "page" and ("begins", "") in span.attributes)


def _is_drawn(span: MarkupSpan) -> bool:
    return (span.tag in _ALLOWED or span.tag in _CLASSES) and span.start < span.end


def _edges_outside_formulas(text: str, spans: Sequence[MarkupSpan]) -> Sequence[int]:
    """Return where marks may begin and end: between graphemes, and not within a formula."""
    edges = grapheme_boundaries(text)
    formulas = [span for span in spans if span.tag == "formula"]
    if not formulas:
        return edges
    inside = {at for span in formulas for at in range(span.start + 1, span.end)}
    return [edge for edge in edges if edge not in inside]


def _stretches(
    edges: Sequence[int], marks: Iterable[Highlight], details: str, address: str
) -> Iterator[tuple[int, _Segment | None]]:
    """Where the marks change, and the segment that begins there, if it is marked."""
    changes: dict[int, list[tuple[int, Highlight]]] = {}
    for mark in marks:
        start, end = widen_to_graphemes(mark.start, mark.end, edges)
        if start < end:
            changes.setdefault(start, []).append((1, mark))
            changes.setdefault(end, []).append((-1, mark))
    kinds: Counter[str] = Counter()
    weight = 0
    offsets = sorted(changes)
    for offset, end in zip_longest(offsets, offsets[1:]):
        for sign, mark in changes[offset]:
            weight += sign * mark.weight
            kinds.update(dict.fromkeys(mark.kinds, sign))
        kinds = +kinds
        tag = _mark(offset, kinds, weight, details) if weight or kinds else ""
        yield offset, _Segment(tag, f"{address}{offset}-{end}" if address else "") if tag else None


def _mark(offset: int, kinds: Mapping[str, int], weight: int, details: str) -> str:
    classes = escape(" ".join([*sorted(kinds), f"w{min(max(weight, 1), MAX_WEIGHT)}"]))
    reference = f' aria-details="{escape(details)}"' if details else ""
    return f'<mark class="{classes}" data-offset="{offset}"{reference}>'


def _elements(
    text: str,
    spans: Sequence[MarkupSpan],
    notes: Sequence[MarkupSpan],
    stretches: Mapping[int, _Segment | None],
    notes_address: str,
) -> Iterator[str]:
    opening, noted = _by_start(spans), _by_start(notes)
    places = {0, len(text), *stretches, *opening, *noted, *(span.end for span in spans)}
    open_now: list[MarkupSpan] = []
    mark: _Segment | None = None
    last = 0
    linked = ""  # the address of the last link: its further pieces are no tab stops of their own
    for place in sorted(places):
        address = mark.address if mark and all(span.tag != "a" for span in open_now) else ""
        yield _piece(text[last:place], mark, address, again=address == linked)
        if text[last:place].strip("\n\t"):
            linked = address or linked
        around = noted.get(place, ())
        yield from (_note_mark(note, notes_address) for note in around if not note.attributes[1:])
        while open_now and open_now[-1].end <= place:
            yield _closing(open_now.pop())
        for span in opening.get(place, ()):
            yield _opening(span)
            open_now.append(span)
        yield from (_note_mark(note, notes_address) for note in around if note.attributes[1:])
        mark, last = stretches.get(place, mark), place


def _by_start(spans: Iterable[MarkupSpan]) -> dict[int, list[MarkupSpan]]:
    starts: dict[int, list[MarkupSpan]] = {}
    for span in spans:
        starts.setdefault(span.start, []).append(span)
    return starts


def _note_mark(note: MarkupSpan, address: str) -> str:
    if note.tag == "page":
        page = {"page": dict(note.attributes).get("label", "")}
        # As `doc-pagebreak` is one; of that role axe says that its element must have no name.
        shown, label = str(_("p. %(page)s") % page), str(_("Page %(page)s") % page)
        return (
            f'<span class="page-mark" role="separator" aria-label="{escape(label)}"'
            f' data-label="{escape(shown)}"></span>'
        )
    number = escape(dict(note.attributes).get("number", ""))
    label = escape(str(_("Footnote %(number)s") % {"number": number}))
    return (
        f'<a class="note-mark" id="note-mark-{number}" href="{escape(address)}#note-{number}"'
        f' role="doc-noteref" data-number="{number}" aria-label="{label}"></a>'
    )


def _piece(text: str, mark: _Segment | None, address: str, *, again: bool) -> str:
    """Return escaped text, marked unless it only separates two blocks or cells."""
    words = escape(text, quote=False)
    if mark is None or not text.strip("\n\t"):
        return words
    if address:
        stop = ' tabindex="-1"' if again else ""
        link = f'<a class="marked" href="{escape(address)}"{stop}>'
        words = f"{link}{words}</a>"
    return f"{mark.tag}{words}</mark>"


def _opening(span: MarkupSpan) -> str:
    if span.tag in _CLASSES:
        return f'<span class="{_CLASSES[span.tag]}">{_shadow(span)}'
    attributes = [
        f' {name}="{escape(value)}"'
        for name, value in span.attributes
        if name in _ALLOWED[span.tag] and (name != "href" or safe_address(value))
    ]
    if span.tag == "a":
        attributes.append(' rel="nofollow ugc noopener"')
    return f"{_empty_cells(span, 'skip')}<{span.tag}{''.join(attributes)}>"


def _closing(span: MarkupSpan) -> str:
    if span.tag in _CLASSES:
        return "</span>"
    return "" if span.tag == "br" else f"{_empty_cells(span, 'rest')}</{span.tag}>"


def _shadow(span: MarkupSpan) -> str:
    """Return a formula's MathML as a shadow tree, which is no part of the text content."""
    mathml = safe_mathml(dict(span.attributes).get("mathml", "")) if span.attributes else ""
    return f'<template shadowrootmode="open">{mathml}</template>' if mathml else ""


def _empty_cells(span: MarkupSpan, name: str) -> str:
    """Return the cells without text before a cell (`skip`), or at the end of a row (`rest`)."""
    if span.tag not in {"td", "th", "tr"}:
        return ""
    number = dict(span.attributes).get(name, "")
    return _FILLER * int(number) if re.fullmatch(r"[0-9]{1,2}", number) else ""
