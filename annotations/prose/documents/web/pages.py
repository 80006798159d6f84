"""Web pages and chapters as one repaired HTML document, with what their heads say."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.web.footnotes import find_footnotes
from annotations.prose.documents.web.page_writer import PageWriter
from annotations.prose.documents.web.styles import Styles, readable_sheet
from annotations.prose.normalising import UnreadableText, normalise_line

MAX_HTML_LENGTH = 20_000_000
"""Code points."""
MAX_ELEMENTS = 600_000
MAX_UNCLOSED = 1_000
"""Elements that are open at once: walking a deep tree takes long, so the source is looked at."""

_SELF_CLOSED = re.compile(r"<([a-zA-Z][\w:.-]*)((?:\s[^<>]*)?)/\s*>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# In a style sheet and a script, no entity of HTML stands for a letter.
_CDATA_OR_RAW = re.compile(r"<(style|script)\b[^<>]*(?<!/)>|<!\[CDATA\[", re.IGNORECASE)
_ENDINGS = {
    "": re.compile(r"\]\]>"),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "noscript": re.compile(r"</noscript\s*>", re.IGNORECASE),
}
_NOSCRIPT = re.compile(r"<noscript\b[^<>]*>(.*?)</noscript\s*>", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that end where the next one of them begins.
_SHALLOW = _VOID | frozenset("dd dt li option p td th tr".split())
_LOOKS_LIKE_XHTML = re.compile(
    r"\A\s*(?:<\?xml\b|(?:<!doctype[^>]*>\s*)?<html\b[^>]*\sxmlns\s*=)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a page says about itself; `""` where it says nothing."""

    title: str = ""
    author: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class JoinedPages:
    """Pages as HTML in parts, each whole in itself, and what the first page says about itself.

    `footnotes` hold the bodies of the footnotes whose marks are in `text`.
    """

    text: Sequence[str]
    footnotes: Sequence[str]
    head: PageHead


def looks_like_xhtml(page: str) -> bool:
    """Tell whether a page is written as XML, where an element may close itself."""
    return _LOOKS_LIKE_XHTML.match(page[:2_000]) is not None


def join_pages(
    pages: Sequence[tuple[str, str]],
    left_out: LeftOutCounter,
    unlisted: Collection[str] = (),
    sheets: Mapping[str, str] = MappingProxyType({}),
) -> JoinedPages:
    """Return pages, given by path and source, joined.

    The pages with the paths `unlisted` are outside the reading order: only footnotes come from
    them. `sheets` are style sheets by their paths. A page with a path is read as XML if it looks
    like XHTML. One without a path was saved as a web page, which a browser reads as HTML however it
    looks: its style sheets are those that a browser sees.

    Raises `UnreadableText` for what is too long or nested too deep, or declares entities.
    """
    if sum(len(page) for _path, page in pages) > MAX_HTML_LENGTH:
        raise UnreadableText(_("This file holds more text than can be read here. Split it."))
    trees = [
        LexborHTMLParser(_repaired(page, is_book=bool(path), left_out=left_out))
        for path, page in pages
    ]
    bodies = [
        (path, tree.body or tree.root) for (path, _source), tree in zip(pages, trees, strict=True)
    ]
    for _path, body in bodies:
        _refuse_too_many(body)
    styles = [
        Styles("\n".join(_style_sheets(tree, path, sheets)), tree)
        for (path, _source), tree in zip(pages, trees, strict=True)
    ]
    footnotes = find_footnotes(bodies)
    writer = PageWriter(left_out, footnotes, styles[0])
    noted = {bodies[page][0] for _body, page, _mark in footnotes.notes.values()}
    for (path, body), own in zip(bodies, styles, strict=True):
        if path not in unlisted:
            writer.write_page(body, own)
        elif path not in noted:
            left_out.add("unlisted", _words(body))
    text = writer.parts()
    writer.write_footnotes(styles)
    notes = writer.parts() if footnotes.notes else []
    return JoinedPages(text, notes, _head(trees[0]) if trees else PageHead())


def _words(body: Any) -> str:
    return " ".join((body.text() or "").split())


def _style_sheets(tree: LexborHTMLParser, path: str, sheets: Mapping[str, str]) -> Iterator[str]:
    for node in tree.css("style, link[rel~=stylesheet][href]"):
        if node.tag == "style":
            yield readable_sheet(node.text() or "")
        else:
            address = joined_path(path.rpartition("/")[0], node.attributes["href"] or "")
            yield readable_sheet(sheets.get(address, ""))


