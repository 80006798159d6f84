"""Circular arguments: which claims rest on themselves through others."""

from collections.abc import Iterator, Mapping, Sequence

type PremiseGraph = Mapping[str, Sequence[str]]
"""Each claim with those it rests on, all of which have an entry of their own."""


def strongly_connected_components(graph: PremiseGraph) -> list[set[str]]:
    """The strongly connected components, each before the components that it rests on.

    Kosaraju's method (Sharir, "A strong-connectivity algorithm", 1981): walk to the premises; then,
    starting from the claim that was left last, walk back. Linear, without recursion.
    """
    back: dict[str, list[str]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            back[target].append(node)
    found: list[set[str]] = []
    placed: set[str] = set()
    for root in reversed(premises_first(graph)):
        if root not in placed:
            found.append(set(_depth_first(root, back, placed)))
    return found


def premises_first(graph: PremiseGraph) -> list[str]:
    """The claims in the postorder of a depth-first walk to the premises.

    Outside cycles every premise precedes what rests on it. If a premise comes later, the walk had
    come from it, so both are in a cycle.
    """
    left: list[str] = []
    seen: set[str] = set()
    for root in graph:
        if root not in seen:
            left.extend(_depth_first(root, graph, seen))
    return left


def _depth_first(root: str, graph: PremiseGraph, seen: set[str]) -> Iterator[str]:
    """Walk depth first from `root` past the nodes in `seen`, which it extends; yields each claim
    when leaving it."""
    seen.add(root)
    walk = [(root, iter(graph[root]))]
    while walk:
        node, targets = walk[-1]
        new = next((target for target in targets if target not in seen), None)
        if new is None:
            walk.pop()
            yield node
        else:
            seen.add(new)
            walk.append((new, iter(graph[new])))


def shortest_cycles(graph: PremiseGraph) -> dict[str, tuple[str, ...]]:
    """For each claim in a cycle, a shortest path from it back to itself."""
    ordered = {claim: sorted(graph[claim]) for claim in graph}
    return {
        claim: _shortest_cycle(claim, ordered, members)
        for members in strongly_connected_components(graph)
        for claim in members
        if len(members) > 1 or claim in ordered[claim]
    }


def _shortest_cycle(start: str, graph: PremiseGraph, members: set[str]) -> tuple[str, ...]:
    """Search breadth first within the component, so that the first way back is a shortest one."""
    came_from: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for target in graph[node]:
            if target == start:
                return (start, *_path(node, start, came_from), start)
            if target in members and target not in came_from:
                came_from[target] = node
                queue.append(target)
    raise AssertionError("a component of more than one claim always has a way round")


def _path(node: str, start: str, came_from: Mapping[str, str]) -> list[str]:
    """The nodes from `start`, which is left out, to `node`."""
    way: list[str] = []
    while node != start:
        way.append(node)
        node = came_from[node]
    return way[::-1]
