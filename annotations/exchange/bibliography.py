"""The bibliography that a seminar built: each work with where it is cited and what for.

Only works that something counting in the argument cites are in it; a work that somebody keeps
to themselves, or that only a hidden source brings, is not.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString, mark_safe

from annotations.arguments.board.argument import TextLocation, locations_in, member_names
from annotations.arguments.citations import cited_works, eligible_sources
from annotations.arguments.eligibility import eligible_annotations
from annotations.margin.kinds import Kind, Relation
from annotations.seminars.queries import Opened
from annotations.sources.csl import Work as Csl
from annotations.sources.formatting import format_citation, order
from annotations.sources.knowledge import told_after
from annotations.sources.models import Work

RELATIONS = {relation.value: str(relation.label) for relation in Relation}


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a work is cited: by whom, for what, and where in the work."""

    href: str
    spot: TextLocation
    who: str
    what_for: str
    locator: str
    quotation: str


class Cited(NamedTuple):
    """What is read of a source annotation, by the names of the columns."""

    pk: UUID
    work: UUID
    paragraph: UUID
    author: UUID
    relation: str
    locator: str
    quotation: str
    about: UUID | None
    about__kind: str
    about__author: UUID
    target_shows: bool


@dataclass(frozen=True)
class Entry:
    """A work in the bibliography."""

    work: Work
    html: SafeString
    text: str
    #: with its address as a link
    linked: SafeString
    #: what is told of one of which nothing is known but a number
    told: str
    citations: list[Citation]


def shelved(opened: Opened) -> list[Work]:
    """The works that are cited, in the order of a bibliography. One query."""
    found = cited_works(opened.reading, opened.reader)
    return sorted(found, key=lambda work: (order(work.csl), work.pk))


def entries(
    works: Sequence[Work], opened: Opened, style: str, apart: Mapping[UUID, Csl]
) -> list[Entry]:
    """Their entries, each with where the work is cited. Three queries.

    `apart` has them as `told_apart_in` the whole bibliography.

    Raises KeyError: there is no such style.
    """
    citations = _citations(works, opened)
    language = opened.reading.essay.language
    found = []
    for work in works:
        formatted = format_citation(apart[work.pk], style, language)
        html, linked = map(mark_safe, (formatted.html, formatted.linked()))  # it escapes
        told = told_after(work.csl, asking=settings.LOOKUP, problem=work.lookup_problem)
        found.append(Entry(work, html, formatted.text, linked, told, citations[work.pk]))
    return found


def _citations(works: Sequence[Work], opened: Opened) -> Mapping[UUID, list[Citation]]:
    reading, reader = opened.reading, opened.reader
    names = member_names(reading)
    spots = locations_in(reading)
    target = eligible_annotations(reading, reader).filter(pk=OuterRef("about"))
    rows = (
        eligible_sources(reading, reader)
        .filter(work__in=works)
        .annotate(target_shows=Exists(target))
        .order_by("created_at", "id")
    )
    found: dict[UUID, list[Citation]] = defaultdict(list)
    for row in map(Cited._make, rows.values_list(*Cited._fields)):
        found[row.work].append(
            Citation(
                href=f"/a/{row.pk}/",
                spot=spots(row.paragraph),
                who=names.get(row.author, "former member"),
                what_for=_what_for(row, names),
                locator=row.locator,
                quotation=row.quotation,
            )
        )
    return found


def _what_for(row: Cited, names: Mapping[UUID, str]) -> str:
    relation = RELATIONS.get(row.relation, "")
    if row.about is None:
        return relation
    if row.relation == Relation.CONTEXT:
        relation = "gives context to"
    if not row.target_shows:
        return f"{relation} an annotation"
    who = names.get(row.about__author, "a former member")
    return f"{relation} {who}’s {Kind(row.about__kind).label.lower()}"
