"""Which PDFs hold no text that can be read, and what to do with each of them."""

import unicodedata
from collections.abc import Iterator

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.pdf.process import PdfFile, PdfPage
from annotations.prose.normalising import UnreadableText

_LEAST_LETTERS = 50  # on a page that a picture covers: fewer are stamps on a scan
_LEAST_COVERED = 0.8
_MOST_UNKNOWN = 0.1


def refuse_without_text(file: PdfFile) -> None:
    """Raise `UnreadableText` for a file whose pages are pictures, or hold no letters that tell."""
    shown = sum(_count_letters(page) for page in file.pages)
    scanned = sum(map(_is_scanned, file.pages))
    if scanned * 2 > len(file.pages) or (not shown and any(page.pictures for page in file.pages)):
        raise UnreadableText(
            _(
                "This PDF holds pictures of pages, but no text: let a program recognise the text"
                " first (OCR), for example OCRmyPDF or a PDF editor, and send the file it saves."
            )
        )
    if not shown:
        _refuse_empty(file)
    unknown = sum(map(_is_unknown, _letters(file)))
    if unknown > _MOST_UNKNOWN * shown:
        raise UnreadableText(
            _(
                "The letters of this PDF can’t be told, as its fonts do not name them: let a"
                " program recognise the text (OCR) and send the file it saves."
            )
        )


def _refuse_empty(file: PdfFile) -> None:
    if any(page.is_damaged for page in file.pages):
        raise UnreadableText(
            _(
                "The pages of this PDF are damaged: open it in a program that shows it, print it to"
                " a new PDF, and send that."
            )
        )
    if any(page.fields or page.comments for page in file.pages):
        raise UnreadableText(
            _(
                "This PDF holds only a form or comments, but no text on its pages: print it to a"
                " new PDF, and send that."
            )
        )
    raise UnreadableText(
        _(
            "The pages of this PDF are empty or drawn, without text: choose another file, or let"
            " a program recognise the text (OCR) and send the file it saves."
        )
    )


def _is_scanned(page: PdfPage) -> bool:
    return page.covered >= _LEAST_COVERED and _count_letters(page) < _LEAST_LETTERS


def _count_letters(page: PdfPage) -> int:
    return sum(len("".join(piece.text.split())) for piece in page.pieces if not piece.font.is_drawn)


def _letters(file: PdfFile) -> Iterator[str]:
    for page in file.pages:
        for piece in page.pieces:
            yield from piece.text


def _is_unknown(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter) in {"Co", "Cn", "Cs", "Cc"}
