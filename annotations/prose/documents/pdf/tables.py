"""Tables of a page: lines next to each other whose words stand in the same columns.

What parts the cells of a row is the gap between them; rules that are drawn are not looked at. What
is not plain to see (cells over several columns, rows of one cell) is no table here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.prose.documents.pdf.lines.pieces import Line, LinePiece

_LEAST_GAP = 0.9  # of the letters' size: from here on something else may be another cell
_LEAST_ALIGNED_GAP = 0.3  # of the size: before a word that stands where a column begins
_LEFT_SLACK = 0.1
_MOST_ROW_GAP = 3.0  # of the letters' size, from baseline to baseline
_SLACK = 0.6  # of the letters' size: by what cells of one column may be out of line
_LEAST_ALIGNED = 0.7
_LONGEST_CELL = 3  # lines, in a table of two columns: a longer one is running text beside a name

type Cell = list[LinePiece]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """Where the words of a column begin and end."""

    left: float
    right: float


def table_at(lines: Sequence[Line], begin: int) -> int:
    """Return behind which line the table ends that begins with this line; `begin` for none."""
    if len(_cells(lines[begin])) < 2 or _is_item(lines[begin]):
        return begin
    columns: list[TableColumn] = []
    end = begin
    for index in range(begin, len(lines)):
        line = lines[index]
        if index > begin and not _may_follow(lines[index - 1], line):
            break
        wider = _with_cells(columns, _cells(line, columns))
        if wider is None:
            break
        columns = wider
        if len(_cells(line, columns)) > 1 or _is_continuation(line, columns):
            end = index + 1
    found = lines[begin:end]
    return end if found and _is_table(found) else begin


def table_columns(lines: Sequence[Line]) -> list[TableColumn]:
    """Return the columns of a table's lines, from left to right."""
    columns: list[TableColumn] = []
    for line in lines:
        columns = _with_cells(columns, _cells(line, columns)) or columns
    return columns


def table_cells(lines: Sequence[Line]) -> list[list[list[Line]]]:
    """Return the lines of each cell, by row and column; no line for an empty cell."""
    columns = table_columns(lines)
    rows: list[list[list[Line]]] = []
    for line in lines:
        if not rows or not _is_continuation(line, columns):
            rows.append([[] for _column in columns])
        for cell in _cells(line, columns):
            own = Line(line.page, tuple(cell), line.column)
            rows[-1][_place(columns, own)].append(own)
    if lines[0].is_right_to_left:
        return [row[::-1] for row in rows]
    return rows


def has_head(lines: Sequence[Line]) -> bool:
    """Tell whether the first row heads the columns: it alone is bold."""
    return lines[0].is_bold and not any(line.is_bold for line in lines[1:])


def _cells(line: Line, columns: Sequence[TableColumn] = ()) -> list[Cell]:
    """Return the pieces of a line, parted where gaps are wide, from left to right.

    They are parted where a column begins too: a wide cell leaves little room before the next.
    """
    cells: list[Cell] = []
    right = 0.0
    for piece in sorted(line.pieces, key=lambda piece: piece.left):
        gap = (piece.left - right) / (line.size or 1)
        is_beginning = gap > _LEAST_ALIGNED_GAP and any(
            abs(piece.left - each.left) < _LEFT_SLACK * line.size and right < each.left
            for each in columns
        )
        if cells and gap <= _LEAST_GAP and not is_beginning:
            cells[-1].append(piece)
        else:
            cells.append([piece])
        right = max(right, piece.right)
    return cells


def _is_item(line: Line) -> bool:
    """Tell whether what stands before the first gap is the mark of a list's item, or a number."""
    first = _cells(line)[0]
    words = "".join(piece.words for piece in first)
    return len(words) < 3 and not words.isalpha()


def _may_follow(before: Line, line: Line) -> bool:
    if (before.page, before.column) != (line.page, line.column) or line.is_fixed:
        return False
    gap = before.baseline - line.baseline
    return 0 < gap <= _MOST_ROW_GAP * line.size and abs(before.size - line.size) < 0.1 * line.size


def _with_cells(columns: Sequence[TableColumn], cells: Sequence[Cell]) -> list[TableColumn] | None:
    """Return the columns with these cells in them; None if one reaches over two columns, or two
    stand in one."""
    found = [*columns]
    taken: set[float] = set()
    for cell in cells:
        own = TableColumn(cell[0].left, max(piece.right for piece in cell))
        over = [each for each in found if each.left < own.right and own.left < each.right]
        if len(over) > 1 or any(each.left in taken for each in over):
            return None
        for each in over:
            found.remove(each)
            own = TableColumn(min(own.left, each.left), max(own.right, each.right))
        found.append(own)
        taken.add(own.left)
    return sorted(found, key=lambda each: each.left)


def _place(columns: Sequence[TableColumn], cell: Line) -> int:
    return next(
        index for index, column in enumerate(columns) if column.left <= cell.left <= column.right
    )


def _is_continuation(line: Line, columns: Sequence[TableColumn]) -> bool:
    """Tell whether a line holds but the rest of a cell that is not the row's first."""
    cells = _cells(line, columns)
    if len(cells) != 1 or len(columns) < 2:
        return False
    first, last = columns[0], columns[-1]
    away = last.right if line.is_right_to_left else first.left
    nearest = max(piece.right for piece in cells[0]) if line.is_right_to_left else cells[0][0].left
    column = next((each for each in columns if each.left <= cells[0][0].left <= each.right), None)
    return (
        column is not None
        and abs(nearest - away) > 2 * line.size
        and column not in ((last,) if line.is_right_to_left else (first,))
    )


def _is_table(lines: Sequence[Line]) -> bool:
    columns = table_columns(lines)
    rows = table_cells(lines)
    full = [row for row in rows if sum(map(bool, row)) > 1]
    least = 2 if len(columns) > 2 or has_head(lines) else 3
    if len(columns) < 2 or len(full) < least or len(full) * 2 < len(rows):
        return False
    if all(piece.font.is_mathematics for line in lines for piece in line.pieces):
        return False
    longest = max(len(cell) for row in rows for cell in row)
    if len(columns) == 2 and longest > _LONGEST_CELL:
        return False
    return all(_is_aligned([row[at] for row in rows if row[at]]) for at in range(len(columns)))


def _is_aligned(cells: Sequence[Sequence[Line]]) -> bool:
    """Tell whether most cells begin, end, or have their middle, at one place."""
    lines = [line for cell in cells for line in cell]
    return bool(lines) and any(
        max(sum(abs(one - other) < _SLACK * lines[0].size for other in places) for one in places)
        >= _LEAST_ALIGNED * len(places)
        for places in _edges(lines)
    )


def _edges(lines: Sequence[Line]) -> Iterator[list[float]]:
    yield [line.left for line in lines]
    yield [line.right for line in lines]
    yield [(line.left + line.right) / 2 for line in lines]
