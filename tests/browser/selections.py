"""Selecting words of a page, as a pointer would."""

from playwright.sync_api import Page

_SELECT = """([selector, words]) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  throw new Error(`no such words: ${words}`);
}"""


def select_words(page: Page, row: str, words: str) -> None:
    """Select words of the block with this address (`p4`, `b3`)."""
    page.evaluate(_SELECT, [f"#{row} [data-text]", words])


def select(page: Page, paragraph: int, words: str) -> None:
    """Select words of a numbered paragraph."""
    select_words(page, f"p{paragraph}", words)
