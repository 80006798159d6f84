"""The list of references of an article in JATS as paragraphs, punctuated as in print."""

from itertools import pairwise
from xml.etree.ElementTree import Element

from annotations.prose.documents.markup.xml_elements import as_inline, separate, words_in

_CITATIONS = frozenset(
    "element-citation mixed-citation nlm-citation citation related-object product".split()
)
_NAMES = frozenset("name string-name collab anonymous etal person-group".split())
_PARTS_OF_WORDS = frozenset(
    "italic bold sup sub sc underline monospace x break styled-content named-content".split()
)
# What stands between a part and the one before it, where that is no full stop.
_BETWEEN = {
    ("source", "volume"): " ",
    ("volume", "issue"): "/",
    ("volume", "fpage"): ":",
    ("issue", "fpage"): ":",
    ("fpage", "lpage"): "–",
    ("publisher-loc", "publisher-name"): ": ",
    ("publisher-name", "publisher-loc"): ", ",
    ("month", "day"): " ",
    ("year", "month"): " ",
    ("day", "year"): " ",
    ("month", "year"): " ",
    ("day", "month"): " ",
}


def unfold_references(root: Element) -> None:
    """Make a section of each list of references, of whose items each one becomes a paragraph."""
    for element in root.iter():
        if element.tag in _CITATIONS:
            _write_citation(element)
    for references in [*root.iter("ref-list")]:
        references.tag = "sec"
        for reference in references.findall("ref"):
            _write_reference(reference)


def _write_reference(reference: Element) -> None:
    for child in reference:
        as_inline(child).tail = " "
    reference.tag = "p"
    reference.attrib.clear()


def _write_citation(citation: Element) -> None:
    """Punctuate the parts of a citation, unless it has its own punctuation."""
    if any((child.tail or "").strip() for child in citation) or (citation.text or "").strip():
        for child in citation.iter():
            if child.tag in _NAMES:
                _write_names(child)
        for child, after in pairwise(citation):
            if not child.tail and _PARTS_OF_WORDS.isdisjoint({child.tag, after.tag}):
                child.tail = " "
        return
    parts = [*citation]
    kinds = [child.tag for child in parts]
    citation.text = None
    for child, kind, after in zip(parts, kinds, [*kinds[1:], ""], strict=True):
        if kind in _NAMES:
            _write_names(child)
        child.tail = _separator(child, kind, after)


def _separator(child: Element, kind: str, after: str) -> str:
    if not after:
        return ""
    if kind in _NAMES and after in _NAMES:
        return ", "
    ends = words_in(child)[-1:]
    return _BETWEEN.get((kind, after), " " if ends in set(".?!:") else ". ")


def _write_names(element: Element) -> None:
    """Separate the parts of a name, and the names of a group, where nothing else does."""
    if element.tag == "person-group":
        for child in element:
            _write_names(child)
        separate(element, ", ")
    else:
        separate(element, " ")
        for child in element:
            _write_names(child)
