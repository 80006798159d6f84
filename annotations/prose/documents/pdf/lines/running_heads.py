"""Running heads and page numbers: lines at the edges of pages that are no part of the text."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.prose.documents.pdf.lines.pieces import Line, LinePiece

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|s\.|pg\.)?\s*[-–—\[(|·•]*\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–—\])|·•]*"
    r"(?:\s*(?:of|von|/|de|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_NEARBY = 4  # pages; heads of even and odd pages differ
_SAME_HEIGHT = 3.0  # points
_LEAST_NUMBERED = 3
_LEAST_LINE_NUMBERS = 8


@dataclass(frozen=True, slots=True)
class BodyPages:
    """The lines of each page without running heads; those; and the numbers printed on pages."""

    pages: list[list[Line]]
    heads: list[Line]
    numbers: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Edge:
    """What stands on one height at the top or bottom of a page, so far from what comes next."""

    page: int
    lines: tuple[Line, ...]
    gap: float = 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def height(self) -> float:
        return self.lines[0].baseline

    @property
    def pattern(self) -> str:
        """The words without their numbers."""
        text = _NUMBER.sub("#", self.text.casefold())
        return "#" if _ROMAN.fullmatch(text) else text


def without_running_heads(pages: Sequence[Sequence[Line]]) -> BodyPages:
    """Take running heads and page numbers off the pages, unless nothing else stands there."""
    kept = [[*lines] for lines in pages]
    heads: list[Line] = []
    numbers: dict[int, str] = {}
    offset = _page_number_offset(
        [
            _edge(page, lines, is_top)
            for page, lines in enumerate(kept)
            for is_top in (True, False)
            if lines
        ]
    )
    for is_top in (True, False):
        for _round in range(3):
            edges = {page: _edge(page, lines, is_top) for page, lines in enumerate(kept) if lines}
            found = {page for page, edge in edges.items() if _is_repeated(edge, edges)}
            found |= _numbered(edges, offset) - numbers.keys()
            found |= _like_others(edges, found)
            if not found:
                break
            for page in found:
                edge = edges[page]
                heads += edge.lines
                kept[page] = [line for line in kept[page] if line not in edge.lines]
                number = _number_of(edge, offset)
                if number:
                    numbers.setdefault(page, number)
    if not any(kept):
        return BodyPages([[*lines] for lines in pages], [], numbers)
    heads.sort(key=lambda line: (line.page, -line.baseline))
    return BodyPages(kept, heads, numbers)


def without_line_numbers(pieces: Sequence[LinePiece]) -> tuple[list[LinePiece], list[LinePiece]]:
    """Part the pieces of a page from the numbers of its lines, which count down a margin."""
    columns: dict[int, list[LinePiece]] = defaultdict(list)
    for piece in pieces:
        if piece.words.isdecimal() and len(piece.words) < 4:
            columns[round(piece.right / _SAME_HEIGHT)].append(piece)
    for column in columns.values():
        if len(column) <= _LEAST_LINE_NUMBERS:
            continue
        ordered = sorted(column, key=lambda piece: -piece.baseline)
        steps = {int(after.words) - int(piece.words) for piece, after in pairwise(ordered)}
        if len(steps) > 1 or 0 in steps:
            continue
        numbers, edge = set(map(id, column)), ordered[0]
        others = [each for each in pieces if id(each) not in numbers]
        beside = [each for each in others if _is_beside(each, ordered)]
        if all(each.right < edge.left for each in beside) or all(
            each.left > edge.right for each in beside
        ):
            return others, ordered
    return [*pieces], []


def _is_beside(piece: LinePiece, numbers: Sequence[LinePiece]) -> bool:
    return numbers[-1].baseline - 2 <= piece.baseline <= numbers[0].baseline + 2


def _edge(page: int, lines: Sequence[Line], is_top: bool) -> _Edge:
    outer = (max if is_top else min)(line.baseline for line in lines)
    row = [line for line in lines if abs(line.baseline - outer) <= 0.3 * line.size]
    gap = min((abs(each.baseline - outer) for each in lines if each not in row), default=0)
    return _Edge(page, tuple(sorted(row, key=lambda line: line.left)), gap)


def _is_repeated(edge: _Edge, edges: dict[int, _Edge]) -> bool:
    """Tell whether a page nearby has the same words, numbers aside, at the same height."""
    if len(edge.text) > 150:
        return False
    same = 0
    for page in range(edge.page - _NEARBY, edge.page + _NEARBY + 1):
        other = edges.get(page)
        if page == edge.page or other is None or other.pattern != edge.pattern:
            continue
        same += abs(other.height - edge.height) <= _SAME_HEIGHT
    if edge.pattern == "#":
        return same >= 2
    return same >= (1 if _NUMBER.search(edge.text) or len(edges) < 4 else 2)


def _page_number_offset(edges: Sequence[_Edge]) -> int | None:
    """Return by how much printed page numbers differ from the order of pages, if they are there."""
    offsets: Counter[int] = Counter()
    for edge in edges:
        for number in {number for line in edge.lines for number in _outer_numbers(line.text)}:
            offsets[number - edge.page] += 1
    if not offsets:
        return None
    offset, count = offsets.most_common(1)[0]
    return offset if count >= _LEAST_NUMBERED else None


def _outer_numbers(text: str) -> set[int]:
    """Return the numbers at the beginning and end of a line."""
    words = text.split()
    ends = {words[0], words[-1]} if words else set()
    return {int(word) for word in ends if word.isdecimal() and len(word) < 5}


def _has_page_number(edge: _Edge, offset: int | None) -> bool:
    if offset is None or len(edge.text) > 150:
        return False
    return any(edge.page + offset in _outer_numbers(line.text) for line in edge.lines)


def _numbered(edges: dict[int, _Edge], offset: int | None) -> set[int]:
    """Return the pages whose edge has the page's number: alone, or where others have theirs.

    So the mark of a footnote, or of a list's item, is no page number.
    """
    found = {page: edge for page, edge in edges.items() if _has_page_number(edge, offset)}
    heights = Counter(round(edge.height / _SAME_HEIGHT) for edge in found.values())
    return {
        page
        for page, edge in found.items()
        if _PAGE_NUMBER.fullmatch(edge.text)
        or sum(heights[round(edge.height / _SAME_HEIGHT) + step] for step in (-1, 0, 1)) > 1
    }


def _like_others(edges: dict[int, _Edge], found: set[int]) -> set[int]:
    """Return the pages whose edge stands where most heads stand, in letters of their size."""
    places: dict[tuple[int, float, str], set[int]] = defaultdict(set)
    for page in found:
        line = edges[page].lines[0]
        places[round(line.baseline / _SAME_HEIGHT), line.size, line.pieces[0].font.name].add(page)
    return {
        page
        for page, edge in edges.items()
        if page not in found
        and len(edge.text) < 100
        and edge.gap > 1.4 * edge.lines[0].size
        and len(
            places[
                round(edge.height / _SAME_HEIGHT),
                edge.lines[0].size,
                edge.lines[0].pieces[0].font.name,
            ]
        )
        * 3
        > len(edges)
    }


def _number_of(edge: _Edge, offset: int | None) -> str:
    if _has_page_number(edge, offset) and offset is not None:
        return str(edge.page + offset)
    for line in edge.lines:
        alone = _PAGE_NUMBER.fullmatch(line.text)
        if alone:
            return alone[1]
    return ""
