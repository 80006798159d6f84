"""The words that a browser shows of a page, with their blocks and markup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from annotations.benchmarks.import_accuracy.words import TextPiece

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
        self._files: Mapping[str, bytes] = {}
        self._page = browser.new_context(java_script_enabled=False).new_page()
        self._page.route("**/*", lambda route: _answer(route, self._files))

    def pieces(self, files: Mapping[str, bytes], path: str, first_block: int) -> list[TextPiece]:
        """Return what the page at this path shows; blocks are numbered from `first_block`."""
        self._files = files
        self._page.goto(ORIGIN + quote(path), wait_until="load")
        found = self._page.evaluate(_WALK.read_text())
        return [
            TextPiece(text, kind, first_block + block, frozenset(marks))
            for text, kind, block, marks in found
        ]


def _answer(route: Any, files: Mapping[str, bytes]) -> None:
    path = unquote(urlsplit(route.request.url).path).lstrip("/")
    content = files.get(path) if route.request.url.startswith(ORIGIN) else None
    if content is None:
        route.abort()
    else:
        ending = path.rpartition(".")[2].lower()
        kind = _TYPES.get(ending, "application/octet-stream")
        route.fulfill(body=content, content_type=kind + _charset(content))


def _charset(content: bytes) -> str:
    """Return what a server would say of a page in UTF-8; others are left to the browser."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "" if b"iso-2022" in content[:2_000].lower() else "; charset=utf-8"


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
