"""The argument board, and pulling a claim out."""

from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from annotations.arguments import rules
from annotations.arguments.board.argument import Argument, argument_of
from annotations.arguments.board.cards import (
    ORDERS,
    Board,
    Card,
    board_of,
    grouped,
    in_the_text,
    summary,
)
from annotations.arguments.board.claim_map import Row, drawn, table
from annotations.arguments.board.unassigned import loose_on, number_of_loose
from annotations.arguments.context import around, may_pull_out
from annotations.arguments.models import Claim
from annotations.seminars.queries import Opened, open_reading

CARDS = 20
AT_ONCE = 60  # claims in one map and its table; of more than that, those of the page


@require_safe
def board(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Where the argument stands: cards in a chosen order, a map, and the same as a table."""
    opened = open_reading(seminar, essay, request.user)
    found = board_of(argument_of(opened))
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "contested"
    page = Paginator(found.ordered(order), CARDS).get_page(request.GET.get("page"))
    few = len(found.cards) <= AT_ONCE
    shown = sorted(found.cards.values() if few else page, key=in_the_text)
    joined = [] if few else joined_in(found)
    found.argument.hear_first([card.id for card in page], [card.id for card in shown])
    rows = table(shown)
    # of claims from all over, their premises alone: what bears on each is on its own page
    bare = [Row(card, (), 0) for card in joined]
    chart = drawn(found, bare or rows, whole="whole" in request.GET or bool(bare))
    context = {
        **around(opened, "argument"),
        "board": found,
        "groups": grouped(list(page), order),
        "page": page,
        "order": order,
        "orders": ORDERS,
        "numbers": summary(found, timezone.now()),
        "map": chart,
        "svg": mark_safe(chart.chart.svg) if chart else "",  # noqa: S308  (the chart escapes)
        "table": rows,
        "few": few,
        "joined": joined,
        "may_pull_out": may_pull_out(opened),
        "off": taken_off(opened, found.argument),
        "number_loose": number_of_loose(found.argument),
        "loose": loose_on(found) if "loose" in request.GET else [],
    }
    return render(request, "arguments/board.html", context)


def joined_in(board: Board) -> list[Card]:
    """The claims that rest on others, and those: what a map is for, if one map can hold them."""
    rests_on = board.argument.rests_on
    ends = {*rests_on, *chain.from_iterable(rests_on.values())}
    found = [card for card in board.ordered("paragraph") if card.id in ends]
    return found if len(found) <= AT_ONCE else []


def taken_off(opened: Opened, argument: Argument) -> list[tuple[Claim, str, bool]]:
    """The claims that are off the board, the last one first, each with who took it off and
    whether this visitor may put it back."""
    may = opened.member is not None
    found = sorted(argument.off, key=lambda claim: str(claim.off_since), reverse=True)
    return [
        (
            claim,
            argument.names.get(claim.off_by_id, "former member") if claim.off_by_id else "",
            may and rules.may_put_back(opened.reader, claim.off_by_id),
        )
        for claim in found
    ]
