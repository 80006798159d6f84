"""Which kind of document an uploaded file is, and how each kind becomes an essay.

A file is checked before another program reads it (`zip_package`, `encodings`, `web`), since a small
file can cause much work. Nothing is fetched, no picture is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotations.lazy_messages import gettext_lazy as _
from annotations.progress.reports import report_progress
from annotations.prose.blocks import (
    InvalidEssay,
    ParsedBlock,
    checked_essay,
    parse_essay,
)
from annotations.prose.documents.document import Document
from annotations.prose.documents.encodings import decode_text, refuse_large, refuse_other_types
from annotations.prose.documents.epub import read_epub
from annotations.prose.documents.left_out import ONLY_PICTURES, LeftOut, LeftOutCounter
from annotations.prose.documents.markup.files import markup_format, read_markup, read_rtf
from annotations.prose.documents.markup.markdown_repair import repair_markdown
from annotations.prose.documents.office.odt_repair import repair_odt_text, without_emphasis_of_fonts
from annotations.prose.documents.office.properties import (
    count_running_heads,
    docx_metadata,
    odt_metadata,
    odt_title,
)
from annotations.prose.documents.office.word.parts import word_parts
from annotations.prose.documents.office.word.repair import repair_word_text
from annotations.prose.documents.pandoc.tree_document import (
    READING,
    TreeDocument,
    read_by_pandoc,
    read_pages_by_pandoc,
)
from annotations.prose.documents.pdf.pdf_document import read_pdf_text
from annotations.prose.documents.plain_text import count_joined_lines, plain_text_blocks
from annotations.prose.documents.web.pages import join_pages, metadata_line
from annotations.prose.documents.zip_package import ZipPackage
from annotations.prose.languages import guess_language
from annotations.prose.normalising import UnreadableText, normalise, without_unreadable
from annotations.prose.parsing import split_front_matter
from annotations.prose.preview.mends import Piece, kept_blocks

ACCEPTED_ENDINGS = (
    ".md .markdown .txt .html .htm .xhtml .docx .odt .epub .rtf .tex .latex .org .xml .jats .nxml"
    " .dbk .docbook .pdf"
).split()
_LOOKS_LIKE_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_WORD_DOCUMENT = re.compile(r"^word/document\d*\.xml$", re.MULTILINE)
_EMPTY_TITLE = re.compile(
    r"(?:untitled(?: document)?|document ?\d*|unknown|no title|title|microsoft word\b.*|unbenannt"
    r"|.{1,200}\.(?:docx?|odt|rtf|pdf|tex|html?|xhtml|epub))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a file, before its title and language are settled."""

    blocks: Sequence[ParsedBlock]
    title: str = ""
    byline: str = ""
    language: str = ""
    encoding: str = ""


def read_document(
    content: bytes,
    name: str = "",
    encoding: str = "",
    left_out: LeftOutCounter | None = None,
) -> Document:
    """Return the document in a file, recognised by its content and the ending of its name.

    `encoding` is what was chosen by hand; `left_out` counts what is left out. Raises
    `UnreadableText` for another kind of file, and for one that is damaged, locked or beyond the
    limits, `InvalidEssay` for one without a paragraph.
    """
    report_progress(READING)
    ending = name.lower().rpartition(".")[2]
    left_out = left_out or LeftOutCounter()
    if content.startswith(b"PK\x03\x04"):
        return _settled(_read_package(ZipPackage(content), left_out), name, left_out)
    if content.startswith(b"%PDF-") or (ending == "pdf" and b"%PDF-" in content[:1024]):
        return _settled(_read_pdf(content, left_out), name, left_out)
    refuse_other_types(content)
    if content.startswith(b"{\\rtf"):
        return _settled(_of_tree(read_rtf(content, left_out)), name, left_out)
    text, guessed = decode_text(content, encoding)
    if ending in ("html", "htm", "xhtml") or _LOOKS_LIKE_HTML.match(text[:5_000]):
        read = _read_page(text, left_out, "page.xhtml" if ending == "xhtml" else "")
    else:
        text, removed = without_unreadable(text)
        left_out.add("character", count=removed)
        source = markup_format(text, ending)
        if source:
            read = _of_tree(read_markup(text, source, left_out))
        elif ending == "txt":
            text = normalise(text)
            read = _Read(plain_text_blocks(text))
            count_joined_lines(text, read.blocks, left_out)
        else:
            text = repair_markdown(normalise(text), left_out)
            return replace(read_markdown(text, name, left_out), encoding=guessed)
    return _settled(replace(read, encoding=guessed), name, left_out)


def read_markdown(text: str, name: str = "", left_out: LeftOutCounter | None = None) -> Document:
    """Return the document in a text in Markdown, typed or out of a file of this name.

    Raises `UnreadableText` and `InvalidEssay` as `parse_essay` does.
    """
    left_out = left_out or LeftOutCounter()
    text = normalise(text)
    essay = parse_essay(text)
    metadata = split_front_matter(text)[0]
    for key, value in metadata.items():
        if key not in {"title", "author", "lang", "language"}:
            left_out.add("metadata", f"{key}: {value}")
    title = metadata_line(metadata.get("title")) or ("" if essay.title else _title_of_name(name))
    byline = metadata_line(metadata.get("author"))
    language = metadata.get("lang") or metadata.get("language") or ""
    if not _LANGUAGE_TAG.fullmatch(language):
        language = guess_language("\n".join(block.text for block in essay.blocks[:50]))
    return Document(essay, text, title, byline, language, _report(left_out, essay.blocks))


