"""How a citation is printed in a style: as safe HTML and as plain text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from annotations.character_folding.accents import fold_accents
from annotations.lazy_messages import LazyMessage, pgettext_lazy
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.csl.items import CslItem
from annotations.sources.styles import apa, chicago, iso690, mla
from annotations.sources.styles.fields import (
    field_title,
    format_locator,
    identifier_entry,
    identifier_label,
    is_unparsed,
    issued_day,
    responsible_names,
    unparsed_entry,
    with_short_title,
    work_link,
)
from annotations.sources.styles.markup import join_parts, strip_markup
from annotations.sources.styles.names import inverted_name
from annotations.sources.styles.terms import terms_in


class CitationStyle(NamedTuple):
    """The name of a style, and its two rules: the entry in the bibliography, and the citation in
    the text.
    """

    name: LazyMessage
    reference: Callable[[CslItem], str]
    in_text: Callable[[CslItem, str], str]


CITATION_STYLES = {
    "apa": CitationStyle(_("APA"), apa.reference, apa.in_text),
    "chicago": CitationStyle(_("Chicago author-date"), chicago.reference, chicago.in_text),
    "mla": CitationStyle(_("MLA"), mla.reference, mla.in_text),
    "iso690": CitationStyle(_("ISO 690"), iso690.reference, iso690.in_text),
}
"""APA in its 7th edition, Chicago in its 17th, MLA in its 9th, and ISO 690 by name and date."""


@dataclass(frozen=True)
class FormattedCitation:
    """A citation as safe HTML (only <i> in it) and as plain text; `link` is its address or ""."""

    html: str
    text: str
    link: str = ""

    def linked(self, locator: str = "") -> str:
        """Return the HTML with its address as a link (rel="nofollow ugc noopener").

        Args:
            locator: the place in the work, which follows the entry: “…, p. 466”.
        """
        html = self.html.removesuffix(".") if locator else self.html
        if self.link:
            html = _linked(html, escape(self.link))
        return f'{html}, <span class="locator">{escape(locator)}</span>' if locator else html


def format_citation(work: CslItem, style: str = "apa", locale: str = "en") -> FormattedCitation:
    """Return the work's entry in a bibliography.

    Args:
        style: one of `CITATION_STYLES`.
        locale: the language of the terms around the work; English where ours lack it.

    Raises:
        KeyError: there is no such style.
    """
    with terms_in(locale):
        return _formatted(work, _entry(work, style))


def _entry(work: CslItem, style: str) -> str:
    if is_unparsed(work):
        return unparsed_entry(work)
    return identifier_entry(work) if _nameless(work) else CITATION_STYLES[style].reference(work)


def bibliography_sort_key(work: CslItem) -> tuple[str, int, str]:
    """Return the key that puts a work in its place in a bibliography.

    Works are sorted by who is responsible, then by year and title; without anybody by title, or
    else by identifier. Accents and case make no difference.
    """
    names = responsible_names(work)[0]
    called = field_title(work)
    first = "; ".join(inverted_name(name) for name in names) or called or identifier_entry(work)
    began_on = issued_day(work)
    return (
        fold_accents(strip_markup(first)),
        began_on.year if began_on else 0,
        fold_accents(strip_markup(called)),
    )


def format_in_text(
    work: CslItem, style: str = "apa", locator: str = "", locale: str = "en"
) -> FormattedCitation:
    """Return what a sentence cites the work by, without the parentheses: “Snyder, 1984, p. 466”.

    Args:
        style: one of `CITATION_STYLES`.
        locator: “466”, “466–70” or “chap. 3”.
        locale: as in `format_citation`.

    Raises:
        KeyError: there is no such style.
    """
    with terms_in(locale):
        work = with_short_title(work)
        if is_unparsed(work):
            return _formatted(work, join_parts(field_title(work), format_locator(locator)))
        if _nameless(work):
            return _formatted(work, join_parts(identifier_label(work), format_locator(locator)))
        return _formatted(work, CITATION_STYLES[style].in_text(work, locator))


_OPEN = pgettext_lazy("link to a cited work", "Open")


def _linked(html: str, address: str) -> str:
    opening = f'<a rel="nofollow ugc noopener" href="{address}"'
    # Not inside a longer address.
    for found in reversed([*re.finditer(re.escape(address) + r"(?![\w/%-])", html)]):
        return f"{html[: found.start()]}{opening}>{address}</a>{html[found.end() :]}"
    label, text = escape(str(_("Open this work"))), escape(str(_OPEN))
    return f'{html} {opening} aria-label="{label}">{text}</a>'


def _nameless(work: CslItem) -> bool:
    """True if nothing of the work is known but an identifier."""
    return not field_title(work) and not responsible_names(work)[0]


def _formatted(work: CslItem, markup: str) -> FormattedCitation:
    return FormattedCitation(markup, strip_markup(markup), work_link(work))
