"""How an essay is cut."""

import json
from itertools import pairwise

import pytest
from django.conf import settings
from hypothesis import given

from annotations.prose.blocks import (
    MAX_BLOCKS,
    MAX_ESSAY_LENGTH,
    MAX_LINES,
    MAX_PARAGRAPH_LENGTH,
    InvalidEssay,
    ParsedBlock,
    ParsedEssay,
    parse_essay,
    spans_from_json,
    spans_to_json,
)
from annotations.prose.markdown.writer import blocks_to_markdown
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.normalising import UnreadableText, normalise
from annotations.prose.parsing import split_front_matter
from tests.prose.markdown_and_html import MARKDOWN


def kinds(markdown: str) -> list[tuple[str, int, str]]:
    return [(block.type, block.level, block.text) for block in parse_essay(markdown).blocks]


def only(markdown: str) -> ParsedBlock:
    (block,) = parse_essay(markdown).blocks
    return block


def covered(block: ParsedBlock) -> list[tuple[str, str]]:
    return [(span.tag, block.text[span.start : span.end]) for span in block.spans]


def test_the_first_essay_has_a_title_and_seven_paragraphs_under_six_headings() -> None:
    path = settings.BASE_DIR / "annotations" / "demo" / "military-cooperation.md"
    essay = parse_essay(path.read_text())
    assert essay.title == "Military Cooperation as Pillar of Islamic Nation's Strength"
    assert [block.type for block in essay.blocks] == [
        "title",
        "paragraph",
        *["heading", "paragraph"] * 6,
    ]
    assert [block.text for block in essay.blocks if block.type == "heading"] == [
        "Overview",
        "Significance for the Islamic Nation",
        "The United States-Islamic Nation Military Cooperation",
        "With Other Nations",
        "The Dilemmas and Challenges",
        "Conclusion",
    ]
    assert sum(block.is_numbered for block in essay.blocks) == 7


def test_every_kind_of_block() -> None:
    assert kinds(
        "Title *here*\n===\n\n# Part\n\n### Piece\n\nSome\nprose.\n\n> quoted\n\n- one\n- two\n\n"
        "```python\nx = 1\n\ny\n```\n\n    indented\n\n![A map](map.png)\n\n***\n\n"
        "<div>html</div>\n"
    ) == [
        ("title", 1, "Title here"),
        ("heading", 1, "Part"),
        ("heading", 3, "Piece"),
        ("paragraph", 0, "Some prose."),
        ("quote", 0, "quoted"),
        ("list", 0, "one\ntwo"),
        ("code", 0, "x = 1\n\ny"),
        ("code", 0, "indented"),
        ("image", 0, "A map"),
        ("break", 0, ""),
        ("paragraph", 0, "<div>html</div>"),
    ]


def test_a_heading_after_the_beginning_is_no_title() -> None:
    assert parse_essay("Before.\n\n# After").title is None
    assert kinds("## Second\n\nText.")[0] == ("heading", 2, "Second")


def test_inline_markup_becomes_spans() -> None:
    block = only('A *b **c*** `d  e` ~~f~~ [g *h*](https://x.y/z "t") <http://i.j> \\*k\\*')
    assert block.text == "A b c d e f g h http://i.j *k*"
    assert covered(block) == [
        ("em", "b c"),
        ("strong", "c"),
        ("code", "d e"),
        ("s", "f"),
        ("a", "g h"),
        ("em", "h"),
        ("a", "http://i.j"),
    ]
    assert [span.attributes for span in block.spans if span.tag == "a"] == [
        (("href", "https://x.y/z"),),
        (("href", "http://i.j"),),
    ]


@pytest.mark.parametrize(
    "address", ["/a", "a.html", "#b", "//evil.example", "ftp://a.b", "http://u@h/", "mailto:"]
)
def test_a_link_to_an_unsafe_address_becomes_its_text(address: str) -> None:
    assert only(f"See [this]({address}).") == ParsedBlock("paragraph", 0, "See this.")


def test_a_hard_line_break_is_a_line_end_and_a_soft_one_a_space() -> None:
    assert only("one  \ntwo\\\nthree\nfour") == ParsedBlock(
        "paragraph", 0, "one\ntwo\nthree four", (MarkupSpan(3, 4, "br"), MarkupSpan(7, 8, "br"))
    )


