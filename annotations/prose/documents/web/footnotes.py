"""Which links of a page are marks of footnotes, and which elements hold those footnotes.

A page has no element for a footnote. A link is taken for a mark if the page calls it so, or if it
leads forward to something that leads back to it or that the page calls a note.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.prose.documents.web.elements import names_of

_MARK_NAMES = re.compile(r"noteref|footnote-?ref|endnote-?ref|fnref")
_NOTE_NAMES = re.compile(r"(?:foot|end|rear|side)-?notes?(?:\s|$)|(?:^|\s)(?:fn|notes?)(?:\s|$)")
_BACK_NAMES = re.compile(r"backlink|back-?ref|footnote-?back|reversefootnote")
_MARK = re.compile(
    r"[\[(]?(?:\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#‖]{1,4}|note \d{1,4})[\])]?[.:]?",
    re.IGNORECASE,
)
_BODY_TAGS = frozenset("li p div aside dd section blockquote tr".split())


@dataclass
class Footnotes:
    """The footnotes of a document: nodes by their `mem_id`, with the number of the note."""

    marks: dict[int, int] = field(default_factory=dict)
    bodies: dict[int, int] = field(default_factory=dict)
    back_links: set[int] = field(default_factory=set)
    repeated_marks: set[int] = field(default_factory=set)
    # The body of each note, its page and the words of its mark.
    notes: dict[int, tuple[Any, int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Link:
    node: Any
    page: int
    order: int
    target: str
    names: frozenset[str]  # the addresses of the link and of what is directly around it


def find_footnotes(pages: Sequence[tuple[str, Any]]) -> Footnotes:
    """Find the footnotes in these pages, given by path and body, in order."""
    links, targets = _links_and_targets(pages)
    leading_to: dict[int, set[str]] = {}
    found = Footnotes()
    for link in links:
        place = targets.get(link.target)
        if place is None or place[1] <= link.order:
            continue
        node, _, page = place
        body = _body_of(node)
        if body is None or _holds(body, link.node):
            continue
        if body.mem_id in found.bodies:
            if _is_short(link.node):
                found.repeated_marks.add(link.node.mem_id)
            continue
        if body.mem_id not in leading_to:
            leading_to[body.mem_id] = {
                _absolute(pages[page][0], each.attributes.get("href") or "")
                for each in body.css("a[href]")
            }
        leads_back = not link.names.isdisjoint(leading_to[body.mem_id])
        if not _is_mark(link.node, body, leads_back):
            continue
        number = len(found.notes) + 1
        found.marks[link.node.mem_id] = found.bodies[body.mem_id] = number
        found.notes[number] = (body, page, (link.node.text() or "").strip())
        found.back_links |= {
            each.mem_id
            for each in body.css("a")
            if _absolute(pages[page][0], each.attributes.get("href") or "") in link.names
            or _BACK_NAMES.search(names_of(each.attributes))
        }
    return found


def _links_and_targets(
    pages: Sequence[tuple[str, Any]],
) -> tuple[list[_Link], dict[str, tuple[Any, int, int]]]:
    links: list[_Link] = []
    targets: dict[str, tuple[Any, int, int]] = {}
    order = 0
    for page, (path, body) in enumerate(pages):
        for node in body.traverse():
            order += 1
            attributes = node.attributes
            for name in (attributes.get("id"), attributes.get("name") if node.tag == "a" else None):
                if name:
                    targets.setdefault(f"{path}#{name}", (node, order, page))
            href = attributes.get("href") if node.tag == "a" else None
            if href and "#" in href:
                names = frozenset(f"{path}#{name}" for name in _names_around(node))
                links.append(_Link(node, page, order, _absolute(path, href), names))
    return links, targets


def _names_around(node: Any) -> Iterable[str]:
    """Yield the ids of a link, of what is around it alone, and of the anchor before it."""
    for each in (node, node.parent, node.parent.parent if node.parent else None, node.prev):
        if each is not None and each.is_element_node:
            inline = each is node or each.tag in {"sup", "span", "a", "small", "b", "i"}
            yield from (each.attributes.get(name) or "" for name in ("id", "name") if inline)
    yield from (each.attributes.get("id") or "" for each in node.css("[id]"))


def _absolute(path: str, href: str) -> str:
    file, _, fragment = href.partition("#")
    if not file:
        return f"{path}#{fragment}"
    folder = path.rpartition("/")[0]
    parts: list[str] = []
    for part in f"{folder}/{file}".split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return f"{'/'.join(parts)}#{fragment}"


def _body_of(node: Any) -> Any:
    """Return the element that holds the whole note to which a link leads."""
    named = block = None
    at = node
    for _ in range(6):
        if at is None or at.tag in {"body", "html"}:
            break
        if block is None and at.tag in _BODY_TAGS:
            block = at
        single = re.search(r"(?:foot|end|rear)-?note(?:\s|$)", names_of(at.attributes))
        if single and at.tag in _BODY_TAGS:
            named = at
        at = at.parent
    return named or block


def _is_mark(link: Any, body: Any, leads_back: bool) -> bool:
    if _MARK_NAMES.search(names_of(link.attributes)):
        return True
    if not _is_short(link):
        return False
    around = [body, body.parent, body.parent.parent if body.parent else None]
    named = any(
        each is not None and _NOTE_NAMES.search(names_of(each.attributes)) for each in around
    )
    return leads_back or named


def _is_short(link: Any) -> bool:
    """Tell whether a link's words are a number, letter or sign."""
    return _MARK.fullmatch(" ".join((link.text() or "").split())) is not None


def _holds(body: Any, node: Any) -> bool:
    at = node.parent
    while at is not None:
        if at.mem_id == body.mem_id:
            return True
        at = at.parent
    return False
