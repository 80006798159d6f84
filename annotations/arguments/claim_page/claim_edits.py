"""How a change of a claim is asked for, checked and refused: what the POSTs of its page share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.arguments.board.cards import Board, Card
from annotations.arguments.claim_page.forms import (
    OtherClaimForm,
    RewordingForm,
)
from annotations.arguments.claim_page.queries import (
    allowed_actions,
    board_for_claim,
    resolve_merged_claim,
)
from annotations.arguments.claim_page.views import render_claim
from annotations.arguments.claims.first_look import check_wording
from annotations.arguments.models import Claim
from annotations.arguments.reading_context import is_held_here, reading_context
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.seminars.models import Member
from annotations.seminars.queries import OpenedReading, lock_reading, open_reading

MERGED_INTO_ITSELF = _("A claim can’t be merged into itself: choose another.")
TYPED_FIELDS = ("wording", "exact")  # the text fields of a claim's forms
HELD = _(
    "A moderator looks first at what you post here, so you can’t change a claim by yourself. Write "
    "a counterpoint or a source, and say its claim there."
)
PREMISE_OF_ITSELF = _("A claim can’t be its own premise: choose another.")


@dataclass(frozen=True)
class ClaimRequest:
    """A request to change a claim, from a member who may."""

    request: HttpRequest
    opened: OpenedReading
    board: Board
    card: Card
    by: Member
    # They would be allowed to, but a moderator looks first at what they post.
    held: bool = False

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
    form, by the rules about links too; checks the limit; calls the function; and redirects to the
    claim, or to the one that the function returns.
    """

    def decorate(do: ClaimEdit) -> Callable[..., Any]:
        @sign_in_to_send(_("Do you still want to change this claim?"))
        @require_http_methods(["GET", "HEAD", "POST"])
        @transaction.atomic
        @wraps(do)
        def view(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
            if request.method != "POST":  # after signing in: the form is on the claim's page
                return redirect("claim", seminar, essay, id)
            opened = open_reading(seminar, essay, request.user)
            lock_reading(opened.reading)
            asked = load_request(request, opened, id, name)
            if asked is None:
                return claim_gone(request, opened, id, name, form_for)
            if asked.held:
                return refuse_change(asked, str(HELD), status=403, typed=_typed_in(request))
            form = form_for(asked)
            if not (form.is_valid() and check_wording(form, asked.opened)):
                return render_claim(request, asked.opened, asked.board, id, wrong={name: form})
            try:
                check_change_limit(asked.by)
            except PostingLimitReached as limit:
                return refuse_too_many(asked, limit, {} if "end" in request.POST else {name: form})
            leads_to = do(asked, form.cleaned_data)
            return redirect("claim", seminar, essay, leads_to.pk if leads_to else id)

        return view

    return decorate


def load_request(
    request: HttpRequest, opened: OpenedReading, id: UUID, name: str
) -> ClaimRequest | None:
    """Load the claim and check the permission; None if the claim is not on the board.

    Raises PermissionDenied if the visitor may not do `name`, whether or not their posts wait.
    """
    board = board_for_claim(opened, id)
    card = board.cards.get(str(id))
    if card is None:
        return None
    allowed = allowed_actions(opened, board.argument, card.claim, held=False)
    if opened.member is None or name not in allowed:
        raise PermissionDenied
    now = allowed_actions(opened, board.argument, card.claim, held=is_held_here(opened))
    return ClaimRequest(request, opened, board, card, opened.member, held=name not in now)


def _typed_in(request: HttpRequest) -> list[str]:
    """The texts of a claim's forms that were sent."""
    return [request.POST[field] for field in TYPED_FIELDS if request.POST.get(field, "").strip()]


def refuse_change(asked: ClaimRequest, notice: str, **options: Any) -> HttpResponse:
    """The claim's page, which says why its change was refused."""
    board, id = asked.board, asked.claim.pk
    return render_claim(asked.request, asked.opened, board, id, notice=notice, **options)


def refuse_too_many(
    asked: ClaimRequest, limit: PostingLimitReached, forms: dict[str, Form]
) -> HttpResponse:
    """The claim's page with what was sent, and when it can be sent again."""
    response = refuse_change(asked, limit.words, status=429, wrong=forms)
    response["Retry-After"] = str(limit.seconds)
    return response


def claim_gone(
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
    successor = resolve_merged_claim(id, opened)
    board = board_for_claim(opened, successor)
    card = board.cards.get(str(successor))
    typed = _typed_in(request)
    if card is None:
        off = any(claim.pk == successor for claim in board.argument.off_board)
        context = {**reading_context(opened, "argument"), "off": off, "typed": typed}
        return render(request, "arguments/claim_gone.html", context, status=409 if off else 404)
    wrong: dict[str, Form] = {}
    if (
        form_for
        and name in allowed_actions(opened, board.argument, card.claim, held=is_held_here(opened))
        and "end" not in request.POST
    ):
        wrong[name] = form_for(ClaimRequest(request, opened, board, card, opened.member))
        wrong[name].is_valid()
        typed = []
    return render_claim(request, opened, board, successor, wrong=wrong, merged=True, typed=typed)