def test_a_nested_list_is_one_block_whose_items_are_lines() -> None:
    block = only("3. one\n\n   more\n4. two\n   - deep\n   -\n   - deeper\n5. # Head\n")
    assert block.text == "one\nmore\ntwo\ndeep\ndeeper\nHead"
    assert covered(block) == [
        ("ol", "one\nmore\ntwo\ndeep\ndeeper\nHead"),
        ("li", "one\nmore"),
        ("p", "one"),
        ("p", "more"),
        ("li", "two\ndeep\ndeeper"),
        ("p", "two"),
        ("ul", "deep\ndeeper"),
        ("li", "deep"),
        ("li", "deeper"),
        ("li", "Head"),
        ("p", "Head"),
        ("strong", "Head"),
    ]
    assert block.spans[0].attributes == (("start", "3"),)


def test_a_quotation_is_one_block_whose_paragraphs_are_lines() -> None:
    block = only("> one\n> still\n>\n> two\n>\n> > inner\n>\n> ```js\n> code\n> ```\n>\n> ---\n")
    assert block.text == "one still\ntwo\ninner\ncode"
    assert covered(block) == [
        ("blockquote", "one still\ntwo\ninner\ncode"),
        ("p", "one still"),
        ("p", "two"),
        ("blockquote", "inner"),
        ("p", "inner"),
        ("pre", "code"),
        ("code", "code"),
    ]
    assert block.spans[-1].attributes == (("data-language", "js"),)


def test_a_quotation_may_leave_out_its_sign_but_not_without_end() -> None:
    assert kinds("> one\nstill\n> still") == [("quote", 0, "one still still")]
    assert kinds("> a\nb\n" * 20) == [
        ("quote", 0, " ".join(["a b"] * 9)),
        ("quote", 0, " ".join(["a b"] * 9)),
        ("quote", 0, "a b a b"),
    ]


def test_code_keeps_its_spaces_and_its_language_only_if_it_is_a_name() -> None:
    assert only("```c++ x\n\ta  b\n```") == ParsedBlock(
        "code",
        0,
        "\ta  b",
        (MarkupSpan(0, 5, "pre"), MarkupSpan(0, 5, "code", (("data-language", "c++"),))),
    )
    assert only('```"><script>\na\n```').spans == (
        MarkupSpan(0, 1, "pre"),
        MarkupSpan(0, 1, "code"),
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![A *bold* map](http://a.b/c.png)", [("image", 0, "A bold map")]),
        ("![](c/map.png)", [("image", 0, "map.png")]),
        ('![](c/map.png "The map")', [("image", 0, "The map")]),
        ('![](a "&#xFEFF;The&nbsp;&#x202e;map")', [("image", 0, "The map")]),
        ("![one](a)\n![two](b)", [("image", 0, "one two")]),
        ("See ![the map](a) here", [("paragraph", 0, "See the map here")]),
        ("![&#x202e;map&nbsp;x](a)", [("image", 0, "map x")]),
        ("[![map](a)](http://x)", [("image", 0, "map")]),
    ],
)
def test_an_image_is_its_description(markdown: str, expected: list[tuple[str, int, str]]) -> None:
    assert kinds(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a  b\t c", "a b c"),
        ("a&nbsp;&nbsp;b&emsp;", "a b"),
        ("*e*\u0301x", "éx"),
        ("e&#769;", "é"),
        ("a&#x202e;b&#12;c&#xFEFF;d", "abcd"),
        ("&#0;&#xD800;", "\ufffd\ufffd"),
        ("*\u2067a*\n*b* [c](http://x/\u2069)", "a b c"),
        ("he said &quot;no&quot; -- 'x'...", "he said \"no\" -- 'x'..."),
    ],
)
def test_text_is_normalised_again_after_markup_is_removed(markdown: str, expected: str) -> None:
    assert only(markdown).text == expected


def test_an_accent_joins_the_markup_of_its_letter() -> None:
    assert covered(only("*ae*\u0301**\u0301b** c")) == [("em", "aé\u0301"), ("strong", "b")]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("", "There is no text here."),
        ("&nbsp;\n\n---\n\n[a]: http://x", "There is no text here."),
        ("# One\n\n## Two", "There is no paragraph in this text, only headings."),
        (
            "a\n\n" + "b" * (MAX_PARAGRAPH_LENGTH + 1),
            "The paragraph in line 3 has 200,001 characters; 200,000 is the most.",
        ),
        (
            "\n" + "- abcdefghi\n" * 22_300,
            "The paragraph in line 2 has 200,700 characters; 200,000 is the most.",
        ),
        (
            "a\n\n" * (MAX_BLOCKS + 1),
            "This text has 20,001 paragraphs; 20,000 is the most.",
        ),
        (
            "a" * (MAX_ESSAY_LENGTH + 1),
            "This text has 6,000,001 characters; 6,000,000 is the most."
            " Split it into several essays.",
        ),
        (
            "\n" * (MAX_LINES + 1),
            "This text has 300,001 lines; 300,000 is the most. Split it into several essays.",
        ),
        (
            "a\n\n" + ">" * 30 + "deep",
            "Lists or quotations are nested too deep in line 3.",
        ),
    ],
    ids=["empty", "blank", "headings", "long", "long list", "many", "vast", "lines", "deep"],
)
def test_an_invalid_essay_is_refused_with_a_reason(markdown: str, message: str) -> None:
    with pytest.raises(InvalidEssay) as refusal:
        parse_essay(markdown)
    assert str(refusal.value) == message


