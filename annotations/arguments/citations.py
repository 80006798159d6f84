"""The works that a reading's sources cite, and how a sentence cites one."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.arguments.contributions import Contribution
from annotations.arguments.eligibility import ELIGIBLE, eligible_annotations
from annotations.margin.bibliographic_entries import EntryText, entries_for
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.csl.items import CslItem
from annotations.sources.disambiguation import disambiguate
from annotations.sources.formatting import format_in_text
from annotations.sources.models import Work

PAGE_LOCATOR = re.compile(r"(?:pp?\.?|pages?)?\s*(\d[\d–—,\s-]*)", re.IGNORECASE)

type Citer = Callable[[Contribution], str]


def eligible_sources(reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The eligible source annotations that cite a work and that this reader may see."""
    return eligible_annotations(reading, reader).filter(kind=Kind.SOURCE).exclude(work=None)


def cited_works(reading: Reading, reader: Reader) -> QuerySet[Work]:
    """The works cited by `eligible_sources`."""
    return Work.objects.filter(pk__in=eligible_sources(reading, reader).order_by().values("work"))


def entries_of(works: Iterable[UUID] | QuerySet[Any, Any], reader: Reader) -> dict[UUID, EntryText]:
    """What the entries of these works say to a reader, by work. One query.

    Only citations that are eligible in the argument are asked: what its pages and files say can be
    shown to others, so it holds nothing that the reader keeps to themselves or that waits.
    """
    return entries_for(works, reader, only=ELIGIBLE)


def citer_for(works: Iterable[UUID], reader: Reader) -> Citer:
    """A function that cites a contribution's work in a sentence: “Snyder, 1984, p. 466”. One query.

    It returns "" where there is no work. It omits the letters that distinguish works of one year,
    which would need the whole bibliography.
    """
    entries = entries_of(works, reader)

    @cache
    def citation(work: UUID, locator: str) -> str:
        return cite_in_text(entries[work].csl, locator) if work in entries else ""

    def cite(contribution: Contribution) -> str:
        return citation(contribution.work, contribution.locator) if contribution.work else ""

    return cite


def disambiguated_works(entries: Iterable[EntryText]) -> dict[UUID, CslItem]:
    """The works of a whole bibliography by identifier, with year letters where they are needed."""
    works = {entry.work: entry.csl for entry in entries}
    return dict(zip(works, disambiguate(list(works.values())), strict=True))


def cite_in_text(work: CslItem, locator: str, language: str = "en", style: str = "apa") -> str:
    """In-text citation of a work in a language and style; `locator` is as the reader typed it."""
    pages = PAGE_LOCATOR.fullmatch(locator.strip())
    if pages:
        return format_in_text(work, style, pages[1], language).text
    cited = format_in_text(work, style, locale=language).text
    return ", ".join(part for part in (cited, locator.strip()) if part)
