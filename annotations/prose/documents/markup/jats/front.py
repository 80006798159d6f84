"""What stands before the text of an article in JATS: title, authors, abstracts, metadata."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.xml_elements import words_in

_ABSTRACTS = frozenset({"abstract", "trans-abstract"})


def fold_article(article: Element, left_out: LeftOutCounter) -> None:
    """Make an article inside another one a section of it."""
    article.tag = "sec"
    stub = article.find("front-stub")
    if stub is None:
        return
    title = stub.find("title-group/article-title")
    kept = [each for each in stub if each.tag in _ABSTRACTS]
    for child in stub:
        if child.tag == "title-group":
            _report([each for each in child if each is not title], left_out)
        elif child.tag not in _ABSTRACTS:
            _report([child], left_out)
    article.remove(stub)
    for abstract in reversed(kept):
        abstract.tag = "sec"
        article.insert(0, abstract)
    if title is not None:
        title.tag = "title"
        article.insert(0, title)


def keep_front(root: Element, left_out: LeftOutCounter) -> None:
    """Report the metadata, and move the abstracts to the beginning of the text."""
    for journal in root.findall("front/journal-meta"):
        _report(journal, left_out)
    front = root.find("front/article-meta")
    if front is None:
        return
    body = root.find("body")
    if body is None:
        body = SubElement(root, "body")
    place = 0
    for child in [*front]:
        if child.tag in _ABSTRACTS:
            front.remove(child)
            child.tag = "sec"
            child.attrib.clear()
            body.insert(place, child)
            place += 1
        elif child.tag == "contrib-group":
            _keep_names(child, left_out)
        elif child.tag == "title-group":
            _report(
                [each for each in child if each.tag not in {"article-title", "subtitle"}], left_out
            )
        else:
            _report([child], left_out)
            front.remove(child)


def _keep_names(group: Element, left_out: LeftOutCounter) -> None:
    """Keep the names of the authors for the byline; report the rest."""
    for contributor in [*group]:
        name = contributor.find("name")
        if name is None:
            name = contributor.find("name-alternatives/name")
        group_name = contributor.find("collab")
        if name is None and group_name is not None:
            members = group_name.findall("contrib-group")
            _report(members, left_out)
            for each in members:
                group_name.remove(each)
            name = Element("name")
            SubElement(name, "surname").text = words_in(group_name)
            contributor.remove(group_name)
        is_author = contributor.get("contrib-type", "author") == "author"
        if contributor.tag == "contrib" and is_author and name is not None:
            _report([each for each in contributor if each is not name], left_out)
            contributor[:] = [name]
            contributor.set("contrib-type", "author")
        else:
            _report([contributor], left_out)
            group.remove(contributor)


def _report(elements: Element | Sequence[Element], left_out: LeftOutCounter) -> None:
    for element in elements:
        words = words_in(element)
        if words:
            left_out.add("metadata", words)
