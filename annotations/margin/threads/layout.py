"""Lays out a thread: the order and depth of its rows, and which of them are tombstones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.threads.walk import walk_threads
from annotations.seminars.rules import Reader

DEEPEST_LEVEL = 3
TOMBSTONE_TEXTS = {
    rules.WITHDRAWN.value: _("Withdrawn by its author."),
    rules.ERASED.value: _("Erased."),
    rules.REMOVED.value: _("Removed by a moderator."),
    rules.HIDDEN.value: _("Hidden by a moderator."),
    rules.PUBLISHED.value: _("Shown once you have written here."),
}
WITHDRAWN_BY_LEADER = _("Withdrawn by a leader, when its author’s membership ended.")


@dataclass(frozen=True)
class ThreadRow:
    """One row of a thread: an annotation, or the tombstone of one that may not be seen."""

    annotation: Annotation
    level: int
    tombstone: bool = False
    # Shown only because an annotation that was asked for answers it.
    context: bool = False
    # Set if the indentation does not show what this answers.
    in_answer_to: Annotation | None = None

    @property
    def tombstone_text(self) -> str:
        """Why the annotation is not shown."""
        if self.annotation.withdrawn_by_leader and self.annotation.state == rules.WITHDRAWN:
            return str(WITHDRAWN_BY_LEADER)
        return str(TOMBSTONE_TEXTS[self.annotation.state])


def lay_out_threads(
    roots: Sequence[Annotation], answers: Iterable[Annotation], reader: Reader, only: str = ""
) -> list[ThreadRow]:
    """Return the rows of these threads in reading order. No query.

    `answers` come oldest first, so what each one answers is among the roots or before it; if it is
    on an earlier page, the answer begins a branch of its own. An annotation that the reader may not
    see becomes a tombstone if something that they see answers it, unless it waits for a moderator;
    otherwise it is left out. With `only`, whatever is not of this kind, or does not count, is
    context.
    """
    below: dict[UUID, list[Annotation]] = defaultdict(list)
    known = {root.pk: root for root in roots}
    branches: list[Annotation] = []
    for answer in answers:
        target = answer.about_id
        if target in known:
            below[target].append(answer)
        else:
            branches.append(answer)
        known[answer.pk] = answer
    seen = {pk for pk, annotation in known.items() if rules.may_see(reader, annotation)}
    answered = _targets_of(seen, known)
    return [
        ThreadRow(
            annotation=annotation,
            level=min(annotation.depth, DEEPEST_LEVEL),
            tombstone=annotation.pk not in seen,
            context=bool(only) and not _is_counted_as(only, annotation, reader),
            in_answer_to=_target_if_unclear(annotation, known, reader)
            if annotation.pk in seen
            else None,
        )
        for annotation, _level in walk_threads([*roots, *branches], lambda each: below[each.pk])
        if annotation.pk in seen
        or (annotation.pk in answered and annotation.state in TOMBSTONE_TEXTS)
    ]


def _is_counted_as(kind: str, annotation: Annotation, reader: Reader) -> bool:
    """True if the annotation is one of those that this reader's count of the kind counts."""
    return annotation.kind == kind and rules.is_counted_for(reader, annotation)


def _targets_of(seen: set[UUID], known: dict[UUID, Annotation]) -> set[UUID]:
    """Return what the seen ones answer, and what that answers, up to the roots."""
    targets: set[UUID] = set()
    for identifier in seen:
        above = known[identifier].about_id
        while above in known and above not in targets:
            targets.add(above)
            above = known[above].about_id
    return targets


def _target_if_unclear(
    annotation: Annotation, known: dict[UUID, Annotation], reader: Reader
) -> Annotation | None:
    """Return what it answers if the layout does not show that and the reader may see it."""
    if annotation.about_id is None:
        return None
    if annotation.depth <= DEEPEST_LEVEL and annotation.about_id in known:
        return None
    target = known.get(annotation.about_id) or annotation.about
    return target if target and rules.may_see(reader, target) else None
