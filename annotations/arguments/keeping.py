"""Where each claim stands, kept: when something changes, only the claims over it are settled again.

Whoever changes something only adds a note of it in the same transaction
(`margin.unsettling`), and waits for nobody. Whoever asks next settles what was noted, before
anything is shown. What a claim rests on is joined to it when it is asked for
(`standing.joined`), by what is kept of the claims alone.

Where one writes before one reads, each reader has an argument of their own: nothing is kept of
it.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from annotations.arguments.models import Bearing, Claim, KeptStanding
from annotations.arguments.queries import (
    COUNTS,
    claims_shown,
    counting,
    nodes_under,
)
from annotations.arguments.standing import Base, Node, Standing, assessed
from annotations.margin.models import Annotation, Unsettled
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def assessed_for(
    claims: Collection[str], reading: Reading, reader: Reader, nodes: Collection[Node]
) -> dict[str, Standing]:
    """What came of testing these claims of a reading, for this reader. Two queries, and eight
    more where something changed; none where they have an argument of their own, made of `nodes`.
    """
    return kept(claims, reading) if reader.gate is None else assessed(claims, nodes)


def contested_in(reading: Reading, reader: Reader) -> set[UUID]:
    """The claims of a reading that a standing counterpoint contests. At most twelve queries."""
    claims = claims_shown(reading, reader).filter(off_since=None)
    shown = {str(claim) for claim in claims.values_list("pk", flat=True)}
    own = [] if reader.gate is None else map(UUID, shown)
    nodes = nodes_under(list(own), (), counting(reading, reader))
    found = assessed_for(shown, reading, reader, nodes)
    return {UUID(claim) for claim, each in found.items() if each.base == Base.CONTESTED}


def kept(claims: Collection[str], reading: Reading) -> dict[str, Standing]:
    """What came of testing these claims, settled again where something changed."""
    noted = Unsettled.objects.filter(reading=reading).exists()
    found = {} if noted else _kept(reading)
    if noted or not found.keys() >= set(claims):
        settle_again(reading)
        found = _kept(reading)
    return {claim: found[claim] for claim in claims if claim in found}


@transaction.atomic
def settle_again(reading: Reading) -> int:
    """Settle what was noted, and claims that are new. How many those were.

    One at a time: who waited for another reads what that one had not seen yet.
    """
    Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)
    notes = list(Unsettled.objects.filter(reading=reading))
    claims = _over(reading, [note.thread_id for note in notes])
    keep(claims)
    Unsettled.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(claims)


def keep(claims: Iterable[UUID]) -> None:
    """Settle these claims and keep what comes of it."""
    KeptStanding.objects.bulk_create(
        (
            KeptStanding(
                claim_id=claim, **{name: getattr(each, name) for name in KeptStanding.KEPT}
            )
            for claim, each in fresh(list(claims)).items()
        ),
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=KeptStanding.KEPT,
    )


def fresh(claims: Collection[UUID]) -> dict[UUID, Standing]:
    """What comes of testing these claims as things are. One query."""
    nodes = nodes_under(claims, (), Annotation.objects.filter(COUNTS)) if claims else []
    return {UUID(claim): each for claim, each in assessed(map(str, claims), nodes).items()}


def mend(reading: Reading) -> None:
    """Keep what comes of testing every claim, and nothing of claims that are gone."""
    keep(_claims(reading).values_list("pk", flat=True))
    there = Claim.objects.filter(pk=OuterRef("claim"))
    KeptStanding.objects.exclude(Exists(there)).delete()


def differences(reading: Reading) -> list[tuple[Claim, Standing, Standing]]:
    """The claims of which something else is kept than comes of testing them: (kept, tested).
    What is noted is settled before."""
    settle_again(reading)
    found = _kept(reading)
    claims = {claim.pk: claim for claim in _claims(reading)}
    return [
        (claims[claim], found[str(claim)], want)
        for claim, want in fresh(claims).items()
        if found[str(claim)] != want
    ]


def _over(reading: Reading, threads: Collection[UUID | None]) -> set[UUID]:
    """The claims that these threads bear on, all of them for None; and those that are new."""
    claims = _claims(reading)
    if None not in threads:
        new = claims.filter(kept=None).values_list("pk", flat=True)
        borne_on = Bearing.objects.filter(annotation__in=threads).values_list("claim", flat=True)
        return {*new, *borne_on}
    return set(claims.values_list("pk", flat=True))


def _claims(reading: Reading) -> QuerySet[Claim]:
    return Claim.objects.filter(reading=reading, merged_into=None)


def _kept(reading: Reading) -> dict[str, Standing]:
    rows = KeptStanding.objects.filter(claim__reading=reading)
    return {str(row.claim_id): row.standing for row in rows}
