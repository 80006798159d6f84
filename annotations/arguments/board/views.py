"""The page of the argument board."""

from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from annotations.arguments import rules
from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import (
    CARD_ORDERS,
    Board,
    Card,
    board_numbers,
    build_board,
    group_cards,
    text_order,
)
from annotations.arguments.board.claim_map import MapRow, draw_map, map_rows
from annotations.arguments.board.unassigned import count_unassigned, list_unassigned
from annotations.arguments.models import Claim
from annotations.arguments.reading_context import may_pull_out_here, reading_context
from annotations.seminars.queries import OpenedReading, open_reading

CARDS_PER_PAGE = 20
MOST_CLAIMS_DRAWN = 60  # in one map and table; of more claims, those of the page


@require_safe
def board(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show cards in a chosen order, a map, and the same as a table."""
    return render_board(request, open_reading(seminar, essay, request.user))


def render_board(
    request: HttpRequest, opened: OpenedReading, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """Render the board, with a notice that says why something was refused."""
    board = build_board(load_argument(opened))
    order = request.GET.get("order", "")
    order = order if order in CARD_ORDERS else "contested"
    page = Paginator(board.in_order(order), CARDS_PER_PAGE).get_page(request.GET.get("page"))
    all_drawn = len(board.cards) <= MOST_CLAIMS_DRAWN
    tabled = sorted(board.cards.values() if all_drawn else page, key=text_order)
    connected = [] if all_drawn else connected_cards(board)
    board.argument.load_highlights([card.id for card in page], [card.id for card in tabled])
    rows = map_rows(tabled)
    # A map of all connected claims shows no annotations: each claim's page does.
    bare = [MapRow(card, (), 0) for card in connected]
    chart = draw_map(board, bare or rows, whole="whole" in request.GET or bool(bare))
    context = {
        **reading_context(opened, "argument"),
        "board": board,
        "notice": notice,
        "groups": group_cards(list(page), order),
        "page": page,
        "order": order,
        "orders": CARD_ORDERS,
        "numbers": board_numbers(board, timezone.now()),
        "map": chart,
        "svg": mark_safe(chart.chart.svg) if chart else "",  # noqa: S308  (the chart escapes)
        "table": rows,
        "all_drawn": all_drawn,
        "connected": connected,
        "may_pull_out": may_pull_out_here(opened),
        "off_board": off_board_rows(opened, board.argument),
        "unassigned_count": count_unassigned(board.argument),
        "unassigned": list_unassigned(board) if "loose" in request.GET else [],
    }
    return render(request, "arguments/board.html", context, status=status)


def connected_cards(board: Board) -> list[Card]:
    """The claims that premises connect, for a map of their own; none if there are too many for
    one."""
    rests_on = board.argument.rests_on
    ends = {*rests_on, *chain.from_iterable(rests_on.values())}
    cards = [card for card in board.in_order("paragraph") if card.id in ends]
    return cards if len(cards) <= MOST_CLAIMS_DRAWN else []


def off_board_rows(opened: OpenedReading, argument: Argument) -> list[tuple[Claim, str, bool]]:
    """The claims off the board, latest first, each with the name of who took it off, and whether
    this visitor may put it back."""
    is_member = opened.member is not None
    claims = sorted(argument.off_board, key=lambda claim: str(claim.off_since), reverse=True)
    return [
        (
            claim,
            argument.member_name(claim.off_by_id) if claim.off_by_id else "",
            is_member and rules.may_put_back_on_board(opened.reader, claim.off_by_id),
        )
        for claim in claims
    ]
