"""What a query means, and where its words stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.character_folding.accents import fold_accents
from annotations.search.query_words import contains_all, find_hits, parse_query, snippet

TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=300)


def marked(text: str, *words: str, length: int = 240) -> str:
    return "".join(f"[{p.text}]" if p.hit else p.text for p in snippet(text, words, length))


def test_words_and_phrases_are_parsed_and_no_character_is_an_operator() -> None:
    assert parse_query('peace "just war" NOT -x AND') == ["peace", "just war", "NOT", "-x", "AND"]
    assert parse_query('" *** () "') == []
    assert parse_query("a a b") == ["a", "b"]
    assert parse_query(" ".join(map(str, range(30)))) == [str(n) for n in range(10)]


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Élan vital", "elan", True),
        ("STRASSE", "straße", True),
        ("the argument", "arg", True),
        ("the argument", "ument", False),
        ("a cat", "a", True),
        ("cat", "a", False),
        ("see doi:10.1000/xyz now", "10.1000/xyz", True),
        ("just-war theory", "just war", True),
        ("戦争と平和", "平和", True),
        ("в мире", "МИР", True),
        ("ﬁne", "fin", True),
    ],
)
def test_a_word_is_found_from_its_beginning_without_case_and_accents(
    text: str, word: str, found: bool
) -> None:
    assert contains_all(text, [word]) is found
    assert bool(find_hits(text, [word])) is found


def test_a_snippet_marks_the_words_of_the_query() -> None:
    assert marked("A margin waits. MARGINS wait.", "margin") == "A [margin] waits. [MARGINS] wait."
    assert marked("Élan", "elan") == "[Élan]"
    long = "word " * 100 + "needle " + "word " * 100
    assert marked(long, "needle", length=60).startswith("… word")
    assert "[needle]" in marked(long, "needle", length=60)


@given(TEXT, st.lists(st.text(min_size=1, max_size=6), max_size=3))
def test_a_snippet_is_a_stretch_of_its_text(text: str, words: list[str]) -> None:
    pieces = snippet(text, parse_query(" ".join(words)))
    inner = "".join(piece.text for piece in pieces)
    assert inner.removeprefix("… ").removesuffix(" …") in f"… {text} …"


@given(TEXT)
def test_folding_is_idempotent(text: str) -> None:
    assert fold_accents(fold_accents(text)) == fold_accents(text)
