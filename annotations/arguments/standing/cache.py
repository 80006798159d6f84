"""Where each claim stands, kept: when something changes, only the claims over it are settled again.

Whoever changes something only adds a note of it in the same transaction
(`margin.unsettling`), and settles nothing. Whoever asks next settles what was noted, before
anything is shown. What a claim rests on is joined to it when it is asked for
(`standing.joined`), by what is kept of the claims alone; no annotation is read for it.

Where one writes before one reads, each reader has an argument of their own: nothing is kept of
it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from annotations.arguments.claims.queries import eligible_claims, unmerged_claims
from annotations.arguments.eligibility import ELIGIBLE, eligible_in
from annotations.arguments.models import Bearing, Claim, KeptStanding
from annotations.arguments.standing.highlights import (
    board_highlights,
    encode_stands,
    group_pairs,
    map_highlights,
    walk_tree,
)
from annotations.arguments.standing.queries import (
    argument_nodes,
    attached_paragraphs,
    unanswered_counterpoints,
)
from annotations.arguments.standing.semantics import ArgumentNode, NodeKind, grounded_labelling
from annotations.arguments.standing.standing import BaseStanding, Standing, assess_claims
from annotations.margin.models import Unsettled
from annotations.seminars.models import Reading
from annotations.seminars.queries import one_at_a_time
from annotations.seminars.rules import Reader


@dataclass(frozen=True, slots=True)
class CachedStanding:
    """Where a claim stands by its own testing, and what else `KeptStanding` has of what bears on
    it."""

    standing: Standing
    paragraphs: tuple[str, ...] = ()
    put_so: bool | None = None
    unanswered: int = 0
    unanswered_since: datetime | None = None
    marked: str = ""
    told: str = ""
    sources: int = 0
    counterpoints_below: int = 0
    sources_below: int = 0


def contested_claims(reading: Reading, reader: Reader) -> set[UUID]:
    """The claims of a reading that a standing counterpoint contests. At most twelve queries."""
    claims = eligible_claims(reading, reader).filter(off_since=None)
    shown = {str(claim) for claim in claims.values_list("pk", flat=True)}
    found = standings_for(shown, reading, reader)
    return {
        UUID(claim) for claim, each in found.items() if each.standing.base == BaseStanding.CONTESTED
    }


def standings_for(
    claims: Collection[str], reading: Reading, reader: Reader
) -> dict[str, CachedStanding]:
    """What came of testing these claims: as it is kept, or for a reader who has an argument of
    their own, by all of that: three queries."""
    if reader.gate is None:
        return cached_standings(claims, reading)
    return compute_standings([*map(UUID, claims)], eligible_in(reading, reader))


def cached_standings(claims: Collection[str], reading: Reading) -> dict[str, CachedStanding]:
    """What came of testing these claims, settled again where something changed: one query, and
    ten more then."""
    found, noted = _load_rows(reading)
    if noted or not found.keys() >= set(claims):
        refresh_standings(reading)
        found, _ = _load_rows(reading)
    return {claim: found[claim] for claim in claims if claim in found}


@transaction.atomic
def refresh_standings(reading: Reading) -> int:
    """Settle what was noted, and claims that are new. How many those were.

    One at a time: who waited for another reads what that one had not seen yet.
    """
    one_at_a_time(reading)
    notes = list(Unsettled.objects.filter(reading=reading))
    claims = _affected_claims(reading, [note.thread_id for note in notes])
    store_standings(claims)
    Unsettled.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(claims)


def store_standings(claims: Iterable[UUID]) -> None:
    """Settle these claims and keep what comes of it."""
    KeptStanding.objects.bulk_create(
        (
            KeptStanding(
                claim_id=claim,
                **{name: getattr(each.standing, name) for name in KeptStanding.STANDING_FIELDS},
                **{name: getattr(each, name) for name in KeptStanding.DETAIL_FIELDS},
            )
            for claim, each in compute_standings([*claims]).items()
        ),
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=[*KeptStanding.STANDING_FIELDS, *KeptStanding.DETAIL_FIELDS],
    )


def compute_standings(claims: Collection[UUID], counted: Q = ELIGIBLE) -> dict[str, CachedStanding]:
    """What comes of testing these claims as things are, by what is `counted`. Three queries."""
    if not claims:
        return {}
    nodes = argument_nodes(claims, (), counted)
    forest = grounded_labelling(nodes)
    found = assess_claims(map(str, claims), nodes, forest)
    showing = _TreeCounts(nodes, forest.stands)
    borne = attached_paragraphs(claims, counted)
    waiting = unanswered_counterpoints(claims, counted)
    kept = {}
    for claim in claims:
        paragraphs, put_so = borne.get(claim, ((), None))
        number, since = waiting.get(claim, (0, None))
        kept[str(claim)] = replace(
            showing.cached(str(claim), found[str(claim)]),
            paragraphs=paragraphs,
            put_so=put_so,
            unanswered=number,
            unanswered_since=since,
        )
    return kept


class _TreeCounts:
    """Finds of each claim what is shown first, and counts what there is."""

    def __init__(self, nodes: Sequence[ArgumentNode], stands: Mapping[str, bool]) -> None:
        self.attached = group_pairs((node.claim, node) for node in nodes if node.about is None)
        self.replies = group_pairs((node.about, node) for node in nodes)
        self.stands = stands

    def cached(self, claim: str, standing: Standing) -> CachedStanding:
        bearing = self.attached.get(claim, [])
        first = board_highlights(bearing, self.replies, self.stands, standing.why)
        below = [node.kind for node, depth in walk_tree(bearing, self.replies) if depth > 1]
        return CachedStanding(
            standing,
            marked=encode_stands(
                [node.id for node in map_highlights(bearing, self.stands)], self.stands
            ),
            told=encode_stands(first, self.stands),
            sources=sum(node.kind == NodeKind.SOURCE for node in bearing),
            counterpoints_below=below.count(NodeKind.COUNTERPOINT),
            sources_below=below.count(NodeKind.SOURCE),
        )


@transaction.atomic
def rebuild_standings(reading: Reading) -> None:
    """Keep what comes of testing every claim, and nothing of claims that are gone."""
    one_at_a_time(reading)
    store_standings(unmerged_claims(reading).values_list("pk", flat=True))
    there = Claim.objects.filter(pk=OuterRef("claim"))
    KeptStanding.objects.exclude(Exists(there)).delete()


def standing_differences(reading: Reading) -> list[tuple[Claim, CachedStanding, CachedStanding]]:
    """The claims of which something else is kept than comes of testing them: (kept, tested).
    What is noted is settled before."""
    refresh_standings(reading)
    found, _ = _load_rows(reading)
    claims = {str(claim.pk): claim for claim in unmerged_claims(reading)}
    return [
        (claims[claim], found[claim], want)
        for claim, want in compute_standings([*map(UUID, claims)]).items()
        if found[claim] != want
    ]


def _affected_claims(reading: Reading, threads: Collection[UUID | None]) -> set[UUID]:
    """The claims that these threads bear on, all of them for None; and those that are new."""
    claims = unmerged_claims(reading)
    if None not in threads:
        new = claims.filter(kept=None).values_list("pk", flat=True)
        borne_on = Bearing.objects.filter(annotation__in=threads).values_list("claim", flat=True)
        return {*new, *borne_on}
    return set(claims.values_list("pk", flat=True))


def _load_rows(reading: Reading) -> tuple[dict[str, CachedStanding], bool]:
    """What is kept of each claim, and whether something is noted that changed it."""
    notes = Exists(Unsettled.objects.filter(reading=reading))
    rows = list(
        KeptStanding.objects.filter(claim__reading=reading).values_list(
            notes, "claim", *KeptStanding.DETAIL_FIELDS, *KeptStanding.STANDING_FIELDS
        )
    )
    beside = len(KeptStanding.DETAIL_FIELDS)
    found = {
        str(claim): CachedStanding(_from_row(*row[beside:]), tuple(row[0]), *row[1:beside])
        for _, claim, *row in rows
    }
    return found, bool(rows and rows[0][0])


def _from_row(base: str, *said: Any) -> Standing:
    *numbers, why = said
    names = KeptStanding.STANDING_FIELDS[1:-1]
    return Standing(
        base=BaseStanding(base), why=tuple(why), **dict(zip(names, numbers, strict=True))
    )
