"""A text in DocBook rewritten so that pandoc passes over none of its words, and adds none.

pandoc drops the titles of what it takes for no section, subtitles, all but the items of a list, the
feet of tables, and what it does not know in metadata; it invents labels of questions and of
references.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.docbook.bibliography import keep_bibliography, keep_glossary
from annotations.prose.documents.markup.docbook.lists import keep_list
from annotations.prose.documents.markup.docbook.metadata import keep_information
from annotations.prose.documents.markup.docbook.pictures import keep_picture
from annotations.prose.documents.markup.docbook.tables import keep_tables
from annotations.prose.documents.markup.xml_elements import (
    Parents,
    as_inline,
    parents_in,
    separate,
    take_out,
    words_in,
)

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_LINK = "{http://www.w3.org/1999/xlink}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SECTIONS = frozenset(
    "chapter part appendix preface bibliography bibliodiv glossary sect1 sect2 sect3 sect4 sect5"
    " section simplesect refsect1 refsect2 refsect3 refsection qandadiv".split()
)
_BECOME_SECTIONS = frozenset(
    "partintro dedication acknowledgements colophon reference poetry drama dialogue topic index"
    " indexdiv refsynopsisdiv set".split()
)
_SHOW_TITLES = _SECTIONS | frozenset(
    "book article figure informalfigure table informaltable blockquote itemizedlist orderedlist"
    " calloutlist example formalpara sidebar caution danger important note tip warning".split()
)
_NAMES = frozenset("personname author editor othercredit address affiliation person".split())
_SYNOPSES = frozenset("cmdsynopsis funcsynopsis classsynopsis".split())
_UNSHOWN: Mapping[str, str] = MappingProxyType(
    {
        "remark": "comment",
        "indexterm": "metadata",
        "toc": "menu",
        "titleabbrev": "metadata",
        "authorinitials": "metadata",
    }
)


def repair_docbook(content: bytes, left_out: LeftOutCounter) -> bytes:
    """Return a text, whose XML was checked before, with all its words where pandoc looks."""
    root: Element = fromstring(content)
    for element in root.iter():
        if element.tag.startswith("{") and not element.tag.startswith(_MATHML):
            element.tag = element.tag.rpartition("}")[2]
    _write_references(root, left_out)
    _report_unshown(root, left_out)
    keep_information(root, left_out)
    for element in [*root.iter()]:
        if element.tag in _NAMES:
            separate(element, " ")
        elif element.tag == "authorgroup":
            separate(element, ", ")
    keep_bibliography(root)
    keep_glossary(root)
    for step in (_keep_sections, _keep_questions, keep_picture_of(left_out), keep_list):
        parents = parents_in(root)
        for element in [*root.iter()]:
            step(element, parents)
    keep_tables(root)
    _keep_titles(root)
    for element in [*root.iter()]:
        if element.tag in _REPAIRS:
            _REPAIRS[element.tag](element)
    repaired: bytes = tostring(root, encoding="utf-8")
    return repaired


def keep_picture_of(left_out: LeftOutCounter) -> Callable[[Element, Parents], None]:
    """Return the repair of a picture that reports to `left_out`."""
    return lambda element, parents: keep_picture(element, parents, left_out)


def _write_references(root: Element, left_out: LeftOutCounter) -> None:
    """Write the title or label of what a reference without words of its own leads to."""
    known = {each.get("id") or each.get(_ID): each for each in root.iter()}
    known.pop(None, None)
    for link in root.iter("ulink"):
        if not words_in(link):
            link.text = link.get("url")
    for mark in [*root.iter("xref"), *root.iter("link")]:
        address = mark.get(f"{_LINK}href") or ""
        if words_in(mark) or not (mark.get("linkend") or address.startswith("#")):
            continue
        name = mark.get("linkend") or address[1:]
        words = _name_of(known.get(name), known.get(mark.get("endterm")))
        mark.tag, mark.text = "phrase", words
        if not words:
            left_out.add("raw", f"xref {name}")


def _name_of(target: Element | None, named: Element | None) -> str:
    """Return what a reference shows: the words of `named`, else the target's label or title."""
    if named is not None or target is None:
        return words_in(named)
    return target.get("xreflabel") or words_in(next(target.iter("title"), None))


