"""An article in JATS rewritten so that pandoc passes over none of its words.

pandoc keeps one abstract, drops the labels of figures and tables, and notes that nothing refers to.
What stands among the metadata besides title, authors and abstracts is reported.
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from annotations.prose.documents.left_out import LeftOutCounter

ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
ElementTree.register_namespace("mml", "http://www.w3.org/1998/Math/MathML")

_READ = frozenset("title-group abstract trans-abstract contrib-group".split())
_LABELLED = frozenset("fig table-wrap boxed-text media supplementary-material sec app".split())


def repair_jats(content: bytes, left_out: LeftOutCounter) -> bytes:
    """Return an article, whose XML was checked before, with all its words where pandoc looks."""
    root: Element = fromstring(content)
    for article in [root, *root.iter("sub-article"), *root.iter("response")]:
        body = article.find("body")
        front = article.find("front/article-meta")
        if front is None:
            front = article.find("front-stub")
        if front is not None:
            _report_metadata(front, left_out)
            if body is None:
                body = SubElement(article, "body")
            _move_abstracts(front, body)
    _unfold_notes(root)
    for element in root.iter():
        if element.tag in _LABELLED:
            _keep_label(element)
    repaired: bytes = tostring(root, encoding="utf-8")
    return repaired


def _report_metadata(front: Element, left_out: LeftOutCounter) -> None:
    for child in front:
        words = " ".join(" ".join(child.itertext()).split())
        if child.tag not in _READ and words:
            left_out.add("metadata", words)


def _move_abstracts(front: Element, body: Element) -> None:
    """Move all abstracts but the first to the beginning of the text."""
    abstracts = [*front.findall("abstract"), *front.findall("trans-abstract")][1:]
    for place, abstract in enumerate(abstracts):
        front.remove(abstract)
        abstract.tag = "sec"
        abstract.attrib.clear()
        body.insert(place, abstract)


def _unfold_notes(root: Element) -> None:
    """Make paragraphs of the notes in the back matter to which nothing refers."""
    marks = (mark for body in root.iter("body") for mark in body.iter("xref"))
    referred = {name for mark in marks for name in mark.get("rid", "").split()}
    for group in [*root.iter("fn-group")]:
        notes = group.findall("fn")
        if any(note.get("id") in referred for note in notes):
            continue
        group.tag = "sec"
        for note in notes:
            note.tag = "sec"


def _keep_label(element: Element) -> None:
    """Put the label of a figure or table before the words of its caption or title."""
    label = element.find("label")
    words = "".join(label.itertext()).strip() if label is not None else ""
    if label is None or not words:
        return
    caption = element.find("caption")
    holder = caption if caption is not None else element
    shown = holder.find("title")
    if shown is None:
        shown = holder.find("p")
    if shown is None:
        label.tag = "p"
        return
    shown.text = f"{words} {shown.text or ''}"
    element.remove(label)
