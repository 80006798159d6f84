"""Orders the claims of each row so that few arrows cross.

An arrow over several layers holds a place in each layer between, and is led through it. The order
is found by barycentres (Sugiyama, Tagawa and Toda 1981): each row in turn is sorted by the average
position of its neighbours, down and up again, and the best order is kept.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotations.arguments.chart.layers import LayerGraph, PremiseEdge

type RowPlace = str | tuple[PremiseEdge, int]
"""A claim, or the place that an arrow holds in a layer."""

SWEEPS = 12


@dataclass(slots=True)
class ChartRows:
    """The rows from the top down, and the neighbours of each place in the rows above and below."""

    rows: list[list[RowPlace]]
    above: dict[RowPlace, list[RowPlace]] = field(default_factory=dict)
    below: dict[RowPlace, list[RowPlace]] = field(default_factory=dict)
    #: each premise as the places it goes through, from the top down
    chains: dict[PremiseEdge, list[RowPlace]] = field(default_factory=dict)


def order_rows(tree: LayerGraph, layer: Mapping[str, int]) -> ChartRows:
    """The claims and arrows in rows, ordered so that few arrows cross."""
    found = ChartRows([[] for _ in range(max(layer.values()) + 1)])
    for id in tree.ranked:
        found.rows[layer[id]].append(id)
    for edge, (upper, lower) in tree.ends.items():
        between = range(layer[upper] + 1, layer[lower])
        chain: list[RowPlace] = [upper, *((edge, at) for at in between), lower]
        for at in between:
            found.rows[at].append((edge, at))
        found.chains[edge] = chain
        for one, other in pairwise(chain):
            found.below.setdefault(one, []).append(other)
            found.above.setdefault(other, []).append(one)
    found.rows = _least_crossed(found)
    return found


def count_crossings(
    rows: Sequence[Sequence[RowPlace]], below: Mapping[RowPlace, list[RowPlace]]
) -> int:
    """The number of pairs of arrows that cross between neighbouring rows."""
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


def _least_crossed(found: ChartRows) -> list[list[RowPlace]]:
    best, fewest = found.rows, count_crossings(found.rows, found.below)
    current = found.rows
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        downward = sweep % 2 == 0
        current = _sweep(current, found.above if downward else found.below, downward)
        crossing = count_crossings(current, found.below)
        if crossing < fewest:
            best, fewest = current, crossing
    return best


def _sweep(
    rows: Sequence[Sequence[RowPlace]], joined: Mapping[RowPlace, list[RowPlace]], downward: bool
) -> list[list[RowPlace]]:
    """Sort every row by the average position of its neighbours in the previous row."""
    swept: list[list[RowPlace]] = []
    at: dict[RowPlace, float] = {}
    for row in rows if downward else reversed(rows):
        wanted = {
            place: barycentre(
                [at[other] for other in joined.get(place, ())], (index + 0.5) / len(row)
            )
            for index, place in enumerate(row)
        }
        swept.append(sorted(row, key=wanted.__getitem__))
        # As a share of the row's length, so that rows of different lengths are comparable.
        at = {place: (index + 0.5) / len(row) for index, place in enumerate(swept[-1])}
    return swept if downward else swept[::-1]


def barycentre(neighbours: Sequence[float], alone: float) -> float:
    """The average of the neighbours; `alone` if there are none."""
    return sum(neighbours) / len(neighbours) if neighbours else alone
