"""The site with the Tab key alone: everything is reached, and shows that it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import READING, Visit

ARGUMENT = f"{READING}argument/"

# What somebody can use here: one radio button of each group, as Tab goes.
USABLE = """() => {
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  const seen = new Set(), usable = [];
  for (const each of all) {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.disabled || each.tabIndex < 0) continue;
    if (each.type === "radio") {
      const group = each.form?.id + each.name + (each.form?.action ?? "");
      if (seen.has(group)) continue;
      seen.add(group);
    }
    usable.push(each);
  }
  window.stops = [];
  return usable.length;
}"""
# What is wrong with the place at which the focus is. An empty answer is that all is well; null, that
# the focus left the page, or was here before.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || window.stops.includes(here)) return null;
  window.stops.push(here);
  const box = here.getBoundingClientRect(), wrong = [];
  const name = `${here.outerHTML.slice(0, 120)}`;
  if (box.width < 1 || box.height < 1) wrong.push(`no size: ${name}`);
  const x = Math.max(box.left, 0) + Math.min(box.width, 12) / 2;
  const y = Math.max(box.top, 0) + Math.min(box.height, 12) / 2;
  const [first] = here.getClientRects();
  const there = document.elementFromPoint(first.left + first.width / 2, first.top + first.height / 2) ??
    document.elementFromPoint(x, y);
  const label = here.closest("label") ?? here.labels?.[0];
  if (!there || !(here.contains(there) || there.contains(here) || label?.contains(there)))
    wrong.push(`covered or out of sight: ${name} by ${there?.outerHTML.slice(0, 60)}`);
  const shows = element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };
  if (!(shows(here) || (label && shows(label)) || shows(here.parentElement))) wrong.push(`no mark of focus: ${name}`);
  return wrong;
}"""
MISSED = """() => {
  const reached = element => window.stops.includes(element) ||
    (element.type === "radio" && window.stops.some(stop => stop.name === element.name && stop.form === element.form));
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(each => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
    .filter(each => !reached(each))
    .map(each => `not reached: ${each.outerHTML.slice(0, 120)}`);
}"""


def tab_through(page: Page) -> list[str]:
    """Press Tab until the focus has been everywhere. Returns what is wrong on the way."""
    page.evaluate("window.stops = []")
    wrong: list[str] = []
    for _press in range(400):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP)
        if found is None:
            break
        wrong += found
    return wrong + page.evaluate(MISSED)


def open_thread(page: Page) -> None:
    page.locator("#p4 [data-open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p4 .thread article").first).to_be_visible()
    page.locator("h1").first.evaluate("top => { top.tabIndex = -1; top.focus() }")


def open_answer(page: Page) -> None:
    page.locator("article .acts a[hx-get]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer-slot .composer")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").first.evaluate("top => { top.tabIndex = -1; top.focus() }")


def nothing(page: Page) -> None:
    """Leave the page as it came."""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("who", "path", "first"),
    [
        ("reader", READING, nothing),
        ("reader", READING, open_thread),
        ("reader", f"{READING}p/4/?kind=counterpoint", open_answer),
        ("reader", f"{READING}p/4/?kind=source", nothing),
        ("reader", f"{READING}search/?q=alliances", nothing),
        ("reader", ARGUMENT, nothing),
        ("reader", "/me/", nothing),
        ("leader", f"{READING}agenda/", nothing),
        ("moderator", "/admin/annotations/annotation/queue/", nothing),
    ],
)
def test_tab_reaches_everything_and_shows_where_it_is(
    visit: Visit, who: str, path: str, first: Callable[[Page], None], width: int
) -> None:
    page = visit(who, path, width=width)
    first(page)
    assert tab_through(page) == []


def test_the_first_tab_offers_to_skip_the_header(visit: Visit) -> None:
    page = visit("reader")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_heading_that_nobody_wrote_about_is_no_empty_stop(visit: Visit) -> None:
    page = visit("reader")
    empty = page.locator(".row:not(.has) .counts")
    assert empty.count() > 0
    assert all(not each.is_visible() for each in empty.all())
    expect(page.locator("#p4 .counts")).to_be_visible()


def test_counts_are_named_by_the_words_that_show_and_more(visit: Visit) -> None:
    page = visit("reader")
    expect(page.locator("#p4 .counts")).to_have_accessible_name(
        "1 note, 2 counterpoints, 2 sources on paragraph 4"
    )
    assert page.locator("#p4 .counts [data-count]").all_inner_texts() == ["1", "2", "2"]
