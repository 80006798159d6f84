"""The bibliography that a seminar built: each work with where it is cited and what for.

It lists only works cited by something that counts in the argument: a work in a private or hidden
annotation alone is not in it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.arguments.board.argument import TextLocation, locations_in, member_names
from annotations.arguments.citations import cited_works, eligible_sources, entries_of
from annotations.arguments.eligibility import eligible_annotations
from annotations.margin.bibliographic_entries import EntryText
from annotations.margin.choices import Kind, Relation
from annotations.seminars.queries import OpenedReading
from annotations.sources.completeness import entry_notice
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import bibliography_sort_key, format_citation

# What a source does for an annotation, by its relation and the kind of that annotation.
PURPOSES = {
    (Relation.SUPPORTS, Kind.NOTE): gettext_lazy("supports %(name)s’s note"),
    (Relation.SUPPORTS, Kind.COUNTERPOINT): gettext_lazy("supports %(name)s’s counterpoint"),
    (Relation.SUPPORTS, Kind.SOURCE): gettext_lazy("supports %(name)s’s source"),
    (Relation.DISPUTES, Kind.NOTE): gettext_lazy("disputes %(name)s’s note"),
    (Relation.DISPUTES, Kind.COUNTERPOINT): gettext_lazy("disputes %(name)s’s counterpoint"),
    (Relation.DISPUTES, Kind.SOURCE): gettext_lazy("disputes %(name)s’s source"),
    (Relation.CONTEXT, Kind.NOTE): gettext_lazy("gives context to %(name)s’s note"),
    (Relation.CONTEXT, Kind.COUNTERPOINT): gettext_lazy("gives context to %(name)s’s counterpoint"),
    (Relation.CONTEXT, Kind.SOURCE): gettext_lazy("gives context to %(name)s’s source"),
}
# The same for an annotation that is not shown.
PURPOSES_FOR_HIDDEN = {
    Relation.SUPPORTS: gettext_lazy("supports an annotation"),
    Relation.DISPUTES: gettext_lazy("disputes an annotation"),
    Relation.CONTEXT: gettext_lazy("gives context to an annotation"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """One annotation that cites a work: its place in the text, its author, and what it is for."""

    href: str
    location: TextLocation
    author_name: str
    purpose: str
    locator: str
    quotation: str


class SourceRow(NamedTuple):
    """The columns that are read of a source annotation."""

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
class BibliographyEntry:
    """A work in the bibliography."""

    entry_text: EntryText
    html: SafeString
    text: str
    # `html` with the work's address as a link.
    linked: SafeString
    # A notice about a work of which only an identifier is known; otherwise "".
    notice: str
    citations: list[Citation]
    # True if this visitor may flag the citation that the words come from.
    may_flag: bool


def sorted_entry_texts(opened: OpenedReading) -> list[EntryText]:
    """Return the entry text of each cited work, in the order of a bibliography. One query."""
    by_work = entries_of(cited_works(opened.reading, opened.reader), opened.reader)
    return sorted(
        by_work.values(), key=lambda entry: (bibliography_sort_key(entry.csl), entry.work)
    )


def bibliography_entries(
    entry_texts: Sequence[EntryText],
    opened: OpenedReading,
    style: str,
    disambiguated: Mapping[UUID, CslItem],
) -> list[BibliographyEntry]:
    """Return the formatted entries, each with where the work is cited. Three queries.

    `disambiguated` is what `disambiguated_works` returns for the whole bibliography. Raises
    KeyError if there is no such style.
    """
    citations = _citations([each.work for each in entry_texts], opened)
    language = opened.reading.essay.language
    member = opened.reader.member
    entries = []
    for each in entry_texts:
        formatted = format_citation(disambiguated[each.work], style, language)
        html, linked = map(mark_safe, (formatted.html, formatted.linked()))  # it escapes
        notice = entry_notice(each.csl, asking=settings.LOOKUP, problem=each.lookup_problem)
        may_flag = bool(member and each.annotation) and each.author != member
        entries.append(
            BibliographyEntry(
                each, html, formatted.text, linked, notice, citations[each.work], may_flag
            )
        )
    return entries


def _citations(works: Sequence[UUID], opened: OpenedReading) -> Mapping[UUID, list[Citation]]:
    """Return the citations of each work, oldest first, by work. Three queries."""
    reading, reader = opened.reading, opened.reader
    names = member_names(reading)
    location_of = locations_in(reading)
    target = eligible_annotations(reading, reader).filter(pk=OuterRef("about"))
    rows = (
        eligible_sources(reading, reader)
        .filter(work__in=works)
        .annotate(target_shows=Exists(target))
        .order_by("created_at", "id")
    )
    by_work: dict[UUID, list[Citation]] = defaultdict(list)
    for row in map(SourceRow._make, rows.values_list(*SourceRow._fields)):
        by_work[row.work].append(
            Citation(
                href=f"/a/{row.pk}/",
                location=location_of(row.paragraph),
                author_name=names.get(row.author, _("former member")),
                purpose=_purpose(row, names),
                locator=row.locator,
                quotation=row.quotation,
            )
        )
    return by_work


def _purpose(row: SourceRow, names: Mapping[UUID, str]) -> str:
    """Return in words what a source does for what it is about; "" if it has no relation."""
    if row.relation not in Relation.values:
        return ""
    relation = Relation(row.relation)
    if row.about is None:
        return str(relation.label)
    if not row.target_shows:
        return str(PURPOSES_FOR_HIDDEN[relation])
    name = names.get(row.about__author, _("a former member"))
    return PURPOSES[relation, Kind(row.about__kind)] % {"name": name}
