"""A long thread ends in one line that opens into the composer."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.selections import select
from tests.browser.test_nothing_moves import TOP
from tests.browser.test_reading import Visit

WORDS = "significant military aid"


def composer_of(page: Page) -> Locator:
    """The composer of a long thread: there are four annotations at the fourth paragraph."""
    return page.locator("#p4 .thread > .composer")


def line_of(page: Page) -> Locator:
    """The one line that a folded composer shows."""
    return composer_of(page).get_by_role("button", name="Write here…")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_thread_ends_in_one_line_that_opens_into_the_composer(
    visit: Visit, width: int
) -> None:
    page = visit("reader", width=width)
    page.evaluate("document.querySelector('#p4').scrollIntoView()")
    page.locator("#p4 [data-open]").click()
    form = composer_of(page)
    expect(line_of(page)).to_be_visible()
    for hidden in ("[name=body]", "fieldset", ".foot", ".passage"):
        expect(form.locator(hidden).first).to_be_hidden()
    before = page.evaluate(TOP.replace("p5", "p4"))
    line_of(page).focus()
    page.keyboard.press("Enter")
    expect(form.locator("[name=body]")).to_be_focused()
    expect(form.locator("[name=body]")).to_be_in_viewport()
    expect(form.locator(".write-here")).to_be_hidden()
    expect(form.locator(".passage")).to_be_hidden()
    assert page.evaluate(TOP.replace("p5", "p4")) == before
    page.keyboard.type("A thought")
    page.keyboard.press("Escape")
    page.locator("#p4 [data-open]").click()
    expect(form.locator("[name=body]")).to_have_value("A thought")
    expect(form.locator("[name=body]")).to_be_visible()


@pytest.mark.parametrize(("key", "field"), [("n", "body"), ("c", "attack"), ("s", "citation")])
def test_a_key_opens_the_line(visit: Visit, key: str, field: str) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    expect(line_of(page)).to_be_visible()
    page.keyboard.press(key)
    expect(composer_of(page).locator(f"[name={field}]").first).to_be_focused()
    expect(composer_of(page).locator(".passage")).to_be_hidden()


def test_words_that_are_selected_open_the_line_and_are_shown(visit: Visit) -> None:
    page = visit("reader")
    select(page, 4, WORDS)
    page.keyboard.press("n")
    expect(composer_of(page).get_by_label("About these words")).to_have_value(WORDS)
    expect(composer_of(page).get_by_label("About these words")).to_be_visible()


def test_after_posting_the_line_is_back_and_the_focus_is_in_the_thread(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    line_of(page).click()
    composer_of(page).locator("[name=body]").fill("Aid has a price.")
    composer_of(page).locator(".go").press("Enter")
    expect(page.locator("#p4 article", has_text="Aid has a price.")).to_be_focused()
    expect(line_of(page)).to_be_visible()
    line_of(page).focus()
    page.locator("#p4 .thread-head .count.note").click()
    expect(page.locator("#p4 .thread-head [aria-current]")).to_be_focused()


def test_a_problem_keeps_the_composer_open(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    line_of(page).click()
    composer_of(page).locator(".go").click()
    expect(composer_of(page).locator(".errorlist").first).to_be_visible()
    expect(composer_of(page).locator("[name=body]")).to_be_visible()


def test_a_short_thread_and_a_page_without_scripts_have_the_composer_open(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p5 [data-open]").click()
    expect(page.locator("#p5 .thread > .composer [name=body]")).to_be_visible()
    plain = visit("reader", "/s/open-seminar/military-cooperation/p/4/", javascript=False)
    expect(plain.locator(".thread > .composer [name=body]")).to_be_visible()
    expect(plain.get_by_label("About these words")).to_be_visible()
    expect(plain.get_by_text("Write here…")).to_be_hidden()
