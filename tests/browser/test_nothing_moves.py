"""Nothing moves under the reader's eye, and the cursor is never lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.selections import select
from tests.browser.test_reading import Visit

WORDS = "influential regional entities"


def key_on_words(key: str) -> Callable[[Page], None]:
    """Select words and press a key."""

    def opened(page: Page) -> None:
        select(page, 5, WORDS)
        page.keyboard.press(key)

    return opened


def toolbar(page: Page) -> None:
    select(page, 5, WORDS)
    expect(page.locator("#pick")).to_be_visible()
    page.evaluate("document.querySelector('#pick [data-kind=source]').click()")


def key_on_paragraph(key: str) -> Callable[[Page], None]:
    """Put the focus on the paragraph and press a key."""

    def opened(page: Page) -> None:
        page.evaluate("document.querySelector('#p5').focus({ preventScroll: true })")
        page.keyboard.press(key)

    return opened


def click(selector: str) -> Callable[[Page], None]:
    """Click what is in the paragraph, without scrolling to it."""

    def opened(page: Page) -> None:
        page.evaluate("selector => document.querySelector(selector).click()", f"#p5 {selector}")

    return opened


WAYS = {
    "the count": click("[data-open]"),
    "the number": click(".num"),
    "the sign to add": click("[data-add]"),
    "a mark": click("mark a"),
    "enter": key_on_paragraph("Enter"),
    "the key o": key_on_paragraph("o"),
    "the key n": key_on_paragraph("n"),
    "a note on words": key_on_words("n"),
    "a counterpoint on words": key_on_words("c"),
    "a source on words": key_on_words("s"),
    "the toolbar": toolbar,
}
TOP = "document.querySelector('#p5 [data-text]').getBoundingClientRect().top"


def still(page: Page, before: float) -> None:
    """Assert that the paragraph stands where it stood, now and when all has settled."""
    page.wait_for_timeout(300)
    assert page.evaluate(TOP) == before


SCROLL = """place => {
  const text = document.querySelector("#p5 [data-text]");
  scrollBy(0, text.getBoundingClientRect().top - innerHeight * place);
  text.scrollIntoView = () => {};  // a reader who selects words does not scroll to them
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("where", [0.15, 0.5, 0.85])
def test_opening_a_thread_moves_no_line(visit: Visit, where: float, width: int) -> None:
    page = visit("reader", width=width)
    page.evaluate(SCROLL, where)
    before = page.evaluate(TOP)
    moved = {}
    for name, opened in WAYS.items():
        page.evaluate(SCROLL, where)
        opened(page)
        expect(page.locator("#p5 .thread")).to_be_visible()
        page.wait_for_timeout(300)
        if page.evaluate(TOP) != before:
            moved[name] = page.evaluate(TOP) - before
        page.evaluate("document.querySelector('#p5 [data-close]').click()")
        expect(page.locator(".thread")).to_have_count(0)
        page.evaluate("getSelection().removeAllRanges()")
    assert moved == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_writing_posting_filtering_and_previewing_move_no_line(visit: Visit, width: int) -> None:
    page = visit("reader", width=width)
    select(page, 5, WORDS)
    before = page.evaluate(TOP)
    page.keyboard.press("n")
    form = page.locator("#p5 .thread > .composer")
    expect(form.locator("[name=exact]")).to_have_value(WORDS)
    page.keyboard.type("Which ones? " * 20)
    still(page, before)
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_role("region", name="Preview")).to_be_visible()
    still(page, before)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#p5 article", has_text="Which ones?")).to_be_visible()
    still(page, before)
    page.locator("#p5 .thread-head .count.note").click()
    expect(page.locator("#p5 .thread-head [aria-current]")).to_be_visible()
    still(page, before)
    page.locator("#p5 .thread-head .count.note").click()
    expect(page.locator("#p5 .thread-head [aria-current]")).to_have_count(0)
    page.get_by_role("link", name="by endorsements").click()
    expect(page.locator("#p5").get_by_role("link", name="by time")).to_be_visible()
    still(page, before)


def test_the_focus_stays_where_it_was(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    page.locator("#p4 .thread-head .count.note").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p4 .thread-head .count.note[aria-current]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#p4 .thread-head [aria-current]")).to_have_count(0)
    expect(page.locator("#p4 .thread-head .count.note")).to_be_focused()
    order = page.locator("#p4 .thread").get_by_role("link", name="by endorsements")
    order.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p4 .thread").get_by_role("link", name="by time")).to_be_visible()
    page.wait_for_function("document.activeElement.closest('#p4 .thread') !== null")
    article = page.locator("#p4 article").first
    article.locator(".acts summary").click()
    article.get_by_role("link", name="Copy link").click()
    expect(article.locator(".acts summary")).to_be_focused()
    article.locator(".acts a[hx-get]").first.click()
    expect(article.locator(".answer-slot [name=body]")).to_be_focused()
    article.get_by_role("button", name="Cancel").click()
    expect(article.locator(".acts a[hx-get]").first).to_be_focused()


def test_a_preview_and_a_refusal_take_the_focus_and_are_announced(visit: Visit) -> None:
    page = visit("reader")
    select(page, 5, WORDS)
    page.keyboard.press("c")
    form = page.locator("#p5 .thread > .composer")
    form.locator("[name=body]").fill("Which ones?")
    form.locator("[name=body]").press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("Choose what is wrong with it.")
    expect(form.locator("[name=attack]").first).to_be_focused()
    page.keyboard.press("1")
    form.get_by_role("button", name="Preview").press("Enter")
    expect(form.get_by_role("region", name="Preview")).to_be_focused()


def test_a_number_chooses_what_is_wrong_and_writing_goes_on(visit: Visit) -> None:
    page = visit("reader")
    select(page, 5, WORDS)
    page.keyboard.press("c")
    form = page.locator("#p5 .thread > .composer")
    expect(form.locator("[name=attack]").first).to_be_focused()
    page.keyboard.press("2")
    expect(form.locator("[name=attack]").nth(1)).to_be_checked()
    page.keyboard.type("Which ones, in 1984?")
    expect(form.locator("[name=body]")).to_have_value("Which ones, in 1984?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#p5 article", has_text="Which ones, in 1984?")).to_be_visible()


def test_from_the_text_one_goes_back_to_the_first_choice(visit: Visit) -> None:
    page = visit("reader")
    select(page, 5, WORDS)
    page.keyboard.press("c")
    form = page.locator("#p5 .thread > .composer")
    expect(form.locator("[name=attack]").first).to_be_focused()
    page.keyboard.type("Which ones?")
    expect(form.locator("[name=body]")).to_have_value("Which ones?")
    page.keyboard.press("Shift+Tab")
    expect(form.locator("[name=attack]").first).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_field_one_is_to_write_in_shows_once_its_thread_has_settled(
    visit: Visit, width: int
) -> None:
    page = visit("reader", width=width)
    key_on_paragraph("n")(page)
    thread = page.locator("#p5 .thread")
    expect(thread.locator("[data-close]")).to_be_visible()
    expect(thread.locator(":scope > .composer [name=body]")).to_be_focused()
    below = thread.evaluate(
        "thread => document.activeElement.getBoundingClientRect().bottom"
        " - thread.getBoundingClientRect().bottom"
    )
    assert below <= 0
