"""Eligible counterpoints and sources, read as plain rows for the board and the agenda."""

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
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.prose.annotation_html import excerpt
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.vocabulary import AnnotationKind

# Code points read of a text of which one line is shown.
EXCERPT_LENGTH = 400
MARKUP = re.compile(r"[*_`\[\]<>\\#&~]")
HEX_LENGTH = 32
KINDS_BY_VALUE = {kind.value: kind for kind in NodeKind}


@dataclass(slots=True)  # not frozen: creating many of these would take three times as long
class Contribution:
    """An eligible counterpoint or source, with what a line about it shows."""

    id: str
    about: str | None
    claim: str | None
    author: UUID
    paragraph: UUID
    work: UUID | None
    kind: NodeKind
    # The claim as its author words it; None if it is attached to none.
    wording: str | None
    relation: str
    attack: str
    body: str
    passage: str
    locator: str
    endorsed: int
    created_at: datetime
    # Set by `unanswered_contributions` for answers: the body of the annotation that is answered,
    # the root of the thread, and the claim that the root is attached to.
    target_text: str | None = None
    root: str | None = None
    root_claim: str | None = None

    @property
    def text(self) -> str:
        """Its body without Markdown."""
        return strip_markdown(self.body)

    @property
    def kind_label(self) -> str:
        """The name of its kind."""
        return str(Kind(self.kind.value).label)

    @property
    def node(self) -> ArgumentNode:
        """The same annotation as a node for the pure rules of standing."""
        return ArgumentNode(self.id, self.kind, self.about, self.claim, self.relation)


def strip_markdown(markdown: str) -> str:
    """Plain text of Markdown. Parses only if the text contains a character of markup."""
    return excerpt(markdown, EXCERPT_LENGTH) if MARKUP.search(markdown) else markdown


def load_contributions(
    reading: Reading, reader: Reader, which: Q | None = None
) -> list[Contribution]:
    """The eligible counterpoints and sources that match `which` (all if None), oldest first.

    One query. Identifiers stay texts: converting each to a UUID would take half of the total time.
    """
    eligible = eligible_in(reading, reader)
    found = (
        Annotation.objects.filter(eligible) if which is None else filter_eligible(which, eligible)
    )
    return _contributions(found.filter(kind__in=ARGUMENT_KINDS).order_by("created_at", "id"))


def _contributions(found: QuerySet[Annotation], *more: Expression | Subquery) -> list[Contribution]:
    """Read the annotations as contributions; `more` are expressions for the last fields."""
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
    made = cache(UUID)  # the same few authors, paragraphs and works recur
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
    """Insert dashes into a UUID that was cast to text: SQLite stores it without."""
    if len(identifier) > HEX_LENGTH:
        return identifier
    one = identifier
    return f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def unanswered_contributions(
    reading: Reading, reader: Reader, apart_from: Iterable[str], most: int
) -> list[Contribution]:
    """The most endorsed counterpoints that nobody else answered, at most `most`.

    Skips answers in the threads of the annotations `apart_from`. Fills `target_text`, `root` and
    `root_claim`. One query.
    """
    eligible = eligible_in(reading, reader)
    answers = answers_by_others(eligible)
    target = filter_eligible(Q(pk=OuterRef("about")), eligible).filter(kind__in=ARGUMENT_KINDS)
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
    for contribution in found:
        contribution.root = dashed_uuid(contribution.root) if contribution.root else None
        contribution.root_claim = (
            dashed_uuid(contribution.root_claim) if contribution.root_claim else None
        )
    return found


def most_endorsed(kind: AnnotationKind, reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The eligible annotations of a kind, most endorsed first. An index serves the order, so the
    first few are cheap."""
    which = Q(reading=reading, kind=kind)
    found = filter_eligible(which, eligible_in(reading, reader))
    return found.order_by("-endorsed", "created_at", "id")


def count_answers(annotations: Iterable[str], reading: Reading, reader: Reader) -> dict[str, int]:
    """By annotation, the number of notes and counterpoints about it by other authors. One query."""
    rows = (
        filter_eligible(Q(about__in=list(map(UUID, annotations))), eligible_in(reading, reader))
        .exclude(kind=AnnotationKind.SOURCE)
        .exclude(author=F("about__author"))
        .order_by()
        .values_list("about")
        .annotate(number=Count("id"))
    )
    return {str(about): number for about, number in rows}
