"""Which words a selection takes, made as people make it: by clicking thrice and by dragging."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.anchoring.selection import expand_to_words

type Visit = Callable[..., Page]
COMPLAINT = "A passage stays inside one paragraph: this takes the first one’s part."


def words_of(page: Page, row: str) -> str:
    return (page.locator(f"{row} [data-text]").text_content() or "").strip()


def end_of(page: Page, row: str) -> tuple[float, float]:
    """Where the last letter of a paragraph stands, in the window."""
    page.locator(f"{row} [data-text]").evaluate("each => each.scrollIntoView({ block: 'center' })")
    x, y = page.locator(f"{row} [data-text]").evaluate("""each => {
      const range = document.createRange();
      range.selectNodeContents(each);
      const last = [...range.getClientRects()].at(-1);
      return [last.right, last.top + last.height / 2];
    }""")
    return x, y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()


def composed(page: Page, row: str) -> str:
    """What the composer that `n` opens is about."""
    page.keyboard.press("n")
    field = page.locator(f"{row} .thread > .composer [name=exact]")
    expect(field).to_have_count(1)
    return field.input_value()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_triple_click_takes_the_whole_paragraph_and_nobody_complains(
    visit: Visit, width: int
) -> None:
    page = visit("reader", width=width)
    for row in ("#p1", "#p3"):
        x, y = end_of(page, row)
        page.mouse.click(x - 30, y, click_count=3)
        assert page.evaluate("getSelection().toString().trim()") != ""
        assert composed(page, row) == words_of(page, row)
        assert COMPLAINT not in (page.locator("#status").text_content() or "")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


@pytest.mark.parametrize("beyond", [".row", ".row [data-text]"])
def test_a_drag_past_the_end_of_a_paragraph_takes_its_words_only(visit: Visit, beyond: str) -> None:
    page = visit("reader")
    x, y = end_of(page, "#p3")
    drag(page, (x - 60, y), (x + 40, y + 22))
    # Browsers differ in what the selection ends in then.
    page.locator(f"#p3 + {beyond}").evaluate("each => getSelection().extend(each, 0)")
    taken = composed(page, "#p3")
    assert taken
    assert words_of(page, "#p3").endswith(taken)
    assert COMPLAINT not in (page.locator("#status").text_content() or "")


def test_a_selection_that_takes_words_of_the_next_paragraph_is_told_so(visit: Visit) -> None:
    page = visit("reader")
    x, y = end_of(page, "#p3")
    box = page.locator("#p4 [data-text]").bounding_box()
    assert box
    drag(page, (x - 60, y), (box["x"] + 200, box["y"] + 10))
    taken = composed(page, "#p3")
    assert words_of(page, "#p3").endswith(taken)
    expect(page.locator("#status")).to_have_text(COMPLAINT)


WHOLE_WORDS = """async ([text, start, end]) => {
  const site = document.querySelector("script[type=module]").src;
  const { wholeWords } = await import(new URL("passages.js", site));
  const [from, to] = wholeWords(text, start, end);
  return [...text].slice(from, to).join("");
}"""


def test_a_selection_has_nothing_at_its_edges_that_nobody_sees(visit: Visit) -> None:
    page = visit("reader")
    for text, start, end, whole in (
        ("one \u200bword\u2060 more", 3, 11, "word"),
        ("one \u200b two", 3, 5, ""),
        ("\u200ethe\u00ad \u200dend\u200f.", 0, 10, "the\u00ad \u200dend"),
        ("key 1\ufe0f\u20e3 here", 4, 7, "1\ufe0f\u20e3"),
        ("so \u2194\ufe0f\u200b here", 2, 6, "\u2194\ufe0f"),
    ):
        assert page.evaluate(WHOLE_WORDS, [text, start, end]) == whole, repr(text)
        assert text[slice(*expand_to_words(text, start, end))] == whole, repr(text)
