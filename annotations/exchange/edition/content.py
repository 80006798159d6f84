"""The critical edition: the essay with its marginalia, an apparatus, and the bibliography.

The marginalia are notes and sources; the apparatus lists counterpoints by paragraph, with the
claims and their standing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import Card, build_board
from annotations.arguments.citations import cite_in_text, disambiguated_works
from annotations.arguments.eligibility import eligible_annotations
from annotations.essays.models import Block, BlockType
from annotations.essays.queries import current_blocks
from annotations.exchange.bibliography.entries import (
    BibliographyEntry,
    bibliography_entries,
    sorted_entry_texts,
)
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.margin.threads.walk import walk_threads
from annotations.paragraph_labels import paragraph_label
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.queries import OpenedReading

MAX_LEVEL = 4  # deeper answers are indented no further
_PARAGRAPH_BREAK = re.compile(r"</p>\s*<p[^>]*>")
_PARAGRAPH_TAG = re.compile(r"</?p(?: [^>]*)?>")
# Marginalia up to this many times their paragraph's length are printed beside it.
MAX_LENGTH_BESIDE = 1.6
# A part of a PDF has at most so many sections and, roughly, characters: it is laid out in some
# seconds, one section after the other.
SECTIONS_IN_PART = 500
LENGTH_OF_PART = 400_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One annotation in print. `author_name` is "" in an edition without names."""

    kind: str
    shape: str
    label: str
    # The quoted words of the text; "" for an answer.
    lemma: str
    author_name: str
    body: SafeString
    # The short reference of the cited work, or "".
    citation: str
    quotation: str
    level: int
    answered: bool

    @property
    def length(self) -> int:
        """Roughly the space that it takes, in characters of the text."""
        return len(self.lemma) + len(self.body) + len(self.citation) + len(self.quotation) + 40


@dataclass(frozen=True)
class Section:
    """A block of the text with its marginalia, and with the counterpoints and claims about it."""

    block: Block
    html: SafeString
    marginalia: list[Remark]
    apparatus: list[Remark]
    claims: list[Card]

    @property
    def length(self) -> int:
        """Roughly the space that it takes, in characters of the text."""
        remarks = [*self.marginalia, *self.apparatus]
        return len(self.block.text) + sum(remark.length for remark in remarks)

    @property
    def fits_beside(self) -> bool:
        """True if the marginalia are short enough to be printed beside the paragraph."""
        length = sum(remark.length for remark in self.marginalia)
        return length <= MAX_LENGTH_BESIDE * len(self.block.text)


@dataclass(frozen=True)
class EditionPart:
    """Sections that make one PDF, counted from 1."""

    number: int
    sections: list[Section]

    @property
    def label(self) -> str:
        """Its paragraphs, “¶ 1–480”; “” where none is numbered."""
        numbers = [each.block.number for each in self.sections if each.block.number]
        return paragraph_label(numbers[0], numbers[-1]) if numbers else ""


@dataclass(frozen=True)
class Edition:
    """The content of an edition. `readers` are the names of those who wrote remarks, sorted."""

    sections: list[Section]
    entries: list[BibliographyEntry]
    readers: list[str]

    @property
    def readers_html(self) -> SafeString:
        """The names of the readers, separated by commas, each isolated from its surroundings."""
        return format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in self.readers))

    @property
    def has_marginalia(self) -> bool:
        """True if any section has marginalia, so that the page needs a margin."""
        return any(section.marginalia for section in self.sections)

    @property
    def apparatus(self) -> list[Section]:
        """The sections with counterpoints or claims."""
        return [section for section in self.sections if section.apparatus or section.claims]

    @property
    def parts(self) -> list[EditionPart]:
        """The parts in which a PDF is made; no part begins with a footnote of the one before."""
        parts: list[list[Section]] = [[]]
        length = 0
        for section in self.sections:
            length += section.length
            is_full = len(parts[-1]) >= SECTIONS_IN_PART or length > LENGTH_OF_PART
            if is_full and parts[-1] and section.block.type != BlockType.FOOTNOTE:
                parts.append([])
                length = section.length
            parts[-1].append(section)
        return [EditionPart(number, each) for number, each in enumerate(parts, 1)]

    def only(self, part: EditionPart) -> Edition:
        """Return this edition with the sections of a part, the works cited in its last one."""
        is_last = part.sections[-1] is self.sections[-1]
        return replace(self, sections=part.sections, entries=self.entries if is_last else [])


