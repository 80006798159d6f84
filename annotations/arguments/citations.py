"""The works that a reading's sources bring, and how a sentence names one."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from django.db.models import QuerySet

from annotations.arguments.contributions import Contribution
from annotations.arguments.eligibility import eligible_annotations
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.csl import Work as Csl
from annotations.sources.formatting import in_text
from annotations.sources.models import Work
from annotations.sources.telling_apart import told_apart

PAGE_LOCATOR = re.compile(r"(?:pp?\.?|pages?)?\s*(\d[\d–—,\s-]*)", re.IGNORECASE)

type Citer = Callable[[Contribution], str]


def eligible_sources(reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The source annotations that count and that this reader may see."""
    return eligible_annotations(reading, reader).filter(kind=Kind.SOURCE).exclude(work=None)


def cited_works(reading: Reading, reader: Reader) -> QuerySet[Work]:
    """The works that they cite."""
    return Work.objects.filter(pk__in=eligible_sources(reading, reader).order_by().values("work"))


def citer_for(works: Iterable[UUID]) -> Citer:
    """How a sentence names the work of a source: “Snyder, 1984, p. 466”. One query.

    Without the letters of one year: for these the whole bibliography would have to be read.
    """
    kept = dict(Work.objects.filter(pk__in=[*works]).values_list("pk", "csl"))

    @cache
    def named_at(work: UUID, locator: str) -> str:
        return cite_in_text(kept[work], locator) if work in kept else ""

    def cited(voice: Contribution) -> str:
        return named_at(voice.work, voice.locator) if voice.work else ""

    return cited


def disambiguated_works(works: Iterable[Work]) -> dict[UUID, Csl]:
    """The works of a whole bibliography, each with what tells it from others of its authors."""
    found = {work.pk: work.csl for work in works}
    return dict(zip(found, told_apart(list(found.values())), strict=True))


def cite_in_text(work: Csl, locator: str, language: str = "en", style: str = "apa") -> str:
    """A work in a sentence of a language, with the place in it as its reader gave it."""
    pages = PAGE_LOCATOR.fullmatch(locator.strip())
    if pages:
        return in_text(work, style, pages[1], language).text
    cited = in_text(work, style, locale=language).text
    return ", ".join(part for part in (cited, locator.strip()) if part)
