"""Splitting, joining, dropping and retyping the blocks of a text before it is kept."""

from itertools import product

import pytest

from annotations.prose.blocks import ParsedBlock, parse_essay
from annotations.prose.highlighted_html import render_highlighted
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.preview.block_edits import (
    RETYPED,
    can_be_divided,
    join_blocks,
    retype_block,
    split_block,
)
from annotations.prose.preview.mends import (
    ImpossibleMend,
    Mend,
    apply_mend,
    count_mends,
    kept_blocks,
    mended_pieces,
    mends_from_json,
    mends_to_json,
)
from annotations.prose.preview.split_places import split_places

TEXT = """# On *Margins*

One is *read. And* two.[^1] Three is "seen." Four?[^2]

> Quoted *once.*
>
> And twice.

1. first. Item
2. second **item**

- a bullet

| a line
|   and *two*

```
code
more
```

| a | b |
|---|---|
| c | d |

Last.[^3]

[^1]: The first note.
[^2]: The second note.
[^3]: The third note.
"""
BLOCKS = parse_essay(TEXT).blocks
BY_TYPE = {block.type: block for block in BLOCKS}
PARAGRAPH = BLOCKS[1]


def html(block: ParsedBlock) -> str:
    return render_highlighted(block.text, block.spans)


def words(block: ParsedBlock) -> list[str]:
    return block.text.split()


def assert_sound(block: ParsedBlock) -> None:
    """Spans lie in the text and are properly nested, outer ones first."""
    open_now: list[int] = []
    for span in block.spans:
        assert 0 <= span.start <= span.end <= len(block.text)
        assert span.start < span.end or span.tag == "note"
        while open_now and open_now[-1] <= span.start:
            open_now.pop()
        assert span.tag == "note" or not open_now or span.end <= open_now[-1]
        if span.tag != "note":
            open_now.append(span.end)


def test_a_paragraph_is_split_where_a_sentence_begins_and_elements_go_on_in_both():
    places = split_places(PARAGRAPH)
    assert [place.words for place in places] == ["And two.", 'Three is "seen."', "Four?"]
    left, right = split_block(PARAGRAPH, places[0].offset)
    assert html(left) == "One is <em>read.</em>"
    assert html(right).startswith("<em>And</em> two.<a ")
    assert not any(span.tag == "note" for span in left.spans)


def test_a_numbered_list_that_is_split_goes_on_counting():
    ordered = BLOCKS[5]
    assert ordered.type == "list"
    at = next(place.offset for place in split_places(ordered) if "second" in place.words)
    left, right = split_block(ordered, at)
    assert html(left) == "<ol><li>first. Item</li></ol>"
    assert html(right) == '<ol start="2"><li>second <strong>item</strong></li></ol>'


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("paragraph", "Quoted <em>once.</em> And twice."),
        ("heading", "Quoted <em>once.</em> And twice."),
        ("quote", "<blockquote><p>Quoted <em>once.</em></p>\n<p>And twice.</p></blockquote>"),
        ("list", "<ul><li>Quoted <em>once.</em></li>\n<li>And twice.</li></ul>"),
        ("verse", "Quoted <em>once.</em><br>\nAnd twice."),
        ("code", "<pre><code>Quoted once.\nAnd twice.</code></pre>"),
    ],
)
def test_a_quotation_is_made_any_other_type(kind, expected):
    assert html(retype_block(BY_TYPE["quote"], kind, 2)) == expected


def test_an_element_over_two_lines_of_verse_is_cut_in_two_items():
    verse = ParsedBlock(
        "verse", 0, "and two\nthree", (MarkupSpan(4, 13, "em"), MarkupSpan(7, 8, "br"))
    )
    made = retype_block(verse, "list")
    assert html(made) == "<ul><li>and <em>two</em></li>\n<li><em>three</em></li></ul>"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            BLOCKS[5],
            BLOCKS[6],
            "<ol><li>first. Item</li>\n<li>second <strong>item</strong></li></ol>\n"
            "<ul><li>a bullet</li></ul>",
        ),
        (BLOCKS[6], BLOCKS[6], "<ul><li>a bullet</li>\n<li>a bullet</li></ul>"),
        (BLOCKS[6], BLOCKS[0], "<ul><li>a bullet On <em>Margins</em></li></ul>"),
        (BLOCKS[0], BLOCKS[6], "On <em>Margins</em> a bullet"),
        (BY_TYPE["code"], BY_TYPE["code"], "<pre><code>code\nmore\ncode\nmore</code></pre>"),
    ],
)
def test_two_blocks_are_joined_as_one_of_the_first_ones_type(first, second, expected):
    joined = join_blocks(first, second)
    assert html(joined) == expected
    assert joined.type == first.type


