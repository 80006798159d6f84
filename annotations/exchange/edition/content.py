"""The critical edition: the essay with its marginalia, an apparatus, and the bibliography.

The marginalia are notes and sources; the apparatus lists counterpoints by paragraph, with the
claims and their standing. An edition is read from the first block to the last, and at no time holds
more than some hundred of the annotations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.arguments.board.argument import load_argument
from annotations.arguments.board.cards import Card, build_board
from annotations.arguments.citations import cite_in_text, disambiguated_works
from annotations.arguments.eligibility import eligible_annotations
from annotations.essays.models import Block
from annotations.essays.queries import current_blocks
from annotations.exchange.bibliography.entries import sorted_entry_texts
from annotations.exchange.edition.remarks import (
    IN_MEMORY,
    REMARK_LENGTH,
    CiteAt,
    PlacedAnnotation,
    Remark,
    RemarkThreads,
    build_remark,
)
from annotations.margin.bibliographic_entries import EntryText
from annotations.margin.choices import Kind
from annotations.margin.models import AnnotationQuerySet
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.queries import OpenedReading
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import format_citation

# Marginalia up to this many times their paragraph's length are printed beside it.
MAX_LENGTH_BESIDE = 1.6
BLOCKS_IN_MEMORY = 100
REMEMBERED_CITATIONS = 2_000


@dataclass(frozen=True, slots=True)
class ParagraphSize:
    """How many annotations of a paragraph are printed, and roughly the space that they take, in
    characters of the text."""

    annotations: int
    length: int


NOTHING = ParagraphSize(0, 0)
REMARK_WORDS = Length("exact") + Length("body_html") + Length("quotation") + Length("locator")


@dataclass(frozen=True)
class Section:
    """A block of the text with what is printed of it: its remarks, marginalia first, from one to
    another, and its words with the first of them."""

    edition: Edition
    block: Block
    threads: RemarkThreads
    remarks: tuple[int, int | None] = (0, None)

    @property
    def is_continued(self) -> bool:
        """True if the text and the first remarks are in an earlier part."""
        return self.remarks[0] > 0

    @property
    def claims(self) -> list[Card]:
        """The claims that are made first in this block."""
        return [] if self.is_continued else self.edition.claims.get(self.block.paragraph_id, [])

    @property
    def marginalia(self) -> Iterator[Remark]:
        """The notes and sources, with what answers them."""
        return self._remarks(each for each in self._placed() if not each.in_apparatus)

    @property
    def apparatus(self) -> Iterator[Remark]:
        """The counterpoints, with what answers them."""
        return self._remarks(each for each in self._placed() if each.in_apparatus)

    def _placed(self) -> Iterator[PlacedAnnotation]:
        return islice(self.threads.placed(self.block.paragraph_id), *self.remarks)

    def begin_marginalia(self, marginalia: Iterator[Remark]) -> tuple[list[Remark], bool]:
        """Take marginalia as long as they fit beside the paragraph, and one more; return them, and
        whether all fit."""
        room, taken = MAX_LENGTH_BESIDE * len(self.block.text), []
        for remark in marginalia:
            taken.append(remark)
            room -= remark.length
            if room < 0:
                return taken, False
        return taken, not self.is_continued

    def _remarks(self, placed: Iterator[PlacedAnnotation]) -> Iterator[Remark]:
        names = self.edition.names_by_member
        for annotation, place in self.threads.annotations(placed):
            yield build_remark(annotation, place, names, self.edition.cite_work)


@dataclass(frozen=True)
class Edition:
    """The content of an edition. `claims` are by paragraph; `names_by_member` is None in an edition
    without names."""

    opened: OpenedReading
    style: str
    names_by_member: Mapping[UUID, str] | None
    claims: Mapping[UUID | None, list[Card]]
    works: Mapping[UUID, CslItem]
    entry_texts: list[EntryText]
    cite_work: Mapping[UUID, CiteAt]

    @property
    def rows(self) -> AnnotationQuerySet:
        """The annotations that may be printed."""
        return eligible_annotations(self.opened.reading, self.opened.reader)

    @property
    def blocks(self) -> QuerySet[Block]:
        """The blocks of the text, in order."""
        return current_blocks(self.opened.reading.essay)

    @cached_property
    def sizes(self) -> Mapping[UUID, ParagraphSize]:
        """How much is printed of each paragraph that has annotations. One query."""
        found = self.rows.order_by().values_list("paragraph")
        rows = found.annotate(number=Count("pk"), words=Sum(REMARK_WORDS))
        return {
            paragraph: ParagraphSize(number, words + REMARK_LENGTH * number)
            for paragraph, number, words in rows
        }

    def space_of(self, paragraph: UUID) -> ParagraphSize:
        """How much is printed of a paragraph. One query for all of them."""
        return self.sizes.get(paragraph, NOTHING)

    def remark_lengths(self, paragraph: UUID) -> Iterator[int]:
        """Yield roughly the space that each remark on a paragraph takes, in their order. Two
        queries."""
        rows = self.rows.filter(paragraph=paragraph).order_by()
        lengths = dict(rows.values_list("pk", REMARK_WORDS))
        for placed in RemarkThreads(self.rows, [paragraph]).placed(paragraph):
            yield lengths.get(placed.pk, 0) + REMARK_LENGTH

    @property
    def readers(self) -> list[str]:
        """The names of those who wrote what is printed, sorted. One query."""
        if self.names_by_member is None:
            return []
        printed = self.rows.filter(paragraph__in=self.blocks.order_by().values("paragraph"))
        authors = printed.order_by().values_list("author", flat=True).distinct()
        former = _("former member")
        return sorted({self.names_by_member.get(each, former) for each in authors} - {""})

    @property
    def readers_html(self) -> SafeString:
        """The names of the readers, separated by commas, each isolated from its surroundings."""
        return format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in self.readers))

    def has_marginalia(self, blocks: QuerySet[Block]) -> bool:
        """True if something is printed in the margin of these blocks, which then needs room. One
        query."""
        margin = self.rows.filter(paragraph__in=blocks.order_by().values("paragraph"))
        begins = Q(about=None) | ~Q(about__in=self.rows.order_by().values("pk"))
        return margin.filter(begins).exclude(kind=Kind.COUNTERPOINT).exists()

    def sections(
        self, blocks: QuerySet[Block], remarks: tuple[int, int | None] = (0, None)
    ) -> Iterator[Section]:
        """Yield these blocks with what is printed of them: one query, and two for as many as have
        500 annotations together. `remarks` are those that are printed of each."""
        for some in self._grouped(blocks):
            threads = RemarkThreads(self.rows, [each.paragraph_id for each in some])
            for block in some:
                yield Section(self, block, threads, remarks)

    def _grouped(self, blocks: QuerySet[Block]) -> Iterator[list[Block]]:
        """Yield the blocks in groups that have few annotations each, or one block with many."""
        some: list[Block] = []
        number = 0
        for block in blocks.iterator(chunk_size=BLOCKS_IN_MEMORY):
            annotations = self.space_of(block.paragraph_id).annotations
            number += annotations
            if some and (number > IN_MEMORY or len(some) == BLOCKS_IN_MEMORY):
                yield some
                some, number = [], annotations
            some.append(block)
        if some:
            yield some

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[SafeString]:
        """Yield the entries of the bibliography as HTML."""
        language = self.opened.reading.essay.language
        for each in islice(self.entry_texts, start, stop):
            formatted = format_citation(self.works[each.work], self.style, language)
            yield mark_safe(formatted.html)  # noqa: S308  (it escapes)


def build_edition(opened: OpenedReading, *, names: bool, style: str) -> Edition:
    """Return the edition for this visitor, with or without names of authors. Seven queries."""
    argument = load_argument(opened)
    claims: dict[UUID | None, list[Card]] = defaultdict(list)
    paragraph_at = {block.position: block.paragraph_id for block in argument.blocks.values()}
    for card in build_board(argument).in_order("paragraph"):
        claims[paragraph_at.get(card.location.position)].append(card)
    entry_texts = sorted_entry_texts(opened)
    works = disambiguated_works(entry_texts)
    return Edition(
        opened,
        style,
        argument.names if names else None,
        claims,
        works,
        entry_texts,
        _citers(works, opened.reading.essay.language, style),
    )


def _citers(works: Mapping[UUID, CslItem], language: str, style: str) -> Mapping[UUID, CiteAt]:
    """Return what cites each work in running text. A few works are cited often, at a few pages."""

    @lru_cache(REMEMBERED_CITATIONS)
    def cite(work: UUID, locator: str) -> str:
        return cite_in_text(works[work], locator, language=language, style=style)

    return {work: partial(cite, work) for work in works}


def block_html(block: Block) -> SafeString:
    """Return the text of a block as HTML."""
    return mark_safe(render_highlighted(block.text, spans_from_json(block.spans)))  # noqa: S308  (it escapes)
