"""The labels of a paragraph and of pages of a printed text, the same on every page."""

from django.utils.translation import gettext as _


def paragraph_label(number: int, last: int | None = None) -> str:
    """Return “¶ 4”, or “¶ 4–6”, with a no-break space between sign and number."""
    return f"¶\u00a0{number}" if last is None else f"¶\u00a0{number}–{last}"


def page_label(pages: str) -> str:
    """Return “p. 12”, or “pp. 12–13”, for what `source_pages` returns."""
    if "–" in pages:
        return _("pp. %(pages)s") % {"pages": pages}
    return _("p. %(page)s") % {"page": pages}
