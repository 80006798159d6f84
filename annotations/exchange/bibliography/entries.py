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
from annotations.arguments.citations import cited_works, eligible_sources, entries_of
from annotations.arguments.eligibility import eligible_annotations
from annotations.margin.choices import Kind, Relation
from annotations.margin.entries import EntryText
from annotations.seminars.queries import OpenedReading
from annotations.sources.completeness import entry_notice
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import bibliography_sort_key, format_citation

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

    said: EntryText
    html: SafeString
    text: str
    #: with its address as a link
    linked: SafeString
    #: what is told of one of which nothing is known but a number
    told: str
    citations: list[Citation]
    #: whether this visitor may flag the citation that the words come from
    flaggable: bool


def shelved(opened: OpenedReading) -> list[EntryText]:
    """What the entries of the cited works say, in the order of a bibliography. One query."""
    found = entries_of(cited_works(opened.reading, opened.reader), opened.reader)
    return sorted(found.values(), key=lambda entry: (bibliography_sort_key(entry.csl), entry.work))


def entries(
    shelf: Sequence[EntryText], opened: OpenedReading, style: str, apart: Mapping[UUID, CslItem]
) -> list[Entry]:
    """Their entries, each with where the work is cited. Three queries.

    `apart` is what `disambiguated_works` returns for the whole bibliography.

    Raises KeyError: there is no such style.
    """
    citations = _citations([said.work for said in shelf], opened)
    language = opened.reading.essay.language
    member = opened.reader.member
    found = []
    for said in shelf:
        formatted = format_citation(apart[said.work], style, language)
        html, linked = map(mark_safe, (formatted.html, formatted.linked()))  # it escapes
        told = entry_notice(said.csl, asking=settings.LOOKUP, problem=said.lookup_problem)
        flaggable = bool(member and said.annotation) and said.author != member
        found.append(
            Entry(said, html, formatted.text, linked, told, citations[said.work], flaggable)
        )
    return found


def _citations(works: Sequence[UUID], opened: OpenedReading) -> Mapping[UUID, list[Citation]]:
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
