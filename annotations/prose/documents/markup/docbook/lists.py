"""Lists in DocBook: what stands in them besides items, and those that pandoc does not know."""

from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.markup.xml_elements import Parents, replace_element

_ITEMS = {
    "itemizedlist": "listitem",
    "orderedlist": "listitem",
    "variablelist": "varlistentry",
    "procedure": "step",
    "substeps": "step",
    "calloutlist": "callout",
    "glosslist": "glossentry",
    "linegroup": "line",
}
_INLINE_PARENTS = frozenset("para simpara phrase title term emphasis".split())


def keep_list(element: Element, parents: Parents) -> None:
    """Put before a list what is in it besides its items; its title first."""
    if element.tag == "simplelist" and parents[element].tag not in _INLINE_PARENTS:
        _keep_members(element)
    elif element.tag == "segmentedlist":
        _keep_segments(element)
    item = _ITEMS.get(element.tag)
    if item is None or element not in parents:
        return
    others = [child for child in element if child.tag not in {item, "stepalternatives"}]
    for child in element:
        if child.tag == "stepalternatives":
            child.tag = item
    for child in others:
        element.remove(child)
        if child.tag == "title":
            child.tag = "para"
    if others:
        replace_element(element, [*others, element], parents[element])
        parents.update(dict.fromkeys(others, parents[element]))


def _keep_members(members: Element) -> None:
    members.tag = "itemizedlist"
    for member in members:
        paragraph = Element("para")
        paragraph.text, paragraph[:] = member.text, [*member]
        member.tag, member.text, member[:] = "listitem", None, [paragraph]


def _keep_segments(segments: Element) -> None:
    """Make a table of a list whose items have parts with headings."""
    heads = segments.findall("segtitle")
    rows = segments.findall("seglistitem")
    group = Element("tgroup")
    if heads:
        _add_row(SubElement(group, "thead"), heads)
    body = SubElement(group, "tbody")
    for row in rows:
        _add_row(body, row.findall("seg"))
    title = segments.find("title")
    segments.tag = "informaltable"
    segments[:] = [group] if title is None else [title, group]


def _add_row(part: Element, cells: list[Element]) -> None:
    row = SubElement(part, "row")
    for cell in cells:
        cell.tag = "entry"
        row.append(cell)
