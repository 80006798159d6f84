"""Elements of a page that have no place in an essay, and the words around them."""

import re
from typing import Any

from annotations.prose.documents.web.elements import (
    LEFT_OUT,
    UNSEEN,
    Attributes,
    is_cookie_note,
    is_hidden,
    is_mostly_links,
    is_named_menu,
    names_of,
)
from annotations.prose.documents.web.styles import Styles, is_hidden_by

_ENOUGH_TEXT = 100


def left_out_kind(node: Any, attributes: Attributes, styles: Styles) -> str:
    """Return which kind of thing that is left out an element is, "" for none."""
    kind = LEFT_OUT.get(node.tag, "")
    if kind:
        return kind
    hidden = is_hidden(attributes) or is_hidden_by(styles.of(node), node.tag)
    if hidden and node.css_first("math") is None:
        return "page number" if "pagebreak" in names_of(attributes) else "hidden"
    if is_cookie_note(attributes, node):
        return "cookie note"
    return "menu" if is_named_menu(attributes) and is_mostly_links(node) else ""


def is_drawn_twice(attributes: Attributes) -> bool:
    """Tell whether an element draws a formula that stands beside it as MathML or TeX."""
    return (
        re.search(r"katex-html|mathjax(?!\S*mathml)|mwe-math-fallback", names_of(attributes))
        is not None
    )


def text_beside(node: Any, side: str) -> str:
    """Return some of the text before an element (`side` is "prev") or after it ("next")."""
    pieces: list[str] = []
    level = node
    while level is not None and level.tag != "body" and sum(map(len, pieces)) < _ENOUGH_TEXT:
        beside = getattr(level, side)
        while beside is not None and sum(map(len, pieces)) < _ENOUGH_TEXT:
            if beside.tag not in UNSEEN:
                pieces.append(beside.text() or "")
            beside = getattr(beside, side)
        level = level.parent
    return " ".join(reversed(pieces) if side == "prev" else pieces)
