"""How a citation is printed: in a style, as safe HTML and as plain text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from annotations.prose.accents import fold_accents
from annotations.sources.csl.items import Work
from annotations.sources.styles import apa, chicago, iso690, mla
from annotations.sources.styles.fields import (
    as_pasted,
    began,
    identifier,
    link,
    located,
    only_identified,
    pasted,
    responsible,
    shorter,
    title,
)
from annotations.sources.styles.markup import listed, plain
from annotations.sources.styles.names import turned
from annotations.sources.styles.terms import speaking


class Style(NamedTuple):
    """A style's two rules: the entry in the bibliography, and the citation in the text."""

    name: str
    reference: Callable[[Work], str]
    in_text: Callable[[Work, str], str]


STYLES = {
    "apa": Style("APA, 7th edition", apa.reference, apa.in_text),
    "chicago": Style("Chicago author-date, 17th edition", chicago.reference, chicago.in_text),
    "mla": Style("MLA, 9th edition", mla.reference, mla.in_text),
    "iso690": Style("ISO 690, name and date", iso690.reference, iso690.in_text),
}


@dataclass(frozen=True)
class Formatted:
    """A citation as safe HTML (only <i> in it), as plain text, and where it leads, or ""."""

    html: str
    text: str
    link: str = ""

    def linked(self, locator: str = "") -> str:
        """The same HTML with where it leads as a link (rel="nofollow ugc noopener"), and the place
        in the work behind it: “…, p. 466”."""
        html = self.html.removesuffix(".") if locator else self.html
        if self.link:
            html = _linked(html, escape(self.link))
        return f'{html}, <span class="locator">{escape(locator)}</span>' if locator else html


def format_citation(work: Work, style: str = "apa", locale: str = "en") -> Formatted:
    """The work's entry in a bibliography.

    Args:
        style: one of `STYLES`.
        locale: the language of the words around the work; English where ours lack it.

    Raises:
        KeyError: there is no such style.
    """
    with speaking(locale):
        return _formatted(work, _entry(work, style))


def _entry(work: Work, style: str) -> str:
    if as_pasted(work):
        return pasted(work)
    return only_identified(work) if _nameless(work) else STYLES[style].reference(work)


def order(work: Work) -> tuple[str, int, str]:
    """Where a work stands in a bibliography: by who is responsible, then by year and title;
    without anybody by its title, or by what identifies it. Accents and case make no difference."""
    names, _ = responsible(work)
    called = title(work)
    first = "; ".join(turned(name) for name in names) or called or only_identified(work)
    began_on = began(work)
    return (
        fold_accents(plain(first)),
        began_on.year if began_on else 0,
        fold_accents(plain(called)),
    )


def in_text(work: Work, style: str = "apa", locator: str = "", locale: str = "en") -> Formatted:
    """What a sentence cites the work by, without the parentheses: “Snyder, 1984, p. 466”.

    Args:
        locator: “466”, “466–70” or “chap. 3”.
    """
    with speaking(locale):
        work = shorter(work)
        if as_pasted(work):
            return _formatted(work, listed(title(work), located(locator)))
        if _nameless(work):
            return _formatted(work, listed(identifier(work), located(locator)))
        return _formatted(work, STYLES[style].in_text(work, locator))


def _linked(html: str, address: str) -> str:
    opening = f'<a rel="nofollow ugc noopener" href="{address}"'
    # not within a longer one
    for found in reversed([*re.finditer(re.escape(address) + r"(?![\w/%-])", html)]):
        return f"{html[: found.start()]}{opening}>{address}</a>{html[found.end() :]}"
    return f'{html} {opening} aria-label="Open this work">Open</a>'


def _nameless(work: Work) -> bool:
    """Whether nothing is known of the work yet but what identifies it."""
    return not title(work) and not responsible(work)[0]


def _formatted(work: Work, markup: str) -> Formatted:
    return Formatted(markup, plain(markup), link(work))
