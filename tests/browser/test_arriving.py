"""Somebody new selects words, is told how to take part, and goes on about these words."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from annotations.seminars.models import Member, Seminar
from tests.browser.conftest import READING

PASSWORD = "quite-a-long-one"


def select_words(page: Page, part: str) -> str:
    """Select the second word to the fifth of a paragraph, and return them."""
    return page.evaluate(
        """(part) => {
        const walker = document.createTreeWalker(
            document.querySelector(`.row[data-part='${part}'] [data-text]`), NodeFilter.SHOW_TEXT);
        let node = walker.nextNode();
        while (node.data.trim().split(" ").length < 8) node = walker.nextNode();
        const start = node.data.indexOf(" ") + 1;
        let end = start;
        for (let at = 0; at < 4; at += 1) end = node.data.indexOf(" ", end + 1);
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, end);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        return node.data.slice(start, end);
    }""",
        part,
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_visitor_signs_up_and_joins_and_writes_about_the_selected_words(
    visit: Callable[..., Page], accessible: Callable[..., None], width: int
) -> None:
    Seminar.objects.update(open_to_join=True)
    page = visit(None, width=width)
    words = select_words(page, "2")
    panel = page.get_by_role("complementary", name="Take part")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    accessible(page, within=".take-part")
    panel.get_by_role("link", name="Sign up").click()
    page.get_by_label("Name", exact=True).fill("Nina New")
    page.get_by_label("E-mail").fill("nina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.locator("#sign-up button").click()
    expect(page.locator("form.composer blockquote")).to_have_text(words)
    page.get_by_role("button", name="Join Open seminar to write").click()
    composer = page.locator("form[data-composer]")
    expect(composer.locator("[name=exact]")).to_have_value(words)
    expect(composer.locator("[name=kind][value=note]")).to_be_checked()
    assert Member.objects.filter(user__username="Nina New").exists()
    composer.locator("[name=body]").fill("My first note.")
    composer.locator(".go").click()
    posted = page.locator("article.annotation", has_text="My first note.")
    expect(posted).to_be_visible()
    expect(posted).to_contain_text(words)


def test_a_key_tells_a_visitor_too_and_escape_goes_back(visit: Callable[..., Page]) -> None:
    page = visit(None)
    row = page.locator(".row[data-part='3']")
    row.focus()
    page.keyboard.press("c")
    panel = page.get_by_role("complementary", name="Take part")
    link = panel.get_by_role("link").first
    expect(link).to_be_focused()
    assert "kind%3Dcounterpoint" in str(link.get_attribute("href"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(row).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("kind", "field"), [("note", "body"), ("counterpoint", "attack"), ("source", "citation")]
)
def test_who_joins_to_write_without_selected_words_is_in_the_composer(
    visit: Callable[..., Page], kind: str, field: str, javascript: bool
) -> None:
    Seminar.objects.update(open_to_join=True)
    get_user_model().objects.create(username="Gast", email="gast@example.org")
    if javascript:
        page = visit("Gast")
        page.locator(".row[data-part='3']").focus()
        page.keyboard.press(kind[0])
        page.get_by_role("complementary", name="Take part").get_by_role("button").click()
    else:
        page = visit("Gast", f"{READING}p/3/?kind={kind}#composer", javascript=False)
        join = page.get_by_role("button", name="Join Open seminar to write")
        expect(join).to_be_focused()
        page.keyboard.press("Enter")
    composer = page.locator("form[data-composer]")
    expect(composer.locator(f"[name=kind][value={kind}]")).to_be_checked()
    expect(composer.locator(f"[name={field}]").first).to_be_focused()
    expect(composer.locator(f"[name={field}]").first).to_be_in_viewport(ratio=1)
    expect(composer.locator("[name=kind]").first).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
def test_without_a_script_a_visitor_returns_to_the_words_of_a_mark(
    visit: Callable[..., Page], width: int
) -> None:
    Seminar.objects.update(open_to_join=True)
    page = visit(None, javascript=False, width=width)
    page.locator("#p5 a.marked").first.click()
    words = page.locator(".alone mark.on")
    expect(words).not_to_have_count(0)
    lit, seen = page.locator("article.lit").count(), "".join(words.all_text_contents())
    assert lit
    page.locator(".composer").get_by_role("link", name="Sign up").click()
    page.get_by_label("Name", exact=True).fill("Nina New")
    page.get_by_label("E-mail").fill("nina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.locator("#sign-up button").click()
    join = page.get_by_role("button", name="Join Open seminar to write")
    expect(join).to_be_in_viewport()
    join.click()
    expect(page.locator("form[data-composer]")).to_be_attached()
    expect(page.locator("#composer")).to_be_focused()
    expect(page.locator("article.lit")).to_have_count(lit)
    assert "".join(words.all_text_contents()) == seen


def test_a_guest_joins_at_the_selected_words(visit: Callable[..., Page]) -> None:
    Seminar.objects.update(open_to_join=True)
    get_user_model().objects.create(username="Gast", email="gast@example.org")
    page = visit("Gast")
    words = select_words(page, "2")
    page.get_by_role("complementary", name="Take part").get_by_role("button").click()
    expect(page.locator("form[data-composer] [name=exact]")).to_have_value(words)


def test_who_writes_here_is_not_told_to_take_part(visit: Callable[..., Page]) -> None:
    page = visit("reader")
    select_words(page, "2")
    expect(page.locator("#pick")).to_be_visible()
    expect(page.locator("#take-part")).to_have_count(0)
