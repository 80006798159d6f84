"""The critical edition: the essay with its marginalia, an apparatus of its counterpoints by
paragraph with where they stand, and the bibliography."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import Card, build_board
from annotations.arguments.citations import cite_in_text, disambiguated_works
from annotations.arguments.eligibility import eligible_annotations
from annotations.essays.models import Block
from annotations.exchange.bibliography.entries import Entry, entries, shelved
from annotations.margin.choices import Attack, Kind, Relation
from annotations.margin.models import Annotation
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.queries import OpenedReading

DEEPEST = 4
BETWEEN = re.compile(r"</p>\s*<p[^>]*>")
EDGES = re.compile(r"</?p(?: [^>]*)?>")
BESIDE = 1.6  # marginalia up to so many times their paragraph’s length stand beside it
ATTACKS = {attack.value: str(attack.label) for attack in Attack}
RELATIONS = {relation.value: str(relation.label) for relation in Relation}


@dataclass(frozen=True, slots=True)
class Remark:
    """One annotation in print. `who` is empty in an edition without names."""

    kind: str
    shape: str
    label: str
    lemma: str
    who: str
    body: SafeString
    cited: str
    quotation: str
    level: int
    answered: bool

    @property
    def length(self) -> int:
        """About how much room it takes, in characters."""
        return len(self.lemma) + len(self.body) + len(self.cited) + len(self.quotation) + 40


@dataclass(frozen=True)
class Section:
    """A block of the text with what stands in its margin and under it."""

    block: Block
    html: SafeString
    marginalia: list[Remark]
    apparatus: list[Remark]
    claims: list[Card]

    @property
    def beside(self) -> bool:
        """Its marginalia are short enough to stand beside the paragraph."""
        taken = sum(remark.length for remark in self.marginalia)
        return taken <= BESIDE * len(self.block.text)


@dataclass(frozen=True)
class Edition:
    """Everything that is printed."""

    sections: list[Section]
    entries: list[Entry]
    readers: list[str]

    @property
    def margined(self) -> bool:
        """Something stands in the margin, so that there has to be one."""
        return any(section.marginalia for section in self.sections)

    @property
    def argued(self) -> list[Section]:
        """The sections that have an apparatus."""
        return [section for section in self.sections if section.apparatus or section.claims]


def edition_of(opened: OpenedReading, *, names: bool, style: str) -> Edition:
    """The edition for this visitor, with or without the names of who wrote. Fourteen queries."""
    argument = load_argument(opened)
    argument.load_annotations()
    board = build_board(argument)
    shelf = shelved(opened)
    apart = disambiguated_works(shelf)
    naming = partial(cite_in_text, language=opened.reading.essay.language, style=style)
    cited: dict[UUID, Naming] = {work: partial(naming, csl) for work, csl in apart.items()}
    remarks = _remarks(opened, argument, cited, names=names)
    claims: dict[UUID | None, list[Card]] = defaultdict(list)
    by_number = {block.position: block.paragraph_id for block in argument.blocks.values()}
    for card in board.in_order("paragraph"):
        claims[by_number.get(card.location.position)].append(card)
    assert opened.reading.essay.current is not None
    sections = [
        _section(block, remarks.get(block.paragraph_id, []), claims[block.paragraph_id])
        for block in opened.reading.essay.current.blocks.all()
    ]
    readers = {remark.who for section in sections for remark in section.marginalia}
    readers |= {remark.who for section in sections for remark in section.apparatus}
    return Edition(sections, entries(shelf, opened, style, apart), sorted(readers - {""}))


type Naming = Callable[[str], str]
type Thread = tuple[Annotation, list[Remark]]


def _section(block: Block, threads: Sequence[Thread], claims: list[Card]) -> Section:
    html = mark_safe(render_highlighted(block.text, spans_from_json(block.spans)))  # noqa: S308  (it escapes)
    marginalia = [r for root, rows in threads if root.kind != Kind.COUNTERPOINT for r in rows]
    apparatus = [r for root, rows in threads if root.kind == Kind.COUNTERPOINT for r in rows]
    return Section(block, html, marginalia, apparatus, claims)


def _remarks(
    opened: OpenedReading, argument: Argument, cited: Mapping[UUID, Naming], *, names: bool
) -> Mapping[UUID, list[Thread]]:
    """By paragraph, each thread in reading order. One query. An answer to what does not show
    begins a thread of its own."""
    found = list(
        eligible_annotations(opened.reading, opened.reader)
        .defer("body", "citation", "csl", "prefix", "suffix")
        .order_by("created_at", "id")
    )
    shown = {each.pk for each in found}
    below: dict[UUID, list[Annotation]] = defaultdict(list)
    for each in found:
        if each.about_id in shown:
            below[each.about_id].append(each)
    threads: dict[UUID, list[Thread]] = defaultdict(list)
    for root in (each for each in found if each.about_id not in shown):
        rows = [
            _remark(each, level, argument, cited, names=names)
            for each, level in _in_order(root, below)
        ]
        threads[root.paragraph_id].append((root, rows))
    return threads


def _in_order(
    root: Annotation, below: Mapping[UUID, Iterable[Annotation]]
) -> Iterator[tuple[Annotation, int]]:
    waiting = [(root, 0)]
    while waiting:
        each, level = waiting.pop()
        yield each, level
        answers = list(below.get(each.pk, ()))
        waiting.extend((answer, min(level + 1, DEEPEST)) for answer in reversed(answers))


def _remark(
    annotation: Annotation,
    level: int,
    argument: Argument,
    cited: Mapping[UUID, Naming],
    *,
    names: bool,
) -> Remark:
    kind = Kind(annotation.kind)
    naming = cited.get(annotation.work_id) if annotation.work_id else None
    return Remark(
        kind=kind.value,
        shape=kind.shape,
        label=ATTACKS.get(annotation.attack) or RELATIONS.get(annotation.relation, ""),
        lemma="" if level else annotation.exact,
        who=argument.names.get(annotation.author_id, "former member") if names else "",
        body=_run_on(annotation.body_html),
        cited=naming(annotation.locator).rstrip(".") if naming else "",
        quotation=annotation.quotation,
        level=level,
        answered=not argument.stands.get(str(annotation.pk), True),
    )


def _run_on(html: str) -> SafeString:
    """A body as one run of text, its paragraphs parted by a sign: a third of the boxes to lay
    out, and of the room. It was cleaned when it was saved."""
    return mark_safe(EDGES.sub("", BETWEEN.sub(" ¶ ", html.strip())))  # noqa: S308
