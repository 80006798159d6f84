"""How a selection becomes a passage, and a quotation a place again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import Passage
from annotations.anchoring.selection import (
    expand_to_words,
    from_utf16,
    to_utf16,
    trim_to_visible,
)
from annotations.anchoring.selectors import locate_quotation, select_passage
from annotations.character_folding.invisible_characters import without_invisible

TEXT = "To be, or not to be: that is the question. To be is to do."


def test_context_reaches_over_the_neighbouring_paragraphs() -> None:
    assert select_passage(["One.", "Two three.", "Four."], 1, 4, 9) == Passage(
        1, 4, 9, "three", "One.\n\nTwo ", ".\n\nFour."
    )


@given(st.lists(st.text(max_size=50), min_size=1, max_size=6), st.data())
def test_context_is_cut_from_the_paragraphs_joined_by_two_line_ends(
    paragraphs: list[str], choice: st.DataObject
) -> None:
    p = choice.draw(st.integers(0, len(paragraphs) - 1))
    start = choice.draw(st.integers(0, len(paragraphs[p])))
    end = choice.draw(st.integers(start, len(paragraphs[p])))
    before = "\n\n".join([*paragraphs[:p], paragraphs[p][:start]])
    after = "\n\n".join([paragraphs[p][end:], *paragraphs[p + 1 :]])
    passage = select_passage(paragraphs, p, start, end)
    assert (passage.prefix, passage.suffix) == (before[-32:], after[:32])


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 99)])
def test_a_range_outside_the_paragraph_raises(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="No characters"):
        select_passage(["short"], 0, start, end)


@pytest.mark.parametrize("hint", [(0, 0), (-9, -3), (7, 3), (10**30, 10**30), (-(10**30), 5)])
def test_a_single_quotation_is_found_whatever_the_offsets_say(hint: tuple[int, int]) -> None:
    assert locate_quotation(TEXT, "question", "", "", *hint) == (33, 41)


def test_among_copies_context_decides_before_position() -> None:
    assert locate_quotation(TEXT, "To be", "question. ", " is to", 0, 5) == (43, 48)
    assert locate_quotation(TEXT, "be", "not to ", ": that", 3, 5) == (17, 19)


def test_among_copies_without_context_the_nearest_is_taken() -> None:
    assert locate_quotation(TEXT, "be", "", "", 16, 18) == (17, 19)
    assert locate_quotation(TEXT, "be", "", "", 4, 6) == (3, 5)


def test_the_beginning_of_the_paragraph_counts_as_context() -> None:
    assert locate_quotation("be be be", "be", "The end.\n\n", " be", 6, 8) == (0, 2)
    assert locate_quotation("be be be", "be", "be ", "\n\nNext", 0, 2) == (6, 8)


@pytest.mark.parametrize("quotation", ["to do!", "", " ", "question: to"])
def test_a_quotation_that_is_not_there_has_no_place(quotation: str) -> None:
    assert locate_quotation(TEXT + "x", quotation, "", "", 0, 5) in (
        None,
        locate_quotation(TEXT, quotation, "", "", 0, 5),
    )
    assert quotation.strip() == "" or locate_quotation(TEXT, quotation, "", "", 0, 5) is None


def test_typography_of_the_quotation_may_differ_from_the_text() -> None:
    text = "She said “déjà  vu” – twice."
    asked = unicodedata.normalize("NFD", 'said "déjà vu" - twice')
    assert locate_quotation(text, asked, "", "", 0, 0) == (4, 27)
    assert locate_quotation(text, "deja vu", "", "", 0, 0) is None
    assert locate_quotation(text, "DÉJÀ VU", "", "", 0, 0) is None


def test_a_quotation_never_matches_half_a_letter() -> None:
    assert locate_quotation("cafe\u0301 noir", "café", "", "", 0, 0) == (0, 5)
    assert locate_quotation("cafe\u0301 noir", "cafe noir", "", "", 0, 0) is None


@given(st.text(max_size=60), st.data())
def test_every_range_is_located_in_its_own_text(text: str, choice: st.DataObject) -> None:
    start = choice.draw(st.integers(0, len(text)))
    end = choice.draw(st.integers(start, len(text)))
    start, end = trim_to_visible(text, start, end)
    passage = select_passage([text], 0, start, end)
    place = locate_quotation(text, passage.exact, passage.prefix, passage.suffix, start, end)
    assert (place is None) == (start == end)
    if place:
        # A variation selector at its end may be left out, and nothing else.
        found = text[slice(*place)]
        assert passage.exact.startswith(found)
        assert without_invisible(passage.exact.removeprefix(found)) == ""


@given(st.text(max_size=40), st.text(max_size=6), st.integers(), st.integers())
def test_a_located_range_equals_the_quotation_after_folding(
    text: str, quotation: str, start: int, end: int
) -> None:
    place = locate_quotation(text, quotation, "", "", start, end)
    if place:
        assert 0 <= place[0] < place[1] <= len(text)


def test_utf16_offsets_become_code_points() -> None:
    assert from_utf16("a👍🏽b", 1, 5) == (1, 3)
    assert to_utf16("a👍🏽b", 3) == 5


def test_an_offset_inside_a_surrogate_pair_moves_outwards() -> None:
    assert from_utf16("a👍b", 2, 2) == (1, 2)
    assert from_utf16("a👍b", -4, 99) == (0, 3)


@given(st.text(max_size=40), st.data())
def test_utf16_and_code_points_convert_both_ways(text: str, choice: st.DataObject) -> None:
    start = choice.draw(st.integers(0, len(text)))
    end = choice.draw(st.integers(start, len(text)))
    assert from_utf16(text, to_utf16(text, start), to_utf16(text, end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("Hello brave world", 8, 14, "brave world"),
        ("Hello brave world", 5, 12, "brave"),
        ("don’t stop", 4, 7, "don’t stop"),
        ("cafe\u0301 noir", 1, 2, "cafe\u0301"),
        ("so: 👩🏽‍🚀 flies", 5, 6, "👩🏽‍🚀"),
        ("in 🇫🇷 now", 4, 5, "🇫🇷"),
        ("nod 🙂‍↔️ nod", 4, 5, "🙂‍↔️"),
        ("key 1️⃣ here", 4, 5, "1️⃣"),
        ("שלום עולם", 1, 2, "שלום"),
        ("漢字", 0, 1, "漢"),
        ("नमस्ते जी", 1, 2, "नमस्ते"),
        ("   ", 0, 2, ""),
        ("one \u200bword\u2060 more", 4, 10, "word"),
        ("one \u200b two", 3, 6, ""),
        ("\u200ethe\u00ad \u200dend\u200f.", 0, 11, "the\u00ad \u200dend"),
        ("an end\u200d more", 4, 5, "end"),
        ("word", 2, 2, ""),
        ("word", -5, 99, "word"),
    ],
)
def test_a_selection_is_widened_to_whole_words(text: str, start: int, end: int, whole: str) -> None:
    assert text[slice(*expand_to_words(text, start, end))] == whole


@given(st.text(max_size=40), st.integers(-5, 50), st.integers(-5, 50))
def test_widening_again_changes_nothing(text: str, start: int, end: int) -> None:
    once = expand_to_words(text, start, end)
    assert 0 <= once[0] <= once[1] <= len(text)
    assert expand_to_words(text, *once) == once
