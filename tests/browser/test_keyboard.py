"""The site with the Tab key alone: everything is reached, and shows that it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.margin.models import Annotation
from tests.browser.conftest import READING, Visit

ARGUMENT = f"{READING}argument/"

# `window.tour`: what can be used here, how each looks without the focus, and where the focus was.
BEGIN = """() => {
  const styles = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" ? "" : style.outlineStyle + style.outlineWidth;
    return [outline, style.boxShadow, style.stroke, style.strokeWidth].join();
  };
  const look = (element) => {
    const label = element.closest("label") ?? element.labels?.[0];
    const around = [element, label, element.parentElement, ...element.children];
    return around.filter(Boolean).map(styles).join(";");
  };
  const shows = (element) => element.checkVisibility({ visibilityProperty: true });
  const usable = () => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((each) => shows(each) && !each.disabled && each.tabIndex >= 0);
  const before = new Map(usable().map((each) => [each, look(each)]));
  window.tour = { look, usable, before, stops: [] };
}"""
# What is wrong with the place at which the focus is; null where it was before.
STOP = """() => {
  const { look, before, stops } = window.tour, here = document.activeElement, wrong = [];
  if (!here || here === document.body) return [];
  if (stops.includes(here)) return null;
  stops.push(here);
  const size = ({ width, height }) => width * height;
  const [area] = [...here.getClientRects()].sort((one, other) => size(other) - size(one));
  if (!area || area.width < 1 || area.height < 1) wrong.push("no size");
  // The part of it that is in the window: most of a long field may be outside.
  const middle = (low, high, end) => (Math.max(low, 0) + Math.min(high, end)) / 2;
  const there = area && document.elementFromPoint(
    middle(area.left, area.right, innerWidth), middle(area.top, area.bottom, innerHeight));
  const label = here.closest("label") ?? here.labels?.[0];
  if (!there || !(here.contains(there) || there.contains(here) || label?.contains(there)))
    wrong.push(`covered by ${there?.outerHTML.slice(0, 60)}`);
  if (before.has(here) && before.get(here) === look(here)) wrong.push("nothing shows the focus");
  return wrong.map((each) => `${each}: ${here.outerHTML.slice(0, 120)}`);
}"""
# What Tab did not come to. Of a group of radio buttons it comes to one.
MISSED = """() => {
  const { usable, stops } = window.tour;
  const reached = (element) => stops.some((stop) => stop === element ||
    (element.type === "radio" && stop.name === element.name && stop.form === element.form));
  const missed = usable().filter((each) => !reached(each));
  return missed.map((each) => `not reached: ${each.outerHTML.slice(0, 120)}`);
}"""


def tab_through(page: Page) -> list[str]:
    """Press Tab until the focus has been everywhere. Returns what is wrong on the way."""
    page.evaluate(BEGIN)
    wrong: list[str] = []
    for _press in range(400):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP)
        if found is None:
            break
        wrong += found
    return wrong + page.evaluate(MISSED)


def open_thread(page: Page) -> None:
    """Open the thread of a paragraph by its count."""
    page.locator("#p4 [data-open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p4 .thread article").first).to_be_visible()
    page.evaluate("document.activeElement.blur()")


def open_answer(page: Page) -> None:
    """Open the composer of an answer."""
    page.locator("article .acts a[hx-get]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer-slot .composer")).to_be_visible()
    page.evaluate("document.activeElement.blur()")


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
    wrong = tab_through(page)
    assert not wrong, "\n".join(wrong)


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


CARET = "field => [field.selectionStart, field.selectionEnd, field.value.length]"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_edit_and_signing_up_begin_where_one_types(visit: Visit, javascript: bool) -> None:
    own = Annotation.objects.filter(author__user__username="reader", kind="note").first()
    assert own
    assert own.body
    page = visit("reader", f"/a/{own.pk}/edit/", javascript=javascript)
    body = page.get_by_label("Your text")
    expect(body).to_be_focused()
    if javascript:
        start, end, length = body.evaluate(CARET)
        assert start == end == length
    page = visit(None, "/accounts/signup/", javascript=javascript)
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
