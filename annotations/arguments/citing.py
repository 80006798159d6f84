"""How a sentence names the work that a source brings."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from annotations.arguments.queries import Voice
from annotations.sources.formatting import in_text
from annotations.sources.models import Work

PAGES = re.compile(r"(?:pp?\.?|pages?)?\s*(\d[\d–—,\s-]*)", re.IGNORECASE)

type Cited = Callable[[Voice], str]


def citing(works: Iterable[UUID]) -> Cited:
    """How a sentence names the work of a source: “Snyder, 1984, p. 466”. One query."""
    kept = Work.objects.in_bulk(list(works))

    @cache
    def named_at(work: UUID, locator: str) -> str:
        return named(kept[work], locator) if work in kept else ""

    def cited(voice: Voice) -> str:
        return named_at(voice.work, voice.locator) if voice.work else ""

    return cited


def named(work: Work, locator: str, language: str = "en") -> str:
    """A work in a sentence of a language, with the place in it as its reader gave it."""
    pages = PAGES.fullmatch(locator.strip())
    if pages:
        return in_text(work.csl, locator=pages[1], locale=language).text
    cited = in_text(work.csl, locale=language).text
    return ", ".join(part for part in (cited, locator.strip()) if part)
