"""The counterpoints and sources that an argument is made of, as this reader may see them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Left

from annotations.arguments.eligibility import (
    ARGUMENT_KINDS,
    answers_by_others,
    eligible_in,
    filter_eligible,
)
from annotations.arguments.standing.semantics import ArgumentNode, NodeKind
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.margin.models import Annotation
from annotations.prose.bodies import excerpt
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

# What is read of a longer text where one line of it is shown.
EXCERPT_LENGTH = 400
MARKUP = re.compile(r"[*_`\[\]<>\\#&~]")
HEX_LENGTH = 32
KINDS_BY_VALUE = {kind.value: kind for kind in NodeKind}


@dataclass(slots=True)  # not frozen: that takes three times as long to make, and there are many
class Contribution:
    """A counterpoint or source that counts, with what a line about it says."""

    id: str
    about: str | None
    claim: str | None
    author: UUID
    paragraph: UUID
    work: UUID | None
    kind: NodeKind
    # The claim as its author put it; None where it bears on none.
    wording: str | None
    relation: str
    attack: str
    body: str
    passage: str
    locator: str
    endorsed: int
    created_at: datetime
    # Of an answer that `waiting` found: what it answers says, what its thread began with, and the
    # claim that this bears on.
    target_text: str | None = None
    root: str | None = None
    root_claim: str | None = None

    @property
    def text(self) -> str:
        """What it says, without its Markdown."""
        return strip_markdown(self.body)

    @property
    def node(self) -> ArgumentNode:
        """What the pure rules need to know of it."""
        return ArgumentNode(self.id, self.kind, self.about, self.claim, self.relation)


def strip_markdown(markdown: str) -> str:
    """Words without their Markdown; parsed only where there is something that could be any."""
    return excerpt(markdown, EXCERPT_LENGTH) if MARKUP.search(markdown) else markdown


def load_contributions(
    reading: Reading, reader: Reader, which: Q | None = None
) -> list[Contribution]:
    """The counterpoints and sources that count, those of `which` or all, the oldest first. One
    query.

    Identifiers come as texts: to make an object of each takes half the time that all this takes.
    """
    counted = eligible_in(reading, reader)
    found = Annotation.objects.filter(counted) if which is None else filter_eligible(which, counted)
    return _contributions(found.filter(kind__in=ARGUMENT_KINDS).order_by("created_at", "id"))


def _contributions(found: QuerySet[Annotation], *more: Expression | Subquery) -> list[Contribution]:
    rows = found.values_list(
        *(Cast(name, CharField()) for name in ("id", "about", "bearing__claim")),
        *(Cast(name, CharField()) for name in ("author", "paragraph", "work")),
        "kind",
        "bearing__wording",
        "relation",
        "attack",
        Left("body", EXCERPT_LENGTH),
        Left("exact", EXCERPT_LENGTH),
        "locator",
        "endorsed",
        "created_at",
        *more,
    )
    made = cache(UUID)  # few people, paragraphs and works, and each of them often
    return [
        Contribution(
            dashed_uuid(id),
            dashed_uuid(about) if about else None,
            dashed_uuid(claim) if claim else None,
            made(author),
            made(paragraph),
            made(work) if work else None,
            KINDS_BY_VALUE[kind],
            *rest,
        )
        for id, about, claim, author, paragraph, work, kind, *rest in rows
    ]


def dashed_uuid(identifier: str) -> str:
    """A UUID that the database gave as a text: SQLite keeps it without dashes."""
    if len(identifier) > HEX_LENGTH:
        return identifier
    one = identifier
    return f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def unanswered_contributions(
    reading: Reading, reader: Reader, apart_from: Iterable[str], most: int
) -> list[Contribution]:
    """The best received counterpoints that no counterpoint, and no note of anybody else, is about;
    without the answers in the threads that began with those `apart_from`. One query."""
    counted = eligible_in(reading, reader)
    answers = answers_by_others(counted)
    target = filter_eligible(Q(pk=OuterRef("about")), counted).filter(kind__in=ARGUMENT_KINDS)
    best = (
        most_endorsed(AnnotationKind.COUNTERPOINT, reading, reader)
        .filter(~Exists(answers))
        .exclude(root__in=[*map(UUID, apart_from)])
    )
    found = _contributions(
        best[:most],
        Subquery(target.values(says=Left("body", EXCERPT_LENGTH))),
        Cast("root", CharField()),
        Cast("root__bearing__claim", CharField()),
    )
    for voice in found:
        voice.root = dashed_uuid(voice.root) if voice.root else None
        voice.root_claim = dashed_uuid(voice.root_claim) if voice.root_claim else None
    return found


def most_endorsed(kind: AnnotationKind, reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The annotations of a kind that count, those with the most endorsements first. There is an
    index for it, so the first few are found soon."""
    which = Q(reading=reading, kind=kind)
    found = filter_eligible(which, eligible_in(reading, reader))
    return found.order_by("-endorsed", "created_at", "id")


def count_answers(annotations: Iterable[str], reading: Reading, reader: Reader) -> dict[str, int]:
    """How many notes and counterpoints of others each of these has about it. One query."""
    rows = (
        filter_eligible(Q(about__in=list(map(UUID, annotations))), eligible_in(reading, reader))
        .exclude(kind=AnnotationKind.SOURCE)
        .exclude(author=F("about__author"))
        .order_by()
        .values_list("about")
        .annotate(number=Count("id"))
    )
    return {str(about): number for about, number in rows}
