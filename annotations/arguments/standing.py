"""Where each claim stands, from what attacks it, what supports it and what it rests on.

Standing is never a judgement of truth: it says what has been objected and whether somebody has
answered. Endorsements don't count, and neither do notes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotations.arguments.circles import circles
from annotations.arguments.forest import Forest, Kind, Node, settle

__all__ = ["Base", "Board", "Claim", "Kind", "Node", "Standing", "affected", "where_claims_stand"]


class Base(StrEnum):
    """What has come of the claim's own testing."""

    UNEXAMINED = "unexamined"
    UNCHALLENGED = "unchallenged"
    CONTESTED = "contested"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and the claims that are premises of it."""

    id: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one claim stands, and why.

    `supports` and `disputes` count the sources that stand; `circular` is a shortest way round,
    starting and ending with this claim; `why` is the shortest list of annotations that decide
    `base`, nearest first.
    """

    base: Base
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
        """The claims it rests on that are contested, then those that are shaken themselves."""
        return self.contested_premises + self.shaken_premises

    @property
    def unsourced(self) -> bool:
        """Whether no supporting source stands."""
        return self.supports == 0


@dataclass(frozen=True, slots=True)
class Board:
    """The standing of every claim asked about, and the forest under them."""

    standings: Mapping[str, Standing]
    forest: Forest


@dataclass(slots=True)
class _About:
    """What bears on one claim directly."""

    counterpoints: list[str] = field(default_factory=list)
    sources: list[Node] = field(default_factory=list)


def where_claims_stand(
    claims: Collection[Claim],
    nodes: Collection[Node],
    settled: Mapping[str, Standing] | None = None,
) -> Board:
    """The standing of `claims`, in time linear in `nodes`, premises and ways round.

    Args:
        claims: all claims of an essay, or those that `affected` names after a change.
        nodes: every published counterpoint and source under these claims; others do no harm.
        settled: the standings of claims that are not among `claims` but premises of them.
    """
    forest = settle(nodes)
    about = _by_claim(claims, nodes)
    settled = {id: one for id, one in (settled or {}).items() if id not in about}
    bases = {id: _base(about[id], forest) for id in about}
    contested = {id for id in bases if bases[id] == Base.CONTESTED}
    contested |= {id for id in settled if settled[id].base == Base.CONTESTED}
    shaken = _shaken(claims, contested, {id for id in settled if settled[id].shaken_by})
    ways_round = circles(_graph(claims))
    standings = {
        claim.id: _standing(
            about[claim.id],
            forest,
            bases[claim.id],
            contested_premises=_sorted(contested, claim.rests_on),
            shaken_premises=_sorted(shaken - contested, claim.rests_on),
            circular=ways_round.get(claim.id, ()),
        )
        for claim in claims
    }
    return Board(standings, forest)


def affected(changed: Iterable[str], rests_on: Mapping[str, Sequence[str]]) -> set[str]:
    """The claims to settle again after a change to `changed`: they, and what rests on them.

    `rests_on` has the premises as they are after it. Those taken away need not be remembered:
    what rested on a claim by way of one of its own premises rests on it still.
    """
    return _reached(changed, _resting(rests_on))


def _by_claim(claims: Iterable[Claim], nodes: Iterable[Node]) -> dict[str, _About]:
    about = {claim.id: _About() for claim in claims}
    for node in nodes:
        # an answer to an annotation bears on that annotation, not on the claim above it
        if node.about is not None or node.claim is None or node.claim not in about:
            continue
        if node.kind == Kind.COUNTERPOINT:
            about[node.claim].counterpoints.append(node.id)
        else:
            about[node.claim].sources.append(node)
    return about


def _base(about: _About, forest: Forest) -> Base:
    if any(forest.stands[id] for id in about.counterpoints):
        return Base.CONTESTED
    if about.counterpoints:
        return Base.ANSWERED
    return Base.UNCHALLENGED if about.sources else Base.UNEXAMINED


def _standing(
    about: _About,
    forest: Forest,
    base: Base,
    contested_premises: tuple[str, ...],
    shaken_premises: tuple[str, ...],
    circular: tuple[str, ...],
) -> Standing:
    standing = [source.relation for source in about.sources if forest.stands[source.id]]
    return Standing(
        base=base,
        counterpoints=len(about.counterpoints),
        standing_counterpoints=sum(forest.stands[id] for id in about.counterpoints),
        supports=standing.count("supports"),
        disputes=standing.count("disputes"),
        contested_premises=contested_premises,
        shaken_premises=shaken_premises,
        circular=circular,
        why=_why(about, forest, base),
    )


def _why(about: _About, forest: Forest, base: Base) -> tuple[str, ...]:
    match base:
        case Base.CONTESTED:
            standing = (id for id in about.counterpoints if forest.stands[id])
            first = min(standing, key=lambda id: (forest.cost[id], id))
            return (first, *forest.why(first))
        case Base.ANSWERED:
            return tuple(one for id in sorted(about.counterpoints) for one in forest.why(id))
        case Base.UNCHALLENGED:
            # any source will do; one that stands says more
            return (min((not forest.stands[node.id], node.id) for node in about.sources)[1],)
        case Base.UNEXAMINED:
            return ()


def _shaken(claims: Iterable[Claim], contested: set[str], shaken: set[str]) -> set[str]:
    """Everything with a contested or shaken claim somewhere under it."""
    resting = _resting({claim.id: claim.rests_on for claim in claims})
    first = [id for premise in contested | shaken for id in resting.get(premise, ())]
    return shaken | _reached(first, resting)


def _resting(rests_on: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The premises turned round: each claim with those that rest on it."""
    resting: dict[str, list[str]] = {}
    for claim, premises in rests_on.items():
        for premise in premises:
            resting.setdefault(premise, []).append(claim)
    return resting


def _reached(first: Iterable[str], resting: Mapping[str, list[str]]) -> set[str]:
    reached = set(first)
    queue = list(reached)
    for id in queue:
        new = set(resting.get(id, ())) - reached
        reached |= new
        queue.extend(new)
    return reached


def _graph(claims: Iterable[Claim]) -> dict[str, list[str]]:
    claims = list(claims)
    known = {claim.id for claim in claims}
    return {claim.id: [id for id in claim.rests_on if id in known] for claim in claims}


def _sorted(wanted: set[str], premises: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(wanted.intersection(premises)))
