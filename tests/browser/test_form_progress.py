"""A form whose work takes long, in the browser: the page waits, and says how far the work is."""

from threading import Event

import pytest
from playwright.sync_api import expect

from annotations.essays.submissions import ProgressFile
from annotations.prose.documents.pandoc import tree_document
from tests.browser.conftest import Visit

# While the browser waits for an answer, only the page itself can look and press again.
WATCH = """
const place = document.querySelector(".progress");
new MutationObserver(() => {
  if (!place.hidden) sessionStorage.setItem("said", place.innerText);
  document.querySelector(".foot .go").click();
}).observe(place, { attributes: true, childList: true, subtree: true });
"""


def test_a_page_that_waits_says_how_far_the_work_is_and_a_second_press_does_nothing(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
):
    read_tree, read_progress = tree_document.read_tree, ProgressFile.read
    read_on, started, asked = Event(), [], []

    def read_when_told(*arguments, **options):
        started.append(arguments)
        read_on.wait(30)
        return read_tree(*arguments, **options)

    def read_three_times(file):
        asked.append(file)
        if len(asked) == 3:
            read_on.set()
        return read_progress(file)

    monkeypatch.setattr(tree_document, "read_tree", read_when_told)
    monkeypatch.setattr(ProgressFile, "read", read_three_times)
    page = visit("leader", "/seminars/new/")
    page.get_by_label("Name of the seminar").fill("Whales")
    page.locator("input[type=file]").set_input_files(
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<p>Words of a page.</p>"}
    )
    page.evaluate(WATCH)
    page.get_by_role("button", name="See the paragraphs").click()
    expect(page.get_by_role("button", name="Begin the seminar")).to_be_visible()
    assert page.evaluate("sessionStorage.said").split() == "Reading the file… 0 of 1".split()
    assert len(started) == 1
    expect(page.locator(".progress")).to_be_hidden()
