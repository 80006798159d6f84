"""What looks wrong about a text in its preview; and what does not."""

import pytest

from annotations.prose.blocks import ParsedBlock, parse_essay
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.preview.suspicions import find_suspicions

ENGLISH = (
    "The end of the book is that which the reader of it had for himself, and that is the reason"
    " for which it was read with such care by the people of that time. "
)
GERMAN = (
    "Das ist nicht das Ende, mit dem der Leser die Welt und den Rest versteht, und das ist die"
    " Sache, die nicht ein Mensch mit dem Wissen der Zeit versteht. "
)


def found(blocks, title="A title", language="en"):
    return {
        each.kind: each
        for each in find_suspicions([*enumerate(blocks)], title=title, language=language)
    }


def paragraphs(*texts):
    return [ParsedBlock("paragraph", 0, text) for text in texts]


PLAIN = paragraphs(*(f"{ENGLISH} {number}." for number in "abcdef"))


def test_an_ordinary_text_raises_no_suspicion():
    assert found(PLAIN) == {}
    assert found(parse_essay("# A title\n\n" + f"{ENGLISH}\n\n" * 4).blocks) == {}


def test_a_paragraph_of_25_000_characters_is_said_with_its_place_and_length():
    suspicion = found([*PLAIN, *paragraphs(("word " * 5_000).strip())])["long paragraph"]
    assert suspicion.places == (6,)
    assert "24,999 characters" in str(suspicion.message)


@pytest.mark.parametrize(
    "blocks",
    [
        paragraphs(ENGLISH * 30),
        [ParsedBlock("heading", 1, "Title"), ParsedBlock("table", 0, ENGLISH * 30)],
        [ParsedBlock("list", 0, ENGLISH * 30), ParsedBlock("list", 0, ENGLISH * 30)],
    ],
)
def test_a_text_without_paragraphs_is_said(blocks):
    assert "no paragraphs" in found(blocks)


def test_lines_of_a_page_that_came_as_paragraphs_are_said():
    lines = paragraphs(*(f"{number} words that go on and on to the end of" for number in range(9)))
    assert found([*PLAIN, *lines])["broken lines"].places == tuple(range(6, 15))
    ended = paragraphs(*(f"{number} words that come to an end right here." for number in range(9)))
    assert "broken lines" not in found([*PLAIN, *ended])


def test_the_head_of_every_page_is_said_and_may_be_dropped():
    pages = [*PLAIN] + [
        block for n in range(6) for block in paragraphs(f"The Journal, {n}", f"{ENGLISH}{n}")
    ]
    suspicion = found(pages)["repeated line"]
    assert suspicion.places == (6, 8, 10, 12, 14, 16)
    assert suspicion.may_drop
    chapters = [ParsedBlock("heading", 2, f"Chapter {n}") for n in range(9)]
    refrain = [ParsedBlock("verse", 0, "Nevermore")] * 9
    assert found([*PLAIN, *chapters, *refrain]) == {}


def test_a_text_of_links_is_said():
    text = "Read this page " * 20
    linked = ParsedBlock("list", 0, text, (MarkupSpan(0, len(text), "a", (("href", "/"),)),))
    assert found([*PLAIN[:1], linked])["mostly links"].places == (1,)


def test_a_very_short_text_and_one_without_a_title_are_said():
    assert [*found(paragraphs("Words."), title="")] == ["very short", "untitled"]


@pytest.mark.parametrize(
    ("text", "language", "suspicious"),
    [
        (GERMAN * 6, "en-US", True),
        (GERMAN * 6, "de-AT", False),
        (ENGLISH * 6, "de", True),
        (ENGLISH * 6, "la", False),  # not one that the guess could tell
        (ENGLISH * 6, "ja", True),
        ("Это было давно и неправда. " * 20, "en", True),
        ("Это было давно и неправда. " * 20, "bg", False),
        ("子曰學而時習之不亦說乎" * 50, "zh-Hant", False),
        (GERMAN, "en", False),  # too little to tell
    ],
)
def test_a_language_that_does_not_fit_is_said(text, language, suspicious):
    blocks = paragraphs(text[: len(text) // 2], text[len(text) // 2 :])
    assert ("language" in found(blocks, language=language)) == suspicious
