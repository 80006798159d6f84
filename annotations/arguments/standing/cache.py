"""Cached standings: a change invalidates only the claims above it.

Actions that change something only mark threads as stale, in their own transaction
(`margin.unsettling`). The next reader computes the stale claims again before anything is shown. The
effects of premises are not cached: `standing.with_premises` adds them from the cached standings,
without reading annotations.

In *write before you read* each reader sees a different argument, so nothing is cached.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.arguments.claims.queries import eligible_claims, unmerged_claims
from annotations.arguments.eligibility import ELIGIBLE, eligible_in
from annotations.arguments.models import Bearing, CachedStanding, Claim
from annotations.arguments.standing.highlights import (
    board_highlights,
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
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Reading
from annotations.seminars.queries import lock_reading
from annotations.seminars.rules import Reader


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """A claim's own standing, and what else `CachedStanding` stores about its annotations.

    The fields are explained there.
    """

    standing: Standing
    paragraphs: tuple[str, ...] = ()
    current_wording_used: bool | None = None
    unanswered: int = 0
    unanswered_since: datetime | None = None
    map_highlights: Mapping[str, bool] = field(default_factory=dict)
    board_highlights: Mapping[str, bool] = field(default_factory=dict)
    sources: int = 0
    counterpoints_below: int = 0
    sources_below: int = 0


def contested_claims(reading: Reading, reader: Reader) -> set[UUID]:
    """The claims on the board of a reading that a standing counterpoint contests. At most twelve
    queries."""
    claims = eligible_claims(reading, reader).filter(off_since=None)
    ids = {str(claim) for claim in claims.values_list("pk", flat=True)}
    standings = standings_for(ids, reading, reader)
    return {
        UUID(claim)
        for claim, each in standings.items()
        if each.standing.base == BaseStanding.CONTESTED
    }


def contested_paragraphs(reading: Reading, reader: Reader) -> set[UUID]:
    """The paragraphs of the annotations attached to contested claims on the board, by id.

    Three queries, and eleven more if something is stale; seven at most for readers in *write before
    you read*. However many annotations there are, only the contested claims are read.
    """
    claims = eligible_claims(reading, reader).filter(off_since=None).order_by().values("pk")
    if reader.gate is not None:
        ids = {claim["pk"] for claim in claims}
        found = compute_standings(ids, eligible_in(reading, reader)).values()
        contested = [each for each in found if each.standing.base == BaseStanding.CONTESTED]
        return {UUID(paragraph) for each in contested for paragraph in each.paragraphs}
    new = unmerged_claims(reading).filter(cached_standing=None)
    if Unsettled.objects.filter(reading=reading).exists() or new.exists():
        refresh_standings(reading)
    rows = CachedStanding.objects.filter(claim__in=claims, base=BaseStanding.CONTESTED)
    return {UUID(each) for ids in rows.values_list("paragraphs", flat=True) for each in ids}


def standings_for(
    claims: Collection[str], reading: Reading, reader: Reader
) -> dict[str, OwnStanding]:
    """Own standings of these claims: cached ones; computed afresh for readers in *write before you
    read* (3 queries)."""
    if reader.gate is None:
        return cached_standings(claims, reading)
    return compute_standings([*map(UUID, claims)], eligible_in(reading, reader))


def cached_standings(claims: Collection[str], reading: Reading) -> dict[str, OwnStanding]:
    """Cached own standings of these claims: one query, and ten more if something is stale."""
    cached, stale = _load_rows(reading)
    if stale or not cached.keys() >= set(claims):
        refresh_standings(reading)
        cached, _ = _load_rows(reading)
    return {claim: cached[claim] for claim in claims if claim in cached}


@transaction.atomic
def refresh_standings(reading: Reading) -> int:
    """Compute and store the standings of stale and new claims. Returns how many.

    Locks the reading: a second refresh waits, and then sees what the first one stored.
    """
    lock_reading(reading)
    marks = list(Unsettled.objects.filter(reading=reading))
    claims = _affected_claims(reading, [mark.thread_id for mark in marks])
    store_standings(claims)
    Unsettled.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(claims)


def store_standings(claims: Iterable[UUID]) -> None:
    """Compute and store the own standings of these claims."""
    CachedStanding.objects.bulk_create(
        (
            CachedStanding(
                claim_id=claim,
                **{name: getattr(each.standing, name) for name in CachedStanding.STANDING_FIELDS},
                **{name: getattr(each, name) for name in CachedStanding.DETAIL_FIELDS},
            )
            for claim, each in compute_standings([*claims]).items()
        ),
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=[*CachedStanding.STANDING_FIELDS, *CachedStanding.DETAIL_FIELDS],
    )


def compute_standings(claims: Collection[UUID], eligible: Q = ELIGIBLE) -> dict[str, OwnStanding]:
    """Own standings of these claims from the annotations that match `eligible`. Three queries."""
    if not claims:
        return {}
    nodes = argument_nodes(claims, (), eligible)
    labelling = grounded_labelling(nodes)
    standings = assess_claims(map(str, claims), nodes, labelling)
    counts = _TreeCounts(nodes, labelling.stands)
    attached = attached_paragraphs(claims, eligible)
    unanswered = unanswered_counterpoints(claims, eligible)
    computed = {}
    for claim in claims:
        paragraphs, current_wording_used = attached.get(claim, ((), None))
        number, since = unanswered.get(claim, (0, None))
        computed[str(claim)] = replace(
            counts.own_standing(str(claim), standings[str(claim)]),
            paragraphs=paragraphs,
            current_wording_used=current_wording_used,
            unanswered=number,
            unanswered_since=since,
        )
    return computed


class _TreeCounts:
    """Chooses the highlights of each claim and counts the annotations under it."""

    def __init__(self, nodes: Sequence[ArgumentNode], stands: Mapping[str, bool]) -> None:
        self.attached = group_pairs((node.claim, node) for node in nodes if node.about is None)
        self.replies = group_pairs((node.about, node) for node in nodes)
        self.stands = stands

    def own_standing(self, claim: str, standing: Standing) -> OwnStanding:
        """The standing of one claim with its highlights and counts, without what
        `attached_paragraphs` and `unanswered_counterpoints` add."""
        bearing = self.attached.get(claim, [])
        in_map = [node.id for node in map_highlights(bearing, self.stands)]
        on_board = board_highlights(bearing, self.replies, self.stands, standing.why)
        below = [node.kind for node, depth in walk_tree(bearing, self.replies) if depth > 1]
        return OwnStanding(
            standing,
            map_highlights={id: self.stands[id] for id in in_map},
            board_highlights={id: self.stands[id] for id in on_board},
            sources=sum(node.kind == NodeKind.SOURCE for node in bearing),
            counterpoints_below=below.count(NodeKind.COUNTERPOINT),
            sources_below=below.count(NodeKind.SOURCE),
        )


@transaction.atomic
def rebuild_standings(reading: Reading) -> None:
    """Compute and store every standing of a reading, and delete rows of claims that are gone."""
    lock_reading(reading)
    store_standings(unmerged_claims(reading).values_list("pk", flat=True))
    claim = Claim.objects.filter(pk=OuterRef("claim"))
    CachedStanding.objects.exclude(Exists(claim)).delete()


def standing_differences(reading: Reading) -> list[tuple[Claim, OwnStanding, OwnStanding]]:
    """The claims whose cached standing differs from the computed one, as (claim, cached, computed).
    Refreshes stale ones first."""
    refresh_standings(reading)
    cached, _ = _load_rows(reading)
    claims = {str(claim.pk): claim for claim in unmerged_claims(reading)}
    return [
        (claims[claim], cached[claim], computed)
        for claim, computed in compute_standings([*map(UUID, claims)]).items()
        if cached[claim] != computed
    ]


def _affected_claims(reading: Reading, threads: Collection[UUID | None]) -> set[UUID]:
    """The claims that these threads are attached to (all for None), and claims without a cached
    standing."""
    claims = unmerged_claims(reading)
    if None not in threads:
        new = claims.filter(cached_standing=None).values_list("pk", flat=True)
        attached = Bearing.objects.filter(annotation__in=threads).values_list("claim", flat=True)
        return {*new, *attached}
    return set(claims.values_list("pk", flat=True))


def _load_rows(reading: Reading) -> tuple[dict[str, OwnStanding], bool]:
    """All cached standings of a reading, and whether any thread is stale. One query."""
    rows = _rows(reading.pk)
    number = len(CachedStanding.DETAIL_FIELDS)
    cached = {
        str(claim): OwnStanding(_from_row(*row[number:]), tuple(row[0]), *row[1:number])
        for _, claim, *row in rows
    }
    return cached, bool(rows and rows[0][0])


@prepared
def _rows(reading: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    stale = Exists(Unsettled.objects.filter(reading=reading))
    columns = *CachedStanding.DETAIL_FIELDS, *CachedStanding.STANDING_FIELDS
    return CachedStanding.objects.filter(claim__reading=reading).values_list(
        stale, "claim", *columns
    )


def _from_row(base: str, *values: Any) -> Standing:
    """A standing from the columns `CachedStanding.STANDING_FIELDS`."""
    *numbers, why = values
    names = CachedStanding.STANDING_FIELDS[1:-1]
    return Standing(
        base=BaseStanding(base), why=tuple(why), **dict(zip(names, numbers, strict=True))
    )
