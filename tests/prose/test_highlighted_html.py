"""Text, markup and marks become one piece of HTML whose text is the text."""

from html import unescape
from itertools import pairwise

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.blocks import InvalidEssay, parse_essay
from annotations.prose.graphemes import grapheme_boundaries
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.normalising import UnreadableText
from tests.prose.markdown_and_html import MARKDOWN, parse_page

NOTE = frozenset({"note"})
COUNTERPOINT = frozenset({"counterpoint"})
MARKS = st.lists(
    st.builds(
        Highlight,
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
    assert render_highlighted("a < b & c > \"d\" 'e'", ()) == "a &lt; b &amp; c &gt; \"d\" 'e'"


def test_one_mark() -> None:
    assert render_highlighted("read it", (), [Highlight(5, 7, NOTE)], "t4") == (
        'read <mark class="note w1" data-offset="5" aria-details="t4">it</mark>'
    )


def test_overlapping_marks_are_divided_and_their_readers_add_up() -> None:
    marks = [Highlight(0, 4, NOTE), Highlight(2, 6, COUNTERPOINT, 2), Highlight(3, 4, NOTE)]
    assert render_highlighted("abcdef", (), marks) == (
        '<mark class="note w1" data-offset="0">ab</mark>'
        '<mark class="counterpoint note w3" data-offset="2">c</mark>'
        '<mark class="counterpoint note w3" data-offset="3">d</mark>'
        '<mark class="counterpoint w2" data-offset="4">ef</mark>'
    )


def test_a_nested_mark_lies_within_its_neighbours() -> None:
    assert render_highlighted(
        "abc", (), [Highlight(1, 2, COUNTERPOINT), Highlight(0, 3, NOTE)]
    ) == (
        '<mark class="note w1" data-offset="0">a</mark>'
        '<mark class="counterpoint note w2" data-offset="1">b</mark>'
        '<mark class="note w1" data-offset="2">c</mark>'
    )


def test_a_mark_is_divided_where_markup_begins_and_ends() -> None:
    assert render_highlighted(
        "one two three", (MarkupSpan(4, 7, "em"),), [Highlight(2, 10, NOTE)]
    ) == (
        'on<mark class="note w1" data-offset="2">e </mark>'
        '<em><mark class="note w1" data-offset="2">two</mark></em>'
        '<mark class="note w1" data-offset="2"> th</mark>ree'
    )


def test_no_mark_stands_between_the_items_of_a_list() -> None:
    block = parse_essay("- a\n- b\n").blocks[0]
    assert render_highlighted(block.text, block.spans, [Highlight(0, 3, NOTE)]) == (
        '<ul><li><mark class="note w1" data-offset="0">a</mark></li>\n'
        '<li><mark class="note w1" data-offset="0">b</mark></li></ul>'
    )


def test_a_hard_line_break_is_seen_and_is_still_a_line_end() -> None:
    block = parse_essay("a\\\nb").blocks[0]
    assert render_highlighted(block.text, block.spans, [Highlight(0, 3, NOTE)]) == (
        '<mark class="note w1" data-offset="0">a</mark><br>\n'
        '<mark class="note w1" data-offset="0">b</mark>'
    )


@pytest.mark.parametrize(
    ("text", "mark", "marked"),
    [
        ("cafe\u0323\u0301!", Highlight(0, 4, NOTE), "cafe\u0323\u0301"),
        ("cafe\u0323\u0301!", Highlight(5, 7, NOTE), "e\u0323\u0301!"),
        ("a👩\u200d👩\u200d👧b", Highlight(3, 4, NOTE), "👩\u200d👩\u200d👧"),
        ("🇩🇪🇫🇷", Highlight(3, 4, NOTE), "🇫🇷"),
        ("שָׁלוֹם", Highlight(1, 2, NOTE), "שָׁ"),
        ("क्षि a", Highlight(2, 3, NOTE), "क्षि"),
        ("각\u11a8x", Highlight(1, 2, NOTE), "각\u11a8"),
    ],
)
def test_a_mark_takes_whole_characters(text: str, mark: Highlight, marked: str) -> None:
    html = render_highlighted(text, (), [mark])
    assert html.partition(">")[2].partition("</mark>")[0] == marked


@pytest.mark.parametrize(
    "mark", [Highlight(2, 2, NOTE), Highlight(3, 1, NOTE), Highlight(7, 9, NOTE)]
)
def test_a_mark_on_nothing_is_not_drawn(mark: Highlight) -> None:
    assert render_highlighted("abc", (), [mark]) == "abc"


def test_the_words_of_a_mark_link_to_what_is_about_them() -> None:
    spans = (MarkupSpan(4, 7, "em"), MarkupSpan(8, 10, "a", (("href", "https://x.y/"),)))
    assert render_highlighted(
        "one two three", spans, [Highlight(2, 13, NOTE)], address="/p/1/?rev=2&at="
    ) == (
        'on<mark class="note w1" data-offset="2">'
        '<a class="marked" href="/p/1/?rev=2&amp;at=2-13">e </a></mark>'
        '<em><mark class="note w1" data-offset="2"><a class="marked"'
        ' href="/p/1/?rev=2&amp;at=2-13" tabindex="-1">two</a></mark></em>'
        '<mark class="note w1" data-offset="2"><a class="marked"'
        ' href="/p/1/?rev=2&amp;at=2-13" tabindex="-1"> </a></mark>'
        '<a href="https://x.y/" rel="nofollow ugc noopener">'
        '<mark class="note w1" data-offset="2">th</mark></a>'
        '<mark class="note w1" data-offset="2"><a class="marked"'
        ' href="/p/1/?rev=2&amp;at=2-13" tabindex="-1">ree</a></mark>'
    )


def test_links_are_marked_as_others_writing() -> None:
    block = parse_essay("[a](https://x.y/?b=1&c=%22)").blocks[0]
    assert render_highlighted(block.text, block.spans) == (
        '<a href="https://x.y/?b=1&amp;c=%22" rel="nofollow ugc noopener">a</a>'
    )


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (MarkupSpan(0, 1, "script"), "a"),
        (MarkupSpan(0, 1, "img", (("src", "http://x"),)), "a"),
        (MarkupSpan(0, 1, "em", (("onclick", "x"),)), "<em>a</em>"),
        (
            MarkupSpan(0, 1, "a", (("href", "javascript:x"),)),
            '<a rel="nofollow ugc noopener">a</a>',
        ),
        (MarkupSpan(0, 1, "ol", (("start", '1"x'),)), '<ol start="1&quot;x">a</ol>'),
        (MarkupSpan(0, 0, "em"), "a"),
    ],
)
def test_only_known_markup_is_rendered_whatever_was_stored(span: MarkupSpan, expected: str) -> None:
    assert render_highlighted("a", (span,)) == expected


