"""PDFs made with WeasyPrint, which needs the system library Pango. Nothing is fetched for them."""

from typing import Any

from django.contrib.staticfiles import finders

STYLE_SHEET = "annotations/css/edition.css"


class PdfUnavailable(Exception):
    """WeasyPrint, or a library that it needs, is not installed."""


class PdfBusy(Exception):
    """Another PDF is being made."""


def render_pdf(html: str) -> bytes:
    """Return a page as PDF, printed with the edition's style sheet. Raises PdfUnavailable."""
    weasyprint = _weasyprint()
    fetcher = _refusing_fetcher(weasyprint)
    sheet = weasyprint.CSS(string=edition_css(), url_fetcher=fetcher)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    pdf: bytes = page.write_pdf(stylesheets=[sheet])
    return pdf


def _weasyprint() -> Any:
    """Import and return the library, which takes a second. Raises PdfUnavailable."""
    try:
        import weasyprint
    except (ImportError, OSError):
        raise PdfUnavailable from None
    return weasyprint


def edition_css() -> str:
    """Return the style sheet of the edition."""
    path = finders.find(STYLE_SHEET)
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        return file.read()


def _refusing_fetcher(weasyprint: Any) -> Any:
    """Return a fetcher that opens no address: all that is printed is in the page."""

    class RefusingFetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            raise ValueError(f"not fetched: {url[:80]}")

    return RefusingFetcher()
