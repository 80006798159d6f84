"""Assigns each claim to a layer of the map: above its premises, below what rests on it.

The first two steps of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures" (1981): arrows that close a cycle are reversed, then claims are put into layers,
from the conclusions down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.arguments.standing.cycles import premises_first

type PremiseEdge = tuple[str, str]
"""A premise and the claim that rests on it."""


@dataclass(slots=True)
class LayerGraph:
    """Claims from the top down, with the neighbours of each above and below it."""

    ranked: list[str]
    above: dict[str, list[str]] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)
    #: each premise as it is drawn: the upper end, the lower end
    ends: dict[PremiseEdge, tuple[str, str]] = field(default_factory=dict)


def acyclic_graph(claims: Sequence[str], premises: Iterable[PremiseEdge]) -> LayerGraph:
    """The premises without cycles: a premise that would close one is drawn the other way round."""
    premises = list(premises)
    supporting = {premise for premise, _ in premises}
    # Conclusions first, so that the walk enters a cycle from what rests on it.
    entries = sorted(claims, key=lambda id: id in supporting)
    graph: dict[str, list[str]] = {id: [] for id in entries}
    for premise, claim in premises:
        graph[claim].append(premise)
    ranked = premises_first(graph)[::-1]
    rank = {id: at for at, id in enumerate(ranked)}
    found = LayerGraph(ranked, {id: [] for id in ranked}, {id: [] for id in ranked})
    for edge in premises:
        upper, lower = sorted(edge, key=rank.__getitem__)
        found.ends[edge] = (upper, lower)
        found.above[lower].append(upper)
        found.below[upper].append(lower)
    return found


def assign_layers(tree: LayerGraph, columns: int) -> dict[str, int]:
    """The layer of each claim, 0 at the top, with at most `columns` claims in a layer."""
    depth: dict[str, int] = {}
    for id in tree.ranked:
        depth[id] = 1 + max((depth[upper] for upper in tree.above[id]), default=-1)
    layer: dict[str, int] = {}
    taken: Counter[int] = Counter()
    for id in sorted(tree.ranked, key=depth.__getitem__):
        layer[id] = 1 + max((layer[upper] for upper in tree.above[id]), default=-1)
        while taken[layer[id]] >= columns:
            layer[id] += 1
        taken[layer[id]] += 1
    _pull_down(tree, layer, taken, columns)
    return _without_gaps(layer)


def _pull_down(tree: LayerGraph, layer: dict[str, int], taken: Counter[int], columns: int) -> None:
    """Move claims down towards their premises where that shortens more arrows than it lengthens."""
    for id in sorted(tree.ranked, key=layer.__getitem__, reverse=True):
        if len(tree.below[id]) <= len(tree.above[id]):
            continue
        lowest = min(layer[lower] for lower in tree.below[id]) - 1
        free = (at for at in range(lowest, layer[id], -1) if taken[at] < columns)
        at = next(free, layer[id])
        taken[layer[id]] -= 1
        taken[at] += 1
        layer[id] = at


def _without_gaps(layer: Mapping[str, int]) -> dict[str, int]:
    used = {at: place for place, at in enumerate(sorted(set(layer.values())))}
    return {id: used[at] for id, at in layer.items()}
