"""The page of one claim, and the page that pulls out a new one."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
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
from annotations.arguments.claims.first_look import check_wording
from annotations.arguments.models import Claim
from annotations.arguments.reading_context import (
    claimable_blocks,
    is_held_here,
    may_pull_out_here,
    reading_context,
)
from annotations.arguments.schemes import SCHEMES, SCHEMES_CREDIT
from annotations.margin.composing.form_recovery import drop_saved_form, saved_form, sign_in_required
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.seminars.models import Member
from annotations.seminars.queries import OpenedReading, lock_reading, open_reading

MOST_TREE_LINES = 400


@require_safe
def claim(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Show the claim with its passages, annotations, premises and earlier wordings. Redirects from
    a merged claim to its successor, and to the board from a claim off it."""
    opened = open_reading(seminar, essay, request.user)
    successor = resolve_merged_claim(id, opened)
    board = board_for_claim(opened, id)
    if successor != id and str(successor) in board.cards:
        return redirect("claim", seminar, essay, successor)
    if any(off.pk == id for off in board.argument.off_board):
        return redirect(f"{reverse('board', args=[seminar, essay])}#off")
    return render_claim(request, opened, board, id)


def render_claim(
    request: HttpRequest,
    opened: OpenedReading,
    board: Board,
    id: UUID,
    *,
    wrong: dict[str, Form] | None = None,
    merged: bool = False,
    notice: str = "",
    typed: Sequence[str] = (),
    status: int = 0,
) -> HttpResponse:
    """Render the page, with the rejected forms in `wrong` by name. Raises Http404 if the claim is
    not on the board.

    `merged` says that the claim was merged into this one in the meantime, `notice` why something
    was refused; `typed` are texts that were sent and that no form shows. Without a `status`, it is
    409 if the claim was merged or a form is outdated.
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
        "chosen_scheme": forms["scheme"]["scheme"].value()
        if "scheme" in forms
        else card.claim.scheme,
        "others": [other for other in board.in_order("paragraph") if other.id != card.id],
        "composer_url": composer_url(card, opened),
        "attachable": list_attachable(card, opened, argument),
        "blocks": claimable_blocks(opened),
        "forms": forms,
        "allowed": allowed_actions(opened, argument, card.claim, held=is_held_here(opened)),
        "merged": merged,
        "notice": notice,
        "typed": typed,
    }
    overtaken = merged or any(getattr(form, "outdated", False) for form in forms.values())
    status = status or (409 if overtaken else 422 if forms else 200)
    return render(request, "arguments/claim.html", context, status=status)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Create a claim from a passage. Those whose posts wait for a moderator are told to say it with
    a counterpoint or a source (403)."""
    opened = open_reading(seminar, essay, request.user)
    asked = {"part": request.GET.get("p", ""), "exact": request.GET.get("exact", "")}
    initial = asked | saved_form(request)
    form = NewClaimForm(request.POST or None, blocks=claimable_blocks(opened), initial=initial)
    may_pull_out = may_pull_out_here(opened)
    if request.method != "POST":
        return render_new_claim(request, opened, form, may_pull_out)
    if opened.member is None or not opened.reader.writes:
        raise PermissionDenied
    if not may_pull_out:
        return render_new_claim(request, opened, form, may_pull_out, status=403)
    try:
        valid = form.is_valid() and check_wording(form, opened)
        claim = pull_out_from_form(opened, form, opened.member) if valid else None
    except PostingLimitReached as limit:
        form.add_error(None, " ".join([limit.words, _("What you wrote is kept here.")]))
        response = render_new_claim(request, opened, form, may_pull_out, status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    if claim is None:
        return render_new_claim(request, opened, form, may_pull_out, status=422)
    drop_saved_form(request)
    return redirect("claim", seminar, essay, claim.pk)


def render_new_claim(
    request: HttpRequest,
    opened: OpenedReading,
    form: NewClaimForm,
    may_pull_out: bool,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render the form, or what was typed and why there is no form."""
    context = {
        **reading_context(opened, "argument"),
        "form": form,
        "blocks": list(form.blocks.values()),
        "schemes": SCHEMES,
        "may_pull_out": may_pull_out,
    }
    return render(request, "arguments/new_claim.html", context, status=status)


@transaction.atomic
def pull_out_from_form(opened: OpenedReading, form: NewClaimForm, member: Member) -> Claim | None:
    """Create the claim that a valid form describes. If it was taken off the board, adds an error to
    the form and returns None. Locks the reading; raises PostingLimitReached."""
    assert form.block is not None
    lock_reading(opened.reading)
    check_change_limit(member)
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
        complaint = _(
            "%(name)s took this claim off the board: they or a leader can put it back, under the "
            "board."
        )
        form.add_error("wording", complaint % {"name": refusal.by.name})
        return None
