"""A file in each format: mended in its preview, kept, annotated, and corrected from its file."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.essays.models import Block, Essay
from annotations.margin.models import Annotation
from tests.browser.made_files import FORMATS, made_file
from tests.browser.selections import select_words

type Visit = Callable[..., Page]

TEXT = "/s/reading-on-margins/on-margins/"
QUICK = {"docx"}
# The words that are annotated, by the type of their block; plain text has no cells or footnotes.
PASSAGES = {"table": "nine sous", "footnote": "seeing", "verse": "forests"}
MENDED = [
    "First one begins here.",
    "Then the second begins there. A third burning of it.",
    "The last one ends here.",
]


def attach(page: Page, ending: str, word: str) -> None:
    file = {
        "name": f"margins.{ending}",
        "mimeType": "application/octet-stream",
        "buffer": made_file(ending, word),
    }
    page.locator("[name=file]").set_input_files(file)


def open_row(page: Page, words: str) -> Locator:
    """Open the row of a block by the words that it holds."""
    row = page.locator(".piece", has_text=words).last
    row.get_by_role("button", name=re.compile("^Change:")).click()
    opened = page.locator(".piece.open", has_text=words)
    expect(opened.get_by_role("button", name=re.compile("^Done:"))).to_be_focused()
    return opened


def mend(page: Page, words: str, button: str, changed: str) -> None:
    open_row(page, words).get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".changes")).to_contain_text(changed)


def retype(page: Page, words: str, label: str, changed: str) -> None:
    opened = open_row(page, words)
    opened.get_by_label("It is a").select_option(label=label)
    opened.get_by_role("button", name="Make it that").click()
    expect(page.locator(".changes")).to_contain_text(changed)


def annotate(page: Page, words: str) -> None:
    block = Block.objects.get(revision__number=1, text__contains=words)
    row = f"#{block.address}"
    page.goto(TEXT)
    select_words(page, block.address, words)
    page.keyboard.press("n")
    expect(page.locator(f"{row} [name=exact]")).to_have_value(words)
    page.keyboard.type(f"On {words}.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{row} mark")).to_have_text(words)


@pytest.mark.parametrize(
    "ending",
    [each if each in QUICK else pytest.param(each, marks=pytest.mark.slow) for each in FORMATS],
)
def test_a_file_is_mended_kept_annotated_and_corrected(
    visit: Visit, accessible: Callable[[Page], None], ending: str
) -> None:
    page = visit("leader", "/seminars/new/")
    page.get_by_label("Name of the seminar").fill("Reading on margins")
    attach(page, ending, "burning")
    page.get_by_role("button", name="See the paragraphs").click()
    page.get_by_text("Title, author, language").click()
    page.get_by_label("Title", exact=False).fill("On Margins")

    first = open_row(page, "First one begins")
    accessible(page)
    first.get_by_label("Then the second begins there.").check()
    page.keyboard.press("Enter")
    expect(page.locator(".changes")).to_contain_text("1 split")
    page.locator(".piece.open").get_by_role("button", name="Join with the next").click()
    expect(page.locator(".changes")).to_contain_text("1 joined")
    mend(page, "Share this page", "Drop", "1 dropped")
    retype(page, "The last one", "Quote", "1 made another kind")
    is_verse = page.locator(".piece.verse").count()
    if not is_verse:
        retype(page, "Tyger Tyger", "Verse", "2 made another kind")
    expect(page.get_by_label("Name of the seminar")).to_have_value("Reading on margins")
    page.get_by_role("button", name="Begin the seminar").click()
    page.wait_for_url("**/members/")

    kept = Block.objects.filter(revision__essay__title="On Margins").order_by("position")
    texts = [block.text for block in kept]
    assert [text for text in texts if text in MENDED] == MENDED
    assert not any("Share this page" in text for text in texts)
    assert kept.get(text=MENDED[2]).type == "quote"
    words = [*(words for kind, words in PASSAGES.items() if kept.filter(type=kind)), "third"]
    assert ending == "txt" or len(words) == 4
    for each in words:
        annotate(page, each)

    page.goto(TEXT)
    page.get_by_role("link", name="Correct the text").click()
    attach(page, ending, "shining")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_text("Title, author, language").click()
    page.get_by_label("Author").fill("A. Writer")
    page.get_by_text("Change how it is cut").click()
    mend(page, "Share this page", "Drop", "1 dropped")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/revisions/")
    assert Essay.objects.get(title="On Margins").byline == "A. Writer"
    page.goto(TEXT)
    marks = page.locator("[data-text] mark")
    assert sorted(marks.all_text_contents()) == sorted(words)
    assert Annotation.objects.filter(reading__essay__title="On Margins").count() == len(words)
    expect(page.locator("[data-text]", has_text="shining bright")).to_be_visible()
    assert page.locator("[data-text]", has_text="Share this page").count() == 0


def test_a_text_is_mended_without_scripts_on_a_phone(visit: Visit) -> None:
    page = visit("leader", "/seminars/new/", width=390, javascript=False)
    page.get_by_label("Name of the seminar").fill("Reading on margins")
    page.locator("textarea").fill("# On Margins\n\nOne begins. Two begins.\n\nThree.\n\nFour.")
    page.get_by_role("button", name="See the paragraphs").click()
    page.get_by_role("button", name="Change: paragraph 1").click()
    opened = page.locator(".piece.open")
    opened.get_by_label("Two begins.").check()
    opened.get_by_role("button", name="Split there").click()
    expect(page.locator(".piece.open .block-words")).to_have_text("Two begins.")
    page.get_by_role("button", name="Join with the next").click()
    expect(page.locator(".piece.open .block-words")).to_have_text("Two begins. Three.")
    page.get_by_role("button", name="Drop").click()
    page.get_by_role("button", name=re.compile("^Put back:")).click()
    page.get_by_role("button", name="Take back the last change").click()
    expect(page.locator(".changes")).to_contain_text(
        "1 split, 1 joined to the one before, 1 dropped"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Begin the seminar").click()
    page.wait_for_url("**/members/")
    texts = Block.objects.filter(revision__essay__title="On Margins").order_by("position")
    assert [block.text for block in texts] == ["On Margins", "One begins.", "Four."]


def test_the_block_that_was_changed_stays_in_sight_when_the_typed_text_goes(visit: Visit) -> None:
    page = visit("leader", "/seminars/new/", width=390)
    page.get_by_label("Name of the seminar").fill("Reading on margins")
    text = "\n\n".join(f"Number {word} begins. And ends." for word in "abcdefghijklmnopqrst")
    page.locator("textarea").fill(text)
    page.get_by_role("button", name="See the paragraphs").click()
    opened = open_row(page, "Number d begins")
    opened.get_by_role("button", name="Join with the next").click()
    expect(page.locator(".changes")).to_contain_text("1 joined")
    expect(page.locator("textarea")).to_have_count(0)
    expect(page.get_by_role("button", name="Join with the next")).to_be_focused()
    expect(page.get_by_role("button", name="Join with the next")).to_be_in_viewport()