def test_lines_of_chinese_are_joined_without_a_space():
    one, two = ParsedBlock("paragraph", 0, "子曰"), ParsedBlock("paragraph", 0, "學而")
    assert join_blocks(one, two).text == "子曰學而"


@pytest.mark.parametrize("kind", ["table", "break"])
def test_a_table_is_neither_split_nor_joined(kind):
    block = BY_TYPE.get(kind, ParsedBlock("break", 0, ""))
    assert split_places(block) == []
    with pytest.raises(ValueError, match="joined"):
        join_blocks(PARAGRAPH, block)


def test_a_long_stretch_without_a_sentence_is_split_at_clauses_or_words():
    clauses = ParsedBlock("paragraph", 0, "and so on and on, " * 100)
    assert len(split_places(clauses)) > 5
    plain = ParsedBlock("paragraph", 0, "words " * 300)
    assert len(split_places(plain)) > 5


@pytest.mark.parametrize("kind", RETYPED)
@pytest.mark.parametrize(("first", "second"), [*product(BLOCKS, BLOCKS[::3])])
def test_no_edit_loses_a_word_or_breaks_the_nesting(first, second, kind):
    made = retype_block(first, kind, 2)
    assert words(made) == words(first)
    assert_sound(made)
    for block in (first, made):
        for place in split_places(block):
            left, right = split_block(block, place.offset)
            assert_sound(left)
            assert_sound(right)
            assert words(left) + words(right) == words(block)
        if can_be_divided(block) and can_be_divided(second):
            joined = join_blocks(block, second)
            assert_sound(joined)
            assert words(joined) == words(block) + words(second)


def test_footnotes_stay_below_the_half_that_holds_their_mark():
    at = split_places(PARAGRAPH)[1].offset
    pieces = mended_pieces(BLOCKS, [Mend("split", (1,), at)])
    assert [(each.block.type, each.block.level, each.block.text) for each in pieces[1:5]] == [
        ("paragraph", 0, "One is read. And two."),
        ("footnote", 1, "The first note."),
        ("paragraph", 0, 'Three is "seen." Four?'),
        ("footnote", 2, "The second note."),
    ]
    apply_mend(pieces, Mend("join", (1,)))
    assert [piece.block for piece in pieces] == [*BLOCKS]


def test_what_is_dropped_goes_with_its_footnotes_and_comes_back_where_it_was():
    mends = [Mend("drop", (1,))]
    pieces = mended_pieces(BLOCKS, mends)
    kept = kept_blocks(pieces)
    assert [(each.level, each.text) for each in kept if each.type == "footnote"] == [
        (1, "The third note.")
    ]
    marked = next(each for each in kept if each.text == "Last.")
    assert marked.spans == (MarkupSpan(5, 5, "note", (("number", "1"),)),)
    assert count_mends(pieces, mends).dropped == 3
    mends.append(Mend("restore", (1,)))
    assert kept_blocks(mended_pieces(BLOCKS, mends)) == [*BLOCKS]


def test_a_mark_goes_with_its_footnote():
    kept = kept_blocks(mended_pieces(BLOCKS, [Mend("drop", (2,))]))
    numbers = [dict(span.attributes)["number"] for span in kept[1].spans if span.tag == "note"]
    assert numbers == ["1"]
    assert kept[2].text == "The second note."


def test_joining_passes_over_what_was_dropped():
    pieces = mended_pieces(BLOCKS, [Mend("drop", (4,)), Mend("join", (1,))])
    assert pieces[1].block.text.endswith("Four? first. Item second item")
    assert [piece.block.type for piece in pieces[2:5]] == ["footnote", "footnote", "quote"]
    assert pieces[4].is_dropped


@pytest.mark.parametrize(
    "mend",
    [
        Mend("drop", (99,)),
        Mend("drop", ()),
        Mend("split", (1,), 3),
        Mend("split", (9,), 3),
        Mend("join", (11,)),
        Mend("retype", (1,), kind="footnote"),
        Mend("retype", (1,), kind="title"),
    ],
)
def test_what_can_not_be_done_changes_nothing(mend):
    pieces = mended_pieces(BLOCKS, [])
    with pytest.raises(ImpossibleMend):
        apply_mend(pieces, mend)
    assert [piece.block for piece in pieces] == [*BLOCKS]


def test_mends_are_kept_as_json():
    mends = [Mend("split", (1,), 13), Mend("retype", (3,), kind="heading", level=2)]
    assert mends_from_json(mends_to_json(mends)) == mends
