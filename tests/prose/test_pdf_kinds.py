"""What the lines of a PDF are told to be where their places alone do not tell it."""

from annotations.prose.documents.document import Document
from annotations.prose.documents.reader import read_document
from annotations.prose.markup.table_rows import table_rows
from tests.prose.pdf_files import PlacedText, pdf, wrapped

LONG = (
    "Reading is a conversation with people who are not in the room and who can not be asked what"
    " they meant when they wrote the words that are now before us on this page of the book"
)
STANZA = (
    "Tyger Tyger, burning bright,",
    "In the forests of the night;",
    "What immortal hand or eye,",
    "Could frame thy symmetry?",
)


def read(*pages: list[PlacedText]) -> Document:
    return read_document(pdf(*pages), "text.pdf")


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in document.essay.blocks]


def item(mark: str, baseline: float, *lines: str) -> list[PlacedText]:
    """Return a list's item: its lines hang below the first word."""
    return [
        (110, baseline, 10, 0, mark),
        *((125, baseline - 12 * row, 10, 0, line) for row, line in enumerate(lines)),
    ]


def verse(lines: tuple[str, ...], top: float) -> list[PlacedText]:
    return [(136, top - 12 * row, 10, 0, line) for row, line in enumerate(lines)]


def test_a_line_below_a_bullet_is_the_items_though_both_have_one_middle():
    document = read(
        [
            *wrapped(LONG + ".", 760),
            *item(
                "•", 690, "No human being could have had a happier time than mine", "was that even"
            ),
            *item("•", 666, "was that evening", "and the next one, as we had hoped it would be"),
            *wrapped(LONG + "!", 620),
        ]
    )
    assert blocks(document)[1] == (
        "list",
        "No human being could have had a happier time than mine was that even\n"
        "was that evening and the next one, as we had hoped it would be",
    )


def test_a_numbered_item_begins_below_a_line_that_is_full():
    full = "Partly from curiosity, and partly from idleness, I went to see him who"
    document = read(
        [
            *wrapped(LONG + ".", 760),
            *item("1.", 690, full),
            *item("2.", 678, full.replace("Partly", "Mostly"), "never was at home when I did."),
            *wrapped(LONG + "!", 630),
        ]
    )
    assert blocks(document)[1] == (
        "list",
        f"{full}\n{full.replace('Partly', 'Mostly')} never was at home when I did.",
    )


def test_the_last_item_of_a_page_does_not_go_on_in_the_text_of_the_next():
    last = "Such is my journal of what relates to this strange meet-up in it"
    first = [*wrapped(LONG + ".", 200), *item("•", 100, last)]
    document = read(first, wrapped(LONG + ".", 760))
    assert blocks(document) == [
        ("paragraph", LONG + "."),
        ("list", last),
        ("paragraph", LONG + "."),
    ]


def test_a_stanza_goes_on_on_the_next_page():
    text = wrapped(LONG + ".", 300)
    for parted in (1, 2, 3):
        document = read(
            [*text, *verse(STANZA[:parted], 220)],
            [*verse(STANZA[parted:], 760), *wrapped(LONG + "!", 660)],
        )
        assert blocks(document)[1] == ("verse", "\n".join(STANZA))


def test_a_sentence_goes_on_below_a_line_that_the_program_broke_early():
    lines = wrapped(LONG + " " + LONG + ".", 700)
    left = lines[2][0]
    broken = [
        *lines[:2],
        (left, 676, 10, 0, "voice"),
        *((left, 700 - 12 * row, 10, 0, line[4]) for row, line in enumerate(lines[2:], 3)),
    ]
    (block,) = blocks(read(broken))
    assert block[0] == "paragraph"
    assert " voice " in block[1]


def test_a_footnotes_mark_that_is_the_pages_number_too_is_no_page_number():
    words = LONG.split()
    pages = [
        [
            *wrapped(" ".join(words[4 * number :] + words[: 4 * number]).capitalize(), 700),
            (250, 90, 10, 0, "A mark"),
            (285, 94, 6, 0, str(number + 1)),
            (100, 60, 8, 0, f"{number + 1}"),
            (106, 60, 8, 0, f"Note on page {words[number]}."),
            (300, 30, 10, 0, str(number + 1)),
        ]
        for number in range(4)
    ]
    document = read(*pages)
    notes = [block.text for block in document.essay.blocks if block.type == "footnote"]
    assert notes == [f"Note on page {words[number]}." for number in range(4)]
    assert {each.name: each.count for each in document.left_out} == {"page number": 4}


def test_bullets_that_word_writes_as_the_letter_o_are_bullets():
    document = read(
        [
            *wrapped(LONG + ".", 760),
            *item("•", 690, "one thing"),
            (125, 678, 10, 3, "o"),
            (140, 678, 10, 0, "and what belongs to it"),
            *wrapped(LONG + "!", 640),
        ]
    )
    assert blocks(document)[1] == ("list", "one thing\nand what belongs to it")


def test_a_cell_that_nearly_touches_the_next_is_a_cell_as_those_above_it():
    rows = [("Town", "Price", "Remark"), ("Bern", "two florins", "a second printing"),
            ("Lyon", "ten sous", "sold out")]  # fmt: skip
    places = (110, 145, 194)
    table = [
        (left, 700 - 14 * row, 10, 0, cell)
        for row, cells in enumerate(rows)
        for left, cell in zip(places, cells, strict=True)
    ]
    document = read([*wrapped(LONG + ".", 760), *table, *wrapped(LONG + "!", 640)])
    assert table_rows(document.essay.blocks[1].text, document.essay.blocks[1].spans) == [
        [*row] for row in rows
    ]


def test_a_word_that_a_page_parts_is_whole_in_a_quotation_that_looks_centred():
    quote = wrapped(LONG + ". We saw it in every direc-", 200, left=130, right=370)
    rest = wrapped("tion of it. " + LONG + ".", 760, left=130, right=370)
    text = wrapped(LONG + "! " + LONG + "!", 660)
    document = read([*wrapped(LONG + ".", 780), *quote], [*rest, *text])
    assert [kind for kind, _text in blocks(document)] == ["paragraph", "quote", "paragraph"]
    assert " in every direction of it." in blocks(document)[1][1]
