"""The board's cards: every claim with its standing, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from annotations.arguments.board.argument import Argument, TextLocation
from annotations.arguments.board.explanation import explain_standing
from annotations.arguments.board.tree import ClaimTree, claim_tree
from annotations.arguments.models import Claim
from annotations.arguments.standing.highlights import BOARD_LINES
from annotations.arguments.standing.phrasing import HEADINGS, standing_headline, standing_summary
from annotations.arguments.standing.standing import BaseStanding, Standing
from annotations.margin.choices import Kind as AnnotationKind
from annotations.margin.choices import number_of_kind

BASE_ORDER = {
    BaseStanding.CONTESTED: 0,
    BaseStanding.ANSWERED: 1,
    BaseStanding.UNCHALLENGED: 2,
    BaseStanding.UNEXAMINED: 3,
}
CARD_ORDERS = {
    "contested": gettext_lazy("Most contested"),
    "paragraph": gettext_lazy("By paragraph"),
    "standing": gettext_lazy("By standing"),
}


@dataclass(frozen=True)
class Card:
    """A claim as the board shows it."""

    claim: Claim
    href: str
    location: TextLocation
    standing: Standing
    argument: Argument
    labels: Mapping[str, str]
    # All cards of the board, this one included.
    cards: Mapping[str, Card]

    @property
    def css_class(self) -> str:
        """Class for the look of the card."""
        if self.standing.circular or (
            self.standing.shaken_by and self.base != BaseStanding.CONTESTED
        ):
            return "shaken"
        return str(self.base)

    @property
    def base(self) -> BaseStanding:
        """The claim's own standing."""
        return self.standing.base

    @cached_property
    def headline(self) -> str:
        """The word for its standing that comes first."""
        return standing_headline(self.standing)

    @cached_property
    def summary(self) -> str:
        """What follows the headline: “its counterpoint stands · no source”."""
        return standing_summary(self.standing, self.labels)

    @cached_property
    def explanation(self) -> SafeString:
        """The sentences that explain the standing, as HTML with links."""
        return explain_standing(self.standing, self.argument)

    @property
    def id(self) -> str:
        """The claim's identifier as text."""
        return str(self.claim.pk)

    @cached_property
    def tree(self) -> ClaimTree:
        """The first lines of the annotations under the claim."""
        return claim_tree(self.id, self.argument, BOARD_LINES)

    @property
    def rests_on(self) -> list[Card]:
        """The cards of its premises."""
        return [self.cards[id] for id in self.argument.rests_on.get(self.id, ())]

    @property
    def tree_summary(self) -> str:
        """How many annotations are under it: “1 counterpoint; under it 2 counterpoints, 1
        source”."""
        own = self.argument.own_standings[self.id]
        attached = _kind_counts(self.standing.counterpoints, own.sources)
        below = _kind_counts(own.counterpoints_below, own.sources_below)
        if not below:
            return attached
        pattern = ngettext(
            "%(attached)s; under it %(below)s",
            "%(attached)s; under them %(below)s",
            self.standing.counterpoints + own.sources,
        )
        return pattern % {"attached": attached, "below": below}


def _kind_counts(counterpoints: int, sources: int) -> str:
    """A list of these numbers of annotations, without zeros."""
    numbers = {AnnotationKind.COUNTERPOINT: counterpoints, AnnotationKind.SOURCE: sources}
    return ", ".join(number_of_kind(kind, number) for kind, number in numbers.items() if number)


@dataclass(frozen=True)
class CardGroup:
    """Cards under a heading, which may be empty."""

    heading: str
    cards: list[Card]


