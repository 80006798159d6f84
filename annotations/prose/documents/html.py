"""Web pages as Markdown. Limits are checked before a parser builds a tree."""

import re
from collections import Counter
from typing import Any

import nh3
from markdownify import ATX, MarkdownConverter

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.document import Document
from annotations.prose.normalising import UnreadableText, decode_utf8, normalise_line

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_HTML_LENGTH = 2_000_000
"""Code points."""
MAX_SIGNS = 50_000
"""Of `<`, and of `&`: each is a step for a parser."""

TOO_MANY_ELEMENTS = _(
    "This file has more than %(most)s elements. Split it into several essays."
) % {"most": MAX_ELEMENTS}
NESTED_TOO_DEEP = _("The elements of this file are nested too deep.")
_KEPT = set(
    "a b blockquote br code em h1 h2 h3 h4 h5 h6 hr i img li ol p pre strong sub sup td th tr"
    " ul".split()
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that hold nothing, or that end where the next one of them begins.
_SHALLOW = frozenset(
    "area base br col dd dt hr img input li link meta option p source td th tr wbr".split()
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def looks_like_html(content: bytes) -> bool:
    """Return whether the file begins as a web page does."""
    return _LOOKS_LIKE_HTML.match(content) is not None


def read_html(page: str) -> Document:
    """Return the text of a web page, with the title and language that its head names.

    Raises `UnreadableText` as `html_to_markdown` does.
    """
    head = page[:20_000]
    title = re.search(r"<title[^<>]*>([^<]{1,300})</title", head, re.IGNORECASE)
    language = re.search(r"<html[^>]{0,500}\slang\s*=\s*[\"']([\w-]{2,35})", head, re.IGNORECASE)
    return Document(
        html_to_markdown(html_body(page)),
        title=metadata_text(title[1]) if title else "",
        language=language[1] if language else "",
    )


def decode_html(content: bytes) -> str:
    """Return the text of a web page, in the encoding that it names or else UTF-8.

    Raises `UnreadableText` as `decode_utf8` does.
    """
    named = _CHARSET.search(content[:2048])
    if named:
        try:
            return content.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # the page names a wrong encoding; decoding as UTF-8 says what is wrong
    return decode_utf8(content)


def html_body(page: str) -> str:
    """Return what is between the body tags of a page."""
    begin = re.search(r"<body[^<>]*>", page, re.IGNORECASE)
    end = page.lower().rfind("</body")
    return page[begin.end() if begin else 0 : end if end >= 0 else len(page)]


def metadata_text(value: str | None) -> str:
    """Return a title, creator or language on one line, at most 300 characters, or ""."""
    try:
        return normalise_line(value or "")[:300]
    except UnreadableText:
        return ""


def html_to_markdown(page: str) -> str:
    """Return HTML as Markdown, with text and its structure and nothing else.

    Raises `UnreadableText` for more than `MAX_ELEMENTS` elements or `MAX_DEPTH` levels.
    """
    if len(page) > MAX_HTML_LENGTH:
        raise UnreadableText(_("This file holds more text than can be read here. Split it."))
    _check_limits(page)
    clean = nh3.clean(
        page,
        tags=_KEPT,
        clean_content_tags={"script", "style", "head", "template", "title"},
        attributes={"a": {"href"}, "img": {"alt"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    _check_limits(clean)  # misnested elements are repeated when they are put right
    try:
        return _Converter(heading_style=ATX, bullets="-").convert(clean).strip() + "\n"
    except RecursionError:
        raise UnreadableText(NESTED_TOO_DEEP) from None


def _check_limits(page: str) -> None:
    """Count elements and levels in one pass, before a parser builds a tree of them."""
    if max(page.count("<"), page.count("&")) > MAX_SIGNS:
        raise UnreadableText(TOO_MANY_ELEMENTS)
    opened: Counter[str] = Counter()
    elements = deep = 0
    for found in _TAG.finditer(page):
        closing, name = found[1], found[2].lower()
        elements += not closing
        if name in _SHALLOW:
            continue
        if not closing:
            opened[name] += 1
            deep += 1
        elif opened[name]:
            opened[name] -= 1
            deep -= 1
        if deep > MAX_DEPTH:
            raise UnreadableText(NESTED_TOO_DEEP)
    if elements > MAX_ELEMENTS:
        raise UnreadableText(TOO_MANY_ELEMENTS)


class _Converter(MarkdownConverter):
    """Converts without pictures' addresses and without tables, which essays do not have."""

    def convert_img(self, element: Any, text: str, parent_tags: set[str]) -> str:
        alt = " ".join(str(element.get("alt") or "").split())
        return f"![{alt}](#)" if alt else ""

    def convert_td(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()} "

    convert_th = convert_td

    def convert_tr(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"
