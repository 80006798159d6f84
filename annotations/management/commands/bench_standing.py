"""How long it takes to say where the claims of a large argument stand, and how that grows."""

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

    help = "Measure the standing of claims: 10,000 annotations under 300 claims unless told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--annotations", type=int, default=10_000)
        parser.add_argument("--claims", type=int, default=300)
        parser.add_argument("--runs", type=int, default=15)

    def handle(self, *args: Any, **options: Any) -> None:
        size, runs = options["annotations"], options["runs"]
        claims = _claims(options["claims"])
        nodes = _nodes(size, claims)
        whole = _best(runs, partial(evaluate_argument, claims, nodes))
        tenth = _best(runs, partial(evaluate_argument, claims, nodes[: size // 10]))
        print(f"{size:,} annotations under {len(claims)} claims: {whole:.1f} ms")
        print(f"{size // 10:,} annotations under {len(claims)} claims: {tenth:.1f} ms")
        print(f"ratio: {whole / tenth:.1f} for 10 times the annotations")
        kept = assess_claims([claim.id for claim in claims], nodes)
        again = _best(runs, partial(_one_more, claims, nodes, kept))
        print(f"one new counterpoint: 1 claim settled, {again:.1f} ms with all that rests on it")


def _one_more(
    claims: list[ClaimNode], nodes: list[ArgumentNode], kept: dict[str, Standing]
) -> None:
    """Settle the claim in the middle again, and join it to what is kept of the others."""
    changed = claims[len(claims) // 2].id
    over = {changed}
    under: list[ArgumentNode] = []
    for node in nodes:  # each after what it is about
        if node.claim == changed or node.about in over:
            over.add(node.id)
            under.append(node)
    new = ArgumentNode("new", NodeKind.COUNTERPOINT, claim=changed)
    with_premises(claims, {**kept, **assess_claims([changed], [*under, new])})


def _claims(number: int) -> list[ClaimNode]:
    """Claims resting mostly on later ones, with a circle here and there."""
    chance = random.Random(7)  # noqa: S311
    return [
        ClaimNode(
            f"c{at}", tuple(f"c{chance.randint(max(0, at - 3), number - 1)}" for _ in range(2))
        )
        for at in range(number)
    ]


def _nodes(number: int, claims: list[ClaimNode]) -> list[ArgumentNode]:
    """Three in ten bear on a claim, the rest answer one of the hundred annotations before."""
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


def _best(runs: int, settle: Callable[[], object]) -> float:
    """The quickest of some runs, in milliseconds: the rest of the machine only ever adds."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        settle()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000
