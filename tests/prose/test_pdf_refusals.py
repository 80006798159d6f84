"""Which PDFs are refused, with what to do about each; and which are not, little as they hold."""

import signal
import subprocess
import sys

import pytest

from annotations.prose.documents.pdf import extraction, pdf_document, process
from annotations.prose.documents.pdf.lines.letters import plain_letters
from annotations.prose.documents.pdf.lines.pieces import Font, LinePiece
from annotations.prose.documents.pdf.process import PdfFile, PdfPage
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText
from tests.prose.pdf_files import LOCKED, PlacedText, pdf, picture, wrapped

STAMP: list[PlacedText] = [(100, 20, 8, 0, "Scanned by the library, page 7")]
FIELD = (
    "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[0 0 99 20]>>"
    "<</Type/Annot/Subtype/FreeText/Contents(Mind the gap)/Rect[0 0 99 20]>>]"
)
SCANNED = "holds pictures of pages, but no text: let a program recognise the text first (OCR)"
DAMAGED = "is damaged, or written in a way that is not known here: open it in a program that shows"


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableText) as refused:
        read_document(content, "a.pdf")
    return str(refused.value)


def texts(content: bytes) -> list[tuple[str, str]]:
    return [(each.type, each.text) for each in read_document(content, "a.pdf").essay.blocks]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf([], drawn=picture(0, 0, 600, 800)), SCANNED),
        (pdf([], drawn=picture(0, 0, 60, 80)), SCANNED),
        (pdf(STAMP, [], drawn=picture(0, 0, 600, 800)), SCANNED),
        (pdf(wrapped("On this copy " * 40, 700), [], [], drawn=picture(0, 0, 600, 700)), SCANNED),
        (pdf([]), "are empty or drawn, without text: choose another file"),
        (pdf([], page_entries=FIELD), "holds only a form or comments, but no text on its pages"),
        (pdf([(10, 10, 10, 0, "Text.")], trailer=LOCKED), "is locked with a password: open it"),
        (b"%PDF-1.7\nnothing", DAMAGED),
    ],
    ids="scan little-picture stamped cover empty form locked damaged".split(),
)
def test_a_pdf_without_text_is_refused_in_a_sentence_that_says_what_to_do(
    content: bytes, words: str
):
    sentence = refusal(content)
    assert words in sentence
    assert sentence.count(". ") == 0, "more than one sentence"


def test_a_page_with_few_words_is_text_though_a_picture_stands_beside_them():
    content = pdf([(100, 700, 10, 0, "Here is a logo:")], drawn=picture(100, 300, 300, 300))
    assert texts(content) == [("paragraph", "Here is a logo:")]


def test_large_or_bold_lines_are_paragraphs_where_nothing_stands_below_them():
    assert texts(pdf([(100, 700, 24, 1, "Hello world")])) == [("paragraph", "Hello world")]
    assert texts(pdf([(100, 700, 24, 1, "A Poster"), (100, 600, 24, 1, "Come to it")])) == [
        ("title", "A Poster"),
        ("paragraph", "Come to it"),
    ]


def test_numbers_of_pages_are_text_where_the_pages_hold_nothing_else():
    content = pdf(*[[(300, 40, 9, 0, str(page))] for page in range(1, 6)])
    assert " ".join(text for _type, text in texts(content)) == "1 2 3 4 5"


def test_letters_beyond_the_first_plane_and_of_small_capitals_are_told(
    monkeypatch: pytest.MonkeyPatch,
):
    codes = [ord(letter) for letter in "so \ufb01"] + [0x1D465, 0xF761]
    units = [
        int.from_bytes(pair, "little")
        for code in codes
        for each in [chr(code).encode("utf-16-le")]
        for pair in (each[:2], each[2:])
        if pair
    ]
    monkeypatch.setattr(extraction.raw, "FPDFText_CountChars", lambda _page: len(units))
    monkeypatch.setattr(extraction.raw, "FPDFText_GetUnicode", lambda _page, at: units[at])
    letters = [extraction._letter(code) for _index, code in extraction._codes(None)]
    assert letters == [chr(code) for code in codes]
    assert [extraction._letter(code) for code in (0, 1, 0xD800)] == ["", "\ufffd", "\ufffd"]
    page = {"pieces": [["".join(letters), 0, 9, 0, 0, 0]]}
    lines = [
        process.json.dumps(each).encode()
        for each in ({"title": "", "author": "", "language": ""}, page, [["Times", 0]])
    ]
    (piece,) = process._file(lines).pages[0].pieces
    assert (piece.text, piece.size > 0) == ("so fi\U0001d465a", True)


def test_letters_of_the_font_symbol_are_greek_and_signs():
    assert plain_letters("\uf061 \uf02b \uf0a3", "ABCDEF+SymbolMT") == "α + ≤"
    assert plain_letters("\uf061", "Wingdings") == "\uf061"


def test_comments_on_pages_are_left_out_and_reported():
    document = read_document(pdf(wrapped("Some text. " * 9, 700), page_entries=FIELD), "a.pdf")
    found = {each.name: (each.count, each.places) for each in document.left_out}
    assert found == {
        "form control": (1, ("p. 1",)),
        "comment": (1, ("p. 1: Mind the gap",)),
    }


def test_a_pdf_whose_letters_can_not_be_told_is_refused(monkeypatch: pytest.MonkeyPatch):
    pieces = tuple(LinePiece("\ue000\ue001", 0, 9, y, 10, Font("Odd")) for y in range(100))
    monkeypatch.setattr(pdf_document, "read_pdf_file", lambda _content: PdfFile((PdfPage(pieces),)))
    assert "letters of this PDF can’t be told" in refusal(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (extraction.TOO_MANY_PAGES, "This PDF has more than 3,000 pages: split it"),
        (extraction.OUT_OF_MEMORY, "This PDF takes more memory than there is for it: split it"),
        (-signal.SIGKILL, "This PDF takes more memory than there is for it"),
        (-signal.SIGTRAP, "This PDF takes more memory than there is for it"),
        (-signal.SIGXCPU, "Reading this PDF takes too long: split it"),
        (-signal.SIGSEGV, DAMAGED),
        (1, DAMAGED),
    ],
)
def test_what_ends_the_extraction_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, code: int, words: str
):
    monkeypatch.setattr(process, "_run", lambda *_arguments: code)
    assert words in refusal(pdf([(10, 10, 10, 0, "Text.")]))


def test_an_extraction_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "MAX_SECONDS", 0.001)
    assert "takes too long" in refusal(pdf([(10, 10, 10, 0, "Text.")]))


def test_the_time_that_counts_is_that_of_the_processor():
    program = (
        "import resource, runpy, sys\n"
        "sys.stdin.close()\n"
        "try: runpy.run_path(sys.argv[1], run_name='__main__')\n"
        "except BaseException: print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, extraction.__file__],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == str(extraction.MAX_SECONDS)
    assert process.MAX_SECONDS > 4 * extraction.MAX_SECONDS


def test_a_file_with_very_many_pages_ends_the_extraction_at_once():
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-I", extraction.__file__],
        input=pdf(*([[]] * (extraction.MAX_PAGES + 1))),
        capture_output=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (extraction.TOO_MANY_PAGES, b"")
