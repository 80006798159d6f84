"""Passages that survive: selected with the mouse, carried through a correction, linked to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotations.essays.actions import create_essay
from annotations.margin.models import Annotation
from annotations.seminars.actions import create_reading
from annotations.seminars.models import Seminar

TEXT = """# On Margins

The printers left room for it.

A margin is an argument that waits, and *then* it **begins** [anew](https://example.org/) with us.
"""
CORRECTED = TEXT.replace(
    "The printers left room for it.\n\n",
    "Nobody planned it.\n\nThe printers left some room for it.\n\n",
).replace("A margin is", "A good margin, one could say, is")
PAGE = "/s/open-seminar/on-margins/"

# Where a paragraph's words begin and end on the screen.
ENDS = """([selector, words]) => {
  const element = document.querySelector(selector);
  const at = element.textContent.indexOf(words);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let seen = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const here = (offset) => offset >= seen && offset <= seen + node.data.length;
    if (here(at) && at < seen + node.data.length) range.setStart(node, at - seen);
    if (here(at + words.length)) { range.setEnd(node, at + words.length - seen); break; }
    seen += node.data.length;
  }
  const boxes = [...range.getClientRects()];
  const [first, last] = [boxes[0], boxes.at(-1)];
  return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}"""

type Visit = Callable[..., Page]


@pytest.fixture
def page_of(site: LiveServer, visit: Visit) -> Visit:
    """A page about an essay whose sentence runs through emphasis and a link."""
    seminar = Seminar.objects.get(slug="open-seminar")
    create_reading(seminar, essay=create_essay(markdown=TEXT), slug="on-margins")
    return visit


def drag_over(page: Page, paragraph: int, words: str) -> None:
    """Select words with the mouse."""
    left, top, right, bottom = page.evaluate(ENDS, [f"#p{paragraph} [data-text]", words])
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=8)
    page.mouse.up()


def marked(page: Page, paragraph: int) -> str:
    """The marked words of a paragraph, whatever stands between them in the markup."""
    return "".join(page.locator(f"#p{paragraph} [data-text] mark").all_text_contents())


def correct_the_text(page: Page) -> None:
    page.get_by_label("The text in Markdown").fill(CORRECTED)
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".outcomes")).to_have_text("1 shifted")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#status")).to_have_text("Published: 1 annotation shifted.")


def test_a_passage_across_emphasis_stays_on_its_words_when_the_text_changes(
    page_of: Visit, accessible: Callable[[Page], None]
) -> None:
    words = "argument that waits, and then it begins anew"
    page = page_of("reader", PAGE)
    drag_over(page, 2, words)
    page.keyboard.press("n")
    expect(page.locator("#p2 [name=exact]")).to_have_value(words)
    page.keyboard.type("It does.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#p2 article", has_text="It does.")).to_be_focused()
    assert marked(page, 2) == words
    leader = page_of("leader", f"{PAGE}revisions/new/")
    accessible(leader)
    correct_the_text(leader)
    page.goto(PAGE)
    assert (marked(page, 2), marked(page, 3)) == ("", words)
    page.goto(f"{PAGE}?rev=1")
    assert (marked(page, 2), marked(page, 3)) == (words, "")
    assert Annotation.objects.get(body="It does.").exact == words


def test_a_permanent_link_opens_the_thread_and_marks_the_words(page_of: Visit) -> None:
    page = page_of("reader")
    page.locator("#p5 [data-open]").click()
    annotation = page.locator("#p5 article", has_text="discreet cooperation")
    annotation.focus()
    page.keyboard.press("y")
    expect(page.locator("#status")).to_have_text("Link copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"/a/{(annotation.get_attribute('id') or '')[2:]}/")
    page.goto("/")
    page.goto(link)
    opened = page.locator("#p5 .thread article", has_text="discreet cooperation").first
    expect(opened).to_be_focused()
    expect(opened).to_be_in_viewport()
    expect(page.locator("mark.on")).to_have_text("discreet cooperation")
    page.keyboard.press("Escape")
    expect(page.locator(".thread")).to_have_count(0)
    expect(page.locator("mark.on")).to_have_count(0)
    page.locator("#p2").focus()
    page.keyboard.press("y")
    expect(page.locator("#status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/military-cooperation/#p2")


@pytest.mark.parametrize("width", [1280, 390])
def test_without_a_script_a_link_opens_the_thread_too(page_of: Visit, width: int) -> None:
    chosen = Annotation.objects.get(exact="discreet cooperation")
    page = page_of(None, f"/a/{chosen.pk}/", javascript=False, width=width)
    expect(page.locator(f"#a-{chosen.pk}")).to_be_in_viewport()
    expect(page.locator("mark.on")).to_have_text("discreet cooperation")
    page.get_by_role("link", name="Close").click()
    expect(page.locator(".thread")).to_have_count(0)


def test_an_orphan_is_given_a_place_by_selecting_words(
    page_of: Visit, accessible: Callable[[Page], None]
) -> None:
    page = page_of("leader", "/s/open-seminar/military-cooperation/revisions/new/")
    text = page.get_by_label("The text in Markdown")
    paragraphs = text.input_value().split("\n\n")
    text.fill("\n\n".join(each for each in paragraphs if "discreet cooperation" not in each))
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", name="What changes", level=1)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="Annotations without a place").click()
    expect(page.get_by_role("heading", name="Annotations without a place")).to_be_visible()
    accessible(page)
    card = page.locator(".orphan", has_text="discreet cooperation").first
    card.get_by_role("link", name="Give it a place").click()
    expect(page.get_by_role("heading", name="Give it a place")).to_be_visible()
    accessible(page)
    box = page.locator("[data-part='1'] [data-text]")
    box.click(click_count=3)
    expect(page.locator("[name=exact]")).to_have_value((box.text_content() or "").strip())
    box.dblclick(position={"x": 20, "y": 14})
    expect(page.locator("[name=exact]")).to_have_value("Central")
    expect(page.get_by_label("Paragraph")).to_have_value("1")
    page.get_by_role("button", name="Attach it here").click()
    expect(page.locator("#p1 mark.on")).to_have_text("Central")
