"""How a thread is laid out: which answers follow which, how deep, and what only holds a place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.seminars.rules import Reader

DEEPEST = 3
FATES = {
    rules.WITHDRAWN: "Withdrawn by its author",
    rules.ERASED: "Erased",
    rules.REMOVED: "Removed by a moderator",
    rules.HIDDEN: "Hidden by a moderator",
    rules.PUBLISHED: "Shown once you have written here",
}


@dataclass(frozen=True)
class Place:
    """One row of a thread: an annotation, or the tombstone of one that may not be seen."""

    annotation: Annotation
    level: int
    tombstone: bool = False
    # Set where the indentation no longer says what this answers.
    in_answer_to: Annotation | None = None

    @property
    def fate(self) -> str:
        """What a tombstone says."""
        if self.annotation.withdrawn_by_leader and self.annotation.state == rules.WITHDRAWN:
            return "Withdrawn by a leader, when its author’s membership ended"
        return FATES[self.annotation.state]


def laid_out(
    roots: Sequence[Annotation], answers: Iterable[Annotation], reader: Reader
) -> list[Place]:
    """The rows of these threads in reading order.

    `answers` come oldest first, so each one's target is among the roots or before it. What the
    reader may not see stays as a tombstone where something visible answers it, else it is gone;
    of what waits for a moderator there is nothing in any case.
    """
    below: dict[UUID, list[Annotation]] = defaultdict(list)
    known = {root.pk: root for root in roots}
    strays: list[Annotation] = []
    for answer in answers:
        target = answer.about_id
        if target in known:
            below[target].append(answer)
        else:  # its target is on an earlier page
            strays.append(answer)
        known[answer.pk] = answer
    seen = {pk for pk, annotation in known.items() if rules.may_see(reader, annotation)}
    answered = _answered_by(seen, known)
    return [
        Place(
            annotation=annotation,
            level=min(annotation.depth, DEEPEST),
            tombstone=annotation.pk not in seen,
            in_answer_to=_target_if_unclear(annotation, known, reader),
        )
        for annotation in _in_order([*roots, *strays], below)
        if annotation.pk in seen or (annotation.pk in answered and annotation.state in FATES)
    ]


def _answered_by(seen: set[UUID], known: dict[UUID, Annotation]) -> set[UUID]:
    """Those above the seen ones, up to where their threads begin."""
    found: set[UUID] = set()
    for identifier in seen:
        step = known[identifier].about_id
        while step in known and step not in found:
            found.add(step)
            step = known[step].about_id
    return found


def _in_order(
    first: Sequence[Annotation], below: dict[UUID, list[Annotation]]
) -> Iterator[Annotation]:
    waiting = list(reversed(first))
    while waiting:
        annotation = waiting.pop()
        yield annotation
        waiting.extend(reversed(below[annotation.pk]))


def _target_if_unclear(
    annotation: Annotation, known: dict[UUID, Annotation], reader: Reader
) -> Annotation | None:
    """What it answers, to be named with its author; not what the reader may not see."""
    if annotation.about_id is None:
        return None
    if annotation.depth <= DEEPEST and annotation.about_id in known:
        return None
    target = known.get(annotation.about_id) or annotation.about
    return target if target and rules.may_see(reader, target) else None
