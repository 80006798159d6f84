"""The POSTs of a claim's page: reword, merge, add premises and passages, attach, take off the
board."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.arguments import rules
from annotations.arguments.board.argument import load_argument
from annotations.arguments.board.views import render_board
from annotations.arguments.claim_page.claim_edits import (
    MERGED_INTO_ITSELF,
    PREMISE_OF_ITSELF,
    ClaimRequest,
    CleanedData,
    claim_edit,
    claim_gone,
    load_request,
    refuse_too_many,
)
from annotations.arguments.claim_page.forms import (
    AttachForm,
    PassageForm,
    SchemeForm,
)
from annotations.arguments.claim_page.queries import (
    attachable,
)
from annotations.arguments.claims import actions
from annotations.arguments.claims.queries import claims_off_board
from annotations.arguments.eligibility import ARGUMENT_KINDS, eligible_annotations
from annotations.arguments.models import Claim
from annotations.arguments.reading_context import claimable_blocks
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.seminars.queries import OpenedReading, lock_reading, open_reading


@claim_edit("reword", lambda asked: asked.rewording_form())
def change_claim_wording(asked: ClaimRequest, filled: CleanedData) -> None:
    """Reword the claim. Submitting the wording that was shown changes nothing."""
    if filled["wording"] != asked.claim.visible_wording:
        actions.reword_claim(asked.claim, wording=filled["wording"], by=asked.by)


@claim_edit("merge", lambda asked: asked.other_claim_form(str(MERGED_INTO_ITSELF)))
def claim_merger(asked: ClaimRequest, filled: CleanedData) -> Claim:
    """Merge the claim into another."""
    return actions.merge_claims(asked.claim, into=filled["other"], by=asked.by)


@claim_edit("add_premise", lambda asked: asked.other_claim_form(str(PREMISE_OF_ITSELF)))
def claim_premises(asked: ClaimRequest, filled: CleanedData) -> None:
    """Add another claim as a premise, or remove it if `end` is sent."""
    other = filled["other"]
    if "end" in asked.data:
        actions.remove_premise(asked.claim, off=other, by=asked.by)
        return
    actions.add_premise(asked.claim, on=other, by=asked.by)
    circle = load_argument(asked.opened).standings[asked.card.id].circular
    if str(other.pk) in circle:
        notice = _("That closes a circle: it is shown as one, here and on the map.")
        messages.info(asked.request, notice)


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
    ids = here.filter(untied, kind__in=ARGUMENT_KINDS).values_list("pk", flat=True)
    return {str(id) for id in ids}


@sign_in_to_send(
    gettext_lazy("Do you still want to take this claim off the board?"),
    question_to_end=gettext_lazy("Do you still want to put this claim back on the board?"),
)
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
    asked = load_request(request, opened, id, "take_off")
    if asked is None:
        return claim_gone(request, opened, id, "take_off")
    try:
        check_change_limit(asked.by)
    except PostingLimitReached as limit:
        return refuse_too_many(asked, limit, {})
    actions.take_off_board(asked.claim, by=asked.by)
    notice = _(
        "“%(claim)s” is off the board. What was written about it stays in the margin; under the "
        "board you can put it back."
    )
    messages.success(request, notice % {"claim": asked.claim.visible_wording})
    return redirect("board", seminar, essay)


def _put_back(
    request: HttpRequest, opened: OpenedReading, id: UUID, claim: Claim | None
) -> HttpResponse:
    place = (opened.reading.seminar.slug, opened.reading.slug)
    if claim is None:
        if str(id) in load_argument(opened).claims:  # somebody else was first
            return redirect("claim", *place, id)
        return claim_gone(request, opened, id, "put back")
    if opened.member is None or not rules.may_put_back_on_board(opened.reader, claim.off_by_id):
        raise PermissionDenied
    try:
        check_change_limit(opened.member)
    except PostingLimitReached as limit:
        response = render_board(request, opened, notice=limit.words, status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    actions.put_back_on_board(claim, by=opened.member)
    return redirect("claim", *place, id)
