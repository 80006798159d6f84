"""A Word document's text as Word shows it, where pandoc reads its XML in another way.

Words beside a text box would be lost, those that Word hides would be shown, cells would stand in
other columns or be cut, and a paragraph with a hanging indent would be a quotation.
"""

import re
from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.office.word.tables import complete_rows

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD}}}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# pandoc looks elements up by these prefixes, which must therefore stay.
_PREFIXES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": _COMPATIBILITY[1:-1],
    "o": "urn:schemas-microsoft-com:office:office",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": _WORD,
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
for _prefix, _address in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _address)

_OFF = frozenset({"0", "false", "off", "none"})
_TELLING = re.compile(
    rb"<w:(?:vanish|webHidden|altChunk|gridBefore|gridAfter|tbl|ind|fldSimple)\b|txbxContent|/chart\"|/diagram\""
)


def repair_word_text(content: bytes, left_out: LeftOutCounter) -> bytes:
    """Return the XML of a document's text repaired; counts what is hidden or can't be read.

    `content` was checked before (`ZipPackage.checked_xml_package`).
    """
    if not _TELLING.search(content) or _STRICT.encode()[1:-1] in content:
        return content
    root: Element = fromstring(content)
    parents = {child: parent for parent in root.iter() for child in parent}
    for repair in _REPAIRS:
        repair(root, parents, left_out)
    repaired: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return repaired


type _Parents = dict[Element, Element]


def _remove_hidden(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    hidden: list[str] = []
    before: Element | None = None
    for run in [*root.iter(f"{_W}r")]:
        looks = run.find(f"{_W}rPr")
        if looks is None or not _is_on(looks, "vanish") or _is_on(looks, "specVanish"):
            continue
        if run.find(f"{_W}fldChar") is not None or run.find(f"{_W}instrText") is not None:
            continue
        words = "".join(each.text or "" for each in run.iter(f"{_W}t"))
        parent = parents[run]
        parent.remove(run)
        if before is parent and hidden:
            hidden[-1] += words
        elif words.strip():
            hidden.append(words)
        before = parent
    for words in hidden:
        left_out.add("hidden", words)


def _is_on(looks: Element, name: str) -> bool:
    found = looks.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val", "1") not in _OFF


def _take_out_boxes(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    """Put the blocks in a paragraph (text boxes, tables) behind it, where pandoc finds both."""
    for fallback in [*root.iter(f"{_COMPATIBILITY}Fallback")]:
        choice = parents[fallback].find(f"{_COMPATIBILITY}Choice")
        if choice is not None and next(choice.iter(f"{_W}txbxContent"), None) is not None:
            parents[fallback].remove(fallback)
    moved: dict[Element, int] = {}
    for box in [*root.iter(f"{_W}txbxContent"), *root.iter(f"{_W}tbl")]:
        paragraph = _outermost_paragraph(box, parents)
        blocks = [box] if box.tag == f"{_W}tbl" else [*box]
        if paragraph is None or not blocks:
            continue
        parents[box].remove(box)
        holder = parents[paragraph]
        moved[paragraph] = moved.get(paragraph, 0) + len(blocks)
        place = [*holder].index(paragraph) + 1 + moved[paragraph] - len(blocks)
        for number, block in enumerate(blocks):
            holder.insert(place + number, block)
            parents[block] = holder


def _outermost_paragraph(element: Element, parents: _Parents) -> Element | None:
    """Return the paragraph around a box that is in no other box, or None."""
    found = None
    at = parents.get(element)
    while at is not None:
        if at.tag == f"{_W}p":
            found = at
        elif at.tag in {f"{_W}txbxContent", f"{_W}tc"}:
            return found
        at = parents.get(at)
    return found


def _complete_tables(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    for table in root.iter(f"{_W}tbl"):
        complete_rows(table, _W, left_out)


def _drop_hanging_indents(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    """Drop the indents of entries such as those of a bibliography."""
    for indent in [*root.iter(f"{_W}ind")]:
        hanging = indent.get(f"{_W}hanging", "0")
        looks = parents[indent]
        if hanging not in {"", "0"} and looks.find(f"{_W}numPr") is None:
            looks.remove(indent)


def _unwrap_fields(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    """Keep what simple fields show, such as the number of a figure."""
    for field in [*root.iter(f"{_W}fldSimple")]:
        if "HYPERLINK" not in field.get(f"{_W}instr", ""):
            holder = parents[field]
            place = [*holder].index(field)
            holder[place : place + 1] = [*field]
            parents.update(dict.fromkeys(field, holder))


def _count_unread(root: Element, parents: _Parents, left_out: LeftOutCounter) -> None:
    for _chunk in root.iter(f"{_W}altChunk"):
        left_out.add("included file")
    for data in root.iter(f"{{{_PREFIXES['a']}}}graphicData"):
        if data.get("uri", "").endswith(("/chart", "/diagram")):
            left_out.add("picture")


_REPAIRS: tuple[Callable[[Element, _Parents, LeftOutCounter], None], ...] = (
    _unwrap_fields,
    _remove_hidden,
    _take_out_boxes,
    _complete_tables,
    _drop_hanging_indents,
    _count_unread,
)
