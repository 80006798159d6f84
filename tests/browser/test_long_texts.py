"""A long text in the browser: its parts come when they are needed, and nothing moves."""

import pytest
from playwright.sync_api import expect

from annotations.essays.actions import create_essay
from annotations.seminars.actions import create_reading
from annotations.seminars.models import Seminar
from tests.browser.conftest import Visit

PAGE = "/s/open-seminar/long/"


@pytest.fixture
def long_text(site):
    """A text of ten chapters with fifty paragraphs each."""
    chapters = [
        f"## Chapter {chapter}\n\n"
        + "\n\n".join(f"Words of {chapter} and {n}. " * 12 for n in range(1, 51))
        for chapter in range(1, 11)
    ]
    essay = create_essay(markdown="# Long\n\n" + "\n\n".join(chapters))
    create_reading(Seminar.objects.get(slug="open-seminar"), essay=essay, slug="long")


@pytest.mark.usefixtures("long_text")
def test_an_address_in_another_part_is_shown_and_its_neighbours_come_while_reading(visit: Visit):
    page = visit("reader", PAGE + "#p340")
    expect(page.locator("#p340.row")).to_be_in_viewport()
    # Upwards: the part above comes, if it is not there yet, and the row that is being read stays.
    page.locator("#p301").focus()
    expect(page.locator("#p299.row")).to_be_attached()
    expect(page.locator("#p301")).to_be_in_viewport()


@pytest.mark.usefixtures("long_text")
def test_keys_go_from_one_part_into_the_next_and_a_thread_opens_there(visit: Visit):
    page = visit("reader", PAGE + "?from=p1#p99")
    page.locator("#p100").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Chapter 3")).to_be_in_viewport()
    page.keyboard.press("j")
    expect(page.locator("#p101")).to_be_focused()
    page.keyboard.press("n")
    body = page.locator("#p101 .composer textarea[name=body]")
    body.fill("A note in the second part.")
    body.press("Control+Enter")
    expect(page.locator("#p101 article.annotation")).to_contain_text("A note in the second part.")


@pytest.mark.usefixtures("long_text")
def test_without_scripts_numbers_lead_to_every_part(visit: Visit):
    page = visit("reader", PAGE + "#p480", javascript=False)
    page.locator("#p480").click()
    expect(page.locator("#p480.row")).to_be_in_viewport()


@pytest.mark.usefixtures("long_text")
def test_what_is_found_by_searching_is_shown_in_its_part(visit: Visit):
    page = visit("reader", PAGE + "search/?q=Words+of+9+and+40")
    page.locator("a[href$='#p440']").first.click()
    expect(page.locator("#p440.row")).to_be_in_viewport()
    expect(page.locator("#p440.row")).to_contain_text("Words of 9 and 40.")
