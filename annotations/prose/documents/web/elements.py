"""What becomes of each HTML element: kept, renamed, unwrapped, left out."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

_KEPT_ATTRIBUTES = {
    "a": ("href",),
    "ol": ("start", "type"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
_NUMBER = re.compile(r"[0-9]{1,3}")

BLOCKS: Mapping[str, str] = {
    **{name: name for name in "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table".split()},
    **{name: name for name in "thead tbody tfoot tr th td caption figure figcaption".split()},
    **dict.fromkeys(
        "address article aside center details dialog div fieldset footer form header hgroup legend"
        " main search section summary".split(),
        "div",
    ),
    "dir": "ul",
    "menu": "ul",
}
"""Elements that are blocks, and the element that stands for each."""
INLINES: Mapping[str, str] = {
    **{name: name for name in "a code em strong sup sub u s q".split()},
    "b": "strong",
    "cite": "em",
    "del": "s",
    "dfn": "em",
    "i": "em",
    "ins": "u",
    "kbd": "code",
    "samp": "code",
    "strike": "s",
    "tt": "code",
    "var": "em",
}
UNSEEN = frozenset(
    "head script style template link meta base title noframes param source track area col colgroup"
    " rp datalist".split()
)
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys("button input select textarea progress meter output".split(), "control"),
    **dict.fromkeys("audio embed iframe object video".split(), "media"),
    **dict.fromkeys("canvas svg".split(), "picture"),
    "nav": "menu",
    "noscript": "noscript",
}
_COOKIE_NOTE = re.compile(
    r"cookie[\w-]*(?:notice|banner|bar|law|consent|policy|popup|message|notification|overlay|modal)"
    r"|gdpr|onetrust|cookiebot|(?:^|\s)cc-(?:window|banner)(?:\s|$)|cookies-eu"
)
_LONGEST_COOKIE_NOTE = 3_000
_VERSE = re.compile(r"(?:^|[\s:])(?:verse|poem|poetry|stanza|line-group|linegroup|lg)(?:\s|$)")
_MENU = re.compile(
    r"(?:^|\s)(?:nav|navbar|menu|navigation|breadcrumbs?|sidebar-nav|pagination)(?:\s|$)"
)
Attributes = Mapping[str, str | None]


def names_of(attributes: Attributes) -> str:
    """Return the classes, the role and the EPUB type of an element, in lower case."""
    values = (attributes.get(name) or "" for name in ("class", "role", "epub:type", "type"))
    return " ".join(values).lower()


def is_verse(attributes: Attributes) -> bool:
    """Tell whether the page calls an element verse."""
    return _VERSE.search(names_of(attributes)) is not None


def is_hidden(attributes: Attributes) -> bool:
    """Tell whether the element's own attributes hide it from readers, other than by its style."""
    return "hidden" in attributes or "screen-reader-text" in names_of(attributes)


def is_named_menu(attributes: Attributes) -> bool:
    """Tell whether role, class or id call the element a menu."""
    names = f"{names_of(attributes)} {(attributes.get('id') or '').lower()}"
    return _MENU.search(names) is not None


def is_cookie_note(attributes: Attributes, node: Any) -> bool:
    """Tell whether class or id call the element a note about cookies, and it reads like one."""
    names = f"{names_of(attributes)} {(attributes.get('id') or '').lower()}"
    if _COOKIE_NOTE.search(names) is None:
        return False
    words = (node.text() or "").casefold()
    return len(words) <= _LONGEST_COOKIE_NOTE and ("cookie" in words or "consent" in words)


def is_mostly_links(node: Any) -> bool:
    """Tell whether four fifths of an element's letters are in links."""
    letters = len("".join((node.text() or "").split()))
    linked = sum(len("".join((link.text() or "").split())) for link in node.css("a[href]"))
    return letters > 0 and linked * 5 >= letters * 4


def kept_attributes(tag: str, attributes: Attributes) -> str:
    """Return the attributes that an element keeps, as HTML."""
    kept = ""
    for name in _KEPT_ATTRIBUTES.get(tag, ()):
        value = attributes.get(name)
        if value and (name in {"href", "type"} or _NUMBER.fullmatch(value)):
            kept += f' {name}="{escape(value)}"'
    return kept