def joined_path(folder: str, href: str) -> str:
    """Return the path in a package to which an address in a file in this folder leads."""
    parts: list[str] = []
    for part in f"{folder}/{unquote(href.partition('#')[0])}".split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _repaired(page: str, *, is_book: bool, left_out: LeftOutCounter) -> str:
    """Return the source of a page with its self-closed elements closed, and without noscript."""
    if "<!ENTITY" in page[:100_000]:
        raise UnreadableText(_("This file has parts that are not allowed here (a document type)."))
    if looks_like_xhtml(page):
        page = _without_cdata(page, is_book=is_book)
    page = _SELF_CLOSED.sub(_closed, page)
    _refuse_deep(page)

    body = _BODY.search(page)

    def leave_out(found: re.Match[str]) -> str:
        words = " ".join(_TAGS.sub(" ", found[1]).split())
        if words:
            left_out.add("noscript", words)
        if not words or body is None or found.start() < body.end():
            return ""
        return f"<span data-noscript>{words.replace('<', '&lt;')}</span>"

    closed = max((each.end() for each in _ENDINGS["noscript"].finditer(page)), default=0)
    return _NOSCRIPT.sub(leave_out, page[:closed]) + page[closed:]


def _without_cdata(page: str, *, is_book: bool) -> str:
    """Return XHTML as HTML: what stands in CDATA sections escaped, or as it is in raw text.

    A browser reads the style sheets of a saved web page as they are, those of a book as XML.
    """

    pieces: list[str] = []
    begin = 0
    unclosed: set[str] = set()  # not looked for again: that would take the square of the length
    for opening in _CDATA_OR_RAW.finditer(page):
        tag = (opening[1] or "").lower()
        if opening.start() < begin or tag in unclosed:
            continue
        ending = _ENDINGS[tag].search(page, opening.end())
        if ending is None:
            unclosed.add(tag)
            continue
        words = page[opening.end() : ending.start()]
        pieces.append(page[begin : opening.start()])
        if not tag:
            pieces.append(escape(words, quote=False))
        elif tag == "style" and not is_book:
            pieces += [opening[0], words, ending[0]]
        else:
            pieces += [opening[0], _raw_text(words), ending[0]]
        begin = ending.end()
    return "".join([*pieces, page[begin:]])


def _raw_text(words: str) -> str:
    """Return what XML says in an element whose text is raw in HTML."""
    closed = words.rfind("]]>") + 3 if "]]>" in words else 0
    parts = _CDATA.split(words[:closed])  # every second one stood in a section
    parts[-1] += words[closed:]
    parts[::2] = map(unescape, parts[::2])
    return "".join(parts)


def _refuse_deep(page: str) -> None:
    """Count the elements that are open at once, in one pass over the source."""
    opened: Counter[str] = Counter()
    deep = 0
    for found in _TAG.finditer(page):
        name = found[2].lower()
        if name in _SHALLOW:
            continue
        if not found[1]:
            opened[name] += 1
            deep += 1
        elif opened[name]:
            opened[name] -= 1
            deep -= 1
        if deep > MAX_UNCLOSED:
            raise UnreadableText(_("The elements of this file are nested too deep."))


def _closed(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name.lower() in _VOID else f"<{name}{found[2]}></{name}>"


def _refuse_too_many(body: Any) -> None:
    """Count elements before anything walks the tree."""
    for number, _node in enumerate(body.traverse()):
        if number > MAX_ELEMENTS:
            raise UnreadableText(
                _("This file has more than %(most)s elements. Split it into several essays.")
                % {"most": MAX_ELEMENTS}
            )


def _head(tree: LexborHTMLParser) -> PageHead:
    title = tree.css_first("head title") or tree.css_first("title")
    author = tree.css_first('meta[name="author" i]') or tree.css_first('meta[name="dc.creator" i]')
    html = tree.css_first("html")
    attributes = html.attributes if html else {}
    language = attributes.get("lang") or attributes.get("xml:lang") or ""
    return PageHead(
        metadata_line(title.text() if title else ""),
        metadata_line(author.attributes.get("content") if author else ""),
        language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", language) else "",
    )


def metadata_line(value: str | None) -> str:
    """Return a title, creator or language on one line, at most 300 characters, or ""."""
    try:
        return normalise_line(value or "")[:300]
    except UnreadableText:
        return ""
