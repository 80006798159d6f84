"""Which counterpoints and sources stand, and which annotations decide it.

Each annotation has one target, made before it, so counterpoints about counterpoints form a
forest. On it the grounded semantics of Dung ("On the acceptability of arguments", 1995) is one
pass from the leaves: what nobody attacks stands, what is attacked by something that stands does
not. Everything here is linear in the number of annotations and free of recursion.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """The kinds of annotation that bear on an argument; notes do not."""

    COUNTERPOINT = "counterpoint"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class ArgumentNode:
    """A published counterpoint or source.

    `about` is the annotation it answers (of any kind), `claim` the claim it bears on directly,
    `relation` a source's: supports, disputes or context.
    """

    id: str
    kind: NodeKind
    about: str | None = None
    claim: str | None = None
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What stands: `stands` has every annotation, the rest explains it."""

    stands: Mapping[str, bool]
    attackers: Mapping[str, list[str]]
    #: how many annotations the shortest explanation takes
    explanation_size: Mapping[str, int]
    #: for what does not stand, the counterpoint that shows it most shortly
    shortest_answer: Mapping[str, str]

    def explain(self, id: str) -> tuple[str, ...]:
        """The shortest list of annotations that decide whether `id` stands, nearest first.

        All of them stand: for one that does not stand, a counterpoint that does, and for each
        counterpoint about one that stands, an answer to it, and so on down. As long as these
        remain, nothing else that is there could go and change the outcome.
        """
        deciding, waiting = [], [id]
        while waiting:
            one = waiting.pop()
            deciding.append(one)
            waiting.extend(sorted(self._next_deciding(one), reverse=True))
        return tuple(deciding[1:])

    def _next_deciding(self, id: str) -> list[str]:
        if self.stands[id]:
            return [self.shortest_answer[attacker] for attacker in self.attackers.get(id, ())]
        return [self.shortest_answer[id]] if id in self.shortest_answer else []


def grounded_labelling(nodes: Collection[ArgumentNode]) -> Labelling:
    """Decide which of `nodes` stand. One about something not among them attacks nothing here."""
    attackers, order = _attackers_and_order(nodes)
    # were there ever a ring of answers, it would stay undecided: not standing
    stands = {node.id: False for node in nodes}
    cost: dict[str, int] = {}
    answer: dict[str, str] = {}
    for id in reversed(order):
        about_it = attackers.get(id, ())
        standing = [attacker for attacker in about_it if stands[attacker]]
        stands[id] = not standing
        if standing:
            cost_of_answer, answer[id] = min((cost[one], one) for one in standing)
            cost[id] = cost_of_answer + 1
        else:
            cost[id] = sum(cost[attacker] for attacker in about_it)
    return Labelling(stands, attackers, cost, answer)


def _attackers_and_order(nodes: Collection[ArgumentNode]) -> tuple[dict[str, list[str]], list[str]]:
    """Who attacks whom, and all ids in an order that has each target before its attackers."""
    known = {node.id for node in nodes}
    attackers: dict[str, list[str]] = {}
    order: list[str] = []
    for node in nodes:
        if node.kind == NodeKind.COUNTERPOINT and node.about in known:
            attackers.setdefault(node.about, []).append(node.id)
        else:
            order.append(node.id)
    for id in order:  # grows as it is read: breadth first
        order.extend(attackers.get(id, ()))
    return attackers, order
