"""A file in another format, from the set-up page to notes on a cell, a footnote and verse."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.essays.models import Block
from annotations.margin.models import Annotation
from tests.browser.selections import select_words

type Visit = Callable[..., Page]

FILE = (
    "<!doctype html><html lang=en><head><title>On Margins</title></head><body>"
    "<nav><a href='/'>Home</a></nav><h1>On Margins</h1>"
    "<p>Seen<sup><a id=r href='#n'>1</a></sup> by all, and <math><msup><mi>x</mi><mn>2</mn></msup>"
    "</math> too.</p><table><tr><th>Town</th><th>Price</th></tr><tr><td>Paris</td><td>nine sous"
    "</td></tr></table><div class=poem><p>Tyger Tyger,<br><span class=i2>burning bright</span></p>"
    "</div><p id=n><a href='#r'>1</a> A note on seeing.</p></body></html>"
)


@pytest.mark.slow
def test_a_file_is_kept_from_its_preview_and_its_cells_notes_and_lines_are_annotated(
    visit: Visit, accessible: Callable[[Page], None]
) -> None:
    page = visit("leader", "/seminars/new/")
    page.get_by_label("Name of the seminar").fill("Reading on margins")
    file = {"name": "margins.html", "mimeType": "text/html", "buffer": FILE.encode()}
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name="See the paragraphs").click()
    page.get_by_role("button", name="Drop: 1 block looks like a menu").click()
    expect(page.locator(".changes")).to_contain_text("1 dropped")
    page.get_by_role("button", name="Begin the seminar").click()
    page.wait_for_url("**/members/")
    page.goto("/s/reading-on-margins/on-margins/")
    kept = Block.objects.filter(revision__essay__title="On Margins").order_by("position")
    blocks = {block.type: block for block in kept}
    shown = page.locator("[data-text]").all_text_contents()
    assert shown == [block.text for block in kept]
    accessible(page)
    for kind, words in [("table", "nine sous"), ("footnote", "seeing"), ("verse", "burning")]:
        row = f"#{blocks[kind].address}"
        page.goto("/s/reading-on-margins/on-margins/")
        select_words(page, blocks[kind].address, words)
        page.keyboard.press("n")
        expect(page.locator(f"{row} [name=exact]")).to_have_value(words)
        page.keyboard.type(f"On the {kind}.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"{row} mark")).to_have_text(words)
        assert Annotation.objects.get(body=f"On the {kind}.").exact == words
    assert page.locator("[data-text]").all_text_contents() == shown


def test_a_mark_leads_to_its_footnote_and_back_and_a_table_is_read_as_pairs_on_a_phone(
    visit: Visit,
) -> None:
    setup = visit("leader", "/seminars/new/", width=390)
    setup.get_by_label("Name of the seminar").fill("Reading on margins")
    file = {"name": "margins.html", "mimeType": "text/html", "buffer": FILE.encode()}
    setup.locator("[name=file]").set_input_files(file)
    setup.get_by_role("button", name="See the paragraphs").click()
    setup.get_by_role("button", name="Begin the seminar").click()
    setup.wait_for_url("**/members/")
    setup.goto("/s/reading-on-margins/on-margins/")
    setup.locator(".note-mark").click()
    expect(setup).to_have_url(re.compile("/on-margins/#note-1$"))
    setup.get_by_role("link", name="Footnote 1: back to its mark").click()
    expect(setup).to_have_url(re.compile("#note-mark-1$"))
    cell = setup.locator("td", has_text="nine sous")
    assert cell.evaluate("it => getComputedStyle(it, '::before').content") == '"Price: "'
    assert cell.evaluate("it => getComputedStyle(it).display") == "block"
    formula = setup.locator(".formula")
    assert formula.evaluate("it => it.shadowRoot.querySelector('msup') !== null")
    assert setup.evaluate("document.documentElement.scrollWidth <= innerWidth")
