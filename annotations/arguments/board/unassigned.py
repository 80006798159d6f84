"""Counterpoints to the text that are attached to no claim, for those who may attach them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, When
from django.db.models.functions import Left
from django.urls import reverse

from annotations.arguments import rules
from annotations.arguments.board.argument import Argument, TextLocation
from annotations.arguments.board.cards import Board, Card
from annotations.arguments.contributions import EXCERPT_LENGTH, strip_markdown
from annotations.arguments.eligibility import eligible_in
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.models import Bearing
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class UnassignedCounterpoint:
    """A counterpoint without a claim. `cards` are the claims of its paragraph that the visitor may
    attach it to."""

    id: UUID
    location: TextLocation
    part: str
    text: str
    author: str
    may_attach: bool
    cards: list[Card]

    @property
    def href(self) -> str:
        """Link to the annotation in the margin."""
        return reverse("annotation", args=[self.id])


def count_unassigned(argument: Argument) -> int:
    """The number of unassigned counterpoints. One query."""
    return _unassigned(argument).count()


def list_unassigned(board: Board) -> list[UnassignedCounterpoint]:
    """The oldest unassigned counterpoints, at most `MOST_LISTED`. One query."""
    argument = board.argument
    rows = (
        _unassigned(argument)
        .order_by("created_at", "id")
        .values_list("id", "author", "paragraph", Left("body", EXCERPT_LENGTH))[:MOST_LISTED]
    )
    allowed = {id for id, author, *_ in rows if rules.may_attach(argument.reader, author)}
    cards = cards_by_paragraph(board) if allowed else {}
    listed = []
    for id, author, paragraph, body in rows:
        block = argument.blocks.get(paragraph)
        listed.append(
            UnassignedCounterpoint(
                id=id,
                location=argument.location_of(paragraph),
                part=block.part if block else "",
                text=one_line_excerpt(strip_markdown(body)),
                author=argument.member_name(author),
                may_attach=id in allowed,
                cards=cards.get(paragraph, []) if id in allowed else [],
            )
        )
    return listed


def _unassigned(argument: Argument) -> QuerySet[Annotation]:
    """The unassigned counterpoints of a reading.

    Tests one condition after the other in a CASE expression, so that the indexes exclude most rows
    and the rest is read only for the others.
    """
    without = Case(
        When(Exists(Bearing.objects.filter(annotation=OuterRef("pk"))), then=False),
        When(about__isnull=False, then=False),
        When(eligible_in(argument.reading, argument.reader), then=True),
        default=False,
        output_field=BooleanField(),
    )
    return Annotation.objects.filter(without, reading=argument.reading, kind=Kind.COUNTERPOINT)


def cards_by_paragraph(board: Board) -> dict[UUID, list[Card]]:
    """By paragraph, the claims that it makes, in the order of the text."""
    cards: dict[UUID, list[Card]] = defaultdict(list)
    for card in board.in_order("paragraph"):
        for paragraph in set(board.argument.paragraphs_of(card.id)):
            cards[paragraph].append(card)
    return cards