@dataclass(frozen=True)
class Board:
    """The cards of all claims on the board, by identifier."""

    argument: Argument
    cards: Mapping[str, Card]

    def in_order(self, order: str) -> list[Card]:
        """The cards in one of `CARD_ORDERS`; by default the most contested first."""
        keys: dict[str, Callable[[Card], tuple[object, ...]]] = {
            "paragraph": text_order,
            "standing": lambda card: (BASE_ORDER[card.base], card.location.position, card.id),
        }
        return sorted(self.cards.values(), key=keys.get(order, self._most_contested))

    def _most_contested(self, card: Card) -> tuple[object, ...]:
        """Sort key: number of standing counterpoints, then of claims that rest on it, then
        position."""
        standing = card.standing
        dependents = len(self.argument.dependents.get(card.id, ()))
        against = standing.standing_counterpoints
        return (BASE_ORDER[standing.base], -against, -dependents, card.location.position, card.id)

    def other_wordings(self, card: Card) -> list[str]:
        """The visible wording of every other claim."""
        return [other.claim.visible_wording for other in self.cards.values() if other.id != card.id]

    def cards_of(self, ids: Iterable[str]) -> list[Card]:
        """The cards of these claims."""
        return [self.cards[id] for id in ids]


def build_board(argument: Argument) -> Board:
    """Make the cards of an argument. No queries."""
    places = {id: argument.claim_location(id) for id in argument.claims}
    labels = {id: spot.label for id, spot in places.items()}
    reading = argument.reading
    root = reverse("board", args=[reading.seminar.slug, reading.slug])
    cards: dict[str, Card] = {}
    for id, claim in argument.claims.items():
        cards[id] = Card(
            claim=claim,
            href=f"{root}{id}/",
            location=places[id],
            standing=argument.standings[id],
            argument=argument,
            labels=labels,
            cards=cards,
        )
    return Board(argument, cards)


def text_order(card: Card) -> tuple[int, str]:
    """Sort key: position in the text."""
    return card.location.position, card.id


def group_cards(cards: Sequence[Card], order: str) -> list[CardGroup]:
    """Split ordered cards into groups, with the headings of that order."""
    if order == "paragraph":
        by_place = groupby(cards, key=lambda card: card.location.label)
        return [CardGroup(label, list(group)) for label, group in by_place]
    if order == "standing":
        by_base = groupby(cards, key=lambda card: card.base)
        return [CardGroup(str(HEADINGS[base]), list(group)) for base, group in by_base]
    return [CardGroup("", list(cards))]


def board_numbers(board: Board, now: datetime) -> list[SafeString]:
    """The numbers above the board, each with its words; zeros are left out."""
    standings = [card.standing for card in board.cards.values()]
    bases = [standing.base for standing in standings]
    own = [board.argument.own_standings[id] for id in board.cards]
    unanswered = sum(each.unanswered for each in own)
    since = min((each.unanswered_since for each in own if each.unanswered_since), default=now)
    circular = sum(bool(standing.circular) for standing in standings)
    unsourced = sum(standing.unsourced for standing in standings)
    numbers = [
        (len(standings), ngettext("{number} claim", "{number} claims", len(standings))),
        *((bases.count(base), _base_number(base, bases.count(base))) for base in BASE_ORDER),
        (circular, ngettext("{number} in a circle", "{number} in a circle", circular)),
        (unsourced, ngettext("{number} without a source", "{number} without a source", unsourced)),
    ]
    listed = [
        format_html(pattern, number=format_html("<b>{}</b>", number))
        for number, pattern in numbers
        if number
    ]
    return [*listed, _unanswered_number(unanswered, (now - since).days)] if unanswered else listed


def _base_number(base: BaseStanding, number: int) -> str:
    """The pattern for a number of claims with this base standing."""
    match base:
        case BaseStanding.CONTESTED:
            return ngettext("{number} contested", "{number} contested", number)
        case BaseStanding.ANSWERED:
            return ngettext("{number} answered", "{number} answered", number)
        case BaseStanding.UNCHALLENGED:
            return ngettext("{number} unchallenged", "{number} unchallenged", number)
        case BaseStanding.UNEXAMINED:
            return ngettext("{number} unexamined", "{number} unexamined", number)


def _unanswered_number(unanswered: int, days: int) -> SafeString:
    """The number of unanswered counterpoints, and how many days the oldest has waited."""
    waiting = format_html(
        ngettext(
            "{number} counterpoint unanswered", "{number} counterpoints unanswered", unanswered
        ),
        number=format_html("<b>{}</b>", unanswered),
    )
    if not days:
        return waiting
    pattern = ngettext("{waiting} for {days} day", "{waiting} for {days} days", days)
    return format_html(pattern, waiting=waiting, days=days)
