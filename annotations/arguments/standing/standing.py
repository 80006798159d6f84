"""Where each claim stands, from what attacks it, what supports it and what it rests on.

A standing is no judgement of truth: it says which objections there are and whether somebody
answered them. Endorsements and notes do not count.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotations.arguments.standing.cycles import shortest_cycles
from annotations.arguments.standing.semantics import (
    ArgumentNode,
    Labelling,
    NodeKind,
    grounded_labelling,
)
from annotations.vocabulary import SourceRelation


class BaseStanding(StrEnum):
    """What the attached annotations alone make of a claim."""

    UNEXAMINED = "unexamined"
    UNCHALLENGED = "unchallenged"
    CONTESTED = "contested"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class ClaimNode:
    """A claim and its premises."""

    id: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one claim stands, and why.

    `supports` and `disputes` count the sources that stand. `circular` is a shortest cycle that
    starts and ends with this claim. `why` is the shortest list of annotations that decide `base`,
    nearest first.
    """

    base: BaseStanding
    counterpoints: int = 0
    standing_counterpoints: int = 0
    supports: int = 0
    disputes: int = 0
    contested_premises: tuple[str, ...] = ()
    shaken_premises: tuple[str, ...] = ()
    circular: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def shaken_by(self) -> tuple[str, ...]:
        """The premises that are contested, then those that are shaken themselves."""
        return self.contested_premises + self.shaken_premises

    @property
    def states(self) -> tuple[str, ...]:
        """The codes for a standing: its base, and "shaken" or "circular" if it is."""
        shaken = ("shaken",) if self.shaken_by else ()
        circular = ("circular",) if self.circular else ()
        return (self.base.value, *shaken, *circular)

    @property
    def unsourced(self) -> bool:
        """True if no supporting source stands."""
        return self.supports == 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The standing of every claim asked about, and the labelling of the annotations."""

    standings: Mapping[str, Standing]
    labelling: Labelling


@dataclass(slots=True)
class _Attached:
    """The annotations attached to one claim."""

    counterpoints: list[str] = field(default_factory=list)
    sources: list[ArgumentNode] = field(default_factory=list)


def evaluate_argument(claims: Collection[ClaimNode], nodes: Collection[ArgumentNode]) -> Evaluation:
    """The standing of `claims`, in time linear in `nodes`, premises and cycles.

    Args:
        claims: all claims of an essay.
        nodes: every published counterpoint and source under these claims; others do no harm.
    """
    labelling = grounded_labelling(nodes)
    return Evaluation(
        with_premises(claims, assess_claims([claim.id for claim in claims], nodes, labelling)),
        labelling,
    )


def with_premises(
    claims: Collection[ClaimNode], alone: Mapping[str, Standing]
) -> dict[str, Standing]:
    """Add the effects of premises (shaken, circular) to each claim's own standing. Reads no
    annotations."""
    contested = {claim.id for claim in claims if alone[claim.id].base == BaseStanding.CONTESTED}
    shaken = _shaken(claims, contested)
    ways_round = shortest_cycles(_premise_graph(claims))
    only_shaken = shaken - contested
    return {
        claim.id: replace(
            alone[claim.id],
            contested_premises=_sorted_subset(contested, claim.rests_on),
            shaken_premises=_sorted_subset(only_shaken, claim.rests_on),
            circular=ways_round.get(claim.id, ()),
        )
        if claim.rests_on
        else alone[claim.id]
        for claim in claims
    }


def assess_claims(
    claims: Iterable[str], nodes: Collection[ArgumentNode], labelling: Labelling | None = None
) -> dict[str, Standing]:
    """Each claim's own standing, from the annotations under it.

    A counterpoint or source can change only this, and only for the claim above it. `nodes` must
    have everything under these claims and may have more; `labelling` is their labelling, if known.
    """
    labelling = labelling or grounded_labelling(nodes)
    about = _attached_by_claim(claims, nodes)
    return {id: _own_standing(each, labelling) for id, each in about.items()}


def _attached_by_claim(
    claims: Iterable[str], nodes: Iterable[ArgumentNode]
) -> dict[str, _Attached]:
    about = {claim: _Attached() for claim in claims}
    for node in nodes:
        # An answer concerns the annotation that it answers, not the claim above.
        if node.about is not None or node.claim is None or node.claim not in about:
            continue
        if node.kind == NodeKind.COUNTERPOINT:
            about[node.claim].counterpoints.append(node.id)
        else:
            about[node.claim].sources.append(node)
    return about


def _base_standing(about: _Attached, labelling: Labelling) -> BaseStanding:
    if any(labelling.stands[id] for id in about.counterpoints):
        return BaseStanding.CONTESTED
    if about.counterpoints:
        return BaseStanding.ANSWERED
    return BaseStanding.UNCHALLENGED if about.sources else BaseStanding.UNEXAMINED


def _own_standing(about: _Attached, labelling: Labelling) -> Standing:
    standing = [source.relation for source in about.sources if labelling.stands[source.id]]
    base = _base_standing(about, labelling)
    return Standing(
        base=base,
        counterpoints=len(about.counterpoints),
        standing_counterpoints=sum(labelling.stands[id] for id in about.counterpoints),
        supports=standing.count(SourceRelation.SUPPORTS),
        disputes=standing.count(SourceRelation.DISPUTES),
        why=_deciding_annotations(about, labelling, base),
    )


def _deciding_annotations(
    about: _Attached, labelling: Labelling, base: BaseStanding
) -> tuple[str, ...]:
    match base:
        case BaseStanding.CONTESTED:
            standing = (id for id in about.counterpoints if labelling.stands[id])
            first = min(standing, key=lambda id: (labelling.explanation_size[id], id))
            return (first, *labelling.explain(first))
        case BaseStanding.ANSWERED:
            return tuple(one for id in sorted(about.counterpoints) for one in labelling.explain(id))
        case BaseStanding.UNCHALLENGED:
            # Any source decides it; prefer one that stands.
            return (min((not labelling.stands[node.id], node.id) for node in about.sources)[1],)
        case BaseStanding.UNEXAMINED:
            return ()


def _shaken(claims: Iterable[ClaimNode], contested: set[str]) -> set[str]:
    """The claims that rest, directly or not, on a contested claim."""
    resting: dict[str, list[str]] = {}
    for claim in claims:
        for premise in claim.rests_on:
            resting.setdefault(premise, []).append(claim.id)
    shaken: set[str] = set()
    queue = list(contested)
    for id in queue:
        new = set(resting.get(id, ())) - shaken
        shaken |= new
        queue.extend(new)
    return shaken


def _premise_graph(claims: Iterable[ClaimNode]) -> dict[str, list[str]]:
    claims = list(claims)
    known = {claim.id for claim in claims}
    return {claim.id: [id for id in claim.rests_on if id in known] for claim in claims}


def _sorted_subset(wanted: set[str], premises: Iterable[str]) -> tuple[str, ...]:
    """Those of `premises` that are in `wanted`, sorted."""
    return tuple(sorted(wanted.intersection(premises)))
