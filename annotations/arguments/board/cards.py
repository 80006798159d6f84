"""The board's cards: every claim with its standing, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from annotations.arguments.board.argument import Argument, TextLocation
from annotations.arguments.board.explanation import SentencePart, explain_standing
from annotations.arguments.board.tree import ClaimTree, claim_tree
from annotations.arguments.models import Claim
from annotations.arguments.standing.highlights import BOARD_LINES
from annotations.arguments.standing.phrasing import (
    number_with_noun,
    standing_headline,
    standing_summary,
)
from annotations.arguments.standing.standing import BaseStanding, Standing

BASE_ORDER = {
    BaseStanding.CONTESTED: 0,
    BaseStanding.ANSWERED: 1,
    BaseStanding.UNCHALLENGED: 2,
    BaseStanding.UNEXAMINED: 3,
}
CARD_ORDERS = {
    "contested": "Most contested",
    "paragraph": "By paragraph",
    "standing": "By standing",
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
    def explanation(self) -> list[SentencePart]:
        """The sentence that explains the standing, with links."""
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
        tested = self.argument.own_standings[self.id]
        first = _kind_counts(self.standing.counterpoints, tested.sources)
        below = _kind_counts(tested.counterpoints_below, tested.sources_below)
        number = self.standing.counterpoints + tested.sources
        return f"{first}; under {'it' if number == 1 else 'them'} {below}" if below else first


def _kind_counts(counterpoints: int, sources: int) -> str:
    parts = ((counterpoints, "counterpoint"), (sources, "source"))
    return ", ".join(number_with_noun(number, noun) for number, noun in parts if number)


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
        hangs = len(self.argument.dependents.get(card.id, ()))
        against = -standing.standing_counterpoints
        return (BASE_ORDER[standing.base], against, -hangs, card.location.position, card.id)

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
        return [CardGroup(str(base).capitalize(), list(group)) for base, group in by_base]
    return [CardGroup("", list(cards))]


def board_numbers(board: Board, now: datetime) -> list[tuple[int, str]]:
    """The numbers above the board, each with its words; zeros are left out."""
    standings = [card.standing for card in board.cards.values()]
    bases = [standing.base for standing in standings]
    found = [board.argument.own_standings[id] for id in board.cards]
    unanswered = sum(each.unanswered for each in found)
    first = min((each.unanswered_since for each in found if each.unanswered_since), default=now)
    days = (now - first).days
    waiting = "counterpoint unanswered" if unanswered == 1 else "counterpoints unanswered"
    numbers = [
        (len(standings), "claim" if len(standings) == 1 else "claims"),
        *((bases.count(base), str(base)) for base in BASE_ORDER),
        (sum(bool(standing.circular) for standing in standings), "in a circle"),
        (sum(standing.unsourced for standing in standings), "without a source"),
        (unanswered, f"{waiting} for {number_with_noun(days, 'day')}" if days else waiting),
    ]
    return [(number, words) for number, words in numbers if number]
