"""Trees of any shape become blocks, and no word of them is lost, doubled or moved."""

import json
import re
from html import unescape
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pandoc.process import run_pandoc
from annotations.prose.documents.pandoc.tree_blocks import BlockReader
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.prose.markdown.writer import blocks_to_markdown
from annotations.prose.markup.table_rows import table_rows

NO_ATTRIBUTES = ["", [], []]
CAPTION = [None, []]


def node(kind, content=None):
    return {"t": kind} if content is None else {"t": kind, "c": content}


def wrapped(kind, inlines):
    return inlines.map(lambda nodes: node(kind, nodes))


def inline_nodes(depth, *, notes=True):
    """Lists of inline nodes; a word is a node whose text the test fills in."""
    word = st.builds(lambda: node("Str", "?"))
    plain = st.one_of(word, *(st.builds(node, st.just(kind)) for kind in ("Space", "SoftBreak")))
    if not depth:
        return st.lists(plain, min_size=1, max_size=4)
    inner = inline_nodes(depth - 1, notes=notes)
    kinds = "Emph Strong Superscript Subscript SmallCaps Strikeout Underline".split()
    choices = [
        plain,
        word,
        st.builds(node, st.just("LineBreak")),
        *(wrapped(kind, inner) for kind in kinds),
        inner.map(lambda nodes: node("Quoted", [node("DoubleQuote"), nodes])),
        inner.map(lambda nodes: node("Link", [NO_ATTRIBUTES, nodes, ["https://x.example/", ""]])),
        inner.map(lambda nodes: node("Span", [["", ["i2"], []], nodes])),
    ]
    if notes:
        body = inline_nodes(0, notes=False).map(lambda nodes: node("Note", [node("Para", nodes)]))
        choices.append(body)
    return st.lists(st.one_of(choices), min_size=1, max_size=5)


def cell(blocks):
    return blocks.map(lambda each: [NO_ATTRIBUTES, node("AlignDefault"), 1, 1, each])


def table(blocks):
    row = st.lists(cell(blocks), min_size=2, max_size=2).map(lambda cells: [NO_ATTRIBUTES, cells])
    columns = [[node("AlignDefault"), node("ColWidthDefault")]] * 2
    return st.builds(
        lambda head, rows: node(
            "Table",
            [
                NO_ATTRIBUTES,
                CAPTION,
                columns,
                [NO_ATTRIBUTES, [head]],
                [[NO_ATTRIBUTES, 0, [], rows]],
                [NO_ATTRIBUTES, []],
            ],
        ),
        row,
        st.lists(row, min_size=1, max_size=3),
    )


def block_nodes(depth):
    # Made once: `flatmap` would make all the strategies for its inlines anew at every draw.
    paragraph = st.builds(node, st.sampled_from(["Para", "Plain"]), inline_nodes(2))
    if not depth:
        return st.lists(paragraph, min_size=1, max_size=2)
    inner = block_nodes(depth - 1)
    short = inline_nodes(1, notes=False)
    return st.lists(
        st.one_of(
            paragraph,
            short.map(lambda nodes: node("Header", [2, NO_ATTRIBUTES, nodes])),
            st.lists(short, min_size=1, max_size=3).map(lambda lines: node("LineBlock", lines)),
            inner.map(lambda blocks: node("BlockQuote", blocks)),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: node("BulletList", items)),
            st.lists(inner, min_size=1, max_size=3).map(
                lambda items: node("OrderedList", [[2, node("LowerAlpha"), node("Period")], items])
            ),
            st.tuples(short, inner).map(
                lambda each: node("DefinitionList", [[each[0], [each[1]]]])
            ),
            inner.map(lambda blocks: node("Div", [["", ["verse"], []], blocks])),
            st.builds(node, st.just("HorizontalRule")),
            table(st.one_of(block_nodes(0), st.just([]))),
        ),
        min_size=1,
        max_size=4,
    )


def with_words(tree, numbers):
    """The tree with a word of its own in each place for one, in order."""
    if isinstance(tree, list):
        return [with_words(each, numbers) for each in tree]
    if not isinstance(tree, dict):
        return tree
    if tree["t"] == "Str":
        return node("Str", f"w{next(numbers)}x")
    return {key: with_words(value, numbers) for key, value in tree.items()}


def compact(tree):
    if isinstance(tree, list):
        return [compact(each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    if tree["t"] == "Str":
        return tree["c"]
    return " " if tree["t"] == "Space" else {key: compact(value) for key, value in tree.items()}


def words_of(text):
    return re.findall(r"w\d+x", text.lower())


def read(tree):
    reader = BlockReader({}, LeftOutCounter())
    reader.read(compact(tree))
    return reader.blocks


trees = block_nodes(2).map(lambda blocks: with_words(blocks, count()))


@settings(max_examples=150, deadline=None)
@given(trees)
def test_every_word_of_a_tree_arrives_once_and_in_order(tree):
    blocks = read(tree)
    found = [words_of(block.text) for block in blocks if block.type != "footnote"]
    noted = [words_of(block.text) for block in blocks if block.type == "footnote"]
    everything = sorted(words_of(json.dumps(tree)))
    assert sorted(word for words in found + noted for word in words) == everything
    in_order = [int(word[1:-1]) for words in found for word in words]
    assert in_order == sorted(in_order)


@settings(max_examples=150, deadline=None)
@given(trees, st.data())
def test_the_page_of_a_tree_has_exactly_its_text(tree, data):
    for block in read(tree):
        place = st.integers(0, len(block.text))
        marks = [
            Highlight(*sorted((start, end)), frozenset({"note"}))
            for start, end in data.draw(st.lists(st.tuples(place, place), max_size=3))
        ]
        html = render_highlighted(block.text, block.spans, marks)
        assert unescape(re.sub(r"<[^>]*>", "", html)) == block.text
        assert_nested(html)
        if block.type == "table":
            cells = [cell for row in table_rows(block.text, block.spans) for cell in row]
            assert [word for cell in cells for word in words_of(cell)] == words_of(block.text)


def assert_nested(html):
    open_now = []
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", html):
        if closing:
            assert open_now.pop() == name
        elif name != "br":
            assert open_now[-1:] not in (["tr"], ["tbody"], ["thead"], ["ul"], ["ol"], ["dl"]) or (
                name in {"td", "th", "tr", "li", "dt", "dd"}
            )
            open_now.append(name)
    assert open_now == []


@settings(max_examples=25, deadline=None)
@given(trees)
def test_pandocs_own_plain_text_of_a_tree_has_the_same_words(tree):
    source = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": tree}
    plain = run_pandoc(json.dumps(source).encode(), "-f", "json", "-t", "plain")[0].decode()
    ours = " ".join(block.text for block in read(tree))
    assert sorted(words_of(ours)) == sorted(words_of(plain))


@settings(max_examples=100, deadline=None)
@given(trees)
def test_the_markdown_for_correcting_a_text_holds_every_word(tree):
    blocks = read(tree)
    text = " ".join(block.text for block in blocks)
    assert sorted(words_of(blocks_to_markdown(blocks))) == sorted(words_of(text))


@pytest.mark.parametrize(
    ("lines", "is_verse"),
    [
        (["Tyger Tyger, burning bright,", "In the forests", "What immortal", "Could frame"], True),
        (["12 High Street", "Town"], False),
    ],
)
def test_a_paragraph_of_at_least_four_short_lines_is_verse(lines, is_verse):
    nodes = [each for line in lines for each in (line, node("LineBreak"))][:-1]
    (block,) = read([node("Para", nodes)])
    assert isinstance(block, ParsedBlock)
    assert (block.type == "verse") == is_verse
