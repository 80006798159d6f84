"""The lines of a page in the order of reading: columns from left to right, each from the top."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from statistics import median, mode

from annotations.prose.documents.pdf.lines.pieces import Column, Line, LinePiece, is_right_to_left

_SEGMENT_GAP = 1.5  # of the letters' size: from here on something else may begin
_LEAST_COLUMN_LINES = 4
_LEAST_COLUMN_SHARE = 0.18  # of the width of the text on the page
_LEAST_COLUMN_FILL = 0.6  # of the column's width, by its median line; cells of a table fill less
_LEAST_GAP = 0.2  # of the size: what parts two words though no space was written
_BIN = 2.0  # points


@dataclass(slots=True)
class _Segment:
    """Pieces that follow each other on one line."""

    pieces: list[LinePiece] = field(default_factory=list)
    left: float = 0
    right: float = 0
    baseline: float = 0
    size: float = 0

    def add(self, piece: LinePiece) -> None:
        if not self.pieces:
            self.left, self.right = piece.left, piece.right
        if piece.size > self.size:
            self.baseline, self.size = piece.baseline, piece.size
        self.left, self.right = min(self.left, piece.left), max(self.right, piece.right)
        self.pieces.append(piece)

    def is_level_with(self, baseline: float, size: float) -> bool:
        """Tell whether something else stands on this line, be it raised or lowered."""
        larger, distance = max(size, self.size), abs(baseline - self.baseline)
        if distance <= 0.12 * larger:
            return True
        return min(size, self.size) < 0.88 * larger and distance <= 0.55 * larger


def document_lines(pages: Sequence[Sequence[LinePiece]]) -> list[list[Line]]:
    """Return the lines of each page in the order of reading.

    A page whose columns are not plain to see (one is a picture) has those of most other pages.
    """
    segments = [[*_segments(pieces)] for pieces in pages]
    gutters = [_gutter(each) for each in segments]
    found = [round(gutter, -1) for gutter in gutters if gutter is not None]
    usual = mode(found) if len(found) * 3 >= len(pages) else None
    if usual is not None:
        usual = median(gutter for gutter in gutters if gutter and abs(gutter - usual) <= 5)
    for page, gutter in enumerate(gutters):
        if gutter is None and usual is not None and _fits(segments[page], usual):
            gutters[page] = usual
    return [
        _page_lines(page, *each) for page, each in enumerate(zip(segments, gutters, strict=True))
    ]


def _page_lines(page: int, segments: Sequence[_Segment], gutter: float | None) -> list[Line]:
    lines = []
    for group in _column_groups(segments, gutter):
        column = Column(min(each.left for each in group), max(each.right for each in group))
        rows = [_without_stray_dots(_in_order(row)) for row in _rows(group)]
        lines += [Line(page, tuple(_spaced(row)), column) for row in rows if row]
    return lines


def _fits(segments: Sequence[_Segment], gutter: float) -> bool:
    """Tell whether few segments cross a gutter, and there are some on both sides."""
    left = sum(each.right <= gutter for each in segments)
    right = sum(each.left >= gutter for each in segments)
    return min(left, right) >= _LEAST_COLUMN_LINES and (left + right) * 5 >= 4 * len(segments)


def _segments(pieces: Sequence[LinePiece]) -> Iterator[_Segment]:
    """Yield runs of pieces that follow each other closely, in the order of the file."""
    segment = _Segment()
    for piece in pieces:
        if segment.pieces and not _follows(segment, piece):
            yield segment
            segment = _Segment()
        segment.add(piece)
    if segment.pieces:
        yield segment


def _follows(segment: _Segment, piece: LinePiece) -> bool:
    if not segment.is_level_with(piece.baseline, piece.size):
        return False
    size = max(segment.size, piece.size)
    to_right, to_left = piece.left - segment.right, segment.left - piece.right
    return -0.4 * size <= to_right <= _SEGMENT_GAP * size or (
        -0.4 * size <= to_left <= _SEGMENT_GAP * size
    )


def _column_groups(segments: Sequence[_Segment], gutter: float | None) -> Iterator[list[_Segment]]:
    """Yield the segments of each column, in the order of reading.

    What crosses a gutter (a title, a wide table) parts what stands above it from what is below.
    """
    if gutter is None:
        if segments:
            yield [*segments]
        return
    zone: list[_Segment] = []
    crossing: list[_Segment] = []
    for segment in sorted(segments, key=lambda each: -each.baseline):
        if segment.left < gutter < segment.right:
            if zone:
                yield from _halves(zone, gutter)
                zone = []
            crossing.append(segment)
        else:
            if crossing and not _is_level(crossing[-1], segment):
                yield crossing
                crossing = []
            (crossing if crossing else zone).append(segment)
    if crossing:
        yield crossing
    if zone:
        yield from _halves(zone, gutter)


def _is_level(first: _Segment, second: _Segment) -> bool:
    return first.is_level_with(second.baseline, second.size)


def _halves(segments: Sequence[_Segment], gutter: float) -> Iterator[list[_Segment]]:
    halves = (
        [each for each in segments if each.right <= gutter],
        [each for each in segments if each.left >= gutter],
    )
    right_to_left = is_right_to_left([piece for each in segments for piece in each.pieces])
    for half in reversed(halves) if right_to_left else halves:
        yield from _column_groups(half, _gutter(half))


def _gutter(segments: Sequence[_Segment], depth: int = 2) -> float | None:
    """Return the middle of the gap between two columns of running text, or None.

    There may be `depth` gutters beside each other.
    """
    if len(segments) < 2 * _LEAST_COLUMN_LINES or not depth:
        return None
    best: tuple[int, float] | None = None
    for place in _gaps(segments):
        crossing = _count_crossing(segments, place, depth)
        if crossing is not None and (best is None or crossing < best[0]):
            best = crossing, place
    return best[1] if best else None


def _gaps(segments: Sequence[_Segment]) -> Iterator[float]:
    """Yield the middles of the upright stripes that fewer segments cross than beside them."""
    left, right = min(each.left for each in segments), max(each.right for each in segments)
    bins = int((right - left) / _BIN) + 1
    change = [0] * (bins + 2)
    for each in segments:
        change[int((each.left - left) / _BIN)] += 1
        change[int((each.right - left) / _BIN) + 1] -= 1
    runs: list[tuple[int, int, int]] = []  # how many cross, first and last bin
    for place, cover in enumerate(accumulate(change[:bins])):
        if runs and runs[-1][0] == cover:
            runs[-1] = (cover, runs[-1][1], place)
        else:
            runs.append((cover, place, place))
    for before, (cover, first, last), after in zip(runs, runs[1:], runs[2:], strict=False):
        if before[0] > cover < after[0] and cover * 4 <= len(segments):
            yield left + (first + last + 1) / 2 * _BIN


def _count_crossing(segments: Sequence[_Segment], gutter: float, depth: int) -> int | None:
    """Return how many segments cross a gutter, or None if there is no column on either side."""
    sides = (
        [each for each in segments if each.right <= gutter],
        [each for each in segments if each.left >= gutter],
    )
    width = max(each.right for each in segments) - min(each.left for each in segments)
    for side in sides:
        if len(side) < _LEAST_COLUMN_LINES:
            return None
        own = max(each.right for each in side) - min(each.left for each in side)
        line = median(each.right - each.left for each in side)
        if own < _LEAST_COLUMN_SHARE * width:
            return None
        # Perhaps several columns stand on this side.
        if line < _LEAST_COLUMN_FILL * own and _gutter(side, depth - 1) is None:
            return None
    tops = [max(each.baseline for each in side) for side in sides]
    bottoms = [min(each.baseline for each in side) for side in sides]
    if min(tops) - max(bottoms) < 3 * median(each.size for each in segments):
        return None  # one stands below the other
    return len(segments) - len(sides[0]) - len(sides[1])


def _rows(segments: Sequence[_Segment]) -> list[list[LinePiece]]:
    """Return the pieces on each baseline, from the top."""
    rows: list[_Segment] = []
    waiting = sorted(segments, key=lambda each: -each.size)
    for segment in waiting:
        row = next((each for each in rows if _is_level(each, segment)), None)
        if row is None:
            row = _Segment()
            rows.append(row)
        for piece in segment.pieces:
            row.add(piece)
    rows.sort(key=lambda row: -row.baseline)
    return [row.pieces for row in _with_initials(rows)]


def _with_initials(rows: Sequence[_Segment]) -> list[_Segment]:
    """Put a large initial letter before the line that it begins."""
    if not rows:
        return []
    usual = median(row.size for row in rows)
    kept = [*rows]
    for row in rows:
        initial = row.pieces[0]
        if row.size < 1.8 * usual or not (len(row.pieces) == 1 and len(initial.words) <= 2):
            continue
        beside = [
            each
            for each in kept
            if each is not row
            and each.left >= initial.right - 0.2 * each.size
            and initial.baseline - 0.3 * each.size <= each.baseline
            and each.baseline <= initial.baseline + initial.size
        ]
        if beside and initial.words.isalpha():
            first = max(beside, key=lambda each: each.baseline)
            following = first.pieces[0]
            beginning = replace(
                initial, baseline=following.baseline, size=following.size, font=following.font
            )
            first.pieces[0] = replace(following, text=following.text.removeprefix(" "))
            first.pieces.insert(0, beginning)
            kept.remove(row)
    return kept


def _in_order(pieces: Sequence[LinePiece]) -> list[LinePiece]:
    if not is_right_to_left(pieces):
        return sorted(pieces, key=lambda piece: (piece.left, piece.right))
    ordered: list[LinePiece] = []
    run: list[LinePiece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.right):
        if _is_left_to_right(piece):
            run.insert(0, piece)
        else:
            ordered += run
            ordered.append(piece)
            run = []
    return ordered + run


def _is_left_to_right(piece: LinePiece) -> bool:
    kinds = {unicodedata.bidirectional(letter) for letter in piece.words}
    return "R" not in kinds and "AL" not in kinds and bool(kinds & {"L", "EN", "AN"})


def _without_stray_dots(pieces: Sequence[LinePiece]) -> list[LinePiece]:
    """Return the pieces of a line without drawn dots that are not in front of its words."""
    if len(pieces) > 1 and pieces[0].font.is_drawn:
        first, second = pieces[:2]
        if not second.font.is_drawn and abs(second.left - first.right) < 3 * second.size:
            return [first, *(piece for piece in pieces[1:] if not piece.font.is_drawn)]
    return [piece for piece in pieces if not piece.font.is_drawn]


def _spaced(pieces: Sequence[LinePiece]) -> Iterator[LinePiece]:
    """Yield the pieces, with a space before those that a gap parts from what stands before."""
    least = _least_gap(pieces)
    if pieces:
        yield replace(pieces[0], text=pieces[0].words)
    for before, piece in pairwise(pieces):
        size = max(before.size, piece.size)
        gap = max(piece.left - before.right, before.left - piece.right)
        parted = gap > least * size or (piece.text[0] == " " and gap > -0.3 * size)
        parted = parted or before.words == "•"
        yield replace(piece, text=f" {piece.words}" if parted else piece.words)


def _least_gap(pieces: Sequence[LinePiece]) -> float:
    """Return from which gap on, in parts of the size, two pieces are two words."""
    single = sum(len(piece.words) == 1 for piece in pieces)
    if len(pieces) > 5 and single * 10 >= 6 * len(pieces):
        gaps = [(after.left - before.right) / before.size for before, after in pairwise(pieces)]
        return max(_LEAST_GAP, 1.6 * median(gaps))
    return _LEAST_GAP
