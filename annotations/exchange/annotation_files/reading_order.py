"""A reading's annotations in the order of the text, thread by thread, in little memory.

Of a paragraph's annotations only identifiers are held at once; the rest is loaded in batches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import batched
from math import inf
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.essays.models import Revision
from annotations.margin.models import Anchor, Annotation, AnnotationQuerySet
from annotations.margin.threads.walk import walk_threads

IN_MEMORY = 500
ORDER = ("created_at", "id")


@dataclass(frozen=True, slots=True)
class PlacedThread:
    """The first annotation of a thread in a file: `end` is where its words end in the block; None
    for one about the whole of it. `orphan` if its words are no longer in the text."""

    pk: UUID
    end: int | None
    orphan: bool


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """An annotation at its place in a thread. `answers` is the one above it that is in the file
    too; `answered` is true if a counterpoint or a source answers it."""

    annotation: Annotation
    level: int
    answers: UUID | None
    answered: bool


class ParagraphThreads:
    """The annotations of a set that stand at some paragraphs, as threads.

    An answer to what is not in the set begins a thread of its own. One query.
    """

    def __init__(self, rows: AnnotationQuerySet, where: Q, revision: Revision) -> None:
        self._rows = rows
        anchor = Anchor.objects.filter(annotation=OuterRef("pk"), revision=revision)
        found = rows.filter(where).order_by(*ORDER)
        columns = found.annotate(
            to=Subquery(anchor.values("end")[:1]),
            why=Subquery(anchor.values("reason")[:1]),
        ).values_list("pk", "about", "kind", "to", "why")
        self._answers: dict[UUID, list[UUID]] = defaultdict(list)
        self._above: dict[UUID, UUID] = {}
        self._kinds: dict[UUID, str] = {}
        self.roots: list[PlacedThread] = []
        for pk, about, kind, end, reason in columns.iterator(chunk_size=2_000):
            self._kinds[pk] = kind
            if about is not None:
                self._answers[about].append(pk)
                self._above[pk] = about
            else:
                self.roots.append(PlacedThread(pk, end, reason in ORPHAN_REASONS))
        for pk, about in list(self._above.items()):
            if about not in self._kinds:
                del self._above[pk]
                self.roots.append(PlacedThread(pk, None, orphan=False))
        self.roots.sort(key=lambda root: (root.orphan, inf if root.end is None else root.end))

    def entries(self, roots: Collection[PlacedThread]) -> Iterator[list[ThreadEntry]]:
        """Yield these threads' entries, depth first, in batches. One query a batch."""
        walk = walk_threads([root.pk for root in roots], lambda pk: self._answers.get(pk, ()))
        for some in batched(walk, IN_MEMORY, strict=False):
            loaded = self._rows.for_display().in_bulk([pk for pk, _level in some])
            yield [
                ThreadEntry(loaded[pk], level, self._above.get(pk), self._is_answered(pk))
                for pk, level in some
                if pk in loaded  # else it was withdrawn a moment ago
            ]

    def _is_answered(self, pk: UUID) -> bool:
        return any(self._kinds[each] != "note" for each in self._answers.get(pk, ()))


def in_order_of_time(rows: AnnotationQuerySet) -> Iterator[list[Annotation]]:
    """Yield these annotations in batches, oldest first, by key. One query a batch."""
    last: Annotation | None = None
    while True:
        page = rows.order_by(*ORDER)
        if last is not None:
            later = Q(created_at=last.created_at, pk__gt=last.pk)
            page = page.filter(later | Q(created_at__gt=last.created_at))
        batch = list(page[:IN_MEMORY])
        if batch:
            yield batch
        if len(batch) < IN_MEMORY:
            return
        last = batch[-1]
