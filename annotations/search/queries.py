"""The function that searches a reading, and its conditions.

What a visitor may not see is excluded by the query itself, before anything is counted or cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from annotations.arguments.claims.queries import claim_wordings
from annotations.arguments.models import Bearing
from annotations.arguments.standing.cache import contested_claims
from annotations.character_folding.accents import fold_accents
from annotations.essays.models import Block
from annotations.essays.queries import readable_blocks
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import entries_of_cited_works, work_text
from annotations.margin.threads.unread import unread_by
from annotations.search.index_conditions import SearchFilters, SearchTerm, index_condition
from annotations.search.models import Indexed
from annotations.search.query_words import (
    contains_all,
    find_hits,
    parse_query,
    snippet,
    word_pattern,
)
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader

RESULTS_PER_PAGE = 20
MAX_COUNTED = 1_000
TEXT_HITS_SHOWN = 3  # the rest of them is folded away
NO_MEMBER = UUID(int=0)
LINK_LABELS = {
    Kind.NOTE: gettext_lazy("Open this note by %(name)s in its place"),
    Kind.COUNTERPOINT: gettext_lazy("Open this counterpoint by %(name)s in its place"),
    Kind.SOURCE: gettext_lazy("Open this source by %(name)s in its place"),
}


@dataclass(frozen=True)
class TextHit:
    """A paragraph of the text that contains the words."""

    block: Block
    snippet: SafeString


@dataclass(frozen=True)
class AnnotationHit:
    """An annotation that matches, with excerpts as HTML in which the words are marked."""

    annotation: Annotation
    # None where the current text no longer has that paragraph.
    block: Block | None
    body: SafeString
    passage: SafeString
    citation: SafeString
    claim: SafeString

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def link_label(self) -> str:
        """What the link to the annotation is called for screen readers."""
        return LINK_LABELS[Kind(self.annotation.kind)] % {"name": self.annotation.author.name}


@dataclass(frozen=True)
class SearchResults:
    """One page of results."""

    words: list[str]
    text_hits: list[TextHit] = field(default_factory=list)
    annotation_hits: list[AnnotationHit] = field(default_factory=list)
    # The number of annotations found; not counted beyond `MAX_COUNTED` + 1.
    total: int = 0
    # The last annotation of this page, if another page follows.
    after: UUID | None = None

    @property
    def further_text_hits(self) -> int:
        """The number of paragraphs beyond the first `TEXT_HITS_SHOWN`."""
        return len(self.text_hits) - TEXT_HITS_SHOWN

    @property
    def exceeds_count(self) -> bool:
        """True if there are more annotations than were counted."""
        return self.total > MAX_COUNTED


def search_reading(
    reader: Reader, reading: Reading, query: str, filters: SearchFilters
) -> SearchResults:
    """Find what contains all the words of the query, the newest annotations first.

    Searches the paragraphs of the current text, and annotations by their words, quotations and
    citations, their author's name and their claim. At most nine queries.
    """
    words = parse_query(query)
    if query.strip() and not words:
        return SearchResults(words)
    if filters.mine:
        filters = replace(filters, by=reader.member or NO_MEMBER)
    claims = claim_wordings(reading, reader)
    words_match = index_condition(reading, filters, search_terms(reading, words, claims))
    matches = findable_rows(reader).filter(words_match, filter_condition(reading, filters, reader))
    page = list(rows_after(matches, filters.after)[: RESULTS_PER_PAGE + 1])
    more = len(page) > RESULTS_PER_PAGE or filters.after is not None
    blocks = readable_blocks(reading.essay)
    at = {block.paragraph_id: block for block in blocks}
    entries = entries_of_cited_works((row.annotation for row in page[:RESULTS_PER_PAGE]), reader)
    return SearchResults(
        words,
        text_hits=find_text_hits(blocks, words) if words and filters == SearchFilters() else [],
        annotation_hits=[
            annotation_hit(
                row.annotation,
                at.get(row.annotation.paragraph_id),
                words,
                claims,
                work_text(row.annotation, reading.essay.language, entries),
            )
            for row in page[:RESULTS_PER_PAGE]
        ],
        total=matches.order_by()[: MAX_COUNTED + 1].count() if more else len(page),
        after=page[RESULTS_PER_PAGE - 1].annotation_id if len(page) > RESULTS_PER_PAGE else None,
    )


def findable_rows(reader: Reader) -> QuerySet[Indexed]:
    """Return the rows of the index that this reader may find, the newest first.

    Visibility is checked with EXISTS for each row that matches: with a join, SQLite begins with the
    visible annotations instead, and takes minutes instead of milliseconds.
    """
    visible = Annotation.objects.counted_for(reader).filter(pk=OuterRef("annotation"))
    rows = Indexed.objects.select_related(
        "annotation__author", "annotation__bearing", "annotation__work"
    )
    return rows.filter(Exists(visible)).order_by("-pk")


def filter_condition(reading: Reading, filters: SearchFilters, reader: Reader) -> Q:
    """Return the condition for unread annotations, and for those about a contested claim."""
    condition = unread_by(reader, "annotation") if filters.unread else Q()
    if filters.contested:
        # Only annotations this reader sees: answers must not reveal the claim of a hidden one.
        seen = Annotation.objects.counted_for(reader)
        bearing = seen.filter(bearing__claim__in=contested_claims(reading, reader))
        condition &= Q(annotation__in=bearing) | Q(annotation__root__in=bearing)
    return condition


def search_terms(
    reading: Reading, words: Sequence[str], wordings: Mapping[UUID, str]
) -> list[SearchTerm]:
    """Return the words with the members and the claims whose name or wording contains them."""
    if not words:
        return []
    members = Member.objects.filter(seminar=reading.seminar_id)
    names = {member.pk: fold_accents(member.name) for member in members}
    claims = {claim: fold_accents(wording) for claim, wording in wordings.items()}
    return [
        SearchTerm(word, ids_with_word(word, names), ids_with_word(word, claims)) for word in words
    ]


def ids_with_word(word: str, names: dict[UUID, str]) -> list[UUID]:
    """Return the keys of those folded names that contain a word."""
    pattern = word_pattern(word)
    return [identifier for identifier, name in names.items() if pattern.search(name)]


def rows_after(rows: QuerySet[Indexed], after: UUID | None) -> QuerySet[Indexed]:
    """Return the rows after an annotation, if it is among them; else all of them."""
    if after is None:
        return rows
    place = rows.filter(annotation=after).values_list("pk", flat=True).order_by().first()
    return rows if place is None else rows.filter(pk__lt=place)


def find_text_hits(blocks: Sequence[Block], words: Sequence[str]) -> list[TextHit]:
    """Return the blocks that contain all the words."""
    return [
        TextHit(block, snippet_html(block.text, words))
        for block in blocks
        if contains_all(block.text, words)
    ]


def annotation_hit(
    annotation: Annotation,
    block: Block | None,
    words: Sequence[str],
    claims: Mapping[UUID, str],
    entry: str,
) -> AnnotationHit:
    """Return an annotation with its words marked, and the entry of its work.

    The citation is shown as it was pasted where only that contains the words.
    """
    citation = max((entry, annotation.citation), key=lambda text: len(find_hits(text, words)))
    return AnnotationHit(
        annotation,
        block,
        snippet_html(annotation.body, words),
        snippet_html(annotation.exact, words, 120),
        snippet_html("\n".join(filter(None, [citation, annotation.quotation])), words, 160),
        snippet_html(attached_claim_wording(annotation, claims), words),
    )


def snippet_html(text: str, words: Sequence[str], length: int = 240) -> SafeString:
    """Return about `length` code points of a text as HTML, with each match in a <mark>."""
    pieces = (
        format_html("<mark>{}</mark>", piece.text) if piece.hit else piece.text
        for piece in snippet(text, words, length)
    )
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def attached_claim_wording(annotation: Annotation, claims: Mapping[UUID, str]) -> str:
    """Return the wording of the claim that the annotation is attached to, or ""."""
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    return claims.get(bearing.claim_id, "") if bearing else ""


def filterable_members(reading: Reading) -> list[Member]:
    """Return the active members, by name, for the filter by author."""
    members = Member.objects.active().named().filter(seminar=reading.seminar_id)
    return sorted(members, key=lambda member: member.name.casefold())
