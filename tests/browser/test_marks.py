"""A mark in the text and the annotations about its words lead to each other."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import passage_at
from annotations.seminars.models import Reading

type Visit = Callable[..., Page]

LIGHTED = """() => {
  const found = CSS.highlights.get("words");
  return found ? [...found].map((range) => range.toString()).join("") : "";
}"""


def annotate(number: int, words: str, name: str = "moderator", times: int = 1) -> None:
    """Post notes about words of a paragraph of the demonstration."""
    reading = Reading.objects.get(slug="military-cooperation")
    block = reading.essay.current_revision.blocks.get(number=number)
    start = block.text.index(words)
    for _ in range(times):
        post_annotation(
            id=uuid7(),
            reading=reading,
            paragraph=block.paragraph,
            author=reading.seminar.members.get(user=get_user_model().objects.get(username=name)),
            kind="note",
            visibility="seminar",
            state="published",
            body=f"About {words}.",
            passage=passage_at(block, start, start + len(words)),
        )


@pytest.mark.parametrize("key", ["", "Enter"])
def test_a_mark_opens_the_thread_at_what_is_about_its_words_one_after_the_other(
    visit: Visit, key: str
) -> None:
    annotate(1, "strategy of the Islamic", times=2)
    page = visit("reader")
    mark = page.locator("#p1 a.marked", has_text="Islamic").first
    text = page.locator("#p1 [data-text]").text_content()

    def press() -> None:
        mark.press(key) if key else mark.click()

    press()
    lit = page.locator("#p1 .thread article.lit")
    expect(lit).to_have_count(3)
    expect(lit.first).to_be_focused()
    expect(page.locator("#status")).to_have_text("About these words: 1 of 3")
    assert page.locator("#p1 [data-text]").text_content() == text
    assert page.evaluate(LIGHTED) == "Islamic Nation"
    for index, words in (
        (1, "strategy of the Islamic"),
        (2, "strategy of the Islamic"),
        (0, "Islamic Nation"),
    ):
        press()
        expect(lit.nth(index)).to_be_focused()
        assert page.evaluate(LIGHTED) == words
        expect(page.locator("#status")).to_have_text(f"About these words: {index + 1} of 3")
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    assert page.evaluate(LIGHTED) == ""


def test_an_annotation_that_is_pointed_at_lights_its_words(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p1 [data-open]").click()
    expect(page.locator("#p1 .thread")).to_be_focused()
    page.locator("#p1 article", has_text="Who is this?").first.hover()
    assert page.evaluate(LIGHTED) == "Islamic Nation"
    page.locator("#p1 .thread-head").hover()
    assert page.evaluate(LIGHTED) == ""


def test_words_of_a_mark_are_selected_by_dragging_over_them(visit: Visit) -> None:
    page = visit("reader")
    mark = page.locator("#p2 a.marked", has_text="Military cooperation").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 8, steps=6)
    page.mouse.move(box["x"] + 150, box["y"] + 8, steps=6)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()").startswith("Military")
    expect(page.locator("#pick")).to_be_visible()
    expect(page.locator(".thread")).to_have_count(0)


def test_without_javascript_a_mark_is_a_link_to_its_annotation(visit: Visit) -> None:
    page = visit("reader", javascript=False)
    page.locator("#p1 a.marked", has_text="Islamic Nation").click()
    lit = page.locator("article.lit")
    expect(lit).to_have_count(1)
    expect(lit).to_be_focused()
    expect(lit).to_contain_text("Who is this?")
    assert Annotation.objects.get(pk=(lit.get_attribute("id") or "")[2:]).exact == "Islamic Nation"