def _read_package(package: ZipPackage, left_out: LeftOutCounter) -> _Read:
    if _WORD_DOCUMENT.search("\n".join(package.names)):
        return _read_docx(package, left_out)
    if "META-INF/container.xml" in package.names:
        pages, metadata = read_epub(package, left_out)
        tree = read_pages_by_pandoc(pages, left_out)
        return _Read(tree.blocks, metadata.title, metadata.creators, metadata.language)
    if "content.xml" in package.names:
        return _read_odt(package, left_out)
    raise UnreadableText(_("This is a ZIP file, but no DOCX, ODT or EPUB file."))


def _read_docx(package: ZipPackage, left_out: LeftOutCounter) -> _Read:
    parts = word_parts(
        package.checked_xml_package(
            lambda name, part: (
                repair_word_text(part, left_out) if _WORD_DOCUMENT.fullmatch(name) else part
            )
        )
    )
    metadata = docx_metadata(package)
    count_running_heads(package, left_out)
    tree = read_by_pandoc(
        next(parts).content,
        "docx",
        left_out,
        further=parts,
        shows_title=True,
        shows_authors=True,
        options=["--track-changes=all"],
    )
    title = _known(metadata.title) or tree.title
    return _Read(tree.blocks, title, metadata.creators or tree.byline, metadata.language)


def _read_odt(package: ZipPackage, left_out: LeftOutCounter) -> _Read:
    metadata = odt_metadata(package)
    has_styles = "styles.xml" in package.names and package.size_of("styles.xml")
    styles = package.xml("styles.xml") if has_styles else None
    content = package.checked_xml_package(
        lambda name, part: (
            repair_odt_text(part, styles, left_out)
            if name == "content.xml"
            else without_emphasis_of_fonts(part)
        )
    )
    title = odt_title(package, left_out)
    blocks = list(read_by_pandoc(content, "odt", left_out).blocks)
    if blocks and title and " ".join(blocks[0].text.split()) == title:
        blocks[0] = replace(blocks[0], type="heading", level=1)
    return _Read(blocks, _known(metadata.title) or title, metadata.creators, metadata.language)


def _read_pdf(content: bytes, left_out: LeftOutCounter) -> _Read:
    refuse_large(content)
    pdf = read_pdf_text(content, left_out)
    return _Read(pdf.blocks, _known(pdf.title), metadata_line(pdf.byline), pdf.language)


def _read_page(page: str, left_out: LeftOutCounter, path: str) -> _Read:
    pages = join_pages([(path, page)], left_out)
    tree, head = read_pages_by_pandoc(pages, left_out), pages.head
    return _Read(tree.blocks, head.title, head.author, head.language)


def _of_tree(tree: TreeDocument) -> _Read:
    return _Read(tree.blocks, tree.title, tree.byline, tree.language)


def _settled(read: _Read, name: str, left_out: LeftOutCounter) -> Document:
    """Settle title and language: by the document, its headings, its name; by its words."""
    known = _known(read.title)
    blocks = _with_title(_without_edge_breaks(_unsuspected(read.blocks)), known)
    report = _report(left_out, read.blocks)
    try:
        essay = checked_essay(blocks)
    except InvalidEssay:
        pictures = any(each.kind in {"picture", "described picture"} for each in report)
        if pictures and not any(block.is_numbered for block in blocks):
            raise UnreadableText(ONLY_PICTURES) from None
        raise
    first = next((block.text for block in blocks if block.type in {"title", "heading"}), "")
    title = known or metadata_line(first) or _title_of_name(name)
    language = read.language or guess_language("\n".join(block.text for block in blocks[:50]))
    with_suspected = _with_suspected(read.blocks, blocks[0])
    return Document(essay, "", title, read.byline, language, report, read.encoding, with_suspected)


def _unsuspected(blocks: Sequence[ParsedBlock]) -> Sequence[ParsedBlock]:
    """Return the blocks without those that seem to be no part of the text."""
    if not any(block.suspected for block in blocks):
        return blocks
    return kept_blocks(Piece(block, is_dropped=bool(block.suspected)) for block in blocks)


def _with_suspected(blocks: Sequence[ParsedBlock], first: ParsedBlock) -> tuple[ParsedBlock, ...]:
    """Return all blocks, if some seem to be no part of the text; `first` is the essay's first."""
    if not any(block.suspected for block in blocks):
        return ()
    at = next(
        at for at, block in enumerate(blocks) if not block.suspected and block.type != "break"
    )
    return (*blocks[:at], replace(blocks[at], type=first.type), *blocks[at + 1 :])


def _report(left_out: LeftOutCounter, blocks: Sequence[ParsedBlock]) -> tuple[LeftOut, ...]:
    return left_out.report(block.text for block in blocks)


def _known(title: str) -> str:
    """Return a title in a document's metadata, unless a program put it there by itself."""
    line = metadata_line(title)
    return "" if _EMPTY_TITLE.fullmatch(line) else line


def _title_of_name(name: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return metadata_line(re.sub(r"[_\s-]+", " ", stem))


def _without_edge_breaks(blocks: Sequence[ParsedBlock]) -> list[ParsedBlock]:
    kept = list(blocks)
    while kept and kept[-1].type == "break":
        kept.pop()
    return kept[1:] if kept and kept[0].type == "break" else kept


def _with_title(blocks: list[ParsedBlock], title: str) -> list[ParsedBlock]:
    """Make the first block the title if it is a main heading that does not contradict `title`."""
    if not blocks or blocks[0].type != "heading" or blocks[0].level != 1:
        return blocks
    heading, named = _letters(blocks[0].text), _letters(title)
    if named and heading not in named and named not in heading:
        return blocks
    return [replace(blocks[0], type="title"), *blocks[1:]]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
