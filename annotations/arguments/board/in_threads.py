"""Where the claims of a thread stand, in the words of the board."""

from collections.abc import Mapping
from uuid import UUID

from annotations.arguments.board.argument import Argument, argument_of
from annotations.arguments.models import Claim, Premise
from annotations.arguments.standing.phrasing import headline, in_short
from annotations.arguments.standing.queries import Settled
from annotations.seminars.queries import Opened


def told(claims: Mapping[UUID, Claim], settled: Settled, opened: Opened) -> dict[UUID, str]:
    """“Contested: its counterpoint stands · rests on ¶ 4, which is contested”, by annotation.

    `claims` are those that the annotations bear on, and `settled` knows where these stand by
    that alone. One query; where one of them rests on others, those of `argument_of` too.
    """
    ids = {claim.pk for claim in claims.values()}
    rests = bool(ids) and Premise.objects.filter(claim__in=ids).exists()
    joined = argument_of(opened) if rests else None
    words = {claim.pk: _words(claim, settled, joined) for claim in claims.values()}
    return {annotation: words[claim.pk] for annotation, claim in claims.items()}


def _words(claim: Claim, settled: Settled, argument: Argument | None) -> str:
    standing = settled.of(claim)
    places: dict[str, str] = {}
    if argument and str(claim.pk) in argument.claims:
        standing = argument.standings[str(claim.pk)]
        others = (*standing.circular, *standing.shaken_by)
        places = {other: argument.place_of(other).label for other in others}
    return f"{headline(standing)}: {in_short(standing, places)}" if standing else ""
