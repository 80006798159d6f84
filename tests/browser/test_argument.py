"""The argument, the agenda and the sources in a real browser: for everybody, and nothing breaks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import READING

PAGES = ("argument/", "argument/?whole&order=paragraph", "agenda/", "agenda/?wall=2", "sources/")


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_hold_on_every_screen(
    visit: Callable[..., Page],
    accessible: Callable[[Page], None],
    path: str,
    width: int,
    scheme: str,
) -> None:
    page = visit("leader", READING + path, width=width, scheme=scheme)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_the_map_comes_first_and_shows_that_it_goes_on(
    visit: Callable[..., Page],
) -> None:
    page = visit("reader", READING + "argument/", width=390)
    top_of = "element => element.getBoundingClientRect().top"
    figure, card = page.locator(".map"), page.locator(".claim-card").first
    assert figure.evaluate(top_of) < card.evaluate(top_of)
    expect(page.get_by_text("The map goes on")).to_be_visible()
    table = page.locator("table")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    expect(page.get_by_role("cell")).to_have_count(4 * 8)
    expect(page.get_by_role("rowheader")).to_have_count(8)


def test_the_box_is_as_high_as_the_map(visit: Callable[..., Page]) -> None:
    page = visit("reader", READING + "argument/?whole")
    whole = "box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth"
    assert page.locator(".map .scroll").evaluate(whole)
    expect(page.get_by_text("The map goes on")).to_be_hidden()


@pytest.mark.slow
def test_the_edition_holds_too(
    visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visit("reader", READING + "edition/")
    accessible(page)
    measures = "every => every.map(text => Math.round(text.getBoundingClientRect().width))"
    assert len(set(page.locator(".essay .text").evaluate_all(measures))) == 1
    margin = page.locator(".marginalia")
    expect(margin).to_have_count(5)
    assert page.locator(".beside .marginalia").count() == 5


def test_from_the_map_to_the_claim_to_the_passage_and_back(visit: Callable[..., Page]) -> None:
    page = visit("reader", READING + "argument/")
    page.locator("svg a.claim").first.click()
    expect(page.locator("h1")).to_contain_text("Military cooperation")
    page.get_by_role("link", name="¶ 1", exact=True).first.click()
    expect(page.locator("#p1")).to_be_in_viewport()
    page.get_by_role("link", name="Argument", exact=True).click()
    expect(page.locator("svg a.claim")).to_have_count(4)


def test_from_what_bears_on_a_claim_to_its_place_in_the_margin(visit: Callable[..., Page]) -> None:
    page = visit("reader", READING + "argument/")
    mark = page.locator("svg a.mark").first
    id = (mark.get_attribute("href") or "").split("/")[2]
    mark.click()
    expect(page.locator(f"#a-{id}")).to_be_in_viewport()


def test_a_counterpoint_with_its_source_and_a_claim_without_a_script(
    visit: Callable[..., Page],
) -> None:
    page = visit("reader", READING + "p/6/?kind=counterpoint", javascript=False)
    form = page.locator("form.composer")
    form.get_by_label("It doesn’t follow").check()
    form.locator("[name=body]").fill("Three dilemmas are named and none is weighed.")
    form.get_by_text("A source for it").click()
    form.locator("[name=evidence]").fill("Walt, The Origins of Alliances")
    form.get_by_text("The claim in one line").click()
    form.locator("[name=claim]").fill("Every ally bears the same risk")
    form.get_by_role("button", name="Keep to myself").click()
    expect(page.locator("article", has_text="none is weighed")).to_have_count(1)
    expect(page.locator("article", has_text="Walt, The Origins of Alliances")).to_have_count(1)


def test_a_leader_arranges_and_prepares_without_a_script(visit: Callable[..., Page]) -> None:
    page = visit("leader", READING + "agenda/", javascript=False)
    first, second = (page.locator(".lines h2").nth(at).inner_text() for at in (0, 1))
    page.get_by_role("button", name=f"Later: {first}").click()
    expect(page.locator(".lines h2").first).to_have_text(second)


def test_enter_sets_the_minutes_and_comes_back_to_the_line(visit: Callable[..., Page]) -> None:
    page = visit("leader", READING + "agenda/", javascript=False)
    third = page.locator(".lines h2").nth(2).inner_text()
    page.get_by_label(f"Minutes for {third}").fill("17")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agenda/#line-3")
    expect(page.locator("#line-3 h2")).to_have_text(third)
    expect(page.locator("#line-3 .minutes")).to_have_text("17 min")


def test_a_time_that_is_none_is_told_in_its_line_without_a_script(
    visit: Callable[..., Page],
) -> None:
    page = visit("leader", READING + "agenda/", javascript=False)
    third = page.locator(".lines h2").nth(2).inner_text()
    page.get_by_label(f"Minutes for {third}").fill("abc")
    page.keyboard.press("Enter")
    expect(page.locator("#line-3")).to_contain_text("How many minutes?")
    expect(page.get_by_label(f"Minutes for {third}")).to_have_value("abc")
    expect(page.get_by_label(f"Minutes for {third}")).to_be_in_viewport()
    page.get_by_label(f"Minutes for {third}").fill("8")
    page.get_by_label(f"Place of {third}").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator("#line-1 h2")).to_have_text(third)
    expect(page.locator("#line-1 .minutes")).to_have_text("8 min")


def test_the_arrow_keys_turn_the_wall(visit: Callable[..., Page]) -> None:
    page = visit("leader", READING + "agenda/?wall=1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/agenda/?wall=2")


@pytest.mark.slow
def test_all_about_a_claim_holds(
    visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visit("leader", READING + "argument/")
    page.locator(".claim-card :is(h2, h3) a").first.click()
    expect(page.locator("h1 bdi")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    accessible(page)
    page = visit("reader", READING + "argument/claims/?p=3")
    accessible(page)
