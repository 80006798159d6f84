"""Writing a table as text with spans: rows are separated by line ends, cells by tabs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from annotations.prose.markup.text_writer import Element, SpanAttributes, TextWriter

_LONGEST_LABEL = 60
_MOST_EMPTY = 99


@dataclass
class TableWriter:
    """Writes rows and cells. What heads a column becomes the label of the cells below it.

    A cell without text leaves no span: the cell after it counts it (`skip`), or the row (`rest`).
    """

    writer: TextWriter
    # How many more rows a cell of an earlier row reaches into, by column.
    _taken: dict[int, int] = field(default_factory=dict)
    _labels: dict[int, str] = field(default_factory=dict)
    _row: Element | None = None
    _begin: int = 0
    _column: int = 0
    _skipped: int = 0

    def begin_row(self) -> None:
        """Begin a row; its part of the table (`thead`, `tbody`) is open."""
        self._row = self.writer.open("tr")
        self._begin, self._column, self._skipped = self.writer.length, 0, 0

    def cell(
        self,
        write: Callable[[], None],
        *,
        is_head: bool,
        is_heading: bool = False,
        columns: int = 1,
        rows: int = 1,
    ) -> None:
        """Write a cell: of the table's head, or the heading of a row, or another one."""
        while self._taken.get(self._column, 0):
            self._column += 1
        here = range(self._column, self._column + columns)
        self._taken |= dict.fromkeys(here, rows)
        cell = self.writer.open("th" if is_head or is_heading else "td")
        before, pieces = self.writer.length, len(self.writer.pieces)
        self.writer.separate("\n" if before == self._begin else "\t")
        write()
        self.writer.close()
        if self.writer.length == before:
            self._skipped += columns
        else:
            label = "" if is_head else self._labels.get(self._column, "")
            cell.attributes = _attributes(columns, rows, self._skipped, label, is_head=is_head)
            self._skipped = 0
        if is_head:
            words = " ".join("".join(self.writer.pieces[pieces:]).split())[:_LONGEST_LABEL]
            self._labels = dict.fromkeys(here, words) | self._labels
        self._column += columns

    def end_row(self) -> None:
        """End the row."""
        if self._row and self._skipped:
            self._row.attributes = (("rest", str(min(self._skipped, _MOST_EMPTY))),)
        self.writer.close()
        self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}


def _attributes(
    columns: int, rows: int, skipped: int, label: str, *, is_head: bool
) -> SpanAttributes:
    pairs = (
        ("colspan", str(columns) if columns > 1 else ""),
        ("rowspan", str(rows) if rows > 1 else ""),
        ("skip", str(min(skipped, _MOST_EMPTY)) if skipped else ""),
        ("data-label", label),
        ("scope", "col" if is_head else ""),
    )
    return tuple((name, value) for name, value in pairs if value)
