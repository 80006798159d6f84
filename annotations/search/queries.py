"""The one function that searches, and the conditions it is made of.

What a visitor may not see is left out by the query itself, before anything is counted or cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.arguments.keeping import contested_in
from annotations.arguments.models import Bearing
from annotations.arguments.queries import claims_called
from annotations.essays.models import Block, BlockType
from annotations.margin.brief import cited
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.margin.unread import unread_by
from annotations.prose.accents import fold_accents
from annotations.search.index_conditions import SearchFilters, SearchTerm, index_condition
from annotations.search.models import Indexed
from annotations.search.query_words import (
    SnippetPiece,
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
NO_MEMBER = UUID(int=0)


@dataclass(frozen=True)
class TextHit:
    """A paragraph in which the words stand."""

    block: Block
    snippet: list[SnippetPiece]


@dataclass(frozen=True)
class AnnotationHit:
    """An annotation that was found."""

    annotation: Annotation
    # Where it stands; None where the text has lost that paragraph.
    block: Block | None
    body: list[SnippetPiece]
    passage: list[SnippetPiece]
    citation: list[SnippetPiece]
    claim: list[SnippetPiece]

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape


@dataclass(frozen=True)
class SearchResults:
    """A page of what was found."""

    words: list[str]
    text_hits: list[TextHit] = field(default_factory=list)
    annotation_hits: list[AnnotationHit] = field(default_factory=list)
    # How many annotations in all; a thousand and one stand for more than a thousand.
    total: int = 0
    # The last annotation of this page, where another follows.
    after: UUID | None = None

    @property
    def exceeds_count(self) -> bool:
        """More than were counted."""
        return self.total > MAX_COUNTED


def search_reading(
    reader: Reader, reading: Reading, query: str, filters: SearchFilters
) -> SearchResults:
    """What holds all the words of the query: the current text's paragraphs, and annotations by
    what they say, quote and cite, by their author's name and their claim. The newest first.
    At most eight queries."""
    words = parse_query(query)
    if query.strip() and not words:
        return SearchResults(words)
    if filters.mine:
        filters = replace(filters, by=reader.member or NO_MEMBER)
    claims = claims_called(reading, reader)
    words_match = index_condition(reading, filters, search_terms(reading, words, claims))
    found = findable_rows(reader).filter(words_match, filter_condition(reading, filters, reader))
    page = list(rows_after(found, filters.after)[: RESULTS_PER_PAGE + 1])
    more = len(page) > RESULTS_PER_PAGE or filters.after is not None
    blocks = blocks_of(reading)
    at = {block.paragraph_id: block for block in blocks}
    return SearchResults(
        words,
        text_hits=find_text_hits(blocks, words) if words and filters == SearchFilters() else [],
        annotation_hits=[
            annotation_hit(
                row.annotation,
                at.get(row.annotation.paragraph_id),
                words,
                claims,
                reading.essay.language,
            )
            for row in page[:RESULTS_PER_PAGE]
        ],
        total=found.order_by()[: MAX_COUNTED + 1].count() if more else len(page),
        after=page[RESULTS_PER_PAGE - 1].annotation_id if len(page) > RESULTS_PER_PAGE else None,
    )


def findable_rows(reader: Reader) -> QuerySet[Indexed]:
    """The rows of the index that this reader may find, the newest first.

    Asked with EXISTS, row by row of what the words let through: as a join, SQLite begins with
    the visible annotations instead, and takes minutes where this takes milliseconds.
    """
    visible = Annotation.objects.counted_for(reader).filter(pk=OuterRef("annotation"))
    shown = Indexed.objects.select_related(
        "annotation__author", "annotation__bearing", "annotation__work"
    )
    return shown.filter(Exists(visible)).order_by("-pk")


def filter_condition(reading: Reading, filters: SearchFilters, reader: Reader) -> Q:
    """What is unread, or bears on a contested claim, itself or by what it answers."""
    condition = unread_by(reader, "annotation") if filters.unread else Q()
    if filters.contested:
        # of what this reader sees: an answer does not tell what a hidden one bore on
        seen = Annotation.objects.counted_for(reader)
        bearing = seen.filter(bearing__claim__in=contested_in(reading, reader))
        condition &= Q(annotation__in=bearing) | Q(annotation__root__in=bearing)
    return condition


def search_terms(
    reading: Reading, words: Sequence[str], called_so: Mapping[UUID, str]
) -> list[SearchTerm]:
    """The words with the people and the claims that are called so."""
    if not words:
        return []
    members = Member.objects.filter(seminar=reading.seminar_id)
    names = {member.pk: fold_accents(member.name) for member in members}
    claims = {claim: fold_accents(wording) for claim, wording in called_so.items()}
    return [
        SearchTerm(word, ids_with_word(word, names), ids_with_word(word, claims)) for word in words
    ]


def ids_with_word(word: str, names: dict[UUID, str]) -> list[UUID]:
    """Which of these folded names a word is part of."""
    looked_for = word_pattern(word)
    return [identifier for identifier, name in names.items() if looked_for.search(name)]


def rows_after(found: QuerySet[Indexed], after: UUID | None) -> QuerySet[Indexed]:
    """What follows an annotation that is itself among the found; else all."""
    if after is None:
        return found
    place = found.filter(annotation=after).values_list("pk", flat=True).order_by().first()
    return found if place is None else found.filter(pk__lt=place)


def blocks_of(reading: Reading) -> list[Block]:
    """The paragraphs and headings of the current text. One query."""
    blocks = Block.objects.filter(revision=reading.essay.current).exclude(type=BlockType.BREAK)
    return list(blocks.defer("spans"))


def find_text_hits(blocks: Sequence[Block], words: Sequence[str]) -> list[TextHit]:
    """Those of the text that hold the words."""
    return [
        TextHit(block, snippet(block.text, words))
        for block in blocks
        if contains_all(block.text, words)
    ]


def annotation_hit(
    annotation: Annotation,
    block: Block | None,
    words: Sequence[str],
    claims: Mapping[UUID, str],
    language: str,
) -> AnnotationHit:
    """An annotation with its words marked, and its work as one knows it, or as it was pasted
    where only that has the words."""
    named = cited(annotation, language), annotation.citation
    citation = max(named, key=lambda text: len(find_hits(text, words)))
    return AnnotationHit(
        annotation,
        block,
        snippet(annotation.body, words),
        snippet(annotation.exact, words, 120),
        snippet("\n".join(filter(None, [citation, annotation.quotation])), words, 160),
        snippet(claim_wording(annotation, claims), words),
    )


def claim_wording(annotation: Annotation, claims: Mapping[UUID, str]) -> str:
    """The wording of the claim that it bears on, or ""."""
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    return claims.get(bearing.claim_id, "") if bearing else ""


def filterable_members(reading: Reading) -> list[Member]:
    """Whose annotations one may ask for: those who are members now, by name."""
    members = Member.objects.active().filter(seminar=reading.seminar_id).exclude(user=None)
    return sorted(members, key=lambda member: member.name.casefold())
