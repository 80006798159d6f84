"""Which counterpoints and sources stand: Dung's grounded semantics on a forest.

Each annotation has one target, made before it, so counterpoints about counterpoints form a forest.
On a forest the grounded semantics of Dung ("On the acceptability of arguments", 1995) needs one
pass from the leaves: an annotation stands if no counterpoint about it stands. Everything here is
linear in the number of annotations and uses no recursion.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotations.vocabulary import AnnotationKind


class NodeKind(StrEnum):
    """The kinds of annotation that take part in an argument; notes do not."""

    COUNTERPOINT = AnnotationKind.COUNTERPOINT
    SOURCE = AnnotationKind.SOURCE


@dataclass(frozen=True, slots=True)
class ArgumentNode:
    """A published counterpoint or source.

    `about` is the annotation it answers (of any kind), `claim` the claim it is attached to,
    `relation` that of a source: supports, disputes or context.
    """

    id: str
    kind: NodeKind
    about: str | None = None
    claim: str | None = None
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Labelling:
    """Whether each annotation stands (`stands`), and the data that explains it."""

    stands: Mapping[str, bool]
    attackers: Mapping[str, list[str]]
    #: the length of the shortest explanation
    explanation_size: Mapping[str, int]
    #: for what does not stand, the counterpoint with the shortest explanation
    shortest_answer: Mapping[str, str]

    def explain(self, id: str) -> tuple[str, ...]:
        """The shortest list of annotations that decide whether `id` stands, nearest first.

        All of them stand. For an annotation that does not stand the list has a counterpoint that
        does; for each counterpoint about one that stands it has an answer; and so on down. As long
        as these remain, removing any others cannot change the outcome.
        """
        deciding, waiting = [], [id]
        while waiting:
            one = waiting.pop()
            deciding.append(one)
            waiting.extend(sorted(self._next_deciding(one), reverse=True))
        return tuple(deciding[1:])

    def _next_deciding(self, id: str) -> list[str]:
        """The annotations directly below `id` that decide whether it stands."""
        if self.stands[id]:
            return [self.shortest_answer[attacker] for attacker in self.attackers.get(id, ())]
        return [self.shortest_answer[id]] if id in self.shortest_answer else []


def grounded_labelling(nodes: Collection[ArgumentNode]) -> Labelling:
    """Decide which of `nodes` stand. A node about something that is not among them attacks
    nothing."""
    attackers, order = _attackers_and_order(nodes)
    # Annotations in a cycle, which should not exist, would remain undecided: not standing.
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
    """By target, the counterpoints about it; and all ids in an order in which each target precedes
    its attackers."""
    known = {node.id for node in nodes}
    attackers: dict[str, list[str]] = {}
    order: list[str] = []
    for node in nodes:
        if node.kind == NodeKind.COUNTERPOINT and node.about in known:
            attackers.setdefault(node.about, []).append(node.id)
        else:
            order.append(node.id)
    for id in order:  # breadth first: the list grows while it is read
        order.extend(attackers.get(id, ()))
    return attackers, order
