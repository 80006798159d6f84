"""All about one claim in one place, and what people do with it there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments import actions, rules
from annotations.arguments.argument import Argument, argument_of
from annotations.arguments.board import Board, Card, board_of
from annotations.arguments.branches import branches
from annotations.arguments.forms import (
    BearingForm,
    OtherClaimForm,
    PassageForm,
    SchemeForm,
    WordingForm,
)
from annotations.arguments.models import Claim
from annotations.arguments.queries import Voice, counting
from annotations.arguments.schemes import SCHEMES
from annotations.arguments.sentences import one_line
from annotations.arguments.views import around, blocks_of, may_pull_out
from annotations.margin.kept import signed_in
from annotations.seminars.models import Member
from annotations.seminars.queries import Opened, open_reading

ITSELF = "A claim can’t be merged into itself: choose another."
OWN_PREMISE = "A claim can’t be its own premise: choose another."
LINES = 400
LOOSE = 30  # annotations offered to be tied to the claim


@require_safe
def claim(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """The claim with its passages, its tree, its premises and its history."""
    opened = open_reading(seminar, essay, request.user)
    merged = Claim.objects.filter(pk=id, reading=opened.reading).exclude(merged_into=None).first()
    found = board_of(argument_of(opened))
    if merged and str(merged.merged_into_id) in found.cards:
        return redirect("claim", seminar, essay, merged.merged_into_id)
    return claim_page(request, opened, found, id)


def claim_page(
    request: HttpRequest,
    opened: Opened,
    board: Board,
    id: UUID,
    *,
    wrong: dict[str, Form] | None = None,
) -> HttpResponse:
    """The page, with the form that could not be taken as it was sent; 404 for what isn't there."""
    card = board.cards.get(str(id))
    if card is None:
        raise Http404
    argument = board.argument
    forms = wrong or {}
    context = {
        **around(opened, "argument"),
        "card": card,
        "branches": branches(card.id, argument, LINES),
        "passages": passages(card, argument),
        "premises": board.related(argument.rests_on.get(card.id, ())),
        "resting": board.related(argument.resting.get(card.id, ())),
        "circle": board.related(card.standing.circular),
        "scheme": card.claim.pattern,
        "history": card.claim.earlier_wordings.select_related("by"),
        "schemes": SCHEMES,
        "others": [other for other in board.ordered("paragraph") if other.id != card.id],
        "compose": composer_at(card, opened),
        "loose": loose(card, opened, argument),
        "blocks": blocks_of(opened),
        "forms": forms,
        "can": deeds(opened, card.claim),
    }
    return render(request, "arguments/claim.html", context, status=422 if forms else 200)


def composer_at(card: Card, opened: Opened) -> str:
    """The composer for a counterpoint to this claim, where it is first made; empty when that is
    no longer in the text."""
    part = card.spot.href.partition("#")[2].removeprefix("p")
    if not part:
        return ""
    path = reverse("paragraph", args=[opened.reading.seminar.slug, opened.reading.slug, part])
    return f"{path}?{urlencode({'kind': 'counterpoint', 'claim': card.claim.wording})}"


def passages(card: Card, argument: Argument) -> list[dict[str, Any]]:
    """The passages that make the claim, in the order of the text, each said once."""
    pulled = [
        (passage.paragraph_id, passage.exact) for passage in argument.passages.get(card.id, ())
    ]
    answered = [(voice.paragraph, voice.passage) for voice in argument.bearing.get(card.id, ())]
    found = [
        {"spot": argument.spot(paragraph), "exact": one_line(exact, 240)}
        for paragraph, exact in dict.fromkeys([*pulled, *answered])
    ]
    return sorted(found, key=lambda each: each["spot"].position)


def loose(card: Card, opened: Opened, argument: Argument) -> list[Voice]:
    """What stands at this claim's paragraphs, bears on no claim yet, and is this visitor's to
    tie: their own, or anybody's for who moderates."""
    places = set(argument.paragraphs_of(card.id))
    return [
        voice
        for voice in argument.voices.values()
        if voice.about is None
        and voice.claim is None
        and voice.paragraph in places
        and (opened.reader.moderates or voice.author == opened.reader.member)
    ][:LOOSE]


