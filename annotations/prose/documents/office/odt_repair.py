"""An OpenDocument text's XML where pandoc would pass over words: readings, indexes, text boxes."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _DRAW = f"{{{_OFFICE}text:1.0}}", f"{{{_OFFICE}drawing:1.0}}"
for _prefix, _path in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
    ("style", "style"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
):  # fmt: skip
    ElementTree.register_namespace(_prefix, f"{_OFFICE}{_path}:1.0")
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
_INDEXES = frozenset(
    f"{_TEXT}{name}"
    for name in "illustration-index table-index object-index user-index alphabetical-index"
    " bibliography".split()
)
_TELLING = re.compile(
    rb"<text:(?:ruby|(?:illustration|table|object|user|alphabetical)-index|bibliography)\b"
    rb"|<draw:text-box\b"
)


def repair_odt_text(content: bytes) -> bytes:
    """Return the XML of a document's text, which was checked before, with all its words.

    A reading becomes “base (reading)”; a text box stands behind the paragraph it is fixed to.
    """
    if not _TELLING.search(content):
        return content
    root: Element = fromstring(content)
    for ruby in root.iter(f"{_TEXT}ruby"):
        reading = ruby.find(f"{_TEXT}ruby-text")
        if reading is not None:
            reading.text = f" ({(reading.text or '').strip()})"
        for part in (ruby, *ruby):
            part.tag = f"{_TEXT}span"
            part.attrib.clear()
    for index in root.iter():
        if index.tag in _INDEXES:
            index.tag = f"{_TEXT}section"
            index[:] = [entry for body in index.findall(f"{_TEXT}index-body") for entry in body]
    for title in root.iter(f"{_TEXT}index-title"):
        title.tag = f"{_TEXT}section"
    parents = {child: parent for parent in root.iter() for child in parent}
    for box in [*root.iter(f"{_DRAW}text-box")]:
        if next(box.iter(f"{_DRAW}image"), None) is None:
            _put_behind(box, parents)
    repaired: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return repaired


def _put_behind(box: Element, parents: dict[Element, Element]) -> None:
    """Put the paragraphs of a text box behind the one that it is fixed to."""
    frame = parents[box]
    paragraph: Element | None = frame
    while paragraph is not None and paragraph.tag not in {f"{_TEXT}p", f"{_TEXT}h"}:
        paragraph = parents.get(paragraph)
    shown = frame if paragraph is None else paragraph
    if shown not in parents:
        return
    frame.remove(box)
    holder = parents[shown]
    place = [*holder].index(shown) + 1
    holder[place:place] = [*box]
    parents.update(dict.fromkeys(box, holder))
