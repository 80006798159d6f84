"""What is shown first of a claim is the same, whether everything was heard or only that."""

from itertools import islice

from hypothesis import given

from annotations.arguments.standing import highlights
from annotations.arguments.standing.semantics import Kind, Node, settle
from annotations.arguments.standing.standing import assessed
from tests.arguments.strategies import forests


def tree(nodes):
    bearing = highlights.by_first((node.claim, node) for node in nodes if node.about is None)
    return bearing, highlights.by_first((node.about, node) for node in nodes)


@given(forests(max_nodes=40, claims=2))
def test_the_few_that_are_heard_are_shown_as_if_all_were(nodes):
    stands = settle(nodes).stands
    for claim, standing in assessed(["c0", "c1"], nodes).items():
        bearing, about = tree(nodes)
        told = highlights.told(bearing.get(claim, []), about, stands, standing.why)
        marks = highlights.marked(bearing.get(claim, []), stands)
        kept = highlights.read(highlights.written([*told, *(each.id for each in marks)], stands))
        heard = [node for node in nodes if node.id in kept]
        few, below = tree(heard)
        first = list(islice(highlights.walk(bearing.get(claim, []), about), highlights.LINES))
        assert list(islice(highlights.walk(few.get(claim, []), below), highlights.LINES)) == first
        assert highlights.marked(few.get(claim, []), kept) == marks
        for id in standing.why[:1]:
            assert highlights.backing(id, below, kept) == highlights.backing(id, about, stands)
        assert {*standing.why[: highlights.LINKS + 1]} <= {node.id for node in heard}


def test_marks_are_of_both_kinds_and_those_that_stand_come_first():
    nodes = [
        Node(id, Kind(kind), claim="k")
        for id, kind in [("a", "counterpoint"), ("b", "counterpoint"), ("c", "counterpoint"),
                         ("d", "source"), ("e", "source")]
    ]  # fmt: skip
    stands = {"a": False, "b": True, "c": True, "d": True, "e": True}
    assert [each.id for each in highlights.marked(nodes, stands)] == ["b", "c", "d"]
    assert [each.id for each in highlights.marked(nodes[3:], stands)] == ["d", "e"]
    assert [each.id for each in highlights.marked(nodes[:3], stands)] == ["b", "c", "a"]


def test_those_that_explain_it_are_told_with_what_they_answer():
    against = [Node(f"a{at}", Kind.COUNTERPOINT, claim="c0") for at in range(6)]
    answers = [Node(f"b{at}", Kind.COUNTERPOINT, about=f"a{at}") for at in range(6)]
    nodes = [*against, *answers]
    bearing, about = tree(nodes)
    stands = settle(nodes).stands
    why = assessed(["c0"], nodes)["c0"].why
    assert why == ("b0", "b1", "b2", "b3", "b4", "b5")
    told = highlights.told(bearing["c0"], about, stands, why)
    assert told == ["a0", "b0", "a1", "b1", "a2", "b2", "b3"]
