"""The reading page on paper: text, numbers, marks as signs, and the open thread in its place."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_reading import Visit

PAPER = {"width": 660, "height": 950}  # A4 without its margins, in CSS pixels


def box(page: Page, selector: str) -> dict[str, float]:
    """Where an element stands on the sheet."""
    found = page.locator(selector).bounding_box()
    assert found
    return {**found, "bottom": found["y"] + found["height"]}


def test_the_essay_is_printed_beside_its_numbers_with_its_marks(visit: Visit) -> None:
    page = visit("reader")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert box(page, ".head .by >> nth=0")["width"] > 300
    number, text, counts = (box(page, f"#p1 {part}") for part in (".num", ".text", ".rail"))
    assert number["x"] < text["x"] < counts["x"]
    assert text["y"] < 400
    assert text["width"] > 450
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("#p1 .add")).to_be_hidden()
    sign = "getComputedStyle(document.querySelector('#p1 mark.counterpoint'), '::after').content"
    assert page.evaluate(sign) == '"◆"'


def test_an_open_thread_is_printed_below_its_paragraph(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    expect(page.locator("#p4 .thread article").first).to_be_visible()
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    text, thread, following = (box(page, each) for each in ("#p4 .text", "#p4 .thread", "#p5"))
    assert text["bottom"] <= thread["y"]
    assert thread["bottom"] <= following["y"]
    assert abs(thread["x"] - text["x"]) < 20
    expect(page.locator("#p4 .composer")).to_be_hidden()
    expect(page.locator("#p4 .acts").first).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(sheets) <= 4
