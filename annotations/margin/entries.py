"""What the bibliographic entry of a work says to one reader.

Citations share the identity of a work, never their words: an entry is made of one citation that
its reader may see, or of a registry's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Now, RowNumber

from annotations.margin.models import Annotation, Proposal, Wording
from annotations.seminars.rules import Reader
from annotations.sources.csl.items import CslItem
from annotations.sources.models import Work

EVERY = Q()
# A citation that was joined to a work may lack the identifier that the work is known by.
STRAYED = Q(work__identity__startswith="doi:") & ~(
    Q(csl__has_key="DOI") | Q(csl__has_key="archive_location")
) | Q(work__identity__startswith="isbn:") & ~Q(csl__has_key="ISBN")


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an entry says, and whose words these are."""

    work: UUID
    csl: CslItem
    # The citation that the words come from; None where they are a registry's.
    annotation: UUID | None = None
    author: UUID | None = None
    # Who described it by hand, as they are called in the seminar, and when.
    by: str = ""
    at: datetime | None = None
    # Why a registry had no answer.
    lookup_problem: str = ""


def entries_for(
    works: Iterable[UUID] | QuerySet[Any, Any], reader: Reader, only: Q = EVERY
) -> dict[UUID, EntryText]:
    """What the entry of each of these works says to a reader, by work. One query.

    Of the citations that count for the reader, in every reading that is open to them, it says
    what was described by hand last; else what the oldest citation with a title says; else what
    a registry answered; else what the oldest citation says. `only` narrows the citations; a
    work without any is left out.
    """
    first = Window(
        RowNumber(),
        partition_by=F("work"),
        order_by=[
            F("described_at").desc(nulls_last=True),
            _rank(~Q(csl__has_key="title")),
            _rank(STRAYED),
            F("created_at"),
            F("id"),
        ],
    )
    # A queryset stays a sub-query; a set of identifiers becomes parameters.
    among = works if isinstance(works, QuerySet) else [*works]
    found = Annotation.objects.counted_for(reader).filter(only, work__in=among)
    if not reader.moderates:
        found = found.exclude(reading__opens_at__gt=Now())
    rows = found.annotate(nth=first).filter(nth=1)
    return {entry.work: entry for entry in map(_entry, rows.values(*COLUMNS))}


def entry_in(entries: Mapping[UUID, EntryText], annotation: Annotation) -> EntryText:
    """The entry of the work that an annotation cites, which must come with it: as it is among
    `entries`, or, where no citation counts for their reader, as the annotation itself says."""
    work = annotation.work
    assert work is not None
    return entries.get(work.pk) or text_of(annotation, work)


def text_of(text: Annotation | Proposal | Wording, work: Work) -> EntryText:
    """What the entry of a work would say if this were its only citation; without who described
    it."""
    author = text.author_id if isinstance(text, Annotation) else None
    whose = (text.pk, author, "", text.described_at)
    return _chosen(whose, text.csl, (work.pk, work.csl, work.lookup_problem))


def needs_lookup() -> Q:
    """The condition that not every citation of a work says its title."""
    citations = Annotation.objects.filter(work=OuterRef("pk"))
    untitled = citations.exclude(csl__has_key="title")
    return ~Exists(citations) | Exists(untitled)


COLUMNS = (
    *("pk", "work", "csl", "author", "described_at", "described_by__shown_as"),
    *("described_by__user", "work__csl", "work__lookup_problem"),
)


def _rank(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _entry(row: dict[str, Any]) -> EntryText:
    by = row["described_by__shown_as"] if row["described_by__user"] else "former member"
    return _chosen(
        (row["pk"], row["author"], by, row["described_at"]),
        row["csl"],
        (row["work"], row["work__csl"], row["work__lookup_problem"]),
    )


def _chosen(
    whose: tuple[Any, UUID | None, str, datetime | None],
    csl: dict[str, Any] | None,
    work: tuple[UUID, dict[str, Any], str],
) -> EntryText:
    """The citation's words, or the registry's where only those have a title."""
    annotation, author, by, at = whose
    pk, answered, problem = work
    if at is None and not (csl or {}).get("title") and answered.get("title"):
        return EntryText(pk, cast(CslItem, answered))
    return EntryText(
        pk, cast(CslItem, csl or answered), annotation, author, by if at else "", at, problem
    )
