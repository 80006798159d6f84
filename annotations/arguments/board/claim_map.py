"""The map of the argument as the board shows it, and what its table says of the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.arguments.board.argument import Argument
from annotations.arguments.board.cards import Board, Card
from annotations.arguments.chart import (
    MOST_CLAIMS,
    MOST_PREMISES,
    Chart,
    ChartClaim,
    ChartMark,
    Effect,
    draw_chart,
    standing_states,
)
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing import highlights
from annotations.arguments.standing.phrasing import describe_result, number_with_noun
from annotations.margin.kinds import Kind as AnnotationKind

MAP_TITLE = "Map of the claims, what bears on them and what they rest on"
MOST_CLAIMS_BESIDE = 12  # more claims than this never fit beside the list
COLUMNS_BESIDE = 2  # boxes in a row of a map that stands there
WIDEST_BESIDE = 660  # the widest map, in CSS pixels, that can be read beside the list
WIDTH_BESIDE = 505  # how wide it is shown there
TALL = 480  # a higher map does not stay in view, with its key, while one scrolls the list
HIGH = 1024  # the height from which a map scrolls in its box: that of `map.css`
BROAD = 300  # a broader map scrolls on a phone
MARK_EXCERPT_LENGTH = 90  # code points of what a mark says when it is pointed at
MARK_LABELS = {
    "rebut": "isn’t so",
    "undermine": "doubtful ground",
    "undercut": "doesn’t follow",
    "unclear": "unclear",
    "supports": "supports",
    "disputes": "disputes",
    "context": "context",
}
MARK_EFFECTS = {"supports": Effect.SUPPORTS, "context": Effect.ADDS}


@dataclass(frozen=True, slots=True)
class MapRow:
    """A claim in the table beside the map, with the same marks."""

    card: Card
    marks: tuple[ChartMark, ...]
    more: int

    @property
    def standing(self) -> str:
        """All that its box says of it: “Contested, shaken, circular”."""
        return ", ".join(standing_states(self.card.standing)).capitalize()

    @property
    def counts(self) -> str:
        """What came of testing it: “1 of 2 counterpoints stands, 1 source for it”."""
        standing = self.card.standing
        parts = [describe_result(standing)] * bool(standing.counterpoints)
        parts += [f"{number_with_noun(standing.supports, 'source')} for it"] * bool(
            standing.supports
        )
        parts += [f"{number_with_noun(standing.disputes, 'source')} against"] * bool(
            standing.disputes
        )
        return ", ".join(parts).capitalize()


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map, how many claims it leaves out, and whether it can be read beside the list."""

    chart: Chart
    left_out: int

    @property
    def beside(self) -> bool:
        """It is narrow enough."""
        return self.chart.width <= WIDEST_BESIDE

    @property
    def css_classes(self) -> str:
        """What its box has to reckon with: a map that is tall, high or broad."""
        width = self.chart.width
        height = self.chart.height * (min(1, WIDTH_BESIDE / width) if self.beside else 1)
        found = (("tall", height > TALL), ("high", height > HIGH), ("broad", width > BROAD))
        return " ".join(look for look, so in found if so)


def map_rows(cards: Iterable[Card]) -> list[MapRow]:
    """Claims that were heard, each with what the map hangs under it."""
    return [MapRow(card, *claim_marks(card)) for card in cards]


def draw_map(board: Board, rows: Sequence[MapRow], *, whole: bool) -> DrawnMap | None:
    """The map of the claims in these rows; None where there is nothing to draw, or too much to be
    read. Unless the `whole` is asked for, claims that no arrow joins to others are left out where
    the rest then fits beside the list. There it has two boxes in a row, so that one premise more
    makes it longer, and does not send it over the list."""
    rests_on = board.argument.rests_on
    here = {row.card.id for row in rows}
    premises = [
        (premise, claim)
        for claim in rests_on
        for premise in rests_on[claim]
        if claim in here and premise in here
    ]
    if not rows or len(rows) > MOST_CLAIMS or len(premises) > MOST_PREMISES:
        return None
    claims = [_chart_claim(row) for row in rows]
    ends = {id for edge in premises for id in edge}
    joined = [claim for claim in claims if claim.id in ends]
    shown = claims if whole or len(joined) < 2 else joined
    if len(shown) <= MOST_CLAIMS_BESIDE:
        narrow = draw_chart(shown, premises, title=MAP_TITLE, columns=COLUMNS_BESIDE)
        part = DrawnMap(narrow, len(claims) - len(shown))
        if part.beside:
            return part
    return DrawnMap(draw_chart(claims, premises, title=MAP_TITLE), 0)


def _chart_claim(row: MapRow) -> ChartClaim:
    card = row.card
    return ChartClaim(
        card.id,
        card.claim.visible_wording,
        card.location.label,
        card.href,
        card.standing,
        row.marks,
        row.more,
    )


def claim_marks(card: Card) -> tuple[tuple[ChartMark, ...], int]:
    """The first few that bear on a claim, and how many more do."""
    argument = card.argument
    chosen = highlights.map_highlights(argument.attached.get(card.id, []), argument.stands)
    bearing = card.standing.counterpoints + argument.own_standings[card.id].sources
    return tuple(_chart_mark(voice, argument) for voice in chosen), bearing - len(chosen)


def _chart_mark(voice: Contribution, argument: Argument) -> ChartMark:
    kind = AnnotationKind(str(voice.kind))
    word = MARK_LABELS.get(voice.attack or voice.relation, str(kind.label).lower())
    stands = argument.stands[voice.id]
    says = f": {one_line_excerpt(voice.text, MARK_EXCERPT_LENGTH)}" if voice.body else ""
    state = "stands" if stands else "answered"
    return ChartMark(
        href=f"/a/{voice.id}/",
        kind=kind.value,
        symbol=kind.shape,
        label=word,
        effect=MARK_EFFECTS.get(voice.relation, Effect.ATTACKS),
        stands=stands,
        title=f"{kind.label} by {argument.author_name(voice)}, {word} ({state}){says}",
    )
