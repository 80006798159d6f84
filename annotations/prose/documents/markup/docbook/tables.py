"""Tables in DocBook: all their rows and columns, where pandoc finds them."""

from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.markup.xml_elements import parents_in, replace_element

_ROWS = frozenset({"row", "tr"})
_CELLS = frozenset({"entry", "td", "th", "entrytbl"})
_MOST_COLUMNS = 1_000


def keep_tables(root: Element) -> None:
    """Say how many columns each table has, and put all its rows into one body."""
    parents = parents_in(root)
    for table in [*root.iter("table"), *root.iter("informaltable")]:
        groups = table.findall("tgroup")
        others = []
        for group in groups[1:]:
            table.remove(group)
            other = Element("informaltable")
            other.append(group)
            others.append(other)
        if others and table in parents:
            replace_element(table, [table, *others], parents[table])
        caption = table.find("caption")
        if table.find("title") is not None and caption is not None and table in parents:
            table.remove(caption)
            caption.tag = "para"
            replace_element(table, [table, caption], parents[table])
        for each in (table, *others):
            inner = each.find("tgroup")
            _keep_rows(each if inner is None else inner)


def _keep_rows(group: Element) -> None:
    body = group.find("tbody")
    if body is None:
        body = SubElement(group, "tbody")
    loose = [child for child in group if child.tag in _ROWS]
    for part in [*group]:
        if part.tag == "tfoot" or (part.tag == "tbody" and part is not body):
            body.extend(part)
            group.remove(part)
    for row in loose:
        group.remove(row)
    body[:0] = loose
    _name_columns(group)


def _name_columns(group: Element) -> None:
    """Name all columns, and say by these names how far the cells of HTML reach."""
    rows = [row for row in group.iter() if row.tag in _ROWS]
    specified = [*group.findall("colspec")]
    for child in [*group]:
        if child.tag in {"col", "colgroup", "colspec"}:
            group.remove(child)
    width = max(
        (sum(_number(cell, "colspan", 1) for cell in row if cell.tag in _CELLS) for row in rows),
        default=1,
    )
    width = max(width, _number(group, "cols", 1), len(specified))
    names = [each.get("colname") or f"column{at}" for at, each in enumerate(specified, 1)]
    names += [f"column{at}" for at in range(len(names) + 1, min(width, _MOST_COLUMNS) + 1)]
    group[:0] = [Element("colspec", {"colname": name, "colwidth": "1*"}) for name in names]
    for row in rows:
        column = 0
        for cell in row:
            if cell.tag == "entrytbl":
                cell.tag, inner = "entry", Element("informaltable")
                nested = SubElement(inner, "tgroup")
                nested.extend(cell)
                cell[:] = [inner]
                _keep_rows(nested)
            span = _number(cell, "colspan", 1)
            if span > 1 and column + span <= len(names):
                cell.set("namest", names[column])
                cell.set("nameend", names[column + span - 1])
            if cell.get("rowspan"):
                cell.set("morerows", str(_number(cell, "rowspan", 1) - 1))
            column += span


def _number(element: Element, name: str, default: int) -> int:
    value = element.get(name, "")
    return max(default, min(int(value), _MOST_COLUMNS)) if value.isdigit() and len(value) < 5 else 1
