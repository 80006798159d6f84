"""The map of the claims on the board, and the rows of the table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import (
    get_language_bidi,
    gettext_lazy,
    ngettext,
    pgettext,
    pgettext_lazy,
)
from django.utils.translation import gettext as _

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
)
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing import highlights
from annotations.arguments.standing.phrasing import result_sentence, standing_words
from annotations.arguments.standing.semantics import NodeKind
from annotations.margin.choices import Kind

MAP_TITLE = gettext_lazy("Map of the claims, what bears on them and what they rest on")
MOST_CLAIMS_BESIDE = 12  # a map of more claims never fits beside the list
COLUMNS_BESIDE = 2  # boxes in a row of a map beside the list
WIDEST_BESIDE = 660  # CSS pixels: a wider map can't be read beside the list
WIDTH_BESIDE = 505  # CSS pixels that a map beside the list is shown in
TALL = 480  # CSS pixels: a higher map does not stay in view while the list scrolls
HIGH = 1024  # CSS pixels: a higher map scrolls in its box, as in `map.css`
BROAD = 300  # CSS pixels: a wider map scrolls on a phone
MARK_EXCERPT_LENGTH = 90  # code points of the annotation in a mark's title
# Short labels for attacks and relations.
MARK_LABELS = {
    "rebut": pgettext_lazy("label on the map", "isn’t so"),
    "undermine": pgettext_lazy("label on the map", "doubtful ground"),
    "undercut": pgettext_lazy("label on the map", "doesn’t follow"),
    "unclear": pgettext_lazy("label on the map", "unclear"),
    "supports": pgettext_lazy("label on the map", "supports"),
    "disputes": pgettext_lazy("label on the map", "disputes"),
    "context": pgettext_lazy("label on the map", "context"),
}
MARK_EFFECTS = {"supports": Effect.SUPPORTS, "context": Effect.ADDS}


@dataclass(frozen=True, slots=True)
class MapRow:
    """A claim in the table beside the map, with the marks that the map shows."""

    card: Card
    marks: tuple[ChartMark, ...]
    more: int

    @property
    def standing(self) -> str:
        """The words for its standing: “Contested, shaken, circular”."""
        return ", ".join(standing_words(self.card.standing))

    @property
    def counts(self) -> str:
        """The result and the sources: “1 of 2 counterpoints stands. 1 source for it.”"""
        standing = self.card.standing
        sentences = [result_sentence(standing)] if standing.counterpoints else []
        if number := standing.supports:
            pattern = ngettext("%(count)d source for it.", "%(count)d sources for it.", number)
            sentences.append(pattern % {"count": number})
        if number := standing.disputes:
            pattern = ngettext(
                "%(count)d source against it.", "%(count)d sources against it.", number
            )
            sentences.append(pattern % {"count": number})
        return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map, and how many claims it leaves out."""

    chart: Chart
    left_out: int

    @property
    def beside(self) -> bool:
        """True if the map is narrow enough to be read beside the list."""
        return self.chart.width <= WIDEST_BESIDE

    @property
    def css_classes(self) -> str:
        """Classes for the size of the map: tall, high, broad."""
        width = self.chart.width
        height = self.chart.height * (min(1, WIDTH_BESIDE / width) if self.beside else 1)
        classes = (("tall", height > TALL), ("high", height > HIGH), ("broad", width > BROAD))
        return " ".join(name for name, applies in classes if applies)


def map_rows(cards: Iterable[Card]) -> list[MapRow]:
    """One row for each card. The argument's contributions must be loaded."""
    return [MapRow(card, *claim_marks(card)) for card in cards]


def draw_map(board: Board, rows: Sequence[MapRow], *, whole: bool) -> DrawnMap | None:
    """Draw the claims of these rows; None if there are no rows or too many claims or premises to be
    readable.

    Unless `whole`, claims without premises are left out if the rest then fits beside the list. A
    map beside the list has two columns, so that one more premise makes it longer instead of too
    wide.
    """
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
    draw = partial(
        draw_chart,
        premises=premises,
        title=str(MAP_TITLE),
        direction="rtl" if get_language_bidi() else "ltr",
    )
    if len(shown) <= MOST_CLAIMS_BESIDE:
        part = DrawnMap(draw(shown, columns=COLUMNS_BESIDE), len(claims) - len(shown))
        if part.beside:
            return part
    return DrawnMap(draw(claims), 0)


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
    """The first annotations attached to a claim, as marks, and how many more there are."""
    argument = card.argument
    chosen = highlights.map_highlights(argument.attached.get(card.id, []), argument.stands)
    bearing = card.standing.counterpoints + argument.own_standings[card.id].sources
    return tuple(_chart_mark(each, argument) for each in chosen), bearing - len(chosen)


def _chart_mark(contribution: Contribution, argument: Argument) -> ChartMark:
    kind = Kind(str(contribution.kind))
    label = _mark_label(contribution)
    stands = argument.stands[contribution.id]
    title = _mark_pattern(kind, stands) % {
        "author": argument.author_name(contribution),
        "label": label,
    }
    if contribution.body:
        text = one_line_excerpt(contribution.text, MARK_EXCERPT_LENGTH)
        title = _("%(annotation)s: %(text)s") % {"annotation": title, "text": text}
    return ChartMark(
        href=f"/a/{contribution.id}/",
        kind=kind.value,
        symbol=kind.shape,
        label=label,
        effect=MARK_EFFECTS.get(contribution.relation, Effect.ATTACKS),
        stands=stands,
        title=title,
    )


def _mark_label(contribution: Contribution) -> str:
    """The short label of the attack or relation that it names, otherwise of its kind."""
    label = MARK_LABELS.get(contribution.attack or contribution.relation)
    if label is not None:
        return str(label)
    if contribution.kind == NodeKind.COUNTERPOINT:
        return pgettext("kind of annotation", "counterpoint")
    return pgettext("kind of annotation", "source")


def _mark_pattern(kind: Kind, stands: bool) -> str:
    """What a mark is, as a pattern for its author and its label."""
    if kind == Kind.COUNTERPOINT:
        return (
            _("Counterpoint by %(author)s, %(label)s (stands)")
            if stands
            else _("Counterpoint by %(author)s, %(label)s (answered)")
        )
    return (
        _("Source by %(author)s, %(label)s (stands)")
        if stands
        else _("Source by %(author)s, %(label)s (answered)")
    )
