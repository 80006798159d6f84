"""The works that a reading's sources bring, and how a sentence names one."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.arguments.counting import COUNTS, counting
from annotations.arguments.voices import Voice
from annotations.margin.entries import EntryText, entries_for
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.csl.items import CslItem
from annotations.sources.disambiguation import disambiguate
from annotations.sources.formatting import format_in_text
from annotations.sources.models import Work

PAGES = re.compile(r"(?:pp?\.?|pages?)?\s*(\d[\d–—,\s-]*)", re.IGNORECASE)

type Cited = Callable[[Voice], str]


def sources(reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The source annotations that count and that this reader may see."""
    return counting(reading, reader).filter(kind=Kind.SOURCE).exclude(work=None)


def cited_works(reading: Reading, reader: Reader) -> QuerySet[Work]:
    """The works that they cite."""
    return Work.objects.filter(pk__in=sources(reading, reader).order_by().values("work"))


def entries_of(works: Iterable[UUID] | QuerySet[Any, Any], reader: Reader) -> dict[UUID, EntryText]:
    """What the entries of these works say to a reader, by work. One query.

    Only citations that count in the argument are asked: what its pages and files say can be
    shown to others, so it holds nothing that the reader keeps to themselves or that waits.
    """
    return entries_for(works, reader, only=COUNTS)


def citing(works: Iterable[UUID], reader: Reader) -> Cited:
    """How a sentence names the work of a source: “Snyder, 1984, p. 466”. One query.

    Without the letters of one year: for these the whole bibliography would have to be read.
    """
    kept = entries_of(works, reader)

    @cache
    def named_at(work: UUID, locator: str) -> str:
        return named(kept[work].csl, locator) if work in kept else ""

    def cited(voice: Voice) -> str:
        return named_at(voice.work, voice.locator) if voice.work else ""

    return cited


def told_apart_in(entries: Iterable[EntryText]) -> dict[UUID, CslItem]:
    """The works of a whole bibliography, each with what tells it from others of its authors."""
    found = {entry.work: entry.csl for entry in entries}
    return dict(zip(found, disambiguate(list(found.values())), strict=True))


def named(work: CslItem, locator: str, language: str = "en", style: str = "apa") -> str:
    """A work in a sentence of a language, with the place in it as its reader gave it."""
    pages = PAGES.fullmatch(locator.strip())
    if pages:
        return format_in_text(work, style, pages[1], language).text
    cited = format_in_text(work, style, locale=language).text
    return ", ".join(part for part in (cited, locator.strip()) if part)
