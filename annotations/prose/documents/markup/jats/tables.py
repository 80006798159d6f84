"""The columns and captions of tables in JATS, where pandoc finds them."""

from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.markup.xml_elements import as_inline, put_before_words, words_in

_MOST_COLUMNS = 1_000


def keep_table_caption(wrap: Element) -> None:
    """Make the label and caption of a table its caption, and paragraphs of what stands below."""
    table = wrap.find(".//table")
    if table is not None and table.find("caption") is None:
        shown = Element("caption")
        for part in [wrap.find("label"), wrap.find("caption")]:
            if part is not None:
                wrap.remove(part)
                as_inline(part).tail = " "
                shown.append(part)
        if words_in(shown):
            table.insert(0, shown)
    elif wrap.find("caption") is None:
        put_before_words(wrap, "label")
    for foot in wrap.iter("table-wrap-foot"):
        for title in foot.iter("title"):
            title.tag = "p"


def keep_columns(table: Element) -> None:
    """Say how many columns a table has: pandoc drops cells beyond those of its first body row."""
    rows = [child for child in table if child.tag == "tr"]
    if rows:
        body = Element("tbody")
        body.extend(rows)
        place = [*table].index(rows[0])
        for row in rows:
            table.remove(row)
        table.insert(place, body)
    for child in [*table]:
        if child.tag in {"col", "colgroup"}:
            table.remove(child)
    columns = Element("colgroup")
    for _ in range(_width(table)):
        SubElement(columns, "col", {"colwidth": "1"})
    table.insert(0, columns)


def _width(table: Element) -> int:
    """Return the number of columns, of which some may be taken by cells of the rows above."""
    widest, taken = 0, [0] * _MOST_COLUMNS
    for row in table.iter("tr"):
        column = 0
        for cell in row:
            while column < len(taken) and taken[column]:
                column += 1
            span, rows = _number(cell, "colspan"), _number(cell, "rowspan")
            taken[column : column + span] = [rows] * len(taken[column : column + span])
            column += span
        widest = max(widest, column, *(at + 1 for at, rows in enumerate(taken) if rows), 1)
        taken = [max(0, rows - 1) for rows in taken]
    return min(widest, len(taken))


def _number(cell: Element, name: str) -> int:
    value = cell.get(name, "")
    return max(1, min(int(value), _MOST_COLUMNS)) if value.isdigit() and len(value) < 5 else 1
