"""The bibliographic entry of a work, as one reader may see it.

Citations of one work share its identity, never their words: an entry is taken from one citation
that its reader may see, or from a registry's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Now, RowNumber
from django.utils.translation import gettext as _

from annotations.margin.models import Annotation, Proposal, Wording
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.rules import Reader
from annotations.sources.csl.items import CslItem
from annotations.sources.models import Work

ALL_CITATIONS = Q()
# A citation that was joined to a work may lack the identifier that the work is known by.
LACKS_IDENTIFIER = Q(work__identity__startswith="doi:") & ~(
    Q(csl__has_key="DOI") | Q(csl__has_key="archive_location")
) | Q(work__identity__startswith="isbn:") & ~Q(csl__has_key="ISBN")


@dataclass(frozen=True, slots=True)
class EntryText:
    """The description of a work in an entry, and where it comes from."""

    work: UUID
    csl: CslItem
    # The citation that it comes from; None if it comes from a registry.
    annotation: UUID | None = None
    author: UUID | None = None
    # The name in the seminar of who described it by hand, and when.
    by: str = ""
    at: datetime | None = None
    # Why a registry had no answer.
    lookup_problem: str = ""


def entries_for(
    works: Iterable[UUID] | QuerySet[Any, Any], reader: Reader, only: Q = ALL_CITATIONS
) -> dict[UUID, EntryText]:
    """Return the entry of each of these works for a reader, by work. One query.

    An entry comes from the citations that count for the reader, in the readings that are open to
    them: from the one described by hand last; else from the oldest one with a title; else from a
    registry; else from the oldest one. `only` narrows the citations. A work without any is left
    out.
    """
    # A queryset stays a sub-query; a set of identifiers becomes parameters.
    if isinstance(works, QuerySet) or only != ALL_CITATIONS:
        among = works if isinstance(works, QuerySet) else [*works]
        rows: Iterable[dict[str, Any]] = _citation_rows(among, reader, only)
    else:
        rows = _rows_of_works([*works], reader)
    return {entry.work: entry for entry in map(_entry, rows)}


@prepared
def _rows_of_works(works: list[UUID], reader: Reader) -> QuerySet[Any, dict[str, Any]]:
    return _citation_rows(works, reader, ALL_CITATIONS)


def _citation_rows(
    works: list[UUID] | QuerySet[Any, Any], reader: Reader, only: Q
) -> QuerySet[Any, dict[str, Any]]:
    """Return of each of these works the citation that its entry comes from."""
    first = Window(
        RowNumber(),
        partition_by=F("work"),
        order_by=[
            F("described_at").desc(nulls_last=True),
            _rank(~Q(csl__has_key="title")),
            _rank(LACKS_IDENTIFIER),
            F("created_at"),
            F("id"),
        ],
    )
    citations = Annotation.objects.counted_for(reader).filter(only, work__in=works)
    if not reader.moderates:
        citations = citations.exclude(reading__opens_at__gt=Now())
    chosen = citations.annotate(nth=first).filter(nth=1)
    rows: QuerySet[Any, dict[str, Any]] = chosen.values(*COLUMNS)
    return rows


def entry_in(entries: Mapping[UUID, EntryText], annotation: Annotation) -> EntryText:
    """Return the entry of the work that an annotation cites: the one among `entries`, or, if no
    citation counts for the reader, one made of the annotation itself. The work must be loaded."""
    work = annotation.work
    assert work is not None
    return entries.get(work.pk) or entry_from_text(annotation, work)


def entry_from_text(text: Annotation | Proposal | Wording, work: Work) -> EntryText:
    """Return the entry that a work would have if this were its only citation, without the name of
    who described it."""
    author = text.author_id if isinstance(text, Annotation) else None
    origin = (text.pk, author, "", text.described_at)
    return _from_citation_or_registry(origin, text.csl, (work.pk, work.csl, work.lookup_problem))


def needs_lookup() -> Q:
    """Return the condition that a work has no citation, or one without its title."""
    citations = Annotation.objects.filter(work=OuterRef("pk"))
    untitled = citations.exclude(csl__has_key="title")
    return ~Exists(citations) | Exists(untitled)


COLUMNS = (
    *("pk", "work", "csl", "author", "described_at", "described_by__shown_as"),
    *("described_by__user", "described_by__archived_as", "work__csl", "work__lookup_problem"),
)


def _rank(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _entry(row: dict[str, Any]) -> EntryText:
    named = row["described_by__user"] or row["described_by__archived_as"] is not None
    by = row["described_by__shown_as"] if named else _("former member")
    return _from_citation_or_registry(
        (row["pk"], row["author"], by, row["described_at"]),
        row["csl"],
        (row["work"], row["work__csl"], row["work__lookup_problem"]),
    )


def _from_citation_or_registry(
    origin: tuple[Any, UUID | None, str, datetime | None],
    csl: dict[str, Any] | None,
    work: tuple[UUID, dict[str, Any], str],
) -> EntryText:
    """Return the citation's description, or the registry's if only that has a title."""
    annotation, author, by, at = origin
    pk, answered, problem = work
    if at is None and not (csl or {}).get("title") and answered.get("title"):
        return EntryText(pk, cast(CslItem, answered))
    return EntryText(
        pk, cast(CslItem, csl or answered), annotation, author, by if at else "", at, problem
    )