def cut_if_readable(markdown: str) -> ParsedEssay | None:
    try:
        return parse_essay(markdown)
    except (UnreadableText, InvalidEssay):
        return None


@given(MARKDOWN)
def test_any_text_becomes_normalised_blocks_or_is_refused(markdown: str) -> None:
    essay = cut_if_readable(markdown)
    for block in essay.blocks if essay else ():
        assert normalise(block.text) == block.text
        assert block.text.rstrip() == block.text
        assert block.text[:1] not in {" ", "\n"} or block.spans[-1].tag == "code"
        assert (block.text == "") == (block.type == "break")


@given(MARKDOWN)
def test_spans_are_nested_and_in_order(markdown: str) -> None:
    essay = cut_if_readable(markdown)
    for block in essay.blocks if essay else ():
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)
        for one, next_one in pairwise(block.spans):
            assert (one.start, -one.end) <= (next_one.start, -next_one.end)
        for i, one in enumerate(block.spans):
            for other in block.spans[i + 1 :]:
                assert other.start >= one.end or other.end <= one.end


@given(MARKDOWN)
def test_spans_come_back_from_json_as_they_were(markdown: str) -> None:
    essay = cut_if_readable(markdown)
    for block in essay.blocks if essay else ():
        assert spans_from_json(json.loads(json.dumps(spans_to_json(block.spans)))) == block.spans


def test_spans_are_stored_as_short_lists() -> None:
    assert spans_to_json(only("[a](http://x) *b*").spans) == [
        [0, 1, "a", {"href": "http://x"}],
        [2, 3, "em", {}],
    ]


def test_tables_verse_footnotes_and_definitions_are_blocks():
    text = (
        "Seen[^a] by all.\n\n[^a]: The *note*.\n\n| a | b |\n|---|---|\n| 1 |   |\n\n"
        "| One line\n|   and two\n\nTerm\n:   Meaning\n\nx^2^ H~2~O $a^2^$ costs $5 or $6\n"
    )
    essay = parse_essay(text)
    assert [(block.type, block.level, block.text) for block in essay.blocks] == [
        ("paragraph", 0, "Seen by all."),
        ("footnote", 1, "The note."),
        ("table", 0, "a\tb\n1"),
        ("verse", 0, "One line\nand two"),
        ("list", 0, "Term\nMeaning"),
        ("paragraph", 0, "x2 H2O $a^2^$ costs $5 or $6"),
    ]
    assert essay.blocks[0].spans == (MarkupSpan(4, 4, "note", (("number", "1"),)),)
    assert [span.tag for span in essay.blocks[3].spans] == ["br", "indent-1"]
    assert [span.tag for span in essay.blocks[5].spans] == ["sup", "sub"]
    assert parse_essay(blocks_to_markdown(essay.blocks)) == essay


def test_a_footnote_without_a_mark_is_a_paragraph_and_one_with_two_stands_once():
    assert kinds("One.\n\n[^u]: Unused.\n") == [
        ("paragraph", 0, "One."),
        ("paragraph", 0, "Unused."),
    ]
    assert kinds("A[^1].\n\nB[^1].\n\n[^1]: Note.\n") == [
        ("paragraph", 0, "A."),
        ("footnote", 1, "Note."),
        ("paragraph", 0, "B."),
    ]


@pytest.mark.parametrize(
    ("head", "metadata"),
    [
        (
            "---\ntitle: 'A: B'\nauthor:\n  - C. D.\n  - E. F.\nlang: de\n---\n",
            {"title": "A: B", "author": "C. D., E. F.", "lang": "de"},
        ),
        ("% A title\n% C. D.\n", {"title": "A title", "author": "C. D."}),
    ],
)
def test_metadata_before_a_text_are_no_text(head, metadata):
    assert split_front_matter(head + "\nWords.\n") == (metadata, "\nWords.\n")
    assert kinds(head + "\nWords.\n") == [("paragraph", 0, "Words.")]


def test_a_rule_and_a_text_at_the_beginning_are_no_metadata():
    assert split_front_matter("---\n\nWords, no metadata.\n\n---\n")[0] == {}
