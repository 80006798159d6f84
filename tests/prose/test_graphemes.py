"""What a reader takes for one character is never cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.graphemes import (
    _SEPARATE,
    _cluster,
    grapheme_boundaries,
    widen_to_graphemes,
)


def clusters(text: str) -> list[str]:
    return [text[start:end] for start, end in pairwise(grapheme_boundaries(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["a", "b"],
        ["e\u0301", "a\u0308\u0323", "x"],
        ["👩\u200d👩\u200d👧\u200d👦", "👍🏽", "❤️\u200d🔥", "a"],
        ["🇩🇪", "🇫🇷", "🇮"],
        ["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "x"],
        ["각", "ᄀ\u1161\u11a8", "가\u11a8", "ᄀᄀ\u1161"],
        ["न", "म", "स्ते", " ", "क्षि"],
        ["த", "மி", "ழ்", "க"],
        ["ก\u0e33", "น"],
        ["ש\u05c1\u05b8", "ל"],
        ["\u0600١", "٢"],
        ["a\u200d", "b"],
        ["\n", "\u0301", "a"],
        ["\r\n", "é"],
        ["1\ufe0f\u20e3", "#"],
        ["\u0600", "\n"],
    ],
)
def test_the_characters_of_many_scripts(expected: list[str]) -> None:
    assert clusters("".join(expected)) == expected


@given(st.text())
def test_graphemes_joined_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert "" not in clusters(text)


def test_characters_that_never_join_are_separated_without_the_whole_rule() -> None:
    letters = [chr(code) for code in range(0x10000) if _SEPARATE.fullmatch(chr(code))]
    assert {"é", "ß", "ж", "λ", "’", "…", "海"} <= {*letters}
    found = [each.start() for each in _cluster().finditer("".join(letters))]
    assert found == list(range(len(letters)))
    assert not any(_SEPARATE.fullmatch(each) for each in "\r\u0301\u0483\u200d\u0600\u1100\u302a")


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ((0, 1), (0, 2)),
        ((1, 2), (0, 2)),
        ((2, 4), (2, 5)),
        ((3, 4), (2, 5)),
        ((1, 3), (0, 5)),
        ((0, 99), (0, 6)),
        ((-5, 1), (0, 2)),
        ((4, 4), (4, 4)),
        ((5, 2), (5, 5)),
        ((70, 99), (6, 6)),
    ],
)
def test_a_passage_is_widened_to_whole_characters(
    passage: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert widen_to_graphemes(*passage, grapheme_boundaries("e\u0301👩\u200d👧!")) == expected
