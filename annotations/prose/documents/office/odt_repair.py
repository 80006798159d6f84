"""An OpenDocument text's XML where pandoc would pass over words or take them for emphasis.

pandoc passes over readings, most indexes, most fields, text boxes, and the spaces and line breaks
in a link. It takes underlined words, and those in a font of fixed width, for emphasis.
"""

import re
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pandoc.inlines import UNDERLINE_ADDRESS

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
_STYLE = f"{{{_OFFICE}style:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_STYLE_NAME = f"{_TEXT}style-name"
_CODE_STYLE = "Source_Text"
"""The name by which pandoc knows a style of code."""
_EMPHASIS_TAG = re.compile(rb"<[^<>]*(?:text-underline-style|font-pitch)[^<>]*>")
_NO_EMPHASIS = re.compile(rb"""\s[\w.-]+:(?:text-underline-style|font-pitch)=(?:"[^"]*"|'[^']*')""")
_BLOCKS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_WRITTEN = _BLOCKS | {f"{_TEXT}list", f"{_TEXT}section", f"{{{_OFFICE}table:1.0}}table"}
# What pandoc reads inside a paragraph. Anything else of this name space is a field, which shows a
# text, unless it is one of those that are hidden.
_READ = frozenset(
    f"{_TEXT}{name}"
    for name in "p h a s tab line-break span note note-citation note-body ruby ruby-base ruby-text"
    " bookmark bookmark-start bookmark-end bookmark-ref reference-mark reference-mark-start"
    " reference-mark-end reference-ref bibliography-mark soft-page-break change change-start"
    " change-end list list-header list-item number numbered-paragraph section".split()
)
_HIDDEN_FIELDS = frozenset(
    f"{_TEXT}{name}" for name in ("hidden-text", "hidden-paragraph", "script", "execute-macro")
)

StyleName = tuple[str, str]
"""The family of a style, such as `text`, and its name."""


class OdtStyles:
    """The styles of a document that pandoc misreads: underlined and hidden ones, and code."""

    def __init__(self, *roots: Element) -> None:
        self._parents: dict[StyleName, StyleName] = {}
        self._underlined: dict[StyleName, bool] = {}
        self._hidden: dict[StyleName, bool] = {}
        for style in (each for root in roots for each in root.iter(f"{_STYLE}style")):
            family = style.get(f"{_STYLE}family", "")
            name = (family, style.get(f"{_STYLE}name", ""))
            self._parents[name] = (family, style.get(f"{_STYLE}parent-style-name", ""))
            looks = style.find(f"{_STYLE}text-properties")
            shown = looks.attrib if looks is not None else {}
            if f"{_STYLE}text-underline-style" in shown:
                self._underlined[name] = shown[f"{_STYLE}text-underline-style"] != "none"
            if f"{_TEXT}display" in shown:
                self._hidden[name] = shown[f"{_TEXT}display"] == "none"

    def is_underlined(self, name: StyleName) -> bool:
        """Tell whether this style, or the nearest one that it is based on, has a line below."""
        return self._first(self._underlined, name)

    def is_hidden(self, name: StyleName) -> bool:
        """Tell whether words in this style are not shown."""
        return self._first(self._hidden, name)

    def _first(self, known: Mapping[StyleName, bool], name: StyleName) -> bool:
        return next((known[each] for each in self._chain(name) if each in known), False)

    def is_code(self, name: StyleName) -> bool:
        """Tell whether this is the style Source Text or one based on it."""
        return ("text", "Source_20_Text") in self._chain(name)

    def _chain(self, name: StyleName) -> list[StyleName]:
        chain = [name]
        while (parent := self._parents.get(chain[-1])) and parent[1] and parent not in chain:
            chain.append(parent)
        return chain


def without_emphasis_of_fonts(content: bytes) -> bytes:
    """Return XML whose styles say neither what is underlined nor which fonts have a fixed width."""
    return _EMPHASIS_TAG.sub(lambda tag: _NO_EMPHASIS.sub(b"", tag[0]), content)


