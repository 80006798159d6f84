"""The words of DOCX and ODT files straight from their XML, with their blocks and markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from annotations.benchmarks.import_accuracy.words import TextPiece

_SKIPPED_IN_WORD = frozenset(
    "del moveFrom instrText delText Fallback oMath oMathPara pPr rPr tblPr sectPr".split()
)
_SKIPPED_IN_ODT = frozenset(
    "annotation tracked-changes note-citation object title desc deletion forms"
    " sequence-decls index-title-template".split()
)
_STYLE_KINDS = {
    **dict.fromkeys(["quote", "intense quote", "block text", "block quote"], "quote"),
    **dict.fromkeys(["source code", "html preformatted", "codeblock", "code block"], "code"),
    **dict.fromkeys(["definition", "definition term"], "list"),
    **dict.fromkeys(["caption", "table caption", "image caption"], "caption"),
}
_SPACES = frozenset("tab br cr ptab s line-break".split())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a document the walk is: the kind of block, and the markup."""

    kind: str = "paragraph"
    marks: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Walk:
    """What a walk has found, and what it knows of the document."""

    block: int = 0
    pieces: list[TextPiece] = field(default_factory=list)
    notes: dict[str, Element] = field(default_factory=dict)
    waiting: list[str | Element] = field(default_factory=list)
    styles: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    indented: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    field_link: bool = False
    instruction: str = ""

    def add(self, text: str, place: _Place) -> None:
        self.pieces.append(TextPiece(text, place.kind, self.block, place.marks))


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """Return the attribute of this local name, or ""."""
    items = element.items() if element is not None else ()
    return next((value for key, value in items if key.rpartition("}")[2] == name), "")


def _xml(package: ZipFile, name: str) -> Any:
    return fromstring(package.read(name)) if name in package.namelist() else None


def docx_pieces(content: bytes) -> list[TextPiece]:
    """Return what the main text and the notes of a Word document hold, as Word shows it."""
    package = ZipFile(BytesIO(content))
    relations = _xml(package, "_rels/.rels")
    main = "word/document.xml"
    for each in relations if relations is not None else ():
        if attribute(each, "Type").endswith("/officeDocument"):
            main = attribute(each, "Target").lstrip("/")
    folder, _, name = main.rpartition("/")
    walk = _Walk()
    walk.styles = _word_styles(_xml(package, f"{folder}/styles.xml"))
    walk.marks = _word_marks(_xml(package, f"{folder}/styles.xml"))
    linked = _xml(package, f"{folder}/_rels/{name}.rels")
    walk.links = frozenset(
        attribute(each, "Id")
        for each in (linked if linked is not None else ())
        if attribute(each, "Type").endswith("/hyperlink")
        and attribute(each, "Target").startswith(("http", "mailto"))
    )
    for part in ("footnotes", "endnotes"):
        root = _xml(package, f"{folder}/{part}.xml")
        for note in root if root is not None else ():
            if not attribute(note, "type") or attribute(note, "type") == "normal":
                walk.notes[f"{part[:-1]}{attribute(note, 'id')}"] = note
    _walk_word(walk, _xml(package, main), _Place())
    while walk.waiting:
        note = walk.notes.get(str(walk.waiting.pop(0)))
        if note is not None:
            _walk_word(walk, note, _Place("footnote"))
    return walk.pieces


def _word_styles(root: Any) -> dict[str, str]:
    """Return the kind of block that paragraph styles stand for, by their ids."""
    kinds: dict[str, str] = {}
    parents: dict[str, str] = {}
    for style in root if root is not None else ():
        if local(style) != "style":
            continue
        name = attribute(style.find("{*}name"), "val").lower()
        parents[attribute(style, "styleId")] = attribute(style.find("{*}basedOn"), "val")
        if name.startswith("heading ") or name in {"title"}:
            kinds[attribute(style, "styleId")] = "heading"
        elif name in _STYLE_KINDS:
            kinds[attribute(style, "styleId")] = _STYLE_KINDS[name]
        elif style.find("{*}pPr/{*}numPr") is not None:
            kinds[attribute(style, "styleId")] = "list"
        elif _is_indented(style.find("{*}pPr")):
            kinds[attribute(style, "styleId")] = "indented"
    for style in parents:
        at, steps = style, 0
        while at and at not in kinds and steps < 20:
            at, steps = parents.get(at, ""), steps + 1
        if at in kinds:
            kinds[style] = kinds[at]
    return kinds