def test_classes_and_ids_are_escaped() -> None:
    assert render_highlighted("a", (), [Highlight(0, 1, frozenset({'x"y'}))], 't"') == (
        '<mark class="x&quot;y w1" data-offset="0" aria-details="t&quot;">a</mark>'
    )


@given(MARKDOWN, MARKS)
def test_the_text_content_of_the_html_is_the_text(markdown: str, marks: list[Highlight]) -> None:
    try:
        blocks = parse_essay(markdown).blocks
    except (UnreadableText, InvalidEssay):
        return
    for block in blocks:
        html = render_highlighted(block.text, block.spans, marks, "t1", "/p/1/?at=")
        assert parse_page(html).text == block.text
        assert unescape(nh3.clean(html, tags=set())) == block.text


@given(st.text(alphabet="abe\u0301👩\u200d🇩ש\u05b8 \n&<"), MARKS)
def test_every_character_has_the_kinds_and_readers_of_its_marks(
    text: str, marks: list[Highlight]
) -> None:
    expected: list[tuple[str, str | None]] = []
    for start, end in pairwise(grapheme_boundaries(text)):
        over = [mark for mark in marks if mark.start < end and start < mark.end > mark.start]
        kinds = sorted(frozenset[str]().union(*(mark.kinds for mark in over)))
        weight = min(3, sum(mark.weight for mark in over))
        wears = " ".join([*kinds, f"w{weight}"]) if over else None
        expected += [(character, wears) for character in text[start:end]]
    seen = parse_page(render_highlighted(text, (), marks)).marked
    assert [pair for pair in seen if pair[0] != "\n"] == [
        pair for pair in expected if pair[0] != "\n"
    ]
