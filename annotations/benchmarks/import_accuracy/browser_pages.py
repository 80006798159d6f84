"""The words that a browser shows of a page, with their blocks and markup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from annotations.benchmarks.import_accuracy.words import Piece

ORIGIN = "http://essay.invalid/"
_TYPES = {
    "css": "text/css",
    "htm": "text/html",
    "html": "text/html",
    "svg": "image/svg+xml",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xhtml+xml",
}
_WALK = Path(__file__).with_name("shown_words.js")


class ShownPages:
    """Pages of a package, by path, in a browser that reaches nothing else and runs no scripts."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def pieces(self, files: Mapping[str, bytes], path: str, first_block: int) -> list[Piece]:
        """Return what the page at this path shows; blocks are numbered from `first_block`."""
        context = self._browser.new_context(java_script_enabled=False)
        page = context.new_page()
        try:
            page.route("**/*", lambda route: _answer(route, files))
            page.goto(ORIGIN + quote(path), wait_until="load")
            found = page.evaluate(_WALK.read_text())
        finally:
            context.close()
        return [
            Piece(text, kind, first_block + block, frozenset(marks))
            for text, kind, block, marks in found
        ]


def _answer(route: Any, files: Mapping[str, bytes]) -> None:
    path = unquote(urlsplit(route.request.url).path).lstrip("/")
    content = files.get(path) if route.request.url.startswith(ORIGIN) else None
    if content is None:
        route.abort()
    else:
        ending = path.rpartition(".")[2].lower()
        route.fulfill(body=content, content_type=_TYPES.get(ending, "application/octet-stream"))


@contextmanager
def shown_pages() -> Iterator[ShownPages]:
    """Start a browser, and stop it; raises ImportError where Playwright is not installed."""
    from playwright.sync_api import sync_playwright  # only developers have it

    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run".split()
    flags += "--disable-background-networking --disable-component-update --disable-sync".split()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=flags)
        try:
            yield ShownPages(browser)
        finally:
            browser.close()
