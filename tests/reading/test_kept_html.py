"""The HTML of a row is rendered once for the same values, and shown only for these."""

from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from annotations.essays.models import Block
from annotations.margin.precomputed_tallies.for_reader import MarginCounts
from annotations.reading.rows.block_rows import Row
from annotations.reading.rows.kept_html import KeptHtml


def a_row() -> Row:
    block = Block(type="paragraph", number=4, position=6, text="Words.")
    return Row(block, "Words.", MarginCounts(note=1), "/s/a/b/p/4/", writes=True)


def test_what_is_kept_is_rendered_once():
    kept, rendered = KeptHtml(most_bytes=10_000), []

    def render() -> SafeString:
        rendered.append(1)
        return SafeString("<p>")

    assert [kept.get_or_render("a", render) for _ in range(3)] == ["<p>"] * 3
    assert len(rendered) == 1


def test_what_was_asked_for_longest_ago_is_dropped_first():
    kept, rendered = KeptHtml(most_bytes=400), []

    def ask(key: int) -> None:
        kept.get_or_render(key, lambda: rendered.append(key) or SafeString("four"))

    for key in range(100):
        ask(key)
    ask(0)
    ask(100)  # drops 1, not 0
    rendered.clear()
    ask(0)
    assert rendered == []
    ask(1)
    assert rendered == [1]


def test_what_is_very_long_is_not_kept():
    kept, rendered = KeptHtml(most_bytes=400), []
    for _ in range(2):
        kept.get_or_render("a", lambda: rendered.append(1) or SafeString("x" * 5))
    assert len(rendered) == 2


OTHER_ROWS = {
    "text": lambda row: replace(row, html="Other words."),
    "path": lambda row: replace(row, path="/s/c/d/p/4/"),
    "may not write": lambda row: replace(row, writes=False),
    "notes": lambda row: replace(row, counts=MarginCounts(note=2)),
    "counterpoints": lambda row: replace(row, counts=MarginCounts(note=1, counterpoint=1)),
    "sources": lambda row: replace(row, counts=MarginCounts(note=1, source=1)),
    "unread": lambda row: replace(row, counts=MarginCounts(note=1, unread=1)),
    "type": lambda row: replace(row, block=Block(type="quote", number=4, position=6)),
    "level": lambda row: replace(row, block=Block(type="heading", level=3, position=6)),
    "number": lambda row: replace(row, block=Block(type="paragraph", number=5, position=6)),
    "position": lambda row: replace(row, block=Block(type="heading", level=1, position=7)),
}


@pytest.mark.parametrize("name", OTHER_ROWS)
def test_a_row_that_differs_is_rendered_as_if_nothing_were_kept(name):
    row = OTHER_ROWS[name](a_row())
    assert a_row().inside != row._render_inside()
    assert row.inside == row._render_inside()
    assert row.inside == row._render_inside()


def test_a_row_is_kept_for_one_language(settings):
    english = a_row().inside
    with translation.override("ar-xb"):
        assert a_row().inside == a_row()._render_inside() != english
    assert a_row().inside == english
