"""Captions in a thread that say where its claims stand."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.models import Claim
from annotations.arguments.standing.phrasing import standing_headline, standing_summary
from annotations.arguments.standing.queries import ThreadStandings
from annotations.seminars.queries import OpenedReading


class ClaimCaption(NamedTuple):
    """The standing of a claim: one word, such as “Contested”, and why."""

    headline: str
    summary: str


def thread_captions(
    claims: Mapping[UUID, Claim], own: ThreadStandings, opened: OpenedReading
) -> dict[UUID, ClaimCaption]:
    """By annotation, the standing of its claim in words: “Contested” and “its counterpoint stands ·
    rests on ¶ 4, which is contested”. Annotations whose claim has no standing are left out.

    `claims` are the claims of the annotations, `own` their own standings. No query; if one of
    the claims has premises, those of `load_argument`.
    """
    has_premises = any(claim.has_premises for claim in claims.values())
    argument = load_argument(opened) if has_premises else None
    by_claim = {claim.pk: _caption(claim, own, argument) for claim in claims.values()}
    captions = {annotation: by_claim[claim.pk] for annotation, claim in claims.items()}
    return {annotation: caption for annotation, caption in captions.items() if caption}


def _caption(claim: Claim, own: ThreadStandings, argument: Argument | None) -> ClaimCaption | None:
    standing = own.standing_of(claim)
    places: dict[str, str] = {}
    if argument and str(claim.pk) in argument.claims:
        standing = argument.standings[str(claim.pk)]
        others = (*standing.circular, *standing.shaken_by)
        places = {other: argument.claim_location(other).label for other in others}
    if not standing:
        return None
    return ClaimCaption(standing_headline(standing), standing_summary(standing, places))
