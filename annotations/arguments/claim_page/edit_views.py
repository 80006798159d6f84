"""The POSTs of a claim's page: reword, merge, add premises and passages, attach, take off the
board."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotations.arguments import rules
from annotations.arguments.board.argument import load_argument
from annotations.arguments.board.cards import Board, Card
from annotations.arguments.claim_page.forms import (
    AttachForm,
    OtherClaimForm,
    PassageForm,
    RewordingForm,
    SchemeForm,
)
from annotations.arguments.claim_page.queries import (
    allowed_actions,
    attachable,
    board_for_claim,
    resolve_merged_claim,
)
from annotations.arguments.claim_page.views import render_claim
from annotations.arguments.claims import actions
from annotations.arguments.claims.queries import claims_off_board
from annotations.arguments.context import claimable_blocks, reading_context
from annotations.arguments.eligibility import ARGUMENT_KINDS, eligible_annotations
from annotations.arguments.models import Claim
from annotations.margin.composing.form_recovery import signed_in
from annotations.seminars.models import Member
from annotations.seminars.queries import OpenedReading, lock_reading, open_reading

MERGED_INTO_ITSELF = "A claim can’t be merged into itself: choose another."
TYPED_FIELDS = ("wording", "exact")  # the text fields of a claim's forms
PREMISE_OF_ITSELF = "A claim can’t be its own premise: choose another."


@dataclass(frozen=True)
class ClaimRequest:
    """A request to change a claim, from a member who may."""

    request: HttpRequest
    opened: OpenedReading
    board: Board
    card: Card
    by: Member

    @property
    def claim(self) -> Claim:
        """The claim to change."""
        return self.card.claim

    @property
    def data(self) -> QueryDict:
        """The submitted fields."""
        return self.request.POST

    def rewording_form(self) -> Form:
        """The bound form that rewords the claim."""
        others = self.board.other_wordings(self.card)
        return RewordingForm(self.data, others=others, now=self.claim.visible_wording)

    def other_claim_form(self, itself: str) -> Form:
        """The bound form that chooses another claim; `itself` is the error for this one."""
        claims = dict(self.board.argument.claims)
        return OtherClaimForm(self.data, claim=self.claim, claims=claims, itself=itself)


type CleanedData = dict[str, Any]
type ClaimEdit = Callable[[ClaimRequest, CleanedData], Claim | None]


def claim_edit(
    name: str, form_for: Callable[[ClaimRequest], Form]
) -> Callable[[ClaimEdit], Callable[..., Any]]:
    """Decorate a function that changes a claim, to make it a view.

    The view locks the reading, so that what the form was checked against holds until the change is
    made; checks that `name` is among `allowed_actions` (raises PermissionDenied); validates the
    form; calls the function; and redirects to the claim, or to the one that the function returns.
    """

    def decorate(do: ClaimEdit) -> Callable[..., Any]:
        @signed_in
        @require_http_methods(["GET", "HEAD", "POST"])
        @transaction.atomic
        @wraps(do)
        def view(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
            if request.method != "POST":  # after signing in: the form is on the claim's page
                return redirect("claim", seminar, essay, id)
            opened = open_reading(seminar, essay, request.user)
            lock_reading(opened.reading)
            asked = _load_request(request, opened, id, name)
            if asked is None:
                return _claim_gone(request, opened, id, name, form_for)
            form = form_for(asked)
            if not form.is_valid():
                return render_claim(request, asked.opened, asked.board, id, wrong={name: form})
            leads_to = do(asked, form.cleaned_data)
            return redirect("claim", seminar, essay, leads_to.pk if leads_to else id)

        return view

    return decorate


def _load_request(
    request: HttpRequest, opened: OpenedReading, id: UUID, name: str
) -> ClaimRequest | None:
    """Load the claim and check the permission; None if the claim is not on the board.

    Raises PermissionDenied if the visitor may not do `name`.
    """
    board = board_for_claim(opened, id)
    card = board.cards.get(str(id))
    if card is None:
        return None
    if opened.member is None or name not in allowed_actions(opened, board.argument, card.claim):
        raise PermissionDenied
    return ClaimRequest(request, opened, board, card, opened.member)


def _claim_gone(
    request: HttpRequest,
    opened: OpenedReading,
    id: UUID,
    name: str,
    form_for: Callable[[ClaimRequest], Form] | None = None,
) -> HttpResponse:
    """Answer a change of a claim that was merged, taken off or removed in the meantime: say so,
    keep what was typed, and show the form on the claim's successor.

    Raises Http404 for visitors who may not write.
    """
    if opened.member is None or not opened.reader.writes:
        raise Http404
    there = resolve_merged_claim(id, opened)
    board = board_for_claim(opened, there)
    card = board.cards.get(str(there))
    typed = [request.POST[field] for field in TYPED_FIELDS if request.POST.get(field, "").strip()]
    if card is None:
        off = any(claim.pk == there for claim in board.argument.off_board)
        context = {**reading_context(opened, "argument"), "off": off, "typed": typed}
        return render(request, "arguments/claim_gone.html", context, status=409 if off else 404)
    wrong: dict[str, Form] = {}
    if (
        form_for
        and name in allowed_actions(opened, board.argument, card.claim)
        and "end" not in request.POST
    ):
        wrong[name] = form_for(ClaimRequest(request, opened, board, card, opened.member))
        wrong[name].is_valid()
        typed = []
    return render_claim(request, opened, board, there, wrong=wrong, merged=True, typed=typed)


@claim_edit("reword", lambda asked: asked.rewording_form())
def claim_wording(asked: ClaimRequest, filled: CleanedData) -> None:
    """Reword the claim. Submitting the wording that was shown changes nothing."""
    if filled["wording"] != asked.claim.visible_wording:
        actions.reword_claim(asked.claim, wording=filled["wording"], by=asked.by)


@claim_edit("merge", lambda asked: asked.other_claim_form(MERGED_INTO_ITSELF))
def claim_merger(asked: ClaimRequest, filled: CleanedData) -> Claim:
    """Merge the claim into another."""
    return actions.merge_claims(asked.claim, into=filled["other"], by=asked.by)


@claim_edit("add_premise", lambda asked: asked.other_claim_form(PREMISE_OF_ITSELF))
def claim_premises(asked: ClaimRequest, filled: CleanedData) -> None:
    """Add another claim as a premise, or remove it if `end` is sent."""
    other = filled["other"]
    if "end" in asked.data:
        actions.remove_premise(asked.claim, off=other, by=asked.by)
        return
    actions.add_premise(asked.claim, on=other, by=asked.by)
    circle = load_argument(asked.opened).standings[asked.card.id].circular
    if str(other.pk) in circle:
        words = "That closes a circle: it is shown as one, here and on the map."
        messages.info(asked.request, words)


@claim_edit("scheme", lambda asked: SchemeForm(asked.data))
def claim_scheme(asked: ClaimRequest, filled: CleanedData) -> None:
    """Set the argumentation scheme."""
    actions.set_scheme(asked.claim, scheme=filled["scheme"], by=asked.by)


@claim_edit(
    "add_passage", lambda asked: PassageForm(asked.data, blocks=claimable_blocks(asked.opened))
)
def claim_passages(asked: ClaimRequest, filled: CleanedData) -> None:
    """Add a passage that makes the claim."""
    actions.add_passage(
        asked.claim,
        block=filled["block"],
        passage=filled["passage"],
        by=asked.by,
        wording=asked.claim.visible_wording,
    )


@claim_edit("attach", lambda asked: AttachForm(asked.data, offered=_attachable_ids(asked)))
def claim_bearings(asked: ClaimRequest, filled: CleanedData) -> None:
    """Attach an annotation: one's own; for moderators, anybody's."""
    here = eligible_annotations(asked.opened.reading, asked.opened.reader)
    annotation = here.get(pk=filled["annotation"])
    actions.attach_to_claim(annotation, on=asked.claim, wording=asked.claim.visible_wording)


def _attachable_ids(asked: ClaimRequest) -> set[str]:
    """All annotations that may be attached, including those that only the board lists."""
    untied = attachable(asked.card, asked.opened, asked.board.argument)
    here = eligible_annotations(asked.opened.reading, asked.opened.reader)
    found = here.filter(untied, kind__in=ARGUMENT_KINDS).values_list("pk", flat=True)
    return {str(annotation) for annotation in found}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def claim_absence(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Take the claim off the board, or put it back if `end` is sent."""
    if request.method != "POST":
        return redirect("board", seminar, essay)
    opened = open_reading(seminar, essay, request.user)
    lock_reading(opened.reading)
    off = claims_off_board(opened.reading, opened.reader).filter(pk=id).first()
    if "end" in request.POST:
        return _put_back(request, opened, id, off)
    if off:  # the form was sent twice
        return redirect("board", seminar, essay)
    asked = _load_request(request, opened, id, "take_off")
    if asked is None:
        return _claim_gone(request, opened, id, "take_off")
    actions.take_off_board(asked.claim, by=asked.by)
    messages.success(
        request,
        f"“{asked.claim.visible_wording}” is off the board. What was written about it stays in the "
        "margin; under the board you can put it back.",
    )
    return redirect("board", seminar, essay)


def _put_back(
    request: HttpRequest, opened: OpenedReading, id: UUID, claim: Claim | None
) -> HttpResponse:
    place = (opened.reading.seminar.slug, opened.reading.slug)
    if claim is None:
        if str(id) in load_argument(opened).claims:  # somebody else was first
            return redirect("claim", *place, id)
        return _claim_gone(request, opened, id, "put back")
    if opened.member is None or not rules.may_put_back_on_board(opened.reader, claim.off_by_id):
        raise PermissionDenied
    actions.put_back_on_board(claim, by=opened.member)
    return redirect("claim", *place, id)
