"""The works that a reading's sources cite, and how a sentence cites one."""

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
    """The eligible source annotations that cite a work and that this reader may see."""
    return eligible_annotations(reading, reader).filter(kind=Kind.SOURCE).exclude(work=None)


def cited_works(reading: Reading, reader: Reader) -> QuerySet[Work]:
    """The works cited by `eligible_sources`."""
    return Work.objects.filter(pk__in=eligible_sources(reading, reader).order_by().values("work"))


def citer_for(works: Iterable[UUID]) -> Citer:
    """A function that cites a contribution's work in a sentence: “Snyder, 1984, p. 466”. One query.

    It returns "" where there is no work. It omits the letters that distinguish works of one year,
    which would need the whole bibliography.
    """
    kept = dict(Work.objects.filter(pk__in=[*works]).values_list("pk", "csl"))

    @cache
    def named_at(work: UUID, locator: str) -> str:
        return cite_in_text(kept[work], locator) if work in kept else ""

    def cited(contribution: Contribution) -> str:
        return named_at(contribution.work, contribution.locator) if contribution.work else ""

    return cited


def disambiguated_works(works: Iterable[Work]) -> dict[UUID, Csl]:
    """The works of a whole bibliography by identifier, with year letters where they are needed."""
    found = {work.pk: work.csl for work in works}
    return dict(zip(found, told_apart(list(found.values())), strict=True))


def cite_in_text(work: Csl, locator: str, language: str = "en", style: str = "apa") -> str:
    """In-text citation of a work in a language and style; `locator` is as the reader typed it."""
    pages = PAGE_LOCATOR.fullmatch(locator.strip())
    if pages:
        return in_text(work, style, pages[1], language).text
    cited = in_text(work, style, locale=language).text
    return ", ".join(part for part in (cited, locator.strip()) if part)
