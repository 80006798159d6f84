"""What standings are computed from: the annotations under claims, one query for each question."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce

from annotations.arguments.eligibility import (
    ARGUMENT_KINDS,
    answers_by_others,
    eligible_in,
    filter_eligible,
    under_claims,
)
from annotations.arguments.models import Claim
from annotations.arguments.standing import standing
from annotations.arguments.standing.semantics import (
    ArgumentNode,
    Labelling,
    NodeKind,
    grounded_labelling,
)
from annotations.arguments.standing.standing import Standing
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.vocabulary import AnnotationKind


def attached_paragraphs(
    claims: Collection[UUID], eligible: Q
) -> dict[UUID, tuple[tuple[str, ...], bool]]:
    """By claim, the paragraphs of attached annotations, and whether one of their authors uses the
    current wording. Claims without any are left out. One query."""
    current = Case(When(bearing__wording=F("bearing__claim__wording"), then=True), default=False)
    rows = (
        filter_eligible(Q(bearing__claim__in=claims), eligible)
        .order_by()
        .values_list("bearing__claim", "paragraph", current)
        .distinct()
    )
    paragraphs: dict[UUID, set[str]] = defaultdict(set)
    used: set[UUID] = set()
    for claim, paragraph, is_current in rows:
        paragraphs[claim].add(str(paragraph))
        used |= {claim} if is_current else set()
    return {claim: (tuple(sorted(ids)), claim in used) for claim, ids in paragraphs.items()}


def unanswered_counterpoints(
    claims: Collection[UUID], eligible: Q
) -> dict[UUID, tuple[int, datetime | None]]:
    """By claim, the number of unanswered counterpoints under it, and when the oldest was posted.
    Claims without any are left out. One query."""
    rows = (
        filter_eligible(under_claims(claims), eligible)
        .filter(~Exists(answers_by_others(eligible)), kind=AnnotationKind.COUNTERPOINT)
        .order_by()
        .values_list(Coalesce("bearing__claim", "root__bearing__claim"))
        .annotate(number=Count("id"), since=Min("created_at"))
    )
    return {claim: (number, since) for claim, number, since in rows}


@dataclass(frozen=True)
class ThreadStandings:
    """Where the claims and annotations of one thread stand."""

    standings: dict[str, Standing]
    labelling: Labelling

    def standing_of(self, claim: Claim | None) -> Standing | None:
        """The own standing of a claim, or None if it is not in the thread."""
        return self.standings.get(str(claim.pk)) if claim else None

    def stands(self, annotation: UUID) -> bool:
        """True if no counterpoint about the annotation stands; also if it is not eligible."""
        return self.labelling.stands.get(str(annotation), True)


def thread_standings(
    claims: Collection[UUID], threads: Iterable[UUID], reading: Reading, reader: Reader
) -> ThreadStandings:
    """Own standings of these claims, and which annotations of these threads stand. One query,
    however large the rest of the argument is."""
    rows = (
        _nodes_under(list(claims), list(threads), reading.pk, reader)
        if claims
        else _nodes_in(list(threads), reading.pk, reader)
    )
    nodes = _argument_nodes(rows)
    if not claims:
        return ThreadStandings({}, grounded_labelling(nodes))
    board = standing.evaluate_argument([standing.ClaimNode(str(id)) for id in claims], nodes)
    return ThreadStandings(dict(board.standings), board.labelling)


def argument_nodes(
    claims: Collection[UUID], threads: Iterable[UUID], eligible: Q
) -> list[ArgumentNode]:
    """The eligible counterpoints and sources under these claims and in these threads, oldest first.
    One query."""
    roots = list(threads)
    which = under_claims(claims) | Q(pk__in=roots) | Q(root__in=roots)
    return _argument_nodes(_node_rows(which, eligible))


@prepared
def _nodes_in(threads: list[UUID], reading: UUID, reader: Reader) -> QuerySet[Any, tuple[Any, ...]]:
    which = Q(pk__in=threads) | Q(root__in=threads)
    return _node_rows(which, eligible_in(reading, reader))


@prepared
def _nodes_under(
    claims: list[UUID], threads: list[UUID], reading: UUID, reader: Reader
) -> QuerySet[Any, tuple[Any, ...]]:
    which = under_claims(claims) | Q(pk__in=threads) | Q(root__in=threads)
    return _node_rows(which, eligible_in(reading, reader))


def _node_rows(which: Q, eligible: Q) -> QuerySet[Any, tuple[Any, ...]]:
    nodes = filter_eligible(which, eligible).filter(kind__in=ARGUMENT_KINDS)
    columns = "id", "kind", "about", "bearing__claim", "relation"
    return nodes.order_by("created_at", "id").values_list(*columns)


def _argument_nodes(rows: Iterable[tuple[Any, ...]]) -> list[ArgumentNode]:
    return [
        ArgumentNode(
            str(id),
            NodeKind(kind),
            str(target) if target else None,
            str(claim) if claim else None,
            relation,
        )
        for id, kind, target, claim, relation in rows
    ]
