"""The page of one claim, and the page that pulls out a new one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments.board.cards import Board
from annotations.arguments.board.tree import claim_tree
from annotations.arguments.claim_page.forms import NewClaimForm
from annotations.arguments.claim_page.queries import (
    allowed_actions,
    board_for_claim,
    composer_url,
    list_attachable,
    passages_in_order,
    resolve_merged_claim,
    wording_history,
)
from annotations.arguments.claims.actions import TakenOffBoard, pull_out_claim_of_passage
from annotations.arguments.context import claimable_blocks, may_pull_out_here, reading_context
from annotations.arguments.models import Claim
from annotations.arguments.schemes import SCHEMES, SCHEMES_CREDIT
from annotations.margin.composing.form_recovery import forget, kept_for, signed_in
from annotations.seminars.models import Member
from annotations.seminars.queries import OpenedReading, open_reading

MOST_TREE_LINES = 400


@require_safe
def claim(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Show the claim with its passages, annotations, premises and earlier wordings. Redirects from
    a merged claim to its successor, and to the board from a claim off it."""
    opened = open_reading(seminar, essay, request.user)
    there = resolve_merged_claim(id, opened)
    found = board_for_claim(opened, id)
    if there != id and str(there) in found.cards:
        return redirect("claim", seminar, essay, there)
    if any(off.pk == id for off in found.argument.off_board):
        return redirect(f"{reverse('board', args=[seminar, essay])}#off")
    return render_claim(request, opened, found, id)


def render_claim(
    request: HttpRequest,
    opened: OpenedReading,
    board: Board,
    id: UUID,
    *,
    wrong: dict[str, Form] | None = None,
    **late: Any,
) -> HttpResponse:
    """Render the page, with the rejected forms in `wrong` by name. Raises Http404 if the claim is
    not on the board.

    `late` is extra context that explains that the claim was merged in the meantime; then, or if a
    form is outdated, the status is 409.
    """
    card = board.cards.get(str(id))
    if card is None:
        raise Http404
    argument = board.argument
    forms = wrong or {}
    context = {
        **reading_context(opened, "argument"),
        "card": card,
        "tree": claim_tree(card.id, argument, MOST_TREE_LINES),
        "passages": passages_in_order(card, argument),
        "premises": board.cards_of(argument.rests_on.get(card.id, ())),
        "dependents": board.cards_of(argument.dependents.get(card.id, ())),
        "circle": board.cards_of(card.standing.circular),
        "scheme": card.claim.argumentation_scheme,
        "history": wording_history(card, argument),
        "schemes": SCHEMES,
        "schemes_credit": SCHEMES_CREDIT,
        "others": [other for other in board.in_order("paragraph") if other.id != card.id],
        "composer_url": composer_url(card, opened),
        "attachable": list_attachable(card, opened, argument),
        "blocks": claimable_blocks(opened),
        "forms": forms,
        "allowed": allowed_actions(opened, argument, card.claim),
        **late,
    }
    overtaken = late or any(getattr(form, "outdated", False) for form in forms.values())
    status = 409 if overtaken else 422 if forms else 200
    return render(request, "arguments/claim.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Create a claim from a passage."""
    opened = open_reading(seminar, essay, request.user)
    blocks = claimable_blocks(opened)
    asked = {"part": request.GET.get("p", ""), "exact": request.GET.get("exact", "")}
    form = NewClaimForm(request.POST or None, blocks=blocks, initial=asked | kept_for(request))
    if request.method == "POST":
        member = opened.member
        if member is None or not may_pull_out_here(opened):
            raise PermissionDenied
        claim = pull_out_from_form(opened, form, member) if form.is_valid() else None
        if claim:
            forget(request)
            return redirect("claim", seminar, essay, claim.pk)
    context = {
        **reading_context(opened, "argument"),
        "form": form,
        "blocks": blocks,
        "schemes": SCHEMES,
        "may_pull_out": may_pull_out_here(opened),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "arguments/new_claim.html", context, status=status)


def pull_out_from_form(opened: OpenedReading, form: NewClaimForm, member: Member) -> Claim | None:
    """Create the claim that a valid form describes. If it was taken off the board, adds an error to
    the form and returns None."""
    assert form.block is not None
    try:
        return pull_out_claim_of_passage(
            opened.reading,
            wording=form.cleaned_data["wording"],
            scheme=form.cleaned_data["scheme"],
            block=form.block,
            passage=form.passage,
            by=member,
        )
    except TakenOffBoard as refusal:
        form.add_error(
            "wording",
            f"{refusal.by.name} took this claim off the board: they or a leader can put it back, "
            "under the board.",
        )
        return None