def deeds(opened: Opened, claim: Claim) -> set[str]:
    """What this visitor may do with the claim."""
    reader = opened.reader
    makers = {claim.by_id} if reader.member == claim.by_id else set()
    allowed = {
        "reword": rules.may_reword(reader, makers),
        "merge": rules.may_merge(reader),
        "rest": may_pull_out(opened),
        "scheme": may_pull_out(opened),
        "mark": may_pull_out(opened),
        "bear": reader.writes,
    }
    return {deed for deed, may in allowed.items() if may and opened.member}


type Deed = Callable[[HttpRequest, Opened, Board, Claim, Member], Form | Claim | None]


def deed(name: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A POST about a claim: opened through the visitor, allowed, done, and back to its page.

    What it decorates returns the form that was wrong, the claim to go to, or None for this one.
    """

    def decorate(do: Deed) -> Callable[..., HttpResponse]:
        @signed_in
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(do)
        def view(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
            if request.method != "POST":  # back from signing in: the form is on the claim's page
                return redirect("claim", seminar, essay, id)
            opened = open_reading(seminar, essay, request.user)
            board = board_of(argument_of(opened))
            card = board.cards.get(str(id))
            if card is None:
                raise Http404
            if opened.member is None or name not in deeds(opened, card.claim):
                raise PermissionDenied
            outcome = do(request, opened, board, card.claim, opened.member)
            if isinstance(outcome, Form):
                return claim_page(request, opened, board, id, wrong={name: outcome})
            return redirect("claim", seminar, essay, outcome.pk if outcome else id)

        return view

    return decorate


@deed("reword")
def wording(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | None:
    """Put it better."""
    form = WordingForm(request.POST)
    if not form.is_valid():
        return form
    words = form.cleaned_data["wording"]
    same = [c for c in board.argument.claims.values() if c.wording.lower() == words.lower()]
    if any(other != claim for other in same):
        form.add_error("wording", "Another claim says just this: merge the two instead.")
        return form
    actions.reword(claim, wording=words, by=by)
    return None


@deed("merge")
def merger(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | Claim:
    """Make it one with another claim."""
    form = other_claim(request, board, claim, ITSELF)
    if not form.is_valid():
        return form
    return actions.merge(claim, into=form.cleaned_data["other"], by=by)


@deed("rest")
def premises(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | None:
    """Say that it rests on another claim, or with `end` that it doesn't."""
    form = other_claim(request, board, claim, OWN_PREMISE)
    if not form.is_valid():
        return form
    other = form.cleaned_data["other"]
    if "end" in request.POST:
        actions.lift(claim, off=other, by=by)
        return None
    actions.rest(claim, on=other, by=by)
    circle = board_of(argument_of(opened)).cards[str(claim.pk)].standing.circular
    if circle and str(other.pk) in circle:
        messages.info(request, "That closes a circle: it is shown as one, here and on the map.")
    return None


@deed("scheme")
def scheme(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | None:
    """Name the pattern of argument that leads to it."""
    form = SchemeForm(request.POST)
    if not form.is_valid():
        return form
    actions.name_scheme(claim, scheme=form.cleaned_data["scheme"], by=by)
    return None


@deed("mark")
def marked(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | None:
    """Say that another passage makes it too."""
    form = PassageForm(request.POST, blocks=blocks_of(opened))
    if not form.is_valid() or form.block is None:
        return form
    actions.mark(claim, block=form.block, passage=form.passage, by=by)
    return None


@deed("bear")
def bearing(
    request: HttpRequest, opened: Opened, board: Board, claim: Claim, by: Member
) -> Form | None:
    """Say that an annotation bears on it: one's own, or anybody's for who moderates."""
    form = BearingForm(request.POST)
    if not form.is_valid():
        return form
    wanted = form.cleaned_data["annotation"]
    offered = {voice.id for voice in loose(board.cards[str(claim.pk)], opened, board.argument)}
    if str(wanted) not in offered:
        form.add_error("annotation", "That can’t be tied to this claim: choose from the list.")
        return form
    actions.bear(counting(opened.reading, opened.reader).get(pk=wanted), on=claim)
    return None


def other_claim(request: HttpRequest, board: Board, claim: Claim, itself: str) -> OtherClaimForm:
    """The form that chooses another claim of the board."""
    claims = dict(board.argument.claims)
    return OtherClaimForm(request.POST, claim=claim, claims=claims, itself=itself)
