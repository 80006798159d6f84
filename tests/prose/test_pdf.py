"""PDFs as essays: paragraphs out of lines, and what is no part of the text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.documents.document import Document, document_report
from annotations.prose.documents.pdf import pdf_document
from annotations.prose.documents.pdf.lines.hyphens import Vocabulary, ends_with_hyphen
from annotations.prose.documents.pdf.lines.pieces import Column, Font, Line, LinePiece
from annotations.prose.documents.pdf.lines.running_heads import without_running_heads
from annotations.prose.documents.pdf.process import PdfFile, PdfPage
from annotations.prose.documents.reader import read_document
from annotations.prose.markup.table_rows import table_rows
from tests.prose.pdf_files import PlacedText, pdf, wrapped

LONG = (
    "Reading is a conversation with people who are not in the room and who can not be asked what"
    " they meant when they wrote the words that are now before us on this page of the book"
)


def read(*pages: list[PlacedText], **entries: str) -> Document:
    return read_document(pdf(*pages, **entries), "text.pdf")


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in document.essay.blocks]


def left_out(document: Document) -> dict[str, int]:
    return {each.name: each.count for each in document.left_out}


def test_lines_become_paragraphs_and_a_large_line_the_title():
    document = read(
        [
            (180, 760, 18, 0, "On Reading"),
            *wrapped(LONG + ".", 720),
            *wrapped("Another one. " + LONG + ".", 640, indent=15),
        ]
    )
    assert blocks(document) == [
        ("title", "On Reading"),
        ("paragraph", LONG + "."),
        ("paragraph", "Another one. " + LONG + "."),
    ]
    assert document.title == "On Reading"


def test_a_paragraph_goes_on_over_the_page_and_remembers_both_pages():
    lines = wrapped(LONG + ". " + LONG + ".", 700)
    document = read(lines[:3], [(left, 700, *rest) for left, _top, *rest in lines[3:4]])
    (block,) = document.essay.blocks
    assert block.text == " ".join(line[4] for line in lines[:4])
    pages = [(span.start, dict(span.attributes)) for span in block.spans if span.tag == "page"]
    assert pages == [
        (0, {"label": "1", "begins": ""}),
        (block.text.rindex(lines[3][4]), {"label": "2", "begins": ""}),
    ]


def test_two_columns_are_read_one_after_the_other():
    first, second = LONG.replace("Reading", "First") + ".", LONG.replace("Reading", "Second") + "."
    rows = [
        line
        for pair in zip(
            wrapped(first, 700, left=50, right=280),
            wrapped(second, 700, left=320, right=550),
            strict=True,
        )
        for line in pair
    ]
    assert blocks(read(rows)) == [("paragraph", first), ("paragraph", second)]


def test_hyphens_of_line_ends_go_and_those_of_words_stay():
    document = read(
        [
            (100, 700, 10, 0, "He was well-known among all those who study the art of under-"),
            (100, 688, 10, 0, "standing others in what they say and mean, and he was well-"),
            (100, 676, 10, 0, "known elsewhere."),
        ]
    )
    assert blocks(document) == [
        (
            "paragraph",
            "He was well-known among all those who study the art of understanding others in what"
            " they say and mean, and he was well-known elsewhere.",
        )
    ]
    assert left_out(document) == {"hyphen of a line end": 1}


def test_running_heads_and_page_numbers_are_left_out_and_reported():
    words = LONG.split()
    turned = [" ".join(words[4 * n :] + words[: 4 * n]).capitalize() + "." for n in range(6)]
    pages = [
        [
            (240, 780, 9, 0, "On Reading" if number % 2 else "A. Writer"),
            *wrapped(text, 720),
            (300, 40, 9, 0, str(number + 11)),
        ]
        for number, text in enumerate(turned)
    ]
    document = read(*pages)
    assert blocks(document) == [("paragraph", text) for text in turned]
    assert left_out(document) == {"page header or footer": 6, "page number": 6}
    assert document.left_out[0].places[0] == "p. 11: A. Writer"
    labels = [dict(block.spans[0].attributes)["label"] for block in document.essay.blocks]
    assert labels == ["11", "12", "13", "14", "15", "16"]


def test_a_footnote_follows_the_paragraph_of_its_mark():
    document = read(
        [
            (100, 700, 10, 0, "What is said here"),
            (172.5, 704, 6, 0, "1"),
            (178, 700, 10, 0, "needs a proof that stands below on this page"),
            (100, 688, 10, 0, "and nowhere else."),
            (100, 100, 6, 0, "1"),
            (105, 97, 8, 0, "The proof."),
        ]
    )
    assert [(each.type, each.level, each.text) for each in document.essay.blocks] == [
        (
            "paragraph",
            0,
            "What is said here needs a proof that stands below on this page and nowhere else.",
        ),
        ("footnote", 1, "The proof."),
    ]
    assert document_report(document)["notes"] == [{"block": 0, "text": "The proof."}]


def test_lists_quotations_verse_and_code_are_told_apart():
    document = read(
        [
            *wrapped(LONG + ".", 760),
            (115, 700, 10, 0, "•"),
            (125, 700, 10, 0, "one thing"),
            (115, 688, 10, 0, "•"),
            (125, 688, 10, 0, "another thing"),
            *wrapped(LONG + ".", 660, left=130, right=370),
            (140, 580, 10, 0, "Tyger Tyger, burning bright,"),
            (140, 568, 10, 0, "In the forests of the night;"),
            (140, 556, 10, 0, "What immortal hand or eye,"),
            (140, 544, 10, 0, "Could frame thy symmetry?"),
            (100, 510, 10, 3, "print(1)"),
            *wrapped(LONG + "!", 480),
        ]
    )
    assert blocks(document) == [
        ("paragraph", LONG + "."),
        ("list", "one thing\nanother thing"),
        ("quote", LONG + "."),
        (
            "verse",
            "Tyger Tyger, burning bright,\nIn the forests of the night;\n"
            "What immortal hand or eye,\nCould frame thy symmetry?",
        ),
        ("code", "print(1)"),
        ("paragraph", LONG + "!"),
    ]


def test_words_in_columns_are_the_cells_of_a_table():
    document = read(
        [
            *wrapped(LONG + ".", 760),
            (110, 700, 10, 1, "Town"),
            (200, 700, 10, 1, "Price"),
            (300, 700, 10, 1, "Remark"),
            (110, 685, 10, 0, "Paris"),
            (200, 685, 10, 0, "nine sous"),
            (300, 685, 10, 0, "It was"),
            (300, 673, 10, 0, "sold out."),
            (110, 658, 10, 0, "Lyon"),
            (300, 658, 10, 0, "None."),
            *wrapped(LONG + "!", 630),
        ]
    )
    before, table, after = document.essay.blocks
    assert (before.text, after.text) == (LONG + ".", LONG + "!")
    assert table.type == "table"
    assert table_rows(table.text, table.spans) == [
        ["Town", "Price", "Remark"],
        ["Paris", "nine sous", "It was sold out."],
        ["Lyon", "", "None."],
    ]
    assert [span.tag for span in table.spans].count("th") == 3


def test_items_and_what_persons_of_a_play_say_are_no_table():
    marks = [(110, 700 - 12 * row, 10, 0, f"{row + 1}.") for row in range(3)]
    items = [(140, 700 - 12 * row, 10, 0, "One of the things.") for row in range(3)]
    said = [(200, 600 - 12 * row, 10, 0, "goes on and on here") for row in range(12)]
    names = [(110, 600 - 48 * row, 10, 0, name) for row, name in enumerate(("ANNA", "BO", "CY"))]
    document = read([*wrapped(LONG + ".", 760), *marks, *items, *names, *said])
    assert "table" not in {block.type for block in document.essay.blocks}


def test_stress_comes_from_the_fonts_and_raised_letters_are_marked():
    document = read(
        [
            (100, 700, 10, 0, "The words"),
            (145, 700, 10, 2, "in italics"),
            (190, 700, 10, 0, "and"),
            (210, 700, 10, 1, "in bold"),
            (247, 700, 10, 0, "and the 2"),
            (287, 704, 6, 0, "nd"),
            (298, 700, 10, 0, "time round."),
        ]
    )
    (block,) = document.essay.blocks
    marked = [(span.tag, block.text[span.start : span.end]) for span in block.spans]
    assert marked[1:] == [("em", "in italics"), ("strong", "in bold"), ("sup", "nd")]


def test_sideways_text_and_form_fields_are_left_out_and_reported():
    content = pdf(wrapped(LONG + ".", 700)).replace(
        b"BT /F0 10 Tf 100 700", b"BT /F0 9 Tf 0 1 -1 0 20 90 Tm (DRAFT) Tj ET BT /F0 10 Tf 100 700"
    )
    document = read_document(content, "text.pdf")
    assert blocks(document) == [("paragraph", LONG + ".")]
    assert left_out(document) == {"sideways text": 1}


def test_lines_of_chinese_in_letters_of_one_width_are_paragraphs(monkeypatch: pytest.MonkeyPatch):
    font, last = Font("Fallback", flags=1), ("他说于1517年。", 86)
    lines = [
        ("与他人一起阅读不同于独自阅读", 150),
        last,
        ("后来他回到了自己的城市在那里", 150),
        last,
    ]
    baselines = (700, 685, 655, 640)
    pieces = tuple(
        LinePiece(text, 10, 10 + width, baseline, 10, font)
        for (text, width), baseline in zip(
            lines * 3, [*baselines, *range(610, 0, -15)], strict=False
        )
    )
    monkeypatch.setattr(pdf_document, "read_pdf_file", lambda _content: PdfFile((PdfPage(pieces),)))
    document = read_document(b"%PDF-1.7", "a.pdf")
    assert {block.type for block in document.essay.blocks} == {"paragraph"}
    assert document.essay.blocks[0].text == "与他人一起阅读不同于独自阅读他说于1517年。"
    assert len(document.essay.blocks) == 6
    assert {span.tag for block in document.essay.blocks for span in block.spans} == {"page"}


def line(text: str, page: int, baseline: float) -> Line:
    piece = LinePiece(text, 100, 300, baseline, 10, Font("Times"))
    return Line(page, (piece,), Column(100, 300))


@given(st.lists(st.text("abcdefgh", min_size=3), min_size=4, max_size=9, unique=True))
def test_what_is_taken_off_pages_and_what_stays_is_all_that_was_there(texts: list[str]):
    pages = [
        [line("The Head", page, 780), line(text, page, 400), line(str(page + 5), page, 20)]
        for page, text in enumerate(texts)
    ]
    found = without_running_heads(pages)
    assert {each.text for each in found.heads} >= {"The Head"}
    kept = [each for page in found.pages for each in page]
    assert {id(each) for each in kept + found.heads} == {
        id(each) for page in pages for each in page
    }


@given(st.text("abcdefghij", min_size=2), st.text("abcdefghij", min_size=2))
def test_a_hyphen_stays_as_the_text_writes_the_word_elsewhere(before: str, after: str):
    joined, hyphenated = Vocabulary([f"a {before}{after}"]), Vocabulary([f"a {before}-{after}"])
    assert not joined.keeps_hyphen(f"x {before}-", f"{after} y")
    assert hyphenated.keeps_hyphen(f"x {before}-", f"{after} y")
    assert not hyphenated.keeps_hyphen(f"x {before}\u00ad", f"{after} y")


@pytest.mark.parametrize(
    ("before", "after", "keeps"),
    [
        ("self-", "evident", True),
        ("Anglo-", "Saxon", True),
        ("1914-", "1918", True),
        ("so-", "called", True),
        ("exam-", "ple", False),
        ("ex-", "change", False),
        ("so-", "ciety", False),
        ("long-", "ing", False),
    ],
)
def test_where_nothing_tells_names_and_usual_first_parts_keep_their_hyphen(
    before: str, after: str, keeps: Any
):
    assert Vocabulary([]).keeps_hyphen(before, after) is keeps
    assert ends_with_hyphen(before) is before[-2].isalpha()
