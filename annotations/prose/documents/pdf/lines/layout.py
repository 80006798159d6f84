"""How a text is laid out: its margins, leading and indentation, measured on all its lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from annotations.prose.documents.pdf.lines.pieces import Column, Line

_SLACK = 0.45  # of the letters' size: what two equal places may differ by


@dataclass(frozen=True)
class Layout:
    """Measures of the text's lines, in points."""

    body_size: float
    leadings: dict[float, float] = field(default_factory=dict)
    columns: dict[tuple[int, Column], Column] = field(default_factory=dict)
    paragraph_indent: float = 0

    def column(self, line: Line) -> Column:
        """Return the margins between which a line stands."""
        return self.columns.get((line.page, line.column), line.column)

    def leading(self, size: float) -> float:
        """Return the usual distance of two baselines in this size."""
        known = self.leadings.get(round(size, 1))
        return known or size * self._usual_ratio

    @cached_property
    def _usual_ratio(self) -> float:
        return self.leadings.get(round(self.body_size, 1), 1.2 * self.body_size) / self.body_size

    def indent(self, line: Line) -> float:
        """Return how far a line begins from its margin."""
        column = self.column(line)
        if line.is_right_to_left:
            return column.right - line.right
        return line.left - column.left

    def room(self, line: Line) -> float:
        """Return how much room is left at the line's end."""
        column = self.column(line)
        return line.left - column.left if line.is_right_to_left else column.right - line.right

    def is_at_margin(self, line: Line) -> bool:
        """Tell whether a line begins at its margin."""
        return self.indent(line) < _SLACK * line.size

    def is_early(self, before: Line, line: Line, least_room: float = 0) -> bool:
        """Tell whether a line ended although the first word of the next would have fitted in."""
        room = self.room(before) - least_room
        return room > line.first_word_width + 0.6 * line.size

    def is_centred(self, line: Line) -> bool:
        """Tell whether a line stands in the middle, with room on both sides."""
        indent, room = self.indent(line), self.room(line)
        return indent > 1.5 * line.size and abs(indent - room) < max(3, 0.08 * (indent + room))


def measure(pages: Iterable[Sequence[Line]]) -> Layout:
    """Measure these lines: of each page, in the order of reading."""
    lines = [line for page in pages for line in page]
    body_size = _body_size(lines)
    columns = _columns(lines, body_size)
    layout = Layout(body_size, _leadings(lines), columns)
    return Layout(body_size, layout.leadings, columns, _paragraph_indent(lines, layout))


def _body_size(lines: Sequence[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 10.0


def _leadings(lines: Sequence[Line]) -> dict[float, float]:
    gaps: dict[float, Counter[float]] = defaultdict(Counter)
    for before, line in pairwise(lines):
        gap = before.baseline - line.baseline
        is_below = before.page == line.page and before.column == line.column
        if is_below and abs(before.size - line.size) < 0.1 and 0 < gap < 3 * line.size:
            gaps[round(line.size, 1)][round(gap * 2) / 2] += 1
    return {size: _usual_gap(counts) for size, counts in gaps.items() if counts.total() > 2}


def _usual_gap(counts: Counter[float]) -> float:
    """Return the smallest gap that is frequent; paragraphs may be parted by larger ones."""
    most = max(counts.values())
    return min(gap for gap, count in counts.items() if count * 3 >= most)


def _columns(lines: Sequence[Line], body_size: float) -> dict[tuple[int, Column], Column]:
    """Return the margins of each column of each page."""
    groups: dict[tuple[int, Column], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.page, line.column].append(line)
    measured = {}
    for key, group in groups.items():
        chosen = [line for line in group if abs(line.size - body_size) < 0.5] or group
        lefts, rights = [line.left for line in chosen], [line.right for line in chosen]
        measured[key] = Column(_shared(lefts, least=True), _shared(rights, least=False))
    large = [
        column
        for key, column in measured.items()
        if len(groups[key]) >= 8 and column.width > 10 * body_size
    ]
    return {key: _completed(column, large, body_size) for key, column in measured.items()}


def _shared(places: Sequence[float], *, least: bool) -> float:
    """Return the outermost place that several lines share."""
    counts = Counter(round(place) for place in places)
    enough = max(2, len(places) // 10)
    ordered = sorted(places, reverse=not least)
    for place in ordered:
        near = sum(counts[round(place) + step] for step in (-1, 0, 1))
        if near >= enough:
            return place
    return ordered[0]


def _completed(column: Column, large: Sequence[Column], size: float) -> Column:
    """Widen a column of few or short lines to what is usual where it begins."""
    alike = [each for each in large if abs(each.left - column.left) < size]
    if not alike:  # perhaps all its lines are indented
        alike = [
            each for each in large if each.left < column.left and column.right <= each.right + size
        ]
        if not alike:
            return column
        return Column(median(each.left for each in alike), median(each.right for each in alike))
    right = median(each.right for each in alike)
    left = median(each.left for each in alike)
    return Column(min(column.left, left), column.right if column.right > right else right)


def _paragraph_indent(lines: Sequence[Line], layout: Layout) -> float:
    """Return by how much first lines of paragraphs are indented; 0 where they are not."""
    indents: Counter[int] = Counter()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if not before.page == line.page == after.page:
            continue
        indent = layout.indent(line)
        is_first = layout.is_at_margin(before) and layout.is_at_margin(after)
        if is_first and not layout.is_at_margin(line) and indent < 6 * line.size:
            indents[round(indent)] += 1
    if not indents:
        return 0
    indent, count = indents.most_common(1)[0]
    return indent if count >= 3 else 0
