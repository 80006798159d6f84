"""Cycles among claims, checked against all-pairs distances."""

from itertools import pairwise

from hypothesis import given

from annotations.arguments.standing.cycles import shortest_cycles, strongly_connected_components
from tests.arguments.strategies import graphs


def graph_of(claims) -> dict[str, list[str]]:
    names = {claim.id for claim in claims}
    return {claim.id: [id for id in claim.rests_on if id in names] for claim in claims}


def distances(graph) -> dict[tuple[str, str], int]:
    """Steps, at least one, from each claim to each that it rests on (Floyd and Warshall)."""
    far = len(graph) + 1
    steps = {(a, b): 1 if b in graph[a] else far for a in graph for b in graph}
    for middle in graph:
        for a in graph:
            for b in graph:
                steps[a, b] = min(steps[a, b], steps[a, middle] + steps[middle, b])
    return {pair: least for pair, least in steps.items() if least < far}


@given(graphs())
def test_each_cycle_is_a_shortest_path_from_a_claim_back_to_it(claims):
    graph = graph_of(claims)
    steps = distances(graph)
    found = shortest_cycles(graph)
    assert set(found) == {id for id in graph if (id, id) in steps}
    for id, way in found.items():
        assert way[0] == way[-1] == id
        assert len(way) - 1 == steps[id, id]
        assert all(b in graph[a] for a, b in pairwise(way))


@given(graphs())
def test_the_claims_of_a_component_rest_on_each_other(claims):
    graph = graph_of(claims)
    steps = distances(graph)
    together = {
        frozenset([a, *(b for b in graph if (a, b) in steps and (b, a) in steps)]) for a in graph
    }
    assert sorted(map(sorted, strongly_connected_components(graph))) == sorted(
        map(sorted, together)
    )


@given(graphs())
def test_components_precede_the_components_they_rest_on(claims):
    graph = graph_of(claims)
    place = {
        id: at for at, members in enumerate(strongly_connected_components(graph)) for id in members
    }
    assert all(place[a] <= place[b] for a in graph for b in graph[a])


def test_a_chain_of_ten_thousand_claims_has_no_cycle():
    ladder = {str(n): [str(n + 1)] for n in range(10_000)} | {"10000": []}
    assert shortest_cycles(ladder) == {}
    assert len(strongly_connected_components(ladder)) == 10_001


def test_the_cycle_of_the_demonstration_leads_from_7_to_1_and_back():
    graph = {"¶ 7": ["¶ 1", "¶ 3"], "¶ 1": ["¶ 3", "¶ 7"], "¶ 3": []}
    assert shortest_cycles(graph) == {"¶ 7": ("¶ 7", "¶ 1", "¶ 7"), "¶ 1": ("¶ 1", "¶ 7", "¶ 1")}