def repair_odt_text(content: bytes, styles: Element | None, left_out: LeftOutCounter) -> bytes:
    """Return the XML of a document's text, which was checked before, with all its words.

    A reading becomes “base (reading)”; a text box stands behind the paragraph it is fixed to; a
    field is what it shows; underlined words are a link to `UNDERLINE_ADDRESS`. `styles` is the root
    of the file with the document's named styles. Hidden words are left out and counted.
    """
    root: Element = fromstring(content)
    known = OdtStyles(*([] if styles is None else [styles]), root)
    _leave_out_hidden(root, known, left_out)
    _mark_styles(root, known)
    _unfold_fields(root)
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
    for shape in reversed([each for each in root.iter() if each.tag.startswith(_DRAW)]):
        if next(shape.iter(f"{_DRAW}image"), None) is None:
            _put_behind(shape, parents)
    for link in root.iter(f"{_TEXT}a"):
        _put_inside(link, f"{_TEXT}span")
    repaired: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return without_emphasis_of_fonts(repaired)


def _mark_styles(root: Element, styles: OdtStyles) -> None:
    """Make underlined words links, and name the style of code as pandoc does."""
    holder = root.find(f"{{{_OFFICE}office:1.0}}automatic-styles")
    if holder is not None:
        names = {f"{_STYLE}name": _CODE_STYLE, f"{_STYLE}family": "text"}
        holder.append(Element(f"{_STYLE}style", names))
    body = root.find(f"{{{_OFFICE}office:1.0}}body")
    waiting = [(body, False)] if body is not None else []
    while waiting:
        element, is_in_line = waiting.pop()
        family = "text" if element.tag == f"{_TEXT}span" else "paragraph"
        name = (family, element.get(_STYLE_NAME, ""))
        if element.tag == f"{_TEXT}span" and styles.is_code(name):
            element.set(_STYLE_NAME, _CODE_STYLE)
        is_underlined = element.tag in {f"{_TEXT}span", f"{_TEXT}p"} and styles.is_underlined(name)
        if element.tag in _BLOCKS:
            is_in_line = element.tag == f"{_TEXT}h"
        inner = is_in_line or is_underlined or element.tag == f"{_TEXT}a"
        waiting += [(child, inner) for child in element]
        if is_underlined and not is_in_line and _can_be_link(element):
            _put_inside(element, f"{_TEXT}a", {_HREF: UNDERLINE_ADDRESS})


def _can_be_link(element: Element) -> bool:
    """Tell whether all that is in an element may stand in a link."""
    return all(
        each is element or (each.tag.startswith(_TEXT) and each.tag not in _BLOCKS)
        for each in element.iter()
    )


def _put_inside(element: Element, tag: str, attributes: Mapping[str, str] | None = None) -> None:
    """Put all that is in an element into a new one in it."""
    inner = Element(tag, dict(attributes or {}))
    inner.text, inner[:] = element.text, [*element]
    element.text, element[:] = None, [inner]


def _leave_out_hidden(root: Element, styles: OdtStyles, left_out: LeftOutCounter) -> None:
    """Empty what a reader does not see: words in a hidden style, and hidden fields."""
    for block in [each for each in root.iter() if each.tag in _BLOCKS]:
        for part in block.iter():
            family = "paragraph" if part.tag in _BLOCKS else "text"
            is_hidden = (
                part.tag in _HIDDEN_FIELDS
                or (part.tag not in _READ and part.get(f"{_TEXT}display") == "none")
                or (
                    part.tag in {f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}span"}
                    and styles.is_hidden((family, part.get(_STYLE_NAME, "")))
                )
            )
            if is_hidden:
                words = part.get(f"{_TEXT}string-value") or " ".join(
                    "".join(part.itertext()).split()
                )
                left_out.add("hidden", words, count=bool(words))
                part.text, part[:] = None, []


def _unfold_fields(root: Element) -> None:
    """Make the fields in paragraphs plain words."""
    for block in [each for each in root.iter() if each.tag in _BLOCKS]:
        for field in [*block.iter()]:
            if not field.tag.startswith(_TEXT) or field.tag in _READ:
                continue
            field.tag = f"{_TEXT}span"
            field.attrib.clear()


def _put_behind(shape: Element, parents: dict[Element, Element]) -> None:
    """Put the paragraphs in a text box or drawing behind the one that it is fixed to."""
    words = [each for each in shape if each.tag in _WRITTEN]
    around = [shape]
    while around[-1].tag not in _BLOCKS and around[-1] in parents:
        around.append(parents[around[-1]])
    in_text = (at for at in around if at in parents and not parents[at].tag.startswith(_DRAW))
    drawn = next(in_text, shape)
    shown = around[-1] if around[-1].tag in _BLOCKS else drawn
    if not words or shown not in parents:
        return
    shape[:] = [each for each in shape if each.tag not in _WRITTEN]
    holder = parents[shown]
    place = [*holder].index(shown) + 1
    holder[place:place] = words
    parents.update(dict.fromkeys(words, holder))
