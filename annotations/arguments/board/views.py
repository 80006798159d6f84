"""The argument board, and pulling a claim out."""

from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

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
from annotations.arguments.claim_page.forms import PullingForm
from annotations.arguments.claims.actions import mark, pull_out
from annotations.arguments.claims.matching import claims_meant
from annotations.arguments.models import Claim
from annotations.arguments.schemes import SCHEMES
from annotations.essays.models import Block
from annotations.margin.kept import forget, kept_for, signed_in
from annotations.seminars.choices import Moderation
from annotations.seminars.models import Member
from annotations.seminars.queries import Opened, one_at_a_time, open_reading

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


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Pull a claim out of a passage, in one line."""
    opened = open_reading(seminar, essay, request.user)
    blocks = blocks_of(opened)
    asked = {"part": request.GET.get("p", ""), "exact": request.GET.get("exact", "")}
    form = PullingForm(request.POST or None, blocks=blocks, initial=asked | kept_for(request))
    if request.method == "POST":
        member = opened.member
        if member is None or not may_pull_out(opened):
            raise PermissionDenied
        claim = pulled_out(opened, form, member) if form.is_valid() else None
        if claim:
            forget(request)
            return redirect("claim", seminar, essay, claim.pk)
    context = {
        **around(opened, "argument"),
        "form": form,
        "blocks": blocks,
        "schemes": SCHEMES,
        "may_pull_out": may_pull_out(opened),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "arguments/new_claim.html", context, status=status)


@transaction.atomic
def pulled_out(opened: Opened, form: PullingForm, member: Member) -> Claim | None:
    """The claim that a valid form pulls out; None where it says why not. Two at once make one."""
    one_at_a_time(opened.reading)
    if not still_on_the_board(opened, form) or form.block is None:
        return None
    words, scheme = form.cleaned_data["wording"], form.cleaned_data["scheme"]
    claim = pull_out(opened.reading, wording=words, by=member, scheme=scheme)
    mark(claim, block=form.block, passage=form.passage, by=member, wording=words)
    return claim


def still_on_the_board(opened: Opened, form: PullingForm) -> bool:
    """Nobody has taken off just this claim and no other says the same; else the form says so."""
    found, _ = claims_meant(form.cleaned_data["wording"], opened.reading, opened.reader)
    off_by = found[0].off_by if found else None
    if off_by:
        form.add_error(
            "wording",
            f"{off_by.name} took this claim off the board: they or a leader can put it back, "
            "under the board.",
        )
    return off_by is None


def around(opened: Opened, tab: str) -> dict[str, Any]:
    """What every page about a reading says around its own."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "current": tab,
    }


def may_pull_out(opened: Opened) -> bool:
    """Whether this visitor may pull claims out by themselves here."""
    held = opened.reading.seminar.moderation == Moderation.BEFORE
    return rules.may_pull_out(opened.reader, held=held)


def blocks_of(opened: Opened) -> list[Block]:
    """The blocks of the text as it is today that can make a claim."""
    assert opened.reading.essay.current is not None
    return list(opened.reading.essay.current.blocks.exclude(type="break").defer("spans"))
