"""What a file's words are by another way than ours, by its format."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from io import BytesIO
from pathlib import Path
from shutil import which
from urllib.parse import unquote
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from annotations.benchmarks.import_accuracy.browser_pages import ShownPages
from annotations.benchmarks.import_accuracy.comparison import FURNITURE
from annotations.benchmarks.import_accuracy.markup_xml import docbook_pieces, jats_pieces
from annotations.benchmarks.import_accuracy.office_files import (
    attribute,
    docx_pieces,
    odt_pieces,
)
from annotations.benchmarks.import_accuracy.words import TextPiece, Word, word_keys, words_of_pieces
from annotations.prose.documents.pandoc.process import run_pandoc
from annotations.prose.normalising import UnreadableText

FORMATS: Mapping[str, str] = {
    **{name: name for name in "docx odt epub rtf org pdf".split()},
    **dict.fromkeys("html htm xhtml".split(), "html"),
    **dict.fromkeys("tex latex".split(), "latex"),
    **dict.fromkeys("md markdown".split(), "markdown"),
    **dict.fromkeys("dbk docbook".split(), "docbook"),
    **dict.fromkeys("jats nxml xml".split(), "jats"),
    "txt": "text",
}
"""The formats that are compared, by the endings of names."""
_PARTED_WORD = re.compile(r"(\w+)[-\u2010\u00ad](?=\s|$)")
_LINE_BEGIN = re.compile(r"(?:\n|\s\s)\s*([a-z]\w*)")
_MOST_BELOW = 800  # letters
_NOTE_MARK = re.compile(r"(?<=[^\W\d_]{2})(?=\d{1,3}\b)")

_RTF_LINK = re.compile(r'HYPERLINK\s[^{}]*?"[^"{}]*"')
_RTF_FOOTNOTE = re.compile(r"(?:\\\*)?\\footnote(?![a-z])")
_RTF_NUMBER = re.compile(r"\{\\listtext(?:[^{}]|\{[^{}]*\})*\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The words that are expected of a file; `has_kinds` says whether their kinds are known.

    `marked` are the words by another way, for their kinds and markup alone.
    """

    words: list[Word]
    has_kinds: bool
    marked: list[Word] | None = None


def reference_of(file: Path, pages: ShownPages | None) -> Reference | None:
    """Return what is expected of a file, or None where that takes a program that is missing."""
    content, name = file.read_bytes(), FORMATS[file.suffix.lower().lstrip(".")]
    if name in _FILES:
        return Reference(words_of_pieces(_FILES[name](content)), has_kinds=True)
    if name == "text":
        return Reference(words_of_pieces(_text_pieces(file, content)), has_kinds=False)
    if name == "pdf":
        return _pdf(file)
    if pages is None:
        return None
    if name == "html":
        return Reference(
            words_of_pieces(pages.pieces({"page.html": content}, "page.html", 0)), has_kinds=True
        )
    if name == "epub":
        return Reference(words_of_pieces(_book_pieces(content, pages)), has_kinds=True)
    plain = _rtf_words(content) if name == "rtf" else None
    try:
        html = _as_page(content, name)
    except UnreadableText:
        return Reference(plain, has_kinds=False) if plain else None
    shown = words_of_pieces(pages.pieces({"page.html": html}, "page.html", 0))
    if plain is None:
        return Reference(shown, has_kinds=True)
    return Reference(plain, has_kinds=False, marked=shown)


def _as_page(content: bytes, name: str) -> bytes:
    """Return a web page that pandoc makes of a file in another format."""
    if name == "rtf":  # pandoc takes the end of a style's name, behind such a letter, for text
        content = re.sub(rb"\\'[89a-fA-F][0-9a-fA-F](?=[^{}\\]*;\})", b"", content)
    source = {"markdown": "markdown+east_asian_line_breaks"}.get(name, name)
    return run_pandoc(content, "-f", source, "-t", "html", "-s", "--mathml", "--wrap=none")[0]


