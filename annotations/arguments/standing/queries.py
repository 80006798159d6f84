"""What standing is computed from: the annotations under claims, in a few queries each."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Min, Q, When
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
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def attached_paragraphs(
    claims: Collection[UUID], counted: Q
) -> dict[UUID, tuple[tuple[str, ...], bool]]:
    """By claim, the paragraphs where something bears on it, and whether some author of that puts it
    as it stands; without the claims that nothing bears on. One query."""
    so = Case(When(bearing__wording=F("bearing__claim__wording"), then=True), default=False)
    rows = (
        filter_eligible(Q(bearing__claim__in=claims), counted)
        .order_by()
        .values_list("bearing__claim", "paragraph", so)
        .distinct()
    )
    places: dict[UUID, set[str]] = defaultdict(set)
    put_so: set[UUID] = set()
    for claim, paragraph, is_so in rows:
        places[claim].add(str(paragraph))
        put_so |= {claim} if is_so else set()
    return {claim: (tuple(sorted(where)), claim in put_so) for claim, where in places.items()}


def unanswered_counterpoints(
    claims: Collection[UUID], counted: Q
) -> dict[UUID, tuple[int, datetime | None]]:
    """By claim, how many counterpoints under it nobody has answered, and since when the oldest of
    these waits; without the claims that have none. One query."""
    rows = (
        filter_eligible(under_claims(claims), counted)
        .filter(~Exists(answers_by_others(counted)), kind=AnnotationKind.COUNTERPOINT)
        .order_by()
        .values_list(Coalesce("bearing__claim", "root__bearing__claim"))
        .annotate(number=Count("id"), since=Min("created_at"))
    )
    return {claim: (number, since) for claim, number, since in rows}


@dataclass(frozen=True)
class ThreadStandings:
    """Where the claims and counterpoints of one thread stand."""

    standings: dict[str, Standing]
    forest: Labelling

    def standing_of(self, claim: Claim | None) -> Standing | None:
        """Where this claim stands."""
        return self.standings.get(str(claim.pk)) if claim else None

    def stands(self, annotation: UUID) -> bool:
        """Whether no counterpoint about this one stands; of what doesn't count, nothing is said."""
        return self.forest.stands.get(str(annotation), True)


def thread_standings(
    claims: Collection[UUID], threads: Iterable[UUID], reading: Reading, reader: Reader
) -> ThreadStandings:
    """The standing of these claims by what bears on them alone, and which counterpoints of
    these threads stand. One query, however large the rest of the argument is."""
    nodes = argument_nodes(claims, threads, eligible_in(reading, reader))
    if not claims:
        return ThreadStandings({}, grounded_labelling(nodes))
    board = standing.evaluate_argument([standing.ClaimNode(str(id)) for id in claims], nodes)
    return ThreadStandings(dict(board.standings), board.forest)


def argument_nodes(
    claims: Collection[UUID], threads: Iterable[UUID], counted: Q
) -> list[ArgumentNode]:
    """Everything counted that bears on these claims, and in these threads, the oldest first. One
    query."""
    roots = list(threads)
    rows = (
        filter_eligible(under_claims(claims) | Q(pk__in=roots) | Q(root__in=roots), counted)
        .filter(kind__in=ARGUMENT_KINDS)
        .order_by("created_at", "id")
        .values_list("id", "kind", "about", "bearing__claim", "relation")
    )
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
