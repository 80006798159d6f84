"""The words of articles in JATS and books in DocBook straight from their XML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from annotations.benchmarks.import_accuracy.office_files import attribute, local
from annotations.benchmarks.import_accuracy.words import TextPiece

_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
_SKIPPED = frozenset(
    # Formulas, what names things, and what a page does not show.
    "math tex-math alternatives-math object-id alt-text long-desc mediaobject-alt equation-alt"
    " indexterm remark alt textobject-alt index-term processing-meta".split()
)
_KINDS = {
    **dict.fromkeys("title subtitle article-title".split(), "heading"),
    **dict.fromkeys(
        "list def-list itemizedlist orderedlist variablelist simplelist".split(), "list"
    ),
    **dict.fromkeys("procedure segmentedlist calloutlist qandaset glosslist".split(), "list"),
    **dict.fromkeys("disp-quote blockquote epigraph".split(), "quote"),
    **dict.fromkeys("table informaltable table-wrap".split(), "table"),
    **dict.fromkeys("code preformat programlisting screen literallayout synopsis".split(), "code"),
    **dict.fromkeys("fn footnote".split(), "footnote"),
    **dict.fromkeys("verse-group".split(), "quoted lines"),
    **dict.fromkeys("fig caption figure example".split(), "caption"),
    **dict.fromkeys("ref-list bibliography unmarked-note".split(), "any"),
}
_DOCBOOK_KINDS = {
    **dict.fromkeys("code verse-group".split(), "paragraph"),
    "bridgehead": "heading",
    "linegroup": "lines",
    "literallayout": "indented",
}
# Their titles are no headings of sections.
_NO_SECTIONS = frozenset(
    "caution danger important note tip warning example sidebar formalpara blockquote itemizedlist"
    " orderedlist variablelist procedure calloutlist qandaset biblioentry bibliomixed bibliomset"
    " biblioset annotation equation step segmentedlist simplelist glosslist bibliolist".split()
)
_MARKS = {
    "italic": "em",
    "bold": "strong",
    "sup": "sup",
    "sub": "sub",
    "superscript": "sup",
    "subscript": "sub",
    "replaceable": "em?",  # in a piece of code it is as plain as the rest
    **dict.fromkeys("foreignphrase wordasword".split(), "em"),
    **dict.fromkeys("title subtitle bridgehead".split(), "heading"),
}
_INLINE = frozenset(
    "italic bold sup sub superscript subscript xref ext-link link ulink emphasis citetitle quote"
    " named-content styled-content monospace sc underline email uri literal filename tag command"
    " foreignphrase phrase code option varname replaceable systemitem application inline-formula"
    " inline-graphic firstterm acronym abbrev productname function parameter trademark biblioref"
    " year volume fpage lpage surname given-names source name string-name etal pub-id person-group"
    " article-title-inline label x break roman institution".split()
)
# Their children are words of their own, also where nothing stands between them.
_OF_PARTS = frozenset(
    "element-citation nlm-citation citation related-object product name string-name person-group"
    " personname author address def-item".split()
)
_INFOS = frozenset("info articleinfo bookinfo artheader sectioninfo chapterinfo".split())
_JATS_PARTS = (
    "front/article-meta/title-group front/article-meta/abstract front/article-meta/trans-abstract"
    " front-stub/title-group front-stub/abstract body back floats-group"
)


@dataclass(slots=True)
class _Walk:
    kinds: Mapping[str, str]
    titles: Mapping[str | None, str] = field(default_factory=dict)
    block: int = 0
    pieces: list[TextPiece] = field(default_factory=list)


def _root(text: str) -> Element:
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    text = _DOCTYPE.sub("", text, count=1)
    root: Element = fromstring(_NAMED_ENTITY.sub(lambda found: unescape(found[0]), text))
    return root


def jats_pieces(text: str) -> list[TextPiece]:
    """Return the title, abstracts, text and back matter of an article."""
    root, walk = _root(text), _Walk(_KINDS)
    # A printed article has notes at the foot only where a mark refers to them.
    marks = (mark for part in root if part.tag != "front" for mark in part.iter("xref"))
    marked = {name for mark in marks for name in mark.get("rid", "").split()}
    for note in root.iter("fn"):
        if note.get("id") not in marked:
            note.tag = "unmarked-note"
    for article in [root, *root.iter("sub-article"), *root.iter("response")]:
        for path in _JATS_PARTS.split():
            for part in article.findall("/".join(f"{{*}}{name}" for name in path.split("/"))):
                _walk(walk, part, "paragraph", frozenset())
    return walk.pieces


def docbook_pieces(text: str) -> list[TextPiece]:
    """Return the titles, abstracts and text of a book or article."""
    root = _root(text)
    titles = {
        _id(each): each.get("xreflabel") or _words(each)
        if local(each) in {"title", "titleabbrev"}
        else each.get("xreflabel") or _words(each.find(".//{*}title"))
        for each in root.iter()
    }
    walk = _Walk(_KINDS | _DOCBOOK_KINDS, titles | {None: ""})
    _walk(walk, root, "paragraph", frozenset())
    return walk.pieces


def _walk(walk: _Walk, element: Element, kind: str, marks: frozenset[str]) -> None:
    name = local(element)
    if name in _INLINE:
        walk.pieces.append(TextPiece(element.text or "", kind, walk.block, marks))
    else:
        walk.block += 1
        walk.pieces.append(TextPiece(element.text or "", kind, walk.block, marks))
    for child in element:
        _walk_child(walk, element, child, kind, marks)
        if name in _OF_PARTS and not child.tail:
            walk.pieces.append(TextPiece(" ", kind, walk.block, marks))
        if child.tail:
            walk.pieces.append(TextPiece(child.tail, kind, walk.block, marks))
    if name not in _INLINE:
        walk.block += 1


def _walk_child(
    walk: _Walk, element: Element, child: Element, kind: str, marks: frozenset[str]
) -> None:
    tag = local(child)
    if tag in _SKIPPED or not tag:
        return
    kind = _kind(walk, tag, kind, element)
    marks |= _marks(child, tag)
    if tag in {"xref", "link", "ulink", "ext-link"} and not "".join(child.itertext()).strip():
        target = child.get("linkend") or attribute(child, "href").removeprefix("#")
        known = [walk.titles.get(name, "") for name in (child.get("endterm"), target)]
        shown = next(filter(None, [*known, attribute(child, "href"), child.get("url")]), "")
        walk.pieces.append(TextPiece(shown, kind, walk.block, marks))
    elif tag == "break":
        walk.pieces.append(TextPiece(" ", kind, walk.block, marks))
    elif tag in _INFOS:
        for part in child:
            if local(part) in {"title", "subtitle", "abstract"}:
                _walk(walk, part, "heading" if local(part) != "abstract" else kind, marks)
    else:
        _walk(walk, child, kind, marks)


def _id(element: Element) -> str | None:
    return element.get("id") or element.get("{http://www.w3.org/XML/1998/namespace}id")


def _words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _kind(walk: _Walk, tag: str, kind: str, parent: Element) -> str:
    around = local(parent)
    if tag == "title" and around in {"caption", "fig", "table-wrap", "figure", "table"}:
        return kind if kind == "table" else "caption"
    if tag in {"title", "subtitle"} and around in _NO_SECTIONS:
        return "any"  # in print, a strong line or the beginning of one
    if tag == "table-wrap-foot" and kind == "table":
        return "caption"  # notes below a table, as good as a part of it
    is_free = kind in {"paragraph", "caption"} or tag in {"fn", "footnote"}
    return walk.kinds.get(tag, kind) if is_free else kind


def _marks(child: Element, tag: str) -> frozenset[str]:
    if tag == "emphasis":
        return frozenset({"strong" if attribute(child, "role") in {"strong", "bold"} else "em"})
    if tag in {"ext-link", "ulink"} or (tag == "link" and attribute(child, "href")):
        address = attribute(child, "href") or attribute(child, "url")
        return frozenset({"a"}) if address.startswith(("http", "mailto")) else frozenset()
    return frozenset({_MARKS[tag]}) if tag in _MARKS else frozenset()
