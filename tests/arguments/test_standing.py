"""Standings: the table of the design, and properties of every argument."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.standing.phrasing import describe_result, standing_remarks
from annotations.arguments.standing.semantics import ArgumentNode, NodeKind
from annotations.arguments.standing.standing import (
    BaseStanding,
    ClaimNode,
    assess_claims,
    evaluate_argument,
    with_premises,
)
from tests.arguments.strategies import forests, graphs


def against(id: str, claim: str | None = "c0", about: str | None = None) -> ArgumentNode:
    return ArgumentNode(id, NodeKind.COUNTERPOINT, about, None if about else claim)


def source(id: str, relation: str = "supports", claim: str = "c0") -> ArgumentNode:
    return ArgumentNode(id, NodeKind.SOURCE, None, claim, relation)


ALONE = (ClaimNode("c0"),)


def standing_of(*nodes: ArgumentNode, claims=ALONE):
    return evaluate_argument(claims, nodes).standings["c0"]


ANSWERED_TWICE = (against("a"), against("b"), against("a1", about="a"), against("b1", about="b"))


@pytest.mark.parametrize(
    ("nodes", "base", "words", "why"),
    [
        ((), "unexamined", "nobody has tested this yet", ()),
        ((source("s"),), "unchallenged", "no counterpoint, and 1 source for it", ("s",)),
        ((source("s", "context"),), "unchallenged", "no counterpoint yet", ("s",)),
        (
            (source("s", "disputes"),),
            "unchallenged",
            "no counterpoint, but 1 source against it",
            ("s",),
        ),
        (
            (source("s"), source("t"), source("u", "disputes")),
            "unchallenged",
            "no counterpoint; sources: 2 for, 1 against",
            ("s",),
        ),
        ((against("a"),), "contested", "its counterpoint stands", ("a",)),
        ((against("a"), against("b")), "contested", "both counterpoints stand", ("a",)),
        (
            (against("a"), against("b"), against("c")),
            "contested",
            "all 3 counterpoints stand",
            ("a",),
        ),
        (
            (against("a"), against("b"), against("c"), against("c1", about="c")),
            "contested",
            "2 of 3 counterpoints stand",
            ("a",),
        ),
        (
            (against("a"), against("b"), against("b1", about="b")),
            "contested",
            "1 of 2 counterpoints stands",
            ("a",),
        ),
        ((against("a"), against("a1", about="a")), "answered", "1 counterpoint, answered", ("a1",)),
        (ANSWERED_TWICE, "answered", "2 counterpoints, both answered", ("a1", "b1")),
        (
            (*ANSWERED_TWICE, against("c"), against("c1", about="c")),
            "answered",
            "3 counterpoints, all answered",
            ("a1", "b1", "c1"),
        ),
        (
            (against("a"), against("a1", about="a"), against("a2", about="a1")),
            "contested",
            "its counterpoint stands",
            ("a", "a2"),
        ),
    ],
)
def test_a_claim_has_the_standing_and_the_explanation_of_the_table(nodes, base, words, why):
    standing = standing_of(*nodes)
    assert (standing.base, describe_result(standing), standing.why) == (
        BaseStanding(base),
        words,
        why,
    )


def test_a_defeated_source_does_not_support_a_claim():
    fallen = against("misread", about="s")
    assert standing_of(source("s")).unsourced is False
    assert standing_of(source("s"), fallen).unsourced is True
    assert describe_result(standing_of(source("s"), fallen)) == "no counterpoint yet"


def test_an_answer_concerns_what_it_answers_even_if_it_names_the_claim():
    naming = ArgumentNode("b", NodeKind.COUNTERPOINT, about="a", claim="c0")
    assert standing_of(against("a"), naming).counterpoints == 1


PLACES = {"c0": "¶ 1", "c1": "¶ 4", "c2": "¶ 5", "c3": "¶ 5"}


@pytest.mark.parametrize(
    ("claims", "contested", "words"),
    [
        ([ClaimNode("c0")], (), ("no source",)),
        ([ClaimNode("c0", ("c1",)), ClaimNode("c1")], (), ("no source",)),
        (
            [ClaimNode("c0", ("c1",)), ClaimNode("c1")],
            ("c1",),
            ("rests on ¶ 4, which is contested", "no source"),
        ),
        (
            [ClaimNode("c0", ("c1",)), ClaimNode("c1", ("c2",)), ClaimNode("c2")],
            ("c2",),
            ("rests on ¶ 4, which is shaken", "no source"),
        ),
        (
            [ClaimNode("c0", ("c1", "c2")), ClaimNode("c1"), ClaimNode("c2")],
            ("c1", "c2"),
            ("rests on ¶ 4 and ¶ 5, which are contested", "no source"),
        ),
        (
            [ClaimNode("c0", ("c2", "c3")), ClaimNode("c2"), ClaimNode("c3")],
            ("c2", "c3"),
            ("rests on ¶ 5, which are contested", "no source"),
        ),
        (
            [ClaimNode("c0", ("c1",)), ClaimNode("c1", ("c0",))],
            ("c1",),
            ("rests on itself: ¶ 1 → ¶ 4 → ¶ 1", "rests on ¶ 4, which is contested", "no source"),
        ),
    ],
)
def test_the_remarks_mention_contested_and_shaken_premises(claims, contested, words):
    nodes = [against(f"x{claim}", claim) for claim in contested]
    assert standing_remarks(standing_of(*nodes, claims=claims), PLACES) == words


def test_a_supported_claim_on_uncontested_premises_needs_no_remark():
    assert standing_remarks(standing_of(source("s")), PLACES) == ()


boards = st.tuples(graphs(), forests(max_nodes=15, claims=8))


@given(boards)
def test_a_claim_without_a_counterpoint_is_never_contested(board):
    claims, nodes = board
    attacked = {node.claim for node in nodes if node.kind == NodeKind.COUNTERPOINT}
    for id, standing in evaluate_argument(claims, nodes).standings.items():
        if id not in attacked:
            assert standing.base in {BaseStanding.UNEXAMINED, BaseStanding.UNCHALLENGED}
            assert standing.counterpoints == 0


@given(boards, st.data())
def test_standings_do_not_depend_on_the_order_of_arrival(board, draw):
    claims, nodes = board
    shuffled = evaluate_argument(
        draw.draw(st.permutations(claims)), draw.draw(st.permutations(nodes))
    )
    assert evaluate_argument(claims, nodes).standings == shuffled.standings


@given(boards)
def test_a_claim_is_shaken_exactly_if_a_claim_under_it_is_contested(board):
    claims, nodes = board
    standings = evaluate_argument(claims, nodes).standings
    under = {claim.id: set(claim.rests_on) & standings.keys() for claim in claims}
    for _ in claims:
        for id in under:
            under[id] |= {lower for premise in under[id] for lower in under[premise]}
    for id, standing in standings.items():
        contested_below = any(standings[one].base == BaseStanding.CONTESTED for one in under[id])
        assert bool(standing.shaken_by) == contested_below


@given(boards, st.data())
def test_removing_annotations_outside_why_changes_nothing(board, draw):
    claims, nodes = board
    for id, standing in evaluate_argument(claims, nodes).standings.items():
        deciding = set(standing.why)
        if standing.base == BaseStanding.ANSWERED:
            deciding |= {node.id for node in nodes if node.claim == id}
        staying = draw.draw(st.sets(st.sampled_from([node.id for node in nodes] or ["none"])))
        if standing.base in {BaseStanding.UNEXAMINED, BaseStanding.UNCHALLENGED}:
            staying -= {node.id for node in nodes if node.kind == NodeKind.COUNTERPOINT}
        left = [node for node in nodes if node.id in deciding | staying]
        assert evaluate_argument(claims, left).standings[id].base == standing.base


@given(boards, st.data())
def test_assessing_only_the_changed_claim_equals_assessing_all(board, draw):
    claims, nodes = board
    before = assess_claims([claim.id for claim in claims], nodes)
    at = draw.draw(st.integers(0, len(claims) - 1))
    changed = claims[at]
    premises = draw.draw(st.lists(st.sampled_from([one.id for one in claims]), unique=True))
    claims = [*claims[:at], replace(changed, rests_on=tuple(premises)), *claims[at + 1 :]]
    nodes = [*nodes, against("new", changed.id)]
    after = {**before, **assess_claims([changed.id], nodes)}
    assert with_premises(claims, after) == evaluate_argument(claims, nodes).standings


def test_assessing_a_claim_needs_only_the_annotations_under_it():
    elsewhere = (against("x", "c1"), against("x1", about="x"))
    assert assess_claims(["c0"], [*ANSWERED_TWICE, *elsewhere]) == assess_claims(
        ["c0"], ANSWERED_TWICE
    )
