"""The one function that searches, and the conditions it is made of.

What a visitor may not see is left out by the query itself, before anything is counted or cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.arguments.claims.queries import claim_wordings
from annotations.arguments.models import Bearing
from annotations.arguments.standing.cache import contested_claims
from annotations.essays.models import Block, Type
from annotations.margin.brief import cited
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.margin.unread import unread_by
from annotations.search.matching import Asked, Filters, matching
from annotations.search.models import Indexed
from annotations.search.words import Piece, folded, hits_in, holds, pattern, snippet, words_of
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader

PAGE = 20
COUNTED = 1_000
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class InText:
    """A paragraph in which the words stand."""

    block: Block
    pieces: list[Piece]


@dataclass(frozen=True)
class InMargin:
    """An annotation that was found."""

    annotation: Annotation
    # Where it stands; None where the text has lost that paragraph.
    block: Block | None
    said: list[Piece]
    passage: list[Piece]
    citation: list[Piece]
    claim: list[Piece]

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape


@dataclass(frozen=True)
class Results:
    """A page of what was found."""

    words: list[str]
    text: list[InText] = field(default_factory=list)
    margin: list[InMargin] = field(default_factory=list)
    # How many annotations in all; a thousand and one stand for more than a thousand.
    total: int = 0
    # The last annotation of this page, where another follows.
    after: UUID | None = None

    @property
    def many(self) -> bool:
        """More than were counted."""
        return self.total > COUNTED


def search(reader: Reader, reading: Reading, query: str, filters: Filters) -> Results:
    """What holds all the words of the query: the current text's paragraphs, and annotations by
    what they say, quote and cite, by their author's name and their claim. The newest first.
    At most eight queries."""
    words = words_of(query)
    if query.strip() and not words:
        return Results(words)
    if filters.mine:
        filters = replace(filters, by=reader.member or NOBODY)
    claims = claim_wordings(reading, reader)
    words_match = matching(reading, filters, asked_for(reading, words, claims))
    found = seen_by(reader).filter(words_match, narrowed(reading, filters, reader))
    page = list(continued(found, filters.after)[: PAGE + 1])
    more = len(page) > PAGE or filters.after is not None
    blocks = blocks_of(reading)
    at = {block.paragraph_id: block for block in blocks}
    return Results(
        words,
        text=in_text(blocks, words) if words and filters == Filters() else [],
        margin=[
            in_margin(
                row.annotation,
                at.get(row.annotation.paragraph_id),
                words,
                claims,
                reading.essay.language,
            )
            for row in page[:PAGE]
        ],
        total=found.order_by()[: COUNTED + 1].count() if more else len(page),
        after=page[PAGE - 1].annotation_id if len(page) > PAGE else None,
    )


def seen_by(reader: Reader) -> QuerySet[Indexed]:
    """The rows of the index that this reader may find, the newest first.

    Asked with EXISTS, row by row of what the words let through: as a join, SQLite begins with
    the visible annotations instead, and takes minutes where this takes milliseconds.
    """
    visible = Annotation.objects.counted_for(reader).filter(pk=OuterRef("annotation"))
    shown = Indexed.objects.select_related(
        "annotation__author", "annotation__bearing", "annotation__work"
    )
    return shown.filter(Exists(visible)).order_by("-pk")


def narrowed(reading: Reading, filters: Filters, reader: Reader) -> Q:
    """What is unread, or bears on a contested claim, itself or by what it answers."""
    condition = unread_by(reader, "annotation") if filters.unread else Q()
    if filters.contested:
        # of what this reader sees: an answer does not tell what a hidden one bore on
        seen = Annotation.objects.counted_for(reader)
        bearing = seen.filter(bearing__claim__in=contested_claims(reading, reader))
        condition &= Q(annotation__in=bearing) | Q(annotation__root__in=bearing)
    return condition


def asked_for(reading: Reading, words: Sequence[str], called_so: Mapping[UUID, str]) -> list[Asked]:
    """The words with the people and the claims that are called so."""
    if not words:
        return []
    members = Member.objects.filter(seminar=reading.seminar_id)
    names = {member.pk: folded(member.name) for member in members}
    claims = {claim: folded(wording) for claim, wording in called_so.items()}
    return [Asked(word, called(word, names), called(word, claims)) for word in words]


def called(word: str, names: dict[UUID, str]) -> list[UUID]:
    """Which of these folded names a word is part of."""
    looked_for = pattern(word)
    return [identifier for identifier, name in names.items() if looked_for.search(name)]


def continued(found: QuerySet[Indexed], after: UUID | None) -> QuerySet[Indexed]:
    """What follows an annotation that is itself among the found; else all."""
    if after is None:
        return found
    place = found.filter(annotation=after).values_list("pk", flat=True).order_by().first()
    return found if place is None else found.filter(pk__lt=place)


def blocks_of(reading: Reading) -> list[Block]:
    """The paragraphs and headings of the current text. One query."""
    blocks = Block.objects.filter(revision=reading.essay.current).exclude(type=Type.BREAK)
    return list(blocks.defer("spans"))


def in_text(blocks: Sequence[Block], words: Sequence[str]) -> list[InText]:
    """Those of the text that hold the words."""
    return [
        InText(block, snippet(block.text, words)) for block in blocks if holds(block.text, words)
    ]


def in_margin(
    annotation: Annotation,
    block: Block | None,
    words: Sequence[str],
    claims: Mapping[UUID, str],
    language: str,
) -> InMargin:
    """An annotation with its words marked, and its work as one knows it, or as it was pasted
    where only that has the words."""
    named = cited(annotation, language), annotation.citation
    citation = max(named, key=lambda text: len(hits_in(text, words)))
    return InMargin(
        annotation,
        block,
        snippet(annotation.body, words),
        snippet(annotation.exact, words, 120),
        snippet("\n".join(filter(None, [citation, annotation.quotation])), words, 160),
        snippet(claim_of(annotation, claims), words),
    )


def claim_of(annotation: Annotation, claims: Mapping[UUID, str]) -> str:
    """The wording of the claim that it bears on, or ""."""
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    return claims.get(bearing.claim_id, "") if bearing else ""


def writers(reading: Reading) -> list[Member]:
    """Whose annotations one may ask for: those who are members now, by name."""
    members = Member.objects.active().filter(seminar=reading.seminar_id).exclude(user=None)
    return sorted(members, key=lambda member: member.name.casefold())
