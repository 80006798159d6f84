"""The tables of a Word document with as many cells in each row as Word draws.

pandoc knows neither the columns that a row leaves out at its begin or end, nor rows wider than the
first one or than the grid of their table: cells would stand in other columns, or be cut.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.left_out import LeftOutCounter

_MOST_COLUMNS = 1_000
_WRAPPERS = ("sdt", "sdtContent", "smartTag")


def complete_rows(table: Element, prefix: str, left_out: LeftOutCounter) -> None:
    """Give each row of a table all its cells; `prefix` is that of the names of its elements.

    Cells that are merged upwards without a cell to be merged with stand for themselves; words in
    others, which Word does not show, are counted.
    """
    rows = [*_inside(table, prefix, "tr")]
    widths = [sum(_columns(row, prefix)) for row in rows]
    widest = min(max(widths, default=0), _MOST_COLUMNS)
    for row, width in zip(rows, widths, strict=True):
        before, after = (
            _number(row.find(f"{prefix}trPr/{prefix}{name}"), prefix, 0)
            for name in ("gridBefore", "gridAfter")
        )
        missing = after + max(0, widest - width)
        if before:
            place = sum(each.tag in {f"{prefix}trPr", f"{prefix}tblPrEx"} for each in row)
            row.insert(place, _empty_cell(prefix, before))
        if missing:
            row.append(_empty_cell(prefix, missing))
    _widen_grid(table, prefix, widest)
    _keep_first_heads(rows, prefix)
    _mend_merged(rows, prefix, left_out)


def _inside(element: Element, prefix: str, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == f"{prefix}{name}":
            yield child
        elif child.tag.removeprefix(prefix) in _WRAPPERS:
            yield from _inside(child, prefix, name)


def _columns(row: Element, prefix: str) -> Iterator[int]:
    for name in ("gridBefore", "gridAfter"):
        yield _number(row.find(f"{prefix}trPr/{prefix}{name}"), prefix, 0)
    for cell in _inside(row, prefix, "tc"):
        yield _span(cell, prefix)


def _span(cell: Element, prefix: str) -> int:
    return _number(cell.find(f"{prefix}tcPr/{prefix}gridSpan"), prefix, 1)


def _number(element: Element | None, prefix: str, default: int) -> int:
    value = element.get(f"{prefix}val", "") if element is not None else ""
    return min(int(value), 63) if value.isascii() and value.isdigit() else default


def _empty_cell(prefix: str, columns: int) -> Element:
    cell = Element(f"{prefix}tc")
    properties = SubElement(cell, f"{prefix}tcPr")
    SubElement(properties, f"{prefix}gridSpan", {f"{prefix}val": str(columns)})
    SubElement(cell, f"{prefix}p")
    return cell


def _widen_grid(table: Element, prefix: str, widest: int) -> None:
    grid = table.find(f"{prefix}tblGrid")
    if grid is None:
        grid = Element(f"{prefix}tblGrid")
        table.insert(sum(each.tag == f"{prefix}tblPr" for each in table), grid)
    columns = grid.findall(f"{prefix}gridCol")
    columns += [SubElement(grid, f"{prefix}gridCol") for _ in range(widest - len(columns))]
    for column in columns:
        if not column.get(f"{prefix}w"):
            column.set(f"{prefix}w", "0")


def _keep_first_heads(rows: list[Element], prefix: str) -> None:
    """Drop the mark of rows of headings that do not stand at the head of the table."""
    is_head = True
    for row in rows:
        properties = row.find(f"{prefix}trPr")
        mark = properties.find(f"{prefix}tblHeader") if properties is not None else None
        is_head = is_head and mark is not None
        if properties is not None and mark is not None and not is_head:
            properties.remove(mark)


def _mend_merged(rows: list[Element], prefix: str, left_out: LeftOutCounter) -> None:
    above: set[tuple[int, int]] = set()  # the places of the merged cells of the row above
    for row in rows:
        here, column = set(), 0
        for cell in _inside(row, prefix, "tc"):
            span = _span(cell, prefix)
            merge = cell.find(f"{prefix}tcPr/{prefix}vMerge")
            if merge is not None:
                if merge.get(f"{prefix}val") != "restart" and (column, span) not in above:
                    merge.set(f"{prefix}val", "restart")
                elif merge.get(f"{prefix}val") != "restart":
                    words = "".join(each.text or "" for each in cell.iter(f"{prefix}t"))
                    left_out.add("hidden", words, count=bool(words.strip()))
                here.add((column, span))
            column += span
        above = here
