"""What files in Markdown hold besides the Markdown that leaders type: HTML, comments, dialects."""

import time

import pytest

from annotations.prose.blocks import parse_essay
from annotations.prose.documents.reader import read_document, read_markdown
from tests.prose.test_document_fidelity import left_out, marked
from tests.prose.test_documents import texts


def read(markdown):
    return read_document(markdown.encode(), "x.md")


def test_html_in_a_file_is_read_as_what_it_means_and_comments_are_reported():
    document = read(
        "<!-- draft: check -->\n\nOne <b>two</b> <span class='x'>three</span><br>four H<sub>2</sub>"
        '<!-- hm --> <a href="https://a.org">link</a> <blink>odd</blink>.\n\n'
        "<h2 align='center'>Part</h2>\n\n<table><tr><td>a</td><td>b</td></tr></table>\n\n"
        "<div>\n\nInside *it*.\n\n</div>\n\n<details><summary>More</summary></details>\n"
    )

    assert [(block.type, block.text) for block in document.essay.blocks] == [
        ("paragraph", "One two three\nfour H2 link odd."),
        ("heading", "Part"),
        ("table", "a\tb"),
        ("paragraph", "Inside it."),
        ("paragraph", "More"),
    ]
    assert [marked(document, tag) for tag in ("strong", "sub", "a", "em")] == [
        ["two"], ["2"], ["link"], ["it"],
    ]  # fmt: skip
    assert left_out(document) == {
        "comment": ["draft: check", "hm"],
        "instruction for another program": ["<div>", "<span class='x'>", "<blink>"],
    }
    assert parse_essay(document.markdown) == document.essay


def test_code_escapes_and_addresses_of_a_file_stay():
    markdown = (
        "`<b>` and ``<!-- ` -->`` \\<i> <https://a.org> 1 < 2 > 1 $a<b>c$ {x}\n\n"
        "    <b>indented</b>\n    ::: note\n\n```html\n<!-- kept -->\n:::\n```\n"
    )

    assert read(markdown).markdown == markdown
    assert texts(read(markdown)) == [
        "<b> and <!-- ` --> <i> https://a.org 1 < 2 > 1 $a<b>c$ {x}",
        "<b>indented</b>\n::: note",
        "<!-- kept -->\n:::",
    ]


def test_dialects_are_understood():
    document = read(
        "# One {#one .x}\n\n::: {.note}\nIn [a division]{.y}.\n:::\n\n::::\n\n"
        "Said^[A *note*.] it.\n\n"
        "Name    Year\n------  ----\nAnn     1990\nBob     1991\n\n: Born\n\n"
        "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n\n"
        "```{=latex}\n\\newpage\n```\n"
    )

    assert [(block.type, block.text) for block in document.essay.blocks] == [
        ("title", "One"),
        ("paragraph", "::: {.note}\nIn a division.\n:::".replace("\n", " ")),
        ("paragraph", "::::"),
        ("paragraph", "Said it."),
        ("footnote", "A note."),
        ("table", "Name\tYear\nAnn\t1990\nBob\t1991"),
        ("paragraph", ": Born"),
        ("table", "a\tb\nc\td"),
    ]
    assert texts(read("::: {.note}\nIn it.\n:::\n\nAfter.\n")) == ["In it.", "After."]
    assert left_out(document) == {
        "instruction for another program": ["```{=latex} \\newpage ```"],
    }


def test_what_a_leader_types_is_shown_as_typed():
    typed = "One <b>two</b><!-- hm --> [x]{.y}\n\n::: note\n"

    assert texts(read_markdown(typed)) == ["One <b>two</b><!-- hm --> [x]{.y}", "::: note"]
    assert read_markdown(typed).markdown == typed


@pytest.mark.parametrize(
    "unit", ["<!-- ", "` `` ", "<b>", "^[", "[x]{.a ", "{.a ", "-- --\n", "|- "]
)
def test_hostile_markdown_takes_no_long_time(unit):
    begin = time.process_time()
    read("a " + unit * 5_000)

    assert time.process_time() - begin < 3
