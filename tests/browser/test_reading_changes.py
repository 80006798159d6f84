"""A leader changes a reading in a real browser: pins a prompt, moves texts by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.seminars.models import Reading, Seminar
from annotations.seminars.readings.actions import add_text
from tests.browser.conftest import READING

type Visit = Callable[..., Page]
NO_DATES = {"prompt": "", "opens_at": None, "due_at": None}


@pytest.fixture
def second(site: object) -> Reading:
    """Another reading in the demonstration."""
    essay = {"markdown": "# Second\n\nWords.", "title": "", "byline": "", "language": "en"}
    seminar = Seminar.objects.get()
    return add_text(seminar, essay=essay, dates=NO_DATES, tasks={}, by=None)  # type: ignore[arg-type]


def test_a_prompt_pinned_in_the_open_text_shows_there(
    visit: Visit, accessible: Callable[[Page], None]
) -> None:
    page = visit("leader")
    page.locator("#p4 .num").click()
    tools = page.locator("#p4 .leader-tools")
    tools.locator("summary").click()
    tools.get_by_label("What readers are asked here").fill("What would have to be true?")
    accessible(page)
    tools.get_by_role("button", name="Keep").click()
    expect(page).to_have_url(re.compile(f"{READING}#p4$"))
    expect(page.locator("#p4 > .asked")).to_contain_text("What would have to be true?")


@pytest.mark.parametrize("javascript", [True, False])
def test_texts_are_moved_by_keyboard(visit: Visit, second: Reading, javascript: bool) -> None:
    page = visit("leader", "/s/open-seminar/", javascript=javascript)
    titles = page.locator("section:has(#readings) .essay")
    expect(titles.last).to_have_text("Second")
    page.get_by_role("button", name="Move Second up").press("Enter")
    expect(titles.first).to_have_text("Second")
    expect(page.get_by_text("It is number 1 of 2 now.")).to_be_visible()
    expect(page).to_have_url(re.compile(f"#reading-{second.pk}$"))


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_about_a_text_hold_on_every_screen(
    visit: Visit, accessible: Callable[[Page], None], second: Reading, width: int, scheme: str
) -> None:
    page = visit("leader", "/s/open-seminar/", width=width, scheme=scheme)
    settings = f"/s/open-seminar/readings/{second.pk}/"
    for path in (settings, f"{settings}deletion/"):
        page.goto(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(settings)
    page.get_by_role("button", name="Take it off the list").click()
    expect(page.get_by_role("heading", name="Off the list")).to_be_visible()
    accessible(page)
    page.goto(f"/s/open-seminar/{second.slug}/")
    accessible(page)


def test_what_was_typed_into_a_form_with_too_many_fields_is_there_again(visit: Visit) -> None:
    page = visit("leader", "/s/open-seminar/readings/")
    page.locator("#id_text").fill("Typed with care.")
    page.evaluate("""() => {
      const form = document.querySelector("#id_text").form;
      for (let n = 0; n < 1001; n += 1) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = `row-${n}`;
        form.append(field);
      }
    }""")
    page.get_by_role("button", name="See the paragraphs").click()
    expect(page.get_by_role("heading", name="Too large")).to_be_visible()
    page.go_back()
    expect(page.locator("#id_text")).to_have_value("Typed with care.")
