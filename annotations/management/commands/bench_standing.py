"""Measures how long computing the standing of many claims takes, and how that grows."""

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from annotations.arguments.standing.semantics import ArgumentNode, NodeKind
from annotations.arguments.standing.standing import (
    ClaimNode,
    Standing,
    assess_claims,
    evaluate_argument,
    with_premises,
)


class Command(BaseCommand):
    """Print milliseconds for the given size, for a tenth of it, and for one new counterpoint."""

    help = "Measure how long the standing of 300 claims under 10,000 annotations takes to compute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--annotations", type=int, default=10_000)
        parser.add_argument("--claims", type=int, default=300)
        parser.add_argument("--runs", type=int, default=15)

    def handle(self, *args: Any, **options: Any) -> None:
        size, runs = options["annotations"], options["runs"]
        claims = _random_claims(options["claims"])
        nodes = _random_nodes(size, claims)
        whole = _shortest_run(runs, partial(evaluate_argument, claims, nodes))
        tenth = _shortest_run(runs, partial(evaluate_argument, claims, nodes[: size // 10]))
        print(f"{size:,} annotations under {len(claims)} claims: {whole:.1f} ms")
        print(f"{size // 10:,} annotations under {len(claims)} claims: {tenth:.1f} ms")
        print(f"ratio: {whole / tenth:.1f} for 10 times the annotations")
        kept = assess_claims([claim.id for claim in claims], nodes)
        again = _shortest_run(runs, partial(_add_counterpoint, claims, nodes, kept))
        print(f"one new counterpoint: 1 claim settled, {again:.1f} ms with all that rests on it")


def _add_counterpoint(
    claims: list[ClaimNode], nodes: list[ArgumentNode], kept: dict[str, Standing]
) -> None:
    """Compute the claim in the middle with one more counterpoint, and the effects of premises."""
    changed = claims[len(claims) // 2].id
    over = {changed}
    under: list[ArgumentNode] = []
    for node in nodes:  # each after what it is about
        if node.claim == changed or node.about in over:
            over.add(node.id)
            under.append(node)
    new = ArgumentNode("new", NodeKind.COUNTERPOINT, claim=changed)
    with_premises(claims, {**kept, **assess_claims([changed], [*under, new])})


def _random_claims(number: int) -> list[ClaimNode]:
    """Return claims that rest mostly on later ones, a few of them in cycles."""
    chance = random.Random(7)  # noqa: S311
    return [
        ClaimNode(
            f"c{at}", tuple(f"c{chance.randint(max(0, at - 3), number - 1)}" for _ in range(2))
        )
        for at in range(number)
    ]


def _random_nodes(number: int, claims: list[ClaimNode]) -> list[ArgumentNode]:
    """Return annotations: three in ten bear on a claim, the rest answer one of the last hundred."""
    chance = random.Random(11)  # noqa: S311
    nodes: list[ArgumentNode] = []
    for at in range(number):
        answers = at > 0 and chance.random() < 0.7
        kind = NodeKind.SOURCE if chance.random() < 0.2 else NodeKind.COUNTERPOINT
        about = nodes[chance.randint(max(0, at - 100), at - 1)].id if answers else None
        claim = None if answers else chance.choice(claims).id
        relation = chance.choice(["supports", "disputes"]) if kind == NodeKind.SOURCE else ""
        nodes.append(ArgumentNode(f"a{at:06}", kind, about, claim, relation))
    return nodes


def _shortest_run(runs: int, settle: Callable[[], object]) -> float:
    """Return the shortest of some runs, in milliseconds: other load only ever adds time."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        settle()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000
