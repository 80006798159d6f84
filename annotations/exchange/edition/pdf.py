"""A page as PDF, by WeasyPrint, which needs the system's Pango; nothing is fetched for it."""

from typing import Any

from django.contrib.staticfiles import finders

STYLE = "annotations/css/edition.css"


class NoPress(Exception):
    """The libraries that make a PDF are missing on this machine."""


class Busy(Exception):
    """Another PDF is being made."""


def pdf_of(html: str) -> bytes:
    """The page as PDF. Raises NoPress."""
    weasyprint = _weasyprint()
    nothing = _fetching_nothing(weasyprint)
    sheet = weasyprint.CSS(string=style(), url_fetcher=nothing)
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    made: bytes = page.write_pdf(stylesheets=[sheet])
    return made


def _weasyprint() -> Any:
    """The library, loaded when it is first needed: it takes a second and may not be there."""
    try:
        import weasyprint
    except (ImportError, OSError):
        raise NoPress from None
    return weasyprint


def style() -> str:
    """The style sheet of the edition."""
    path = finders.find(STYLE)
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        return file.read()


def _fetching_nothing(weasyprint: Any) -> Any:
    """Everything printed is in the page: an address in it is never opened."""

    class Nothing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            raise ValueError(f"not fetched: {url[:80]}")

    return Nothing()
