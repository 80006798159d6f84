"""The bibliography that a seminar built: each work with where it is cited and what for.

Only works that something counting in the argument cites are in it; a work that somebody keeps
to themselves, or that only a hidden source brings, is not.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString, mark_safe

from annotations.arguments.argument import Spot, names_in, spots_of
from annotations.arguments.queries import counting
from annotations.margin.kinds import Kind, Relation
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.queries import Opened
from annotations.seminars.rules import Reader
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work

RELATIONS = {relation.value: str(relation.label) for relation in Relation}


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a work is cited: by whom, for what, and where in the work."""

    href: str
    spot: Spot
    who: str
    what_for: str
    locator: str
    quotation: str


@dataclass(frozen=True)
class Entry:
    """A work in the bibliography."""

    work: Work
    html: SafeString
    text: str
    link: str
    citations: list[Citation]

    @property
    def bare(self) -> bool:
        """Nothing is known of it but an identifier."""
        return not self.work.csl.get("title")


def sources(reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The source annotations that count and that this reader may see."""
    return counting(reading, reader).filter(kind=Kind.SOURCE).exclude(work=None)


def cited_works(reading: Reading, reader: Reader) -> QuerySet[Work]:
    """The works that they cite."""
    cited = sources(reading, reader).filter(work=OuterRef("pk"))
    return Work.objects.filter(Exists(cited))


def bibliography(opened: Opened, style: str) -> list[Entry]:
    """The entries in the order of a bibliography. Four queries.

    Raises KeyError: there is no such style.
    """
    reading = opened.reading
    citations = _citations(opened)
    works = Work.objects.in_bulk(list(citations))
    language = reading.essay.language
    entries = []
    for pk, work in works.items():
        formatted = format_citation(work.csl, style, language)
        html = mark_safe(formatted.html)  # noqa: S308  (the formatter escapes)
        entries.append(Entry(work, html, formatted.text, formatted.link, citations[pk]))
    return sorted(entries, key=lambda entry: (entry.text.casefold(), entry.work.pk))


def _citations(opened: Opened) -> Mapping[UUID, list[Citation]]:
    reading = opened.reading
    names = names_in(reading)
    spots = spots_of(reading)
    found: dict[UUID, list[Citation]] = defaultdict(list)
    for row in _rows(opened):
        assert row.work_id is not None
        found[row.work_id].append(
            Citation(
                href=f"/a/{row.pk}/",
                spot=spots(row.paragraph_id),
                who=names.get(row.author_id, "former member"),
                what_for=_what_for(row, names),
                locator=row.locator,
                quotation=row.quotation,
            )
        )
    return found


def _rows(opened: Opened) -> Iterator[Annotation]:
    reading, reader = opened.reading, opened.reader
    target = counting(reading, reader).filter(pk=OuterRef("about"))
    rows = (
        sources(reading, reader)
        .annotate(target_shows=Exists(target))
        .select_related("about")
        .only(
            "work",
            "paragraph",
            "author",
            "relation",
            "locator",
            "quotation",
            "about__kind",
            "about__author",
        )
    )
    yield from rows.order_by("created_at", "id")


def _what_for(row: Annotation, names: Mapping[UUID, str]) -> str:
    relation = RELATIONS.get(row.relation, "")
    if row.about is None:
        return relation
    if row.relation == Relation.CONTEXT:
        relation = "gives context to"
    if not row.target_shows:  # type: ignore[attr-defined]
        return f"{relation} an annotation"
    who = names.get(row.about.author_id, "a former member")
    return f"{relation} {who}’s {Kind(row.about.kind).label.lower()}"
