"""The counterpoints to the text that belong to no claim yet, for whoever may tie them to one."""

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
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class UnassignedCounterpoint:
    """A counterpoint without a claim, and where this visitor may tie it, the claims to choose
    from: those made at its paragraph."""

    id: UUID
    location: TextLocation
    part: str
    text: str
    author: str
    may_attach: bool
    cards: list[Card]

    @property
    def href(self) -> str:
        """Where it stands."""
        return reverse("annotation", args=[self.id])


def count_unassigned(argument: Argument) -> int:
    """How many there are. One query."""
    return _unassigned(argument).count()


def list_unassigned(board: Board) -> list[UnassignedCounterpoint]:
    """The first of them, the oldest first. One query."""
    argument = board.argument
    rows = (
        _unassigned(argument)
        .order_by("created_at", "id")
        .values_list("id", "author", "paragraph", Left("body", EXCERPT_LENGTH))[:MOST_LISTED]
    )
    theirs = {id for id, author, *_ in rows if rules.may_attach(argument.reader, author)}
    made_at = cards_by_paragraph(board) if theirs else {}
    found = []
    for id, author, paragraph, body in rows:
        block = argument.blocks.get(paragraph)
        found.append(
            UnassignedCounterpoint(
                id=id,
                location=argument.location_of(paragraph),
                part=block.part if block else "",
                text=one_line_excerpt(strip_markdown(body)),
                author=argument.names.get(author, "former member"),
                may_attach=id in theirs,
                cards=made_at.get(paragraph, []) if id in theirs else [],
            )
        )
    return found


def _unassigned(argument: Argument) -> QuerySet[Annotation]:
    """Asked as a case, one thing after the other: the indexes tell of all counterpoints of a
    reading whether they bear on a claim, and only of the rest a row has to be read."""
    without = Case(
        When(Exists(Bearing.objects.filter(annotation=OuterRef("pk"))), then=False),
        When(about__isnull=False, then=False),
        When(eligible_in(argument.reading, argument.reader), then=True),
        default=False,
        output_field=BooleanField(),
    )
    return Annotation.objects.filter(without, reading=argument.reading, kind=Kind.COUNTERPOINT)


def cards_by_paragraph(board: Board) -> dict[UUID, list[Card]]:
    """The claims that each paragraph makes, as the text goes."""
    found: dict[UUID, list[Card]] = defaultdict(list)
    for card in board.in_order("paragraph"):
        for paragraph in set(board.argument.paragraphs_of(card.id)):
            found[paragraph].append(card)
    return found