def _is_indented(looks: Element | None) -> bool:
    indent = looks.find("{*}ind") if looks is not None else None
    left = attribute(indent, "left") or attribute(indent, "start") or "0"
    return not left.startswith(("0", "-")) and not attribute(indent, "hanging")


def _word_marks(root: Any) -> dict[str, frozenset[str]]:
    """Return the markup that character styles stand for, by their ids."""
    looks = {
        attribute(style, "styleId"): (attribute(style.find("{*}basedOn"), "val"), style)
        for style in (root if root is not None else ())
        if local(style) == "style" and attribute(style, "type") == "character"
    }
    found: dict[str, frozenset[str]] = {}
    for name in looks:
        chain: list[Element | None] = []
        at = name
        while at in looks and len(chain) < 20:
            chain.append(looks[at][1].find("{*}rPr"))
            at = looks[at][0]
        marks: frozenset[str] = frozenset()
        for each in reversed(chain):
            marks = _run_marks(each, marks)
        found[name] = marks
    return found


def _run_marks(looks: Element | None, marks: frozenset[str]) -> frozenset[str]:
    if looks is None:
        return marks
    for name, tag in (("i", "em"), ("b", "strong")):
        if looks.find(f"{{*}}{name}") is not None:
            marks = marks | {tag} if _is_on(looks, name) else marks - {tag}
    raised = attribute(looks.find("{*}vertAlign"), "val")
    marks |= {"superscript": {"sup"}, "subscript": {"sub"}}.get(raised, set())
    return frozenset(marks)


def _walk_word(  # noqa: C901  (a table of elements)
    walk: _Walk, element: Element, place: _Place
) -> None:
    for child in element:
        name = local(child)
        if name in _SKIPPED_IN_WORD:
            continue
        if name == "p":
            _walk_word_paragraph(walk, child, place)
        elif name == "r":
            _walk_word_run(walk, child, place)
        elif name == "t":
            walk.add(child.text or "", place)
        elif name in _SPACES:
            walk.add(" ", place)
        elif name == "noBreakHyphen":
            walk.add("-", place)
        elif name in {"footnoteReference", "endnoteReference"}:
            walk.waiting.append(name.removesuffix("Reference") + attribute(child, "id"))
        elif name == "tbl":
            _walk_word_table(walk, child, place)
        elif name == "hyperlink" and attribute(child, "id") in walk.links:
            _walk_word(walk, child, replace(place, marks=place.marks | {"a"}))
        elif name == "fldChar":
            _walk_field(walk, attribute(child, "fldCharType"))
        else:
            _walk_word(walk, child, place)


def _walk_field(walk: _Walk, kind: str) -> None:
    if kind == "begin":
        walk.instruction = ""
    elif kind == "separate":
        walk.field_link |= "HYPERLINK" in walk.instruction and "://" in walk.instruction
    else:
        walk.field_link = False


def _walk_word_paragraph(walk: _Walk, paragraph: Element, place: _Place) -> None:
    walk.block += 1
    kind = place.kind
    if kind == "paragraph":
        style = attribute(paragraph.find("{*}pPr/{*}pStyle"), "val")
        kind = walk.styles.get(style, kind)
        number = paragraph.find("{*}pPr/{*}numPr/{*}numId")
        if number is not None and kind != "heading":
            kind = "list" if attribute(number, "val") != "0" else "paragraph"
        elif kind == "paragraph" and _is_indented(paragraph.find("{*}pPr")):
            kind = "indented"
        elif kind == "paragraph" and paragraph.find(".//{*}br") is not None:
            kind = "lines"
    _walk_word(walk, paragraph, replace(place, kind=kind))
    walk.block += 1


def _walk_word_run(walk: _Walk, run: Element, place: _Place) -> None:
    looks = run.find("{*}rPr")
    if looks is not None and _is_on(looks, "vanish") and not _is_on(looks, "specVanish"):
        return
    style = attribute(looks.find("{*}rStyle"), "val") if looks is not None else ""
    marks = _run_marks(looks, walk.marks.get(style, frozenset())) | place.marks
    for child in run:
        if local(child) == "instrText":
            walk.instruction += child.text or ""
    marks |= {"a"} if walk.field_link else set()
    _walk_word(walk, run, replace(place, marks=frozenset(marks)))


