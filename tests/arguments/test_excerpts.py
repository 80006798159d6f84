"""Short excerpts: sentences, the first question, one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.excerpts import first_question, one_line_excerpt, split_sentences


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("One.\n\nTwo! Three", ["One.", "Two!", "Three"]),
        ("See p. 12 and e.g. this. Then go on.", ["See p. 12 and e.g. this.", "Then go on."]),
        ("He asks “why?” Nobody knows.", ["He asks “why?”", "Nobody knows."]),
        ("这是谁？没有人知道。", ["这是谁？", "没有人知道。"]),
        ("من هذا؟ لا أحد يعرف.", ["من هذا؟", "لا أحد يعرف."]),
    ],
)
def test_a_text_is_split_where_its_sentences_end(text, cut):
    assert split_sentences(text) == cut


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("I will mark the others. Who is this? One state?", "Who is this?"),
        ("A start: when does ¶ 4 come out true?", "A start: when does ¶ 4 come out true?"),
        ("No question here.", None),
        ("Why? Because.", "Why?"),
        ("من هذا؟ لا أحد يعرف.", "من هذا؟"),
    ],
)
def test_the_first_question_of_a_note_is_found(text, question):
    assert first_question(text) == question


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_one_line_and_fits(text, limit):
    line = one_line_excerpt(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    plain = " ".join(text.split())
    assert plain.startswith(line.removesuffix("…")) or line in {plain, ""}


@given(st.text())
def test_splitting_loses_no_word(text):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_an_excerpt_ends_after_a_sentence_or_else_after_a_word():
    text = "First a short one. Then another that is longer than the room there is."
    assert one_line_excerpt(text, 30) == "First a short one."
    assert (
        one_line_excerpt("Then another that is longer, than the room", 29)
        == "Then another that is longer…"
    )
    assert one_line_excerpt("Incomprehensibilities", 10) == "Incompreh…"
