"""The claims of an argument that this reader may know, and what is found of each at once.

Where claims stand is kept (`arguments.keeping`), and settled again for what changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce

from annotations.arguments.claims.provenance import known, passages_open_to
from annotations.arguments.contributions import answering
from annotations.arguments.eligibility import (
    BEARING,
    counted_in,
    counts_for,
    of_these,
    under_claims,
)
from annotations.arguments.models import Bearing, Claim
from annotations.arguments.standing import standing
from annotations.arguments.standing.semantics import Forest, settle
from annotations.arguments.standing.standing import Kind, Node, Standing
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def claims_shown(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """The claims of a reading that something counted makes, with their `words`: those on the
    board, and those that somebody took off."""
    return known(claims_in(reading), reader, counts_for(reader))


def claims_taken_off(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """Those of them that are off the board."""
    return claims_shown(reading, reader).exclude(off_since=None).select_related("off_by")


def claims_at(reading: Reading, block: Block, reader: Reader) -> list[Claim]:
    """The claims made at this block, the oldest first: what a composer offers."""
    bearing = Bearing.objects.filter(
        claim=OuterRef("pk"),
        annotation__in=Annotation.objects.filter(counts_for(reader), paragraph=block.paragraph_id),
    )
    passage = passages_open_to(reader).filter(claim=OuterRef("pk"), paragraph=block.paragraph_id)
    shown = _on_the_board(claims_shown(reading, reader))
    return list(shown.filter(Exists(bearing) | Exists(passage)).order_by("id"))


def claims_of(annotations: Collection[UUID], reader: Reader) -> dict[UUID, Claim]:
    """Which claims these bear on, of those that this reader sees, in words that they may know.
    Answers bear on what they answer, not on a claim."""
    bearing = Claim.objects.filter(bearings__annotation__in=annotations)
    on_text = bearing.filter(bearings__annotation__about=None)
    found = known(on_text, reader, rules.seen_by(reader)).annotate(of=F("bearings__annotation"))
    return {vars(claim)["of"]: claim for claim in _on_the_board(found)}


def claims_called(reading: Reading, reader: Reader) -> dict[UUID, str]:
    """Every claim that this reader may come upon by its words. One query."""
    seen = rules.counted_for(reader)
    found = _on_the_board(known(claims_in(reading), reader, seen))
    return {claim.pk: claim.words for claim in found}


def claims_in(reading: Reading) -> QuerySet[Claim]:
    """All claims of a reading, whoever may know of them."""
    return Claim.objects.filter(reading=reading, merged_into=None)


def _on_the_board(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.filter(off_since=None)


def borne_at(claims: Collection[UUID], counted: Q) -> dict[UUID, tuple[tuple[str, ...], bool]]:
    """By claim, the paragraphs where something bears on it, and whether some author of that puts it
    as it stands; without the claims that nothing bears on. One query."""
    so = Case(When(bearing__wording=F("bearing__claim__wording"), then=True), default=False)
    rows = (
        of_these(Q(bearing__claim__in=claims), counted)
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


def unanswered_under(
    claims: Collection[UUID], counted: Q
) -> dict[UUID, tuple[int, datetime | None]]:
    """By claim, how many counterpoints under it nobody has answered, and since when the oldest of
    these waits; without the claims that have none. One query."""
    rows = (
        of_these(under_claims(claims), counted)
        .filter(~Exists(answering(counted)), kind=AnnotationKind.COUNTERPOINT)
        .order_by()
        .values_list(Coalesce("bearing__claim", "root__bearing__claim"))
        .annotate(number=Count("id"), since=Min("created_at"))
    )
    return {claim: (number, since) for claim, number, since in rows}


@dataclass(frozen=True)
class Settled:
    """Where the claims and counterpoints of one thread stand."""

    standings: dict[str, Standing]
    forest: Forest

    def of(self, claim: Claim | None) -> Standing | None:
        """Where this claim stands."""
        return self.standings.get(str(claim.pk)) if claim else None

    def stands(self, annotation: UUID) -> bool:
        """Whether no counterpoint about this one stands; of what doesn't count, nothing is said."""
        return self.forest.stands.get(str(annotation), True)


def settled_for(
    claims: Collection[UUID], threads: Iterable[UUID], reading: Reading, reader: Reader
) -> Settled:
    """The standing of these claims by what bears on them alone, and which counterpoints of
    these threads stand. One query, however large the rest of the argument is."""
    nodes = nodes_under(claims, threads, counted_in(reading, reader))
    if not claims:
        return Settled({}, settle(nodes))
    board = standing.where_claims_stand([standing.Claim(str(id)) for id in claims], nodes)
    return Settled(dict(board.standings), board.forest)


def nodes_under(claims: Collection[UUID], threads: Iterable[UUID], counted: Q) -> list[Node]:
    """Everything counted that bears on these claims, and in these threads, the oldest first. One
    query."""
    roots = list(threads)
    rows = (
        of_these(under_claims(claims) | Q(pk__in=roots) | Q(root__in=roots), counted)
        .filter(kind__in=BEARING)
        .order_by("created_at", "id")
        .values_list("id", "kind", "about", "bearing__claim", "relation")
    )
    return [
        Node(
            str(id),
            Kind(kind),
            str(target) if target else None,
            str(claim) if claim else None,
            relation,
        )
        for id, kind, target, claim, relation in rows
    ]
