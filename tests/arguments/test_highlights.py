"""The annotations that are shown first under a claim."""

from itertools import islice

from hypothesis import given

from annotations.arguments.standing import highlights
from annotations.arguments.standing.semantics import ArgumentNode, NodeKind, grounded_labelling
from annotations.arguments.standing.standing import assess_claims
from tests.arguments.strategies import forests


def tree(nodes):
    bearing = highlights.group_pairs((node.claim, node) for node in nodes if node.about is None)
    return bearing, highlights.group_pairs((node.about, node) for node in nodes)


@given(forests(max_nodes=40, claims=2))
def test_loading_only_the_highlights_shows_the_same_as_loading_everything(nodes):
    stands = grounded_labelling(nodes).stands
    for claim, standing in assess_claims(["c0", "c1"], nodes).items():
        bearing, about = tree(nodes)
        told = highlights.board_highlights(bearing.get(claim, []), about, stands, standing.why)
        marks = highlights.map_highlights(bearing.get(claim, []), stands)
        kept = {id: stands[id] for id in [*told, *(each.id for each in marks)]}
        heard = [node for node in nodes if node.id in kept]
        few, below = tree(heard)
        first = list(
            islice(highlights.walk_tree(bearing.get(claim, []), about), highlights.BOARD_LINES)
        )
        assert (
            list(islice(highlights.walk_tree(few.get(claim, []), below), highlights.BOARD_LINES))
            == first
        )
        assert highlights.map_highlights(few.get(claim, []), kept) == marks
        for id in standing.why[:1]:
            assert highlights.supporting_sources(id, below, kept) == highlights.supporting_sources(
                id, about, stands
            )
        assert {*standing.why[: highlights.EXPLANATION_LINKS + 1]} <= {node.id for node in heard}


def test_map_highlights_are_of_both_kinds_and_standing_ones_come_first():
    nodes = [
        ArgumentNode(id, NodeKind(kind), claim="k")
        for id, kind in [("a", "counterpoint"), ("b", "counterpoint"), ("c", "counterpoint"),
                         ("d", "source"), ("e", "source")]
    ]  # fmt: skip
    stands = {"a": False, "b": True, "c": True, "d": True, "e": True}
    assert [each.id for each in highlights.map_highlights(nodes, stands)] == ["b", "c", "d"]
    assert [each.id for each in highlights.map_highlights(nodes[3:], stands)] == ["d", "e"]
    assert [each.id for each in highlights.map_highlights(nodes[:3], stands)] == ["b", "c", "a"]


def test_board_highlights_include_the_explanation_and_what_it_answers():
    against = [ArgumentNode(f"a{at}", NodeKind.COUNTERPOINT, claim="c0") for at in range(6)]
    answers = [ArgumentNode(f"b{at}", NodeKind.COUNTERPOINT, about=f"a{at}") for at in range(6)]
    nodes = [*against, *answers]
    bearing, about = tree(nodes)
    stands = grounded_labelling(nodes).stands
    why = assess_claims(["c0"], nodes)["c0"].why
    assert why == ("b0", "b1", "b2", "b3", "b4", "b5")
    told = highlights.board_highlights(bearing["c0"], about, stands, why)
    assert told == ["a0", "b0", "a1", "b1", "a2", "b2", "b3"]