def _text_pieces(file: Path, content: bytes) -> list[TextPiece]:
    """Return a plain text; the ending before the last one names its encoding (`a.koi8-r.txt`)."""
    encoding = file.suffixes[-2].lstrip(".") if len(file.suffixes) > 1 else "utf-8"
    try:
        text = content.decode(encoding)
    except LookupError:
        text = content.decode()
    return [TextPiece(text, "paragraph", 0)]


def _pdf(file: Path) -> Reference | None:
    program = which("pdftotext")
    if program is None:
        return None
    layout, plain = (
        subprocess.run(  # noqa: S603  (a fixed program)
            [program, *options, "-enc", "UTF-8", str(file.resolve()), "-"],
            capture_output=True,
            check=False,
        ).stdout.decode(errors="replace")
        for options in (["-layout"], [])
    )
    text = join_parted_words(layout, plain)
    return Reference(words_of_pieces([TextPiece(text, "paragraph", 0)]), has_kinds=False)


def join_parted_words(layout: str, plain: str) -> str:
    """Return a text as it is laid out, with the words whole that ends of lines part.

    In columns, the rest of a word stands below, behind the line of the next column; `plain` is the
    same text column by column, where pdftotext joins them. Marks of notes are words of their own.
    """
    words, at = set(word_keys(re.sub(r"(?<=\w)[-\u2010\u00ad]\n\s*(?=[a-z])", "", plain))), 0
    while parted := _PARTED_WORD.search(layout, at):
        at = parted.end()
        below = _LINE_BEGIN.finditer(layout, at, at + _MOST_BELOW)
        rest = next((each for each in below if parted[1] + each[1] in words), None)
        if rest:
            between = layout[at : rest.start(1)]
            layout = f"{layout[: at - 1]}{rest[1]}{between}{layout[rest.end(1) :]}"
    return _NOTE_MARK.sub(" ", layout)


def _rtf_words(content: bytes) -> list[Word] | None:
    """Return the words by striprtf, which a developer may install, else None.

    It passes over footnotes, gives the halves of a wide letter apart, and takes for words what is
    none of the text: the numbers that the table of lists counts, and where a link leads.
    """
    try:
        reader = import_module("striprtf.striprtf")
    except ImportError:
        return None
    source = _RTF_LINK.sub("", _RTF_FOOTNOTE.sub("", content.decode("latin-1")))
    if "listoverridetable" in source:
        source = _RTF_NUMBER.sub("", source)
    text = reader.rtf_to_text(source, errors="ignore")
    text = text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
    return words_of_pieces([TextPiece(text, "paragraph", 0)])


def _book_pieces(content: bytes, pages: ShownPages) -> list[TextPiece]:
    """Return what a browser shows of the pages of a book, in the order of its spine."""
    package = ZipFile(BytesIO(content))
    files = {name: package.read(name) for name in package.namelist()}
    container = fromstring(files["META-INF/container.xml"])
    path = attribute(container.find(".//{*}rootfile"), "full-path")
    book, folder = fromstring(files[path]), path.rpartition("/")[0]
    items = {each.get("id"): each.get("href", "") for each in book.iterfind(".//{*}item")}
    pieces: list[TextPiece] = []
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        name = "/".join(filter(None, (folder, unquote(items.get(reference.get("idref"), "")))))
        name = re.sub(r"[^/]+/\.\./", "", name)
        if name in files and not name.endswith(".svg"):
            first = pieces[-1].block + 1 if pieces else 0
            shown = pages.pieces(files, name, first)
            if reference.get("linear") == "no":
                shown = [replace(piece, kind=FURNITURE) for piece in shown]
            pieces += shown
    return pieces


_FILES: Mapping[str, Callable[[bytes], list[TextPiece]]] = {
    "docx": docx_pieces,
    "odt": odt_pieces,
    "jats": lambda content: jats_pieces(content.decode()),
    "docbook": lambda content: docbook_pieces(content.decode()),
}
