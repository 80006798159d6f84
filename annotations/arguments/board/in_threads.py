"""Captions in a thread that say where its claims stand."""

from collections.abc import Mapping
from uuid import UUID

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.models import Claim, Premise
from annotations.arguments.standing.phrasing import standing_headline, standing_summary
from annotations.arguments.standing.queries import ThreadStandings
from annotations.seminars.queries import OpenedReading


def thread_captions(
    claims: Mapping[UUID, Claim], own: ThreadStandings, opened: OpenedReading
) -> dict[UUID, str]:
    """By annotation, the standing of its claim in words: “Contested: its counterpoint stands ·
    rests on ¶ 4, which is contested”.

    `claims` are the claims of the annotations, `own` their own standings. One query; if one of
    the claims has premises, those of `load_argument` too.
    """
    ids = {claim.pk for claim in claims.values()}
    has_premises = bool(ids) and Premise.objects.filter(claim__in=ids).exists()
    argument = load_argument(opened) if has_premises else None
    captions = {claim.pk: _caption(claim, own, argument) for claim in claims.values()}
    return {annotation: captions[claim.pk] for annotation, claim in claims.items()}


def _caption(claim: Claim, own: ThreadStandings, argument: Argument | None) -> str:
    standing = own.standing_of(claim)
    places: dict[str, str] = {}
    if argument and str(claim.pk) in argument.claims:
        standing = argument.standings[str(claim.pk)]
        others = (*standing.circular, *standing.shaken_by)
        places = {other: argument.claim_location(other).label for other in others}
    if not standing:
        return ""
    return f"{standing_headline(standing)}: {standing_summary(standing, places)}"
