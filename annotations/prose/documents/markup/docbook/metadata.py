"""The metadata of a text in DocBook and of its parts: titles stay, the rest is reported."""

import re
from xml.etree.ElementTree import Element

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.xml_elements import Parents, parents_in, words_in

_INFORMATION = re.compile(
    r"(?:book|article|set|part|preface|chapter|appendix|glossary|bibliography|index|reference|block"
    r"|section|sect\d|refsection|refsect\d|refentry|refsynopsisdiv|object|sidebar)?info|artheader"
)
_SHOWN = frozenset("title subtitle".split())
_PARTS_OF_NAMES = frozenset(
    "personname firstname givenname surname othername orgname honorific lineage".split()
)
_READ_OF_ROOT = frozenset("author authorgroup".split())


def keep_information(root: Element, left_out: LeftOutCounter) -> None:
    """Put titles and abstracts where they are shown; report all other metadata but the authors."""
    parents = parents_in(root)
    for element in [*root.iter()]:
        if _INFORMATION.fullmatch(element.tag) and element in parents:
            _keep(element, parents, root, left_out)


def _keep(information: Element, parents: Parents, root: Element, left_out: LeftOutCounter) -> None:
    parent = parents[information]
    place = [*parent].index(information)
    shown = [each for each in information if each.tag in _SHOWN and parent.find(each.tag) is None]
    abstracts = [each for each in information if each.tag == "abstract"]
    for child in [*information]:
        if child in shown or child in abstracts:
            information.remove(child)
        elif parent is root and child.tag in _READ_OF_ROOT:
            _report_affiliations(child, left_out)
        else:
            _report(child, left_out)
            information.remove(child)
    for abstract in abstracts:
        abstract.tag = "section" if abstract.find("title") is not None else "abstract-part"
    if parent is root and len(information):
        abstracts.insert(0, information)
    parent[place : place + 1] = [*shown, *abstracts]


def _report_affiliations(authors: Element, left_out: LeftOutCounter) -> None:
    """Report what is said of authors besides their names."""
    people = authors.findall("author") if authors.tag == "authorgroup" else []
    for holder in (authors, *people):
        kept = {"author"} if people and holder is authors else _PARTS_OF_NAMES
        for child in [*holder]:
            if child.tag not in kept:
                _report(child, left_out)
                holder.remove(child)


def _report(element: Element, left_out: LeftOutCounter) -> None:
    if words_in(element):
        left_out.add("metadata", words_in(element))