def _is_on(looks: Element, name: str) -> bool:
    found = looks.find(f"{{*}}{name}")
    return found is not None and attribute(found, "val") not in {"0", "false", "off", "none"}


def _walk_word_table(walk: _Walk, table: Element, place: _Place) -> None:
    rows = table.findall("{*}tr")
    is_layout = all(len(row.findall("{*}tc")) < 2 for row in rows) or any(
        cell.find("{*}tbl") is not None for row in rows for cell in row
    )
    _walk_word(walk, table, place if is_layout or place.kind != "paragraph" else _Place("table"))


def odt_pieces(content: bytes) -> list[TextPiece]:
    """Return what the main text and the notes of an OpenDocument text hold.

    Without words whose own style hides them: no reader sees those.
    """
    package = ZipFile(BytesIO(content))
    root, styles = _xml(package, "content.xml"), _xml(package, "styles.xml")
    walk = _Walk()
    walk.marks = {
        attribute(style, "name"): _odt_marks(style)
        for tree in (styles, root)
        if tree is not None
        for style in tree.iterfind(".//{*}style")
        if attribute(style, "family") == "text"
    }
    walk.hidden = frozenset(
        attribute(style, "name")
        for tree in (styles, root)
        if tree is not None
        for style in tree.iterfind(".//{*}style")
        if attribute(style.find("{*}text-properties"), "display") == "none"
    )
    walk.styles = {"Title": "heading"} | {
        attribute(style, "name"): "heading"
        for style in root.iterfind(".//{*}style")
        if attribute(style, "parent-style-name") == "Title"
    }
    walk.indented = frozenset({"Quotations", "Preformatted_20_Text"}) | {
        attribute(style, "name")
        for tree in (styles, root)
        if tree is not None
        for style in tree.iterfind(".//{*}style")
        if attribute(style.find("{*}paragraph-properties"), "margin-left").strip("0.cminpt") != ""
        or attribute(style, "parent-style-name") in {"Quotations", "Preformatted_20_Text"}
    }
    _walk_odt(walk, root.find("{*}body"), _Place())
    for note in walk.waiting:
        if isinstance(note, Element):
            _walk_odt(walk, note, _Place("footnote"))
    return walk.pieces


def _odt_marks(style: Element) -> frozenset[str]:
    looks = style.find("{*}text-properties")
    position = attribute(looks, "text-position")
    marks = {
        "em": attribute(looks, "font-style") in {"italic", "oblique"},
        "strong": attribute(looks, "font-weight") in {"bold", "600", "700", "800", "900"},
        "sup": position.startswith("super") or (position[:1].isdigit() and position[:2] != "0%"),
        "sub": position.startswith(("sub", "-")),
    }
    return frozenset(name for name, is_set in marks.items() if is_set)


def _walk_odt(walk: _Walk, element: Element, place: _Place) -> None:
    for child in element:
        name = local(child)
        if name in _SKIPPED_IN_ODT or attribute(child, "style-name") in walk.hidden:
            pass
        elif name == "note":
            walk.waiting += child.findall("{*}note-body")
        elif name in _SPACES:
            walk.add(" ", place)
        else:
            _walk_odt_element(walk, child, name, place)
        if local(element) in {"p", "h", "span", "a", "ruby-base", "meta"} or child.tail:
            walk.add((child.tail or "") if local(element) != "text" else "", place)


def _walk_odt_element(walk: _Walk, child: Element, name: str, place: _Place) -> None:
    kind, marks = place.kind, place.marks
    if name in {"p", "h"}:
        walk.block += 1
        is_heading = name == "h" or attribute(child, "style-name") in walk.styles
        kind = "heading" if is_heading and kind == "paragraph" else kind
        if kind == "paragraph" and attribute(child, "style-name") in walk.indented:
            kind = "indented"
    elif name == "list" and kind == "paragraph" and child.find(".//{*}h") is None:
        kind = "list"
    elif name == "table" and kind == "paragraph":
        kind = "table"
    elif name == "span":
        marks |= walk.marks.get(attribute(child, "style-name"), frozenset())
    elif name == "a" and attribute(child, "href").startswith(("http", "mailto")):
        marks |= {"a"}
    inner = _Place(kind, marks)
    walk.add(child.text or "", inner)
    _walk_odt(walk, child, inner)
    if name in {"p", "h"}:
        walk.block += 1
