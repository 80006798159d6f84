"""The body of an annotation that was sent in HTML or as plain text, as Markdown."""

import re
from typing import Any
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from annotations.prose.documents.plain_text import plain_to_markdown

# The deepest element that is looked at.
MAX_DEPTH = 60
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`", "s": "~~", "del": "~~"}
_LEFT_OUT = frozenset("script style template noscript iframe object svg math head".split())
_BLOCKS = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 table tr figure dl dd dt".split()
)


def html_to_markdown(html: str) -> str:
    """Return the Markdown of a fragment of HTML: its words, emphasis, links, lists and quotations.

    Everything else is left out; what reads like Markdown in the words is escaped.
    """
    body = LexborHTMLParser(html).body
    text = _children(body, 0) if body is not None else ""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _children(node: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        return plain_to_markdown(node.text(deep=True))
    return "".join(_node(child, depth + 1) for child in node.iter(include_text=True))


def _node(node: Any, depth: int) -> str:
    tag = node.tag
    if tag == "-text":
        return _words(node.text_content or "")
    if tag == "br":
        return "\n"
    if tag in _LEFT_OUT or tag.startswith(("-", "!")):
        return ""
    inside = _children(node, depth)
    if tag in _MARKS:
        return _marked(inside, _MARKS[tag])
    if tag == "a":
        return _link(node, inside)
    if tag == "blockquote":
        return f"\n\n{_prefixed(inside.strip(), '> ', '> ')}\n\n"
    if tag in ("ul", "ol"):
        return f"\n\n{inside.strip()}\n\n"
    if tag == "li":
        bullet = "1. " if node.parent is not None and node.parent.tag == "ol" else "- "
        return f"{_prefixed(inside.strip(), bullet, ' ' * len(bullet))}\n"
    if tag in _BLOCKS or tag == "pre":
        return f"\n\n{inside.strip()}\n\n"
    return inside


def _words(text: str) -> str:
    """Return words in which nothing is markup, with their white space as a browser shows it."""
    inside = re.sub(r"\s+", " ", text)
    bare = inside.strip(" ")
    if not bare:
        return " " if inside else ""
    before, after = inside.startswith(" "), inside.endswith(" ")
    return " " * before + plain_to_markdown(bare) + " " * after


def _marked(inside: str, mark: str) -> str:
    bare = inside.strip()
    if not bare or "\n\n" in bare:
        return inside
    begins = inside.index(bare)
    return f"{inside[:begins]}{mark}{bare}{mark}{inside[begins + len(bare) :]}"


def _link(node: Any, inside: str) -> str:
    address = quote((node.attributes.get("href") or "").strip(), safe="!#$%&'*+,/:;=?@[]~-._")
    words = inside.strip()
    return f"[{words}](<{address}>)" if address and words and "\n" not in words else inside


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{others if n else first}{line}".rstrip() for n, line in enumerate(lines))
