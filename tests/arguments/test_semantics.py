"""Which counterpoints and sources stand, checked against the definition and in any order."""

from collections.abc import Iterable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.standing.semantics import ArgumentNode, NodeKind, grounded_labelling
from tests.arguments.strategies import forests


def grounded(nodes: list[ArgumentNode]) -> dict[str, bool]:
    """The grounded extension by its definition: the least fixed point, recomputed until stable."""
    attackers = {
        node.id: {
            one.id for one in nodes if one.kind == NodeKind.COUNTERPOINT and one.about == node.id
        }
        for node in nodes
    }
    standing: set[str] = set()
    while True:
        beaten = {id for id in attackers if attackers[id] & standing}
        defended = {id for id in attackers if attackers[id] <= beaten}
        if defended == standing:
            return {id: id in standing for id in attackers}
        standing = defended


def counterpoint(id: str, about: str | None = None) -> ArgumentNode:
    return ArgumentNode(id, NodeKind.COUNTERPOINT, about)


def kept(nodes: Iterable[ArgumentNode], ids: Iterable[str]) -> list[ArgumentNode]:
    wanted = set(ids)
    return [node for node in nodes if node.id in wanted]


@given(forests(max_nodes=25))
def test_the_annotations_that_stand_are_the_grounded_extension(nodes):
    assert grounded_labelling(nodes).stands == grounded(nodes)


@given(forests(), st.data())
def test_the_labelling_does_not_depend_on_the_order_of_arrival(nodes, draw):
    shuffled = draw.draw(st.permutations(nodes))
    one, other = grounded_labelling(nodes), grounded_labelling(shuffled)
    assert one.stands == other.stands
    assert [one.explain(node.id) for node in nodes] == [other.explain(node.id) for node in nodes]


@given(forests(), st.data())
def test_answering_a_standing_counterpoint_leaves_its_target_one_attacker_fewer(nodes, draw):
    before = grounded_labelling(nodes)
    standing = [
        node
        for node in nodes
        if node.kind == NodeKind.COUNTERPOINT and node.about and before.stands[node.id]
    ]
    if not standing:
        return
    one = draw.draw(st.sampled_from(standing))
    after = grounded_labelling([*nodes, counterpoint("new", about=one.id)])
    assert not after.stands[one.id]
    beside_it = before.attackers[one.about]
    assert sum(map(after.stands.get, beside_it)) == sum(map(before.stands.get, beside_it)) - 1


@given(forests(max_nodes=15), st.data())
def test_removing_annotations_outside_the_explanation_changes_nothing(nodes, draw):
    labelling = grounded_labelling(nodes)
    for node in nodes:
        deciding = {node.id, *labelling.explain(node.id)}
        others = sorted(labelling.stands.keys() - deciding)
        staying = draw.draw(st.sets(st.sampled_from(others))) if others else set()
        left = grounded_labelling(kept(nodes, deciding | staying))
        assert left.stands[node.id] == labelling.stands[node.id]


@given(forests(max_nodes=7))
def test_no_shorter_explanation_decides(nodes):
    labelling = grounded_labelling(nodes)
    ids = [node.id for node in nodes]
    every_choice = [
        frozenset(some) for size in range(len(ids) + 1) for some in combinations(ids, size)
    ]
    stands_in = {some: grounded_labelling(kept(nodes, some)).stands for some in every_choice}
    for id in ids:
        deciding = {
            len(some) - 1
            for some in every_choice
            if id in some
            and all(
                stands_in[more][id] == labelling.stands[id] for more in every_choice if more >= some
            )
        }
        assert len(labelling.explain(id)) == min(deciding)


@given(forests(max_nodes=20))
def test_all_annotations_of_an_explanation_stand(nodes):
    labelling = grounded_labelling(nodes)
    for node in nodes:
        assert all(labelling.stands[id] for id in labelling.explain(node.id))
        assert (
            len(set(labelling.explain(node.id)))
            == len(labelling.explain(node.id))
            == labelling.explanation_size[node.id]
        )


def test_a_chain_of_ten_thousand_answers_is_labelled_and_explained():
    length = 10_000
    nodes = [counterpoint("0"), *(counterpoint(str(n), str(n - 1)) for n in range(1, length))]
    labelling = grounded_labelling(nodes)
    assert [labelling.stands[str(n)] for n in range(length)] == [n % 2 == 1 for n in range(length)]
    assert labelling.explain("0") == tuple(str(n) for n in range(1, length, 2))


def test_an_answer_to_a_missing_annotation_stands_and_attacks_nothing():
    nodes = [counterpoint("a"), counterpoint("b", about="a note, or hidden")]
    assert grounded_labelling(nodes).stands == {"a": True, "b": True}


def test_a_counterpoint_defeats_a_source_and_a_source_attacks_nothing():
    nodes = [
        ArgumentNode("book", NodeKind.SOURCE, relation="supports"),
        counterpoint("misread", about="book"),
        ArgumentNode("page", NodeKind.SOURCE, about="misread", relation="disputes"),
    ]
    labelling = grounded_labelling(nodes)
    assert labelling.stands == {"book": False, "misread": True, "page": True}
    assert labelling.explain("book") == ("misread",)


def test_answers_in_a_cycle_remain_undecided():
    nodes = [counterpoint("a", about="b"), counterpoint("b", about="a"), counterpoint("c", "b")]
    labelling = grounded_labelling(nodes)
    assert labelling.stands == {"a": False, "b": False, "c": False}
    assert labelling.explain("c") == ()
