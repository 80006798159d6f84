"""Moving the words of an XML tree: taking elements out, and putting labels before words."""

from xml.etree.ElementTree import Element

_BLOCKS = frozenset("p title list-item list label para simpara subtitle".split())
Parents = dict[Element, Element]


def parents_in(root: Element) -> Parents:
    """Return the parent of each element below a root."""
    return {child: parent for parent in root.iter() for child in parent}


def words_in(element: Element | None) -> str:
    """Return the words of an element on one line, "" for None."""
    return " ".join(" ".join(element.itertext()).split()) if element is not None else ""


def append_text(element: Element, text: str) -> None:
    """Put text directly behind an element."""
    element.tail = text + (element.tail or "")


def take_out(element: Element, parent: Element) -> None:
    """Remove an element from its parent; the text behind it stays."""
    place = [*parent].index(element)
    if element.tail:
        if place:
            parent[place - 1].tail = (parent[place - 1].tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def replace_element(element: Element, others: list[Element], parent: Element) -> None:
    """Put other elements where an element stands."""
    place = [*parent].index(element)
    if others:
        others[-1].tail = (others[-1].tail or "") + (element.tail or "")
    parent[place : place + 1] = others


def as_inline(element: Element) -> Element:
    """Make an element, and blocks in it, one run of words."""
    for child in element.iter():
        if child is not element and child.tag in _BLOCKS:
            child.tag = "named-content"
            append_text(child, " ")
    element.tag = "named-content"
    element.attrib.clear()
    return element


def put_before_words(element: Element, tag: str) -> None:
    """Put the words of a child, such as a label, before those of the title or first paragraph."""
    label = element.find(tag)
    if label is None:
        return
    if not words_in(label):
        element.remove(label)
        return
    shown = element.find("title")
    if shown is None:
        shown = element.find("p")
    if shown is None:
        label.tag = "p"
        return
    element.remove(label)
    label.tag, label.tail = "named-content", f" {shown.text or ''}"
    label.attrib.clear()
    shown.text = None
    shown.insert(0, label)


def separate(element: Element, separator: str) -> None:
    """Put `separator` between the children of an element where nothing but white space is."""
    known = [*element]
    if known and not (element.text or "").strip():
        element.text = None
    for number, child in enumerate(known, 1):
        if not (child.tail or "").strip():
            child.tail = separator if number < len(known) else None
