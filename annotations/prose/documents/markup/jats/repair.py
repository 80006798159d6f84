"""An article in JATS rewritten so that pandoc passes over none of its words.

pandoc keeps one abstract, drops reference lists, labels, cells beyond the first row's number, and
notes that nothing refers to. What stands among the metadata besides title, abstracts and the
authors' names is reported.
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.jats.figures import (
    keep_figure,
    put_beside,
    unfold_caption,
)
from annotations.prose.documents.markup.jats.front import fold_article, keep_front
from annotations.prose.documents.markup.jats.references import unfold_references
from annotations.prose.documents.markup.jats.tables import keep_columns, keep_table_caption
from annotations.prose.documents.markup.xml_elements import (
    append_text,
    parents_in,
    put_before_words,
    take_out,
    words_in,
)

ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
ElementTree.register_namespace("mml", "http://www.w3.org/1998/Math/MathML")

_KEPT_NAMESPACES = ("{http://www.w3.org/1998/Math/MathML}", "{http://www.niso.org/schemas/ali")
_LABELLED = frozenset(
    "sec app statement fn boxed-text list def-list ack glossary notes media supplementary-material"
    " fig-group chem-struct-wrap question answer explanation".split()
)
_UNSHOWN = frozenset("object-id article-id index-term processing-meta custom-meta-group".split())
_ALTERNATIVES_TO_TEXT = frozenset({"graphic", "media", "inline-graphic"})


def repair_jats(content: bytes, left_out: LeftOutCounter) -> bytes:
    """Return an article, whose XML was checked before, with all its words where pandoc looks."""
    root: Element = fromstring(content)
    for element in root.iter():
        if element.tag.startswith("{") and not element.tag.startswith(_KEPT_NAMESPACES):
            element.tag = element.tag.partition("}")[2]
    _report_unshown(root, left_out)
    for article in [*root.iter("sub-article"), *root.iter("response")]:
        fold_article(article, left_out)
    keep_front(root, left_out)
    _put_notes_at_marks(root)
    for group in [*root.iter("fn-group")]:
        group.tag = "sec"
    unfold_references(root)
    for back in root.iter("back"):
        back.tag = "back-matter"  # pandoc would count it as a level of sections
    _repair_blocks(root, left_out)
    repaired: bytes = tostring(root, encoding="utf-8")
    return repaired


def _report_unshown(root: Element, left_out: LeftOutCounter) -> None:
    parents = parents_in(root)
    for element in [*root.iter()]:
        if element.tag in _UNSHOWN and element in parents:
            left_out.add("metadata", words_in(element), count=bool(words_in(element)))
            take_out(element, parents[element])
        elif element.tag == "media":
            left_out.add("media", words_in(element.find("label")))


def _put_notes_at_marks(root: Element) -> None:
    """Put each note of a group where it is first referred to; the others stay where they are."""
    parents = parents_in(root)
    notes = {note.get("id"): note for group in root.iter("fn-group") for note in group.iter("fn")}
    for mark in [*root.iter("xref")]:
        names = mark.get("rid", "").split()
        found = [notes.pop(name) for name in names if name in notes]
        if not found:
            continue
        first = found[0]
        for note in found:
            parents[note].remove(note)
            label = note.find("label")
            if label is not None:
                note.remove(label)
        for note in found[1:]:
            first.extend(note)
        mark.tag, mark.text = "fn", first.text
        mark[:] = [*first]
    for group in [*root.iter("fn-group")]:
        if not any(words_in(child) for child in group):
            take_out(group, parents[group])


def _repair_blocks(root: Element, left_out: LeftOutCounter) -> None:
    _repair_pictures(root, left_out)
    parents = parents_in(root)
    for figure in [*root.iter("fig")]:
        keep_figure(figure, parents, left_out)
    for wrap in [*root.iter("table-wrap")]:
        keep_table_caption(wrap)
    for caption in [*root.iter("caption")]:
        if caption in parents and parents[caption].tag not in {"fig", "table"}:
            unfold_caption(caption, parents[caption])
    for element in [*root.iter()]:
        if element.tag in _LABELLED:
            put_before_words(element, "label")
        if element.tag in _REPAIRS:
            _REPAIRS[element.tag](element)


def _repair_pictures(root: Element, left_out: LeftOutCounter) -> None:
    for alternatives in root.iter("alternatives"):
        _choose_alternative(alternatives, left_out)
    parents = parents_in(root)
    for picture in [*root.iter("graphic"), *root.iter("inline-graphic")]:
        if picture in parents and parents[picture].tag != "alternatives":
            put_beside(picture, parents[picture])


def _keep_formula(formula: Element) -> None:
    """Put a formula's label behind it, and read as words what is no formula."""
    label = formula.find("label")
    if label is not None:
        append_text(formula, f" {words_in(label)} ")
        take_out(label, formula)
    is_drawn = any(each.tag == "tex-math" or each.tag.endswith("}math") for each in formula.iter())
    if not is_drawn:
        formula.tag = "p" if formula.tag == "disp-formula" else "named-content"


def _keep_list(items: Element) -> None:
    """Keep the labels of a list that are not its items' plain numbers."""
    own = items.findall("list-item")
    labels = [words_in(item.find("label")).strip(".() ") for item in own]
    if labels == [str(number) for number in range(1, len(own) + 1)]:
        items.set("list-type", "order")
    elif any(labels):
        items.set("list-type", "bullet")
        for item in own:
            put_before_words(item, "label")
    elif items.get("list-type", "simple") == "simple":
        items.set("list-type", "bullet")


def _keep_verse(stanza: Element) -> None:
    """Make a quotation of the lines of a stanza, with a line break after each."""
    lines = stanza.findall("verse-line")
    if not lines:
        return
    place = [*stanza].index(lines[0])
    quotation = Element("disp-quote")
    paragraph = SubElement(quotation, "p")
    for line in lines:
        line.tag, line.tail = "named-content", ""
        stanza.remove(line)
        paragraph.append(line)
        SubElement(paragraph, "break")
    stanza.insert(place, quotation)


def _keep_attribution(quotation: Element) -> None:
    for child in quotation:
        if child.tag == "attrib":
            child.tag = "p"


def _keep_heads(definitions: Element) -> None:
    """Put the heads of a list's columns before it, where its title stands."""
    heads = [each for each in definitions if each.tag in {"term-head", "def-head"}]
    title = definitions.find("title")
    if title is None:
        title = Element("title")
        definitions[:0] = [title] if heads else []
    for head in heads:
        SubElement(title, "named-content").text = f" {words_in(head)}"


def _choose_alternative(alternatives: Element, left_out: LeftOutCounter) -> None:
    """Keep a table or text rather than the pictures of it, and one of several pictures."""
    pictures = [each for each in alternatives if each.tag in _ALTERNATIVES_TO_TEXT]
    for picture in pictures if len(pictures) < len(alternatives) else pictures[1:]:
        if words_in(picture):
            left_out.add("described picture", words_in(picture))
        alternatives.remove(picture)


_REPAIRS = {
    "def-list": _keep_heads,
    "disp-formula": _keep_formula,
    "disp-quote": _keep_attribution,
    "inline-formula": _keep_formula,
    "list": _keep_list,
    "table": keep_columns,
    "verse-group": _keep_verse,
}