def _report_unshown(root: Element, left_out: LeftOutCounter) -> None:
    parents = parents_in(root)
    for element in [*root.iter()]:
        kind = _UNSHOWN.get(element.tag)
        if kind and element in parents:
            if words_in(element):
                left_out.add(kind, words_in(element))
            take_out(element, parents[element])
        elif element.tag == "include":
            left_out.add("included file", element.get("href", ""))


def _keep_sections(element: Element, parents: Parents) -> None:
    """Make sections of what has a title and text in a book, and of free headings."""
    is_part = element in parents
    if element.tag == "refentry":
        _keep_manual_page(element)
    elif element.tag in _BECOME_SECTIONS or (element.tag in {"article", "book"} and is_part):
        element.tag = "section"
    elif element.tag == "bridgehead" and is_part:
        title = Element("title")
        title.text, title[:] = element.text, [*element]
        element.tag, element.text, element[:] = "section", None, [title]
        element.attrib.clear()
    elif element.tag == "bibliodiv" and element.find("title") is None:
        element.tag = "bibliography-part"
    elif element.tag in {"primaryie", "secondaryie", "tertiaryie", "seeie"}:
        element.tag = "para"
    subtitle = element.find("subtitle")
    if subtitle is not None and is_part:
        _keep_subtitle(element, subtitle)


def _keep_subtitle(element: Element, subtitle: Element) -> None:
    """Put a subtitle on a second line of the title."""
    title = element.find("title")
    element.remove(subtitle)
    if title is None:
        subtitle.tag = "title"
        element.insert(0, subtitle)
    else:
        SubElement(title, "pi-asciidoc-br")  # pandoc's name of a line break
        title.append(as_inline(subtitle))


def _keep_manual_page(entry: Element) -> None:
    """Give a page of a manual its name as a title."""
    entry.tag = "section"
    for meta in entry.findall("refmeta"):
        meta.tag = "title"
        number = meta.find("manvolnum")
        if number is not None:
            number.text = f"({words_in(number)})"
        as_inline(meta).tag = "title"
    for names in entry.findall("refnamediv"):
        separate(names, " ")
        purpose = names.find("refpurpose")
        if purpose is not None:
            purpose.text = f"— {purpose.text or ''}"
        as_inline(names).tag = "para"


def _keep_questions(element: Element, parents: Parents) -> None:
    """Keep pandoc from inventing “Q:” and “A:” where the text has labels of its own, or numbers."""
    if element.tag in {"question", "answer"}:
        label = element.find("label")
        if label is not None:
            label.tag = "para"
        element.tag = f"{element.tag}-part"


def _keep_titles(root: Element) -> None:
    for element in [*root.iter()]:
        title = element.find("title")
        if title is not None and element.tag not in _SHOW_TITLES:
            title.tag = "para"


def _keep_formula(formula: Element) -> None:
    """Read as words what is no formula; without a title of its own."""
    is_drawn = any(each.tag in {f"{_MATHML}math", "mathphrase"} for each in formula.iter())
    if not is_drawn:
        formula.tag = "phrase" if formula.tag == "inlineequation" else "equation-part"
        return
    titles = formula.findall("para")
    if titles:
        inner = Element("informalequation")
        inner[:] = [child for child in formula if child.tag != "para"]
        formula.tag, formula[:] = "equation-part", [*titles, inner]


def _keep_synopsis(synopsis: Element) -> None:
    """Make a paragraph of the description of a command."""
    for element in synopsis.iter():
        separate(element, " ")
    as_inline(synopsis).tag = "para"


def _keep_choices(menu: Element) -> None:
    for child in menu:
        if child.tag != "shortcut":
            child.tag = "guimenuitem"
    shortcut = menu.find("shortcut")
    if shortcut is not None:
        menu.remove(shortcut)
        last = SubElement(menu, "guimenuitem")
        last.text = words_in(shortcut)


_REPAIRS: Mapping[str, Callable[[Element], None]] = {
    **dict.fromkeys(("equation", "informalequation", "inlineequation"), _keep_formula),
    **dict.fromkeys(_SYNOPSES, _keep_synopsis),
    "menuchoice": _keep_choices,
    "replaceable": lambda element: setattr(element, "tag", "emphasis"),
}
