"""Every page by the rules of WCAG 2.2 AA and best practice, and with what a small screen asks."""

from collections.abc import Callable
from itertools import islice

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from annotations.seminars.models import Seminar
from tests.browser.axe import axe_problems
from tests.browser.conftest import READING, Visit
from tests.browser.site_walk import walk

# What is too small to read on a phone, signs without letters left out, and what is too wide for it.
SMALL = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!/[\\p{L}\\p{N}]/u.test(text) || !element.checkVisibility()) continue;
    if (element.closest("sup, sub, script, style, noscript, svg, .visually-hidden, .sr")) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < 12) found.push(`below 12 px: ${text}`);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 1 ? [...found, `${wide} px too wide`] : found;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("who", [None, "reader", "leader", "moderator", "administrator"])
def test_every_page_is_accessible_at_both_widths_and_in_both_schemes(
    visit: Visit, who: str | None
) -> None:
    start = READING
    if who == "administrator":
        get_user_model().objects.create_superuser(who)
        start = "/admin/"
    page = visit(who, "/")
    walked, wrong = 0, []
    for address in islice(walk(page, start), 150):
        walked += 1
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme="light")
            wrong += [f"{address} at {width} px: {each}" for each in axe_problems(page)]
            page.emulate_media(color_scheme="dark")
            dark = axe_problems(page, colours_only=True)
            wrong += [f"{address} at {width} px, dark: {each}" for each in dark]
        wrong += [f"{address} {each}" for each in page.evaluate(SMALL)]
    assert walked > 8
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reading_page_with_an_open_thread_is_accessible(
    visit: Visit, accessible: Callable[[Page], None], width: int
) -> None:
    page = visit("reader", width=width)
    page.locator("#p4 [data-open]").click()
    expect(page.locator("#p4 .thread article").first).to_be_visible()
    accessible(page)
    page.locator("#p4 article .more summary").first.click()
    page.emulate_media(color_scheme="dark")
    accessible(page)
    assert page.evaluate(SMALL) == []


# Whether each corner of an element is in the window and covered by nothing.
WHOLE = """menu => {
  const { left, right, top, bottom } = menu.getBoundingClientRect();
  const seen = (x, y) => menu.contains(document.elementFromPoint(x, y));
  return [left + 6, right - 6].every((x) => seen(x, top + 6) && seen(x, bottom - 6));
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1280, 500), (390, 844)])
def test_a_menu_low_in_a_thread_shows_whole(visit: Visit, width: int, height: int) -> None:
    page = visit("reader", width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#p3 [data-open]").click()
    articles = page.locator("#p3 .thread article")
    expect(articles.first).to_be_visible()
    for at in range(articles.count()):
        summary = articles.nth(at).locator(".more summary")
        # The sign stands at the lower edge of what shows of the thread.
        summary.evaluate("sign => sign.scrollIntoView({ block: 'end' })")
        summary.click()
        menu = articles.nth(at).locator(".menu")
        expect(menu).to_be_visible()
        page.wait_for_function(WHOLE, arg=menu.element_handle())
        summary.click()


def test_at_400_percent_a_thread_takes_the_page_and_gives_it_back(visit: Visit) -> None:
    page = visit("reader", width=320)
    page.set_viewport_size({"width": 320, "height": 256})
    assert all(tab.is_visible() for tab in page.locator(".tabs a").all())
    assert page.locator(".tabs").evaluate("tabs => tabs.scrollWidth <= tabs.clientWidth")
    page.locator("#p4 [data-open]").click()
    thread = page.locator("#p4 .thread")
    expect(thread.locator("article").first).to_be_visible()
    box = thread.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 256)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    thread.get_by_text("Write here…").click()
    thread.locator("[name=body]").fill("Written in a low window.")
    post = thread.get_by_role("button", name="Keep to myself")
    post.click()
    expect(thread.locator("article", has_text="Written in a low window.")).to_be_visible()
    thread.get_by_label("Close", exact=True).click()
    expect(page.locator("#p4 [data-open]")).to_be_focused()
    # The text has the window to itself, without a bar that covers a third of it.
    page.evaluate("document.querySelector('#p6').scrollIntoView()")
    assert page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom") <= 0


@pytest.mark.parametrize("width", [1280, 390])
def test_no_link_of_the_header_stands_within_other_words(
    visit: Visit, accessible: Callable[..., None], width: int
) -> None:
    Seminar.objects.update(name="Us")  # shorter than the essay's title
    page = visit("leader", width=width)
    parts = page.locator(".where > :visible")
    displays = parts.evaluate_all("parts => parts.map(part => getComputedStyle(part).display)")
    assert displays == ["block"] * (3 if width == 1280 else 2)
    accessible(page, within="header.top")
    page.goto("/s/open-seminar/settings/")
    accessible(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_preview_of_a_new_seminar_is_accessible(
    visit: Visit, accessible: Callable[..., None], width: int
) -> None:
    page = visit("leader", "/seminars/new/", width=width)
    page.get_by_label("Name of the seminar").fill("Reading on margins")
    page.locator("[name=text]").fill("# On Margins\n\nSome words.\n\n## A part\n\nMore words.")
    page.get_by_role("button", name="See the paragraphs").click()
    expect(page.get_by_text("As it will be cut")).to_be_visible()
    accessible(page)
    assert page.evaluate(SMALL) == []
