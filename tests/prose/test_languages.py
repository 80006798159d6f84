"""A text says by its script and its small words which language it is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.languages import FREQUENT_WORDS, SCRIPT_LANGUAGES, guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("# Reading\n\nThe margin is the place of the argument.", "en"),
        ("# Lesen\n\nDie Freiheit der Feder ist das Palladium der Volksrechte.", "de"),
        ("La liberté est une chose que les uns défendent pour les autres.", "fr"),
        ("La libertad de los pueblos y la pluma de una nación.", "es"),
        ("La libertà di chi scrive è il fondamento della vita civile.", "it"),
        ("A liberdade do povo não é uma coisa para os poucos.", "pt"),
        ("De vrijheid van het volk is niet een gunst.", "nl"),
        ("# في فضل القراءة\n\nكما يقول *Gutenberg*.", "ar"),
        ("חופש הדיבור", "he"),
        ("Свобода слова", "ru"),
    ],
)
def test_the_language_is_guessed_from_the_text(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "42", "Donaudampfschiffahrt", "🙂"])
def test_a_text_without_known_words_is_english(text: str) -> None:
    assert guess_language(text) == "en"


@given(st.text())
def test_any_text_has_one_of_the_known_languages(text: str) -> None:
    assert guess_language(text) in {*FREQUENT_WORDS, *SCRIPT_LANGUAGES.values()}
