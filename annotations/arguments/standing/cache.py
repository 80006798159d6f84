"""Cached standings: a change invalidates only the claims above it.

Actions that change something only mark threads as stale, in their own transaction
(`margin.unsettling`). The next reader computes the stale claims again before anything is shown. The
effects of premises are not cached: `standing.with_premises` adds them from the cached standings,
without reading annotations.

In *write before you read* each reader sees a different argument, so nothing is cached.
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
from annotations.seminars.queries import lock_reading
from annotations.seminars.rules import Reader


@dataclass(frozen=True, slots=True)
class CachedStanding:
    """A claim's own standing, and what else `KeptStanding` stores about its annotations."""

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
    """The claims on the board of a reading that a standing counterpoint contests. At most twelve
    queries."""
    claims = eligible_claims(reading, reader).filter(off_since=None)
    shown = {str(claim) for claim in claims.values_list("pk", flat=True)}
    found = standings_for(shown, reading, reader)
    return {
        UUID(claim) for claim, each in found.items() if each.standing.base == BaseStanding.CONTESTED
    }


def standings_for(
    claims: Collection[str], reading: Reading, reader: Reader
) -> dict[str, CachedStanding]:
    """Own standings of these claims: cached ones; computed afresh for readers in *write before you
    read* (3 queries)."""
    if reader.gate is None:
        return cached_standings(claims, reading)
    return compute_standings([*map(UUID, claims)], eligible_in(reading, reader))


def cached_standings(claims: Collection[str], reading: Reading) -> dict[str, CachedStanding]:
    """Cached own standings of these claims: one query, and ten more if something is stale."""
    found, noted = _load_rows(reading)
    if noted or not found.keys() >= set(claims):
        refresh_standings(reading)
        found, _ = _load_rows(reading)
    return {claim: found[claim] for claim in claims if claim in found}


@transaction.atomic
def refresh_standings(reading: Reading) -> int:
    """Compute and store the standings of stale and new claims. Returns how many.

    Locks the reading: a second refresh waits, and then sees what the first one stored.
    """
    lock_reading(reading)
    notes = list(Unsettled.objects.filter(reading=reading))
    claims = _affected_claims(reading, [note.thread_id for note in notes])
    store_standings(claims)
    Unsettled.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(claims)


def store_standings(claims: Iterable[UUID]) -> None:
    """Compute and store the own standings of these claims."""
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


def compute_standings(
    claims: Collection[UUID], eligible: Q = ELIGIBLE
) -> dict[str, CachedStanding]:
    """Own standings of these claims from the annotations that match `eligible`. Three queries."""
    if not claims:
        return {}
    nodes = argument_nodes(claims, (), eligible)
    labelling = grounded_labelling(nodes)
    found = assess_claims(map(str, claims), nodes, labelling)
    showing = _TreeCounts(nodes, labelling.stands)
    borne = attached_paragraphs(claims, eligible)
    waiting = unanswered_counterpoints(claims, eligible)
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
    """Chooses the highlights of each claim and counts the annotations under it."""

    def __init__(self, nodes: Sequence[ArgumentNode], stands: Mapping[str, bool]) -> None:
        self.attached = group_pairs((node.claim, node) for node in nodes if node.about is None)
        self.replies = group_pairs((node.about, node) for node in nodes)
        self.stands = stands

    def cached(self, claim: str, standing: Standing) -> CachedStanding:
        """The row of one claim, without what `attached_paragraphs` and `unanswered_counterpoints`
        add."""
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
    """Compute and store every standing of a reading, and delete rows of claims that are gone."""
    lock_reading(reading)
    store_standings(unmerged_claims(reading).values_list("pk", flat=True))
    there = Claim.objects.filter(pk=OuterRef("claim"))
    KeptStanding.objects.exclude(Exists(there)).delete()


def standing_differences(reading: Reading) -> list[tuple[Claim, CachedStanding, CachedStanding]]:
    """The claims whose cached standing differs from the computed one, as (claim, cached, computed).
    Refreshes stale ones first."""
    refresh_standings(reading)
    found, _ = _load_rows(reading)
    claims = {str(claim.pk): claim for claim in unmerged_claims(reading)}
    return [
        (claims[claim], found[claim], want)
        for claim, want in compute_standings([*map(UUID, claims)]).items()
        if found[claim] != want
    ]


def _affected_claims(reading: Reading, threads: Collection[UUID | None]) -> set[UUID]:
    """The claims that these threads are attached to (all for None), and claims without a cached
    standing."""
    claims = unmerged_claims(reading)
    if None not in threads:
        new = claims.filter(kept=None).values_list("pk", flat=True)
        borne_on = Bearing.objects.filter(annotation__in=threads).values_list("claim", flat=True)
        return {*new, *borne_on}
    return set(claims.values_list("pk", flat=True))


def _load_rows(reading: Reading) -> tuple[dict[str, CachedStanding], bool]:
    """All cached standings of a reading, and whether any thread is stale. One query."""
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
    """A standing from the columns `KeptStanding.STANDING_FIELDS`."""
    *numbers, why = said
    names = KeptStanding.STANDING_FIELDS[1:-1]
    return Standing(
        base=BaseStanding(base), why=tuple(why), **dict(zip(names, numbers, strict=True))
    )