def build_edition(opened: OpenedReading, *, names: bool, style: str) -> Edition:
    """Return the edition for this visitor, with or without names of authors. Fourteen queries.

    Raises KeyError if there is no such citation style.
    """
    argument = load_argument(opened)
    argument.load_annotations()
    board = build_board(argument)
    entry_texts = sorted_entry_texts(opened)
    disambiguated = disambiguated_works(entry_texts)
    cite = partial(cite_in_text, language=opened.reading.essay.language, style=style)
    cite_work: dict[UUID, CiteAt] = {
        work: partial(cite, csl) for work, csl in disambiguated.items()
    }
    remarks = _remarks(opened, argument, cite_work, names=names)
    claims: dict[UUID | None, list[Card]] = defaultdict(list)
    paragraph_at = {block.position: block.paragraph_id for block in argument.blocks.values()}
    for card in board.in_order("paragraph"):
        claims[paragraph_at.get(card.location.position)].append(card)
    assert opened.reading.essay.current is not None
    sections = [
        _section(block, remarks.get(block.paragraph_id, []), claims[block.paragraph_id])
        for block in current_blocks(opened.reading.essay)
    ]
    readers = {remark.author_name for section in sections for remark in section.marginalia}
    readers |= {remark.author_name for section in sections for remark in section.apparatus}
    entries = bibliography_entries(entry_texts, opened, style, disambiguated)
    return Edition(sections, entries, sorted(readers - {""}))


# Returns the reference to a work in running text, given a locator.
type CiteAt = Callable[[str], str]
type Thread = tuple[Annotation, list[Remark]]


def _section(block: Block, threads: Sequence[Thread], claims: list[Card]) -> Section:
    html = mark_safe(render_highlighted(block.text, spans_from_json(block.spans)))  # noqa: S308  (it escapes)
    marginalia = [r for root, rows in threads if root.kind != Kind.COUNTERPOINT for r in rows]
    apparatus = [r for root, rows in threads if root.kind == Kind.COUNTERPOINT for r in rows]
    return Section(block, html, marginalia, apparatus, claims)


def _remarks(
    opened: OpenedReading, argument: Argument, cite_work: Mapping[UUID, CiteAt], *, names: bool
) -> Mapping[UUID, list[Thread]]:
    """Return the threads by paragraph, each in reading order. One query.

    An answer to an annotation that is not shown begins a thread of its own.
    """
    annotations = list(
        eligible_annotations(opened.reading, opened.reader)
        .defer("body", "citation", "csl", "prefix", "suffix")
        .order_by("created_at", "id")
    )
    printed = {each.pk for each in annotations}
    answers: dict[UUID, list[Annotation]] = defaultdict(list)
    for each in annotations:
        if each.about_id in printed:
            answers[each.about_id].append(each)
    threads: dict[UUID, list[Thread]] = defaultdict(list)
    for root in (each for each in annotations if each.about_id not in printed):
        rows = [
            _remark(each, min(level, MAX_LEVEL), argument, cite_work, names=names)
            for each, level in walk_threads([root], lambda each: answers.get(each.pk, ()))
        ]
        threads[root.paragraph_id].append((root, rows))
    return threads


def _remark(
    annotation: Annotation,
    level: int,
    argument: Argument,
    cite_work: Mapping[UUID, CiteAt],
    *,
    names: bool,
) -> Remark:
    kind = Kind(annotation.kind)
    cite_at = cite_work.get(annotation.work_id) if annotation.work_id else None
    return Remark(
        kind=kind.value,
        shape=kind.shape,
        label=annotation.get_attack_display() or annotation.get_relation_display(),
        lemma="" if level else annotation.exact,
        author_name=argument.names.get(annotation.author_id, _("former member")) if names else "",
        body=_on_one_line(annotation.body_html),
        citation=cite_at(annotation.locator).rstrip(".") if cite_at else "",
        quotation=annotation.quotation,
        level=level,
        answered=not argument.stands.get(str(annotation.pk), True),
    )


def _on_one_line(html: str) -> SafeString:
    """Return a body with “¶” between its paragraphs instead of paragraph elements.

    That takes a third of the boxes to lay out, and of the space. The HTML was sanitized when it
    was saved.
    """
    return mark_safe(_PARAGRAPH_TAG.sub("", _PARAGRAPH_BREAK.sub(" ¶ ", html.strip())))  # noqa: S308
