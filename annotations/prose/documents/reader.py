"""What becomes Markdown when somebody brings a file: HTML, DOCX, EPUB, plain text or Markdown.

Pure: bytes in, text out. Nothing is fetched, no picture is kept, nothing is written to a disk.
What a file may hold is bounded before a library works on it (`prose.packages`, and below), since
a small file can ask for much work.
"""

import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import mammoth
import nh3
from markdownify import ATX, MarkdownConverter

from annotations.prose.documents.zip_package import Package
from annotations.prose.normalising import Unreadable, decode, tidy_line

MOST_ELEMENTS = 20_000
DEEPEST = 60
LONGEST_HTML = 2_000_000
"""Code points."""
MOST_SIGNS = 50_000
"""How many `<`, and how many `&`: each is a step for a parser."""

TOO_MANY = f"This file has more than {MOST_ELEMENTS:,} elements. Split it into several essays."
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
_MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>&])")
_LINE_MARKS = re.compile(r"^(#{1,6}|[-+=~]|\d{1,9}(?=[.)]))")


@dataclass(frozen=True, slots=True)
class Document:
    """A text in Markdown, and what its file says of itself; `""` where it says nothing."""

    markdown: str
    title: str = ""
    byline: str = ""
    language: str = ""


def read_document(content: bytes, name: str = "") -> Document:
    """What a file says, by its content and the ending of its name.

    Raises `Unreadable` for what is none of the five, broken, or asks for too much.
    """
    ending = name.lower().rpartition(".")[2]
    if content.startswith(b"PK\x03\x04"):
        return from_package(Package(content))
    if ending in ("html", "htm", "xhtml") or _LOOKS_LIKE_HTML.match(content):
        return from_html(decode_html(content))
    text = decode(content)
    return Document(from_plain(text) if ending == "txt" else text)


def from_package(package: Package) -> Document:
    """A DOCX or EPUB file."""
    if "word/document.xml" in package.names:
        package.check_xml()
        return from_docx(package.content)
    if "META-INF/container.xml" in package.names:
        return from_epub(package)
    raise Unreadable("This is a ZIP file, but neither a DOCX nor an EPUB file.")


def from_docx(content: bytes) -> Document:
    """A Word document that has been checked; its pictures are left out."""
    try:
        made = mammoth.convert_to_html(
            BytesIO(content), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except Exception as error:  # mammoth trusts the files it gets and raises what it happens to
        raise Unreadable("This DOCX file is damaged: it can’t be read.") from error
    return Document(to_markdown(made.value))


def from_epub(package: Package) -> Document:
    """The chapters of a book in the order of its spine (EPUB 3.3, section 5.7)."""
    container = package.xml("META-INF/container.xml")
    rootfile = container.find(".//{*}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    book = package.xml(path)
    folder = path.rpartition("/")[0]
    hrefs = {
        item.get("id"): item.get("href", "") for item in book.iterfind(".//{*}manifest/{*}item")
    }
    chapters = []
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        href = hrefs.get(reference.get("idref"))
        if href and reference.get("linear") != "no":
            chapters.append(_body(package.text(_joined(folder, unquote(href)))))
    if not chapters:
        raise Unreadable("This EPUB file is damaged: it lists no chapters.")
    said = {
        name: _said(book.findtext(f".//{{*}}metadata/{{*}}{name}"))
        for name in ("title", "creator", "language")
    }
    return Document(
        to_markdown("\n".join(chapters)), said["title"], said["creator"], said["language"]
    )


def _joined(folder: str, href: str) -> str:
    path = f"{folder}/{href}" if folder else href
    return path.partition("#")[0]


def _body(page: str) -> str:
    """What is between the body tags of a chapter."""
    begin = re.search(r"<body[^<>]*>", page, re.IGNORECASE)
    end = page.lower().rfind("</body")
    return page[begin.end() if begin else 0 : end if end >= 0 else len(page)]


def _said(value: str | None) -> str:
    try:
        return tidy_line(value or "")[:300]
    except Unreadable:
        return ""


def from_html(page: str) -> Document:
    """A web page: its text, and what its head says of it."""
    head = page[:20_000]
    title = re.search(r"<title[^<>]*>([^<]{1,300})</title", head, re.IGNORECASE)
    language = re.search(r"<html[^>]{0,500}\slang\s*=\s*[\"']([\w-]{2,35})", head, re.IGNORECASE)
    return Document(
        to_markdown(_body(page)),
        title=_said(title[1]) if title else "",
        language=language[1] if language else "",
    )


def decode_html(content: bytes) -> str:
    """The text of a web page, in the encoding that it names or else UTF-8."""
    named = _CHARSET.search(content[:2048])
    if named:
        try:
            return content.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # it names what it isn't in; UTF-8 says what is wrong
    return decode(content)


def from_plain(text: str) -> str:
    """Plain text as Markdown that means the same: nothing in it is a mark, and indented lines
    are no code."""
    return "\n".join(map(_plain_line, text.splitlines()))


def _plain_line(line: str) -> str:
    escaped = _MARKDOWN_MARKS.sub(r"\\\1", line.strip())
    begins = _LINE_MARKS.match(escaped)
    if begins is None:
        return escaped
    marks = begins[0]
    return f"{marks}\\{escaped[len(marks) :]}" if marks[0].isdigit() else f"\\{escaped}"


def to_markdown(page: str) -> str:
    """HTML as Markdown, with what a text is made of and nothing else.

    Raises `Unreadable` for more than `MOST_ELEMENTS` elements or `DEEPEST` levels.
    """
    if len(page) > LONGEST_HTML:
        raise Unreadable("This file holds more text than can be read here. Split it.")
    _refuse_wild(page)
    clean = nh3.clean(
        page,
        tags=_KEPT,
        clean_content_tags={"script", "style", "head", "template", "title"},
        attributes={"a": {"href"}, "img": {"alt"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    _refuse_wild(clean)  # misnested elements are repeated when they are put right
    try:
        return _Converter(heading_style=ATX, bullets="-").convert(clean).strip() + "\n"
    except RecursionError:
        raise Unreadable("The elements of this file are nested too deep.") from None


def _refuse_wild(page: str) -> None:
    """Count in one pass, before anything builds a tree of it."""
    if max(page.count("<"), page.count("&")) > MOST_SIGNS:
        raise Unreadable(TOO_MANY)
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
        if deep > DEEPEST:
            raise Unreadable("The elements of this file are nested too deep.")
    if elements > MOST_ELEMENTS:
        raise Unreadable(TOO_MANY)


class _Converter(MarkdownConverter):
    """Without pictures' addresses, and without tables, which Markdown here does not have."""

    def convert_img(self, element: Any, text: str, parent_tags: set[str]) -> str:
        alt = " ".join(str(element.get("alt") or "").split())
        return f"![{alt}](#)" if alt else ""

    def convert_td(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()} "

    convert_th = convert_td

    def convert_tr(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"
