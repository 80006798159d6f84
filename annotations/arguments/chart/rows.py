"""In which order claims stand beside each other, so that arrows cross as little as may be.

An arrow over several layers holds a place in each one between, and is led through it. The order
is found by barycentres (Sugiyama, Tagawa and Toda 1981): each row in turn is sorted by where its
neighbours are, down and up again, and the best order met on the way is kept.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotations.arguments.chart.layers import Hierarchy, Premise

type Place = str | tuple[Premise, int]
"""A claim, or the place that an arrow holds in a layer."""

SWEEPS = 12


@dataclass(slots=True)
class Rows:
    """The rows from the top down, and how places are joined to the row above and below."""

    rows: list[list[Place]]
    above: dict[Place, list[Place]] = field(default_factory=dict)
    below: dict[Place, list[Place]] = field(default_factory=dict)
    #: each premise as the places it goes through, from the top down
    chains: dict[Premise, list[Place]] = field(default_factory=dict)


def rows(tree: Hierarchy, layer: Mapping[str, int]) -> Rows:
    """The claims and arrows of `tree` in rows, ordered to cross as little as may be."""
    found = Rows([[] for _ in range(max(layer.values()) + 1)])
    for id in tree.ranked:
        found.rows[layer[id]].append(id)
    for edge, (upper, lower) in tree.ends.items():
        between = range(layer[upper] + 1, layer[lower])
        chain: list[Place] = [upper, *((edge, at) for at in between), lower]
        for at in between:
            found.rows[at].append((edge, at))
        found.chains[edge] = chain
        for one, other in pairwise(chain):
            found.below.setdefault(one, []).append(other)
            found.above.setdefault(other, []).append(one)
    found.rows = _uncrossed(found)
    return found


def crossings(rows: Sequence[Sequence[Place]], below: Mapping[Place, list[Place]]) -> int:
    """How many pairs of arrows cross between neighbouring rows."""
    total = 0
    for upper, lower in pairwise(rows):
        at = {place: index for index, place in enumerate(lower)}
        met: list[int] = []
        for place in upper:
            ends = sorted(at[other] for other in below.get(place, ()))
            total += sum(len(met) - bisect_right(met, end) for end in ends)
            for end in ends:
                insort(met, end)
    return total


def _uncrossed(found: Rows) -> list[list[Place]]:
    best, fewest = found.rows, crossings(found.rows, found.below)
    current = found.rows
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        downward = sweep % 2 == 0
        current = _swept(current, found.above if downward else found.below, downward)
        crossing = crossings(current, found.below)
        if crossing < fewest:
            best, fewest = current, crossing
    return best


def _swept(
    rows: Sequence[Sequence[Place]], joined: Mapping[Place, list[Place]], downward: bool
) -> list[list[Place]]:
    """Every row sorted by where its neighbours in the row before it are."""
    swept: list[list[Place]] = []
    at: dict[Place, float] = {}
    for row in rows if downward else reversed(rows):
        wanted = {
            place: middle([at[other] for other in joined.get(place, ())], (index + 0.5) / len(row))
            for index, place in enumerate(row)
        }
        swept.append(sorted(row, key=wanted.__getitem__))
        # as a share of the row, so that rows of different lengths compare
        at = {place: (index + 0.5) / len(row) for index, place in enumerate(swept[-1])}
    return swept if downward else swept[::-1]


def middle(neighbours: Sequence[float], alone: float) -> float:
    """Where the neighbours are on average; `alone` where there are none."""
    return sum(neighbours) / len(neighbours) if neighbours else alone
