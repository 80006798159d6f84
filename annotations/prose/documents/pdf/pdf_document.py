"""A PDF with a text layer as blocks of an essay."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pdf.block_kinds import sections
from annotations.prose.documents.pdf.block_writer import BlockWriter, note_key
from annotations.prose.documents.pdf.lines.footnotes import Footnote, split_footnotes
from annotations.prose.documents.pdf.lines.hyphens import Vocabulary, ends_with_hyphen
from annotations.prose.documents.pdf.lines.layout import measure
from annotations.prose.documents.pdf.lines.reading_order import document_lines
from annotations.prose.documents.pdf.lines.running_heads import (
    BodyPages,
    without_line_numbers,
    without_running_heads,
)
from annotations.prose.documents.pdf.paragraphs import paragraphs
from annotations.prose.documents.pdf.process import PdfFile, PdfPage, read_pdf_file
from annotations.prose.documents.pdf.refusals import refuse_without_text
from annotations.prose.documents.pdf.word_tokens import WordReader

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """The blocks of a PDF, and what it says about itself; `""` where it says nothing."""

    blocks: tuple[ParsedBlock, ...]
    title: str
    byline: str
    language: str


def read_pdf_text(content: bytes, left_out: LeftOutCounter) -> PdfDocument:
    """Return the text of a PDF.

    Raises `UnreadableText` for one that is locked, damaged or beyond the limits, and for one that
    holds pictures of pages, or letters that can't be told.
    """
    file = read_pdf_file(content)
    refuse_without_text(file)
    pages = []
    for page in file.pages:
        pieces, numbers = without_line_numbers(page.pieces)
        left_out.add("line number", count=len(numbers))
        pages.append(pieces)
    body = without_running_heads(document_lines(pages))
    names = _page_names(file.pages, body.numbers)
    _count_left_out(file, body, names, left_out)
    size = measure(body.pages).body_size
    texts, notes = split_footnotes(body.pages, size)
    layout = measure(texts)
    found = sections(paragraphs(texts, layout), layout)
    by_mark = _by_mark(notes)
    lines = [line for page in body.pages for line in page]
    vocabulary = Vocabulary(
        line.text.rpartition(" ")[0] if ends_with_hyphen(line.text) else line.text for line in lines
    )
    words = WordReader(
        vocabulary, left_out, lambda page, mark: note_key(by_mark, page, mark) is not None
    )
    writer = BlockWriter(words, layout, names, by_mark)
    writer.write(found)
    language = file.language if _LANGUAGE_TAG.fullmatch(file.language) else ""
    return PdfDocument(tuple(writer.blocks), file.title, file.author, language)


def _by_mark(notes: Sequence[Footnote]) -> dict[tuple[int, str], list[Footnote]]:
    found: dict[tuple[int, str], list[Footnote]] = defaultdict(list)
    for note in notes:
        found[note.page, note.mark].append(note)
    return dict(found)


def _page_names(pages: Sequence[PdfPage], printed: dict[int, str]) -> list[str]:
    """Return the number printed on each page, else the page's name in the file, else its number."""
    offsets = {page: int(number) - page for page, number in printed.items() if number.isdecimal()}
    names = []
    for page, each in enumerate(pages):
        beside = {offsets.get(page - 1), offsets.get(page + 1)} - {None}
        if page in printed:
            names.append(printed[page])
        elif len(beside) == 1:
            names.append(str(page + next(iter(beside))))  # type: ignore[operator]
        else:
            names.append(each.label or str(page + 1))
    return names


def _count_left_out(
    file: PdfFile, body: BodyPages, names: Sequence[str], left_out: LeftOutCounter
) -> None:
    for line in body.heads:
        kind = "page number" if not re.search(r"[^\W\d_]{2}", line.text) else "running head"
        left_out.add(kind, f"p. {names[line.page]}: {line.text}")
    for number, page in enumerate(file.pages):
        place = f"p. {names[number]}"
        left_out.add("picture", place, page.pictures)
        left_out.add("control", place, page.fields)
        for comment in page.comments:
            left_out.add("comment", f"{place}: {comment}")
        if page.turned.strip():
            left_out.add("turned", f"{place}: {page.turned}")
