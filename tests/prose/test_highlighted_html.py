"""Text, markup and marks become one piece of HTML whose text is the text."""

from html import unescape
from itertools import pairwise

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.blocks import TooMuch, cut
from annotations.prose.graphemes import borders
from annotations.prose.highlighted_html import Mark, weave
from annotations.prose.normalising import Unreadable
from annotations.prose.plain_text import Span
from tests.prose.paper import MARKDOWN, read

NOTE = frozenset({"note"})
COUNTERPOINT = frozenset({"counterpoint"})
MARKS = st.lists(
    st.builds(
        Mark,
        start=st.integers(-2, 40),
        end=st.integers(-2, 60),
        kinds=st.sets(st.sampled_from(["note", "counterpoint", "source"]), min_size=1).map(
            frozenset
        ),
        weight=st.integers(1, 3),
    ),
    max_size=8,
)


def test_plain_text_is_escaped() -> None:
    assert weave("a < b & c > \"d\" 'e'", ()) == "a &lt; b &amp; c &gt; \"d\" 'e'"


def test_one_mark() -> None:
    assert weave("read it", (), [Mark(5, 7, NOTE)], "t4") == (
        'read <mark class="note w1" data-offset="5" aria-details="t4">it</mark>'
    )


def test_overlapping_marks_are_divided_and_their_readers_add_up() -> None:
    marks = [Mark(0, 4, NOTE), Mark(2, 6, COUNTERPOINT, 2), Mark(3, 4, NOTE)]
    assert weave("abcdef", (), marks) == (
        '<mark class="note w1" data-offset="0">ab</mark>'
        '<mark class="counterpoint note w3" data-offset="2">c</mark>'
        '<mark class="counterpoint note w3" data-offset="3">d</mark>'
        '<mark class="counterpoint w2" data-offset="4">ef</mark>'
    )


def test_a_nested_mark_lies_within_its_neighbours() -> None:
    assert weave("abc", (), [Mark(1, 2, COUNTERPOINT), Mark(0, 3, NOTE)]) == (
        '<mark class="note w1" data-offset="0">a</mark>'
        '<mark class="counterpoint note w2" data-offset="1">b</mark>'
        '<mark class="note w1" data-offset="2">c</mark>'
    )


def test_a_mark_is_divided_where_markup_begins_and_ends() -> None:
    assert weave("one two three", (Span(4, 7, "em"),), [Mark(2, 10, NOTE)]) == (
        'on<mark class="note w1" data-offset="2">e </mark>'
        '<em><mark class="note w1" data-offset="2">two</mark></em>'
        '<mark class="note w1" data-offset="2"> th</mark>ree'
    )


def test_no_mark_stands_between_the_items_of_a_list() -> None:
    block = cut("- a\n- b\n").blocks[0]
    assert weave(block.text, block.spans, [Mark(0, 3, NOTE)]) == (
        '<ul><li><mark class="note w1" data-offset="0">a</mark></li>\n'
        '<li><mark class="note w1" data-offset="0">b</mark></li></ul>'
    )


def test_a_hard_line_break_is_seen_and_is_still_a_line_end() -> None:
    block = cut("a\\\nb").blocks[0]
    assert weave(block.text, block.spans, [Mark(0, 3, NOTE)]) == (
        '<mark class="note w1" data-offset="0">a</mark><br>\n'
        '<mark class="note w1" data-offset="0">b</mark>'
    )


@pytest.mark.parametrize(
    ("text", "mark", "marked"),
    [
        ("cafe\u0323\u0301!", Mark(0, 4, NOTE), "cafe\u0323\u0301"),
        ("cafe\u0323\u0301!", Mark(5, 7, NOTE), "e\u0323\u0301!"),
        ("a👩\u200d👩\u200d👧b", Mark(3, 4, NOTE), "👩\u200d👩\u200d👧"),
        ("🇩🇪🇫🇷", Mark(3, 4, NOTE), "🇫🇷"),
        ("שָׁלוֹם", Mark(1, 2, NOTE), "שָׁ"),
        ("क्षि a", Mark(2, 3, NOTE), "क्षि"),
        ("각\u11a8x", Mark(1, 2, NOTE), "각\u11a8"),
    ],
)
def test_a_mark_takes_whole_characters(text: str, mark: Mark, marked: str) -> None:
    html = weave(text, (), [mark])
    assert html.partition(">")[2].partition("</mark>")[0] == marked


@pytest.mark.parametrize("mark", [Mark(2, 2, NOTE), Mark(3, 1, NOTE), Mark(7, 9, NOTE)])
def test_a_mark_on_nothing_is_not_drawn(mark: Mark) -> None:
    assert weave("abc", (), [mark]) == "abc"


def test_links_are_marked_as_others_writing() -> None:
    block = cut("[a](https://x.y/?b=1&c=%22)").blocks[0]
    assert weave(block.text, block.spans) == (
        '<a href="https://x.y/?b=1&amp;c=%22" rel="nofollow ugc noopener">a</a>'
    )


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 1, "script"), "a"),
        (Span(0, 1, "img", (("src", "http://x"),)), "a"),
        (Span(0, 1, "em", (("onclick", "x"),)), "<em>a</em>"),
        (Span(0, 1, "a", (("href", "javascript:x"),)), '<a rel="nofollow ugc noopener">a</a>'),
        (Span(0, 1, "ol", (("start", '1"x'),)), '<ol start="1&quot;x">a</ol>'),
        (Span(0, 0, "em"), "a"),
    ],
)
def test_only_known_markup_is_woven_whatever_was_stored(span: Span, expected: str) -> None:
    assert weave("a", (span,)) == expected


def test_classes_and_ids_are_escaped() -> None:
    assert weave("a", (), [Mark(0, 1, frozenset({'x"y'}))], 't"') == (
        '<mark class="x&quot;y w1" data-offset="0" aria-details="t&quot;">a</mark>'
    )


@given(MARKDOWN, MARKS)
def test_the_text_of_what_is_woven_is_the_text(markdown: str, marks: list[Mark]) -> None:
    try:
        blocks = cut(markdown).blocks
    except (Unreadable, TooMuch):
        return
    for block in blocks:
        html = weave(block.text, block.spans, marks, "t1")
        assert read(html).text == block.text
        assert unescape(nh3.clean(html, tags=set())) == block.text


@given(st.text(alphabet="abe\u0301👩\u200d🇩ש\u05b8 \n&<"), MARKS)
def test_every_character_wears_the_kinds_and_readers_of_its_marks(
    text: str, marks: list[Mark]
) -> None:
    expected: list[tuple[str, str | None]] = []
    for start, end in pairwise(borders(text)):
        over = [mark for mark in marks if mark.start < end and start < mark.end > mark.start]
        kinds = sorted(frozenset[str]().union(*(mark.kinds for mark in over)))
        weight = min(3, sum(mark.weight for mark in over))
        wears = " ".join([*kinds, f"w{weight}"]) if over else None
        expected += [(character, wears) for character in text[start:end]]
    seen = read(weave(text, (), marks)).marked
    assert [pair for pair in seen if pair[0] != "\n"] == [
        pair for pair in expected if pair[0] != "\n"
    ]
