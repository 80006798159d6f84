"""The building blocks of the styles: escaped text in which only <i> is markup.

Every field of a work passes through `escape_field` or `title_markup` exactly once; everything the
styles add themselves is a literal in this package. So a formatted citation is safe HTML.
"""

import re
from collections import Counter
from html import escape, unescape

from annotations.sources.styles.terms import is_english, term

_TAG = re.compile(
    r"&lt;(/?)(i|b|em|sup|sub|sc|span)(?: (?:class|style)=&quot;[a-z:\- ;]{0,40}&quot;)?&gt;"
)
_ITALIC = re.compile(r"</?i>")
_ENDED = re.compile(r"[.?!…](?:[”’»]|</i>)*$")


def escape_field(value: object) -> str:
    """Return a field's text on one line, with every character escaped that HTML could take for
    markup.
    """
    return escape(re.sub(r"\s+", " ", str(value)).strip())


def title_markup(value: object) -> str:
    """Return a title with the <i> that CSL allows; its other tags are removed, the
    rest is escaped.
    """
    markup = escape_field(value)
    out, at, depth = [], 0, 0
    for tag in _paired(markup):
        out.append(markup[at : tag.start()])
        at = tag.end()
        if tag[2] in ("i", "em"):
            before, depth = depth, depth + (-1 if tag[1] else 1)
            if 0 in (before, depth):  # italics inside italics would nest
                out.append(f"<{tag[1]}i>")
    return "".join([*out, markup[at:]])


def _paired(markup: str) -> list[re.Match[str]]:
    """Return the tags that open and close properly, in their order; the others stay text."""
    open_tags: list[re.Match[str]] = []
    waiting: Counter[str] = Counter()
    pairs: list[re.Match[str]] = []
    for tag in _TAG.finditer(markup):
        if not tag[1]:
            open_tags.append(tag)
            waiting[tag[2]] += 1
        elif waiting[tag[2]]:
            opening = open_tags.pop()
            while opening[2] != tag[2]:
                waiting[opening[2]] -= 1
                opening = open_tags.pop()
            waiting[tag[2]] -= 1
            pairs += [opening, tag]
    return sorted(pairs, key=lambda tag: tag.start())


def italicise(markup: str) -> str:
    """Return the markup in italics; what was italic in it becomes upright, as printers do."""
    if not markup:
        return ""
    turned = re.sub(r"<(/?)i>", lambda tag: "<i>" if tag[1] else "</i>", markup)
    return f"<i>{turned}</i>".replace("<i></i>", "")


def quote_title(markup: str, stop: str = "") -> str:
    """Return the markup in double quotation marks; double quotation marks within become single
    ones.

    The stop goes inside the marks unless the title ends with one, and after them in other languages
    than English.
    """
    inner = re.sub(r"(?:“|&quot;)(.*?)(?:”|&quot;)", rf"{term('‘')}\1{term('’')}", markup)
    stop = "" if _ENDED.search(inner) else stop
    return f"“{inner}{stop}”" if is_english() else f"{term('“')}{inner}{term('”')}{stop}"


def with_full_stop(markup: str, stop: str = ".") -> str:
    """Return the markup with a full stop, unless it is empty or already ends with ., ? or !."""
    if not markup or _ENDED.search(markup):
        return markup
    return markup + stop


def join_sentences(*parts: str) -> str:
    """Return the parts that are not empty, each with a full stop."""
    return " ".join(with_full_stop(part) for part in parts if part)


def join_parts(*parts: str, by: str = ", ") -> str:
    """Return the parts that are not empty, joined by a separator."""
    return by.join(part for part in parts if part)


def strip_markup(markup: str) -> str:
    """Return the markup's text, without tags and unescaped."""
    return unescape(_ITALIC.sub("", markup))
