"""Passages: one of a block, with its context from the whole revision, and those of annotations."""

from collections import defaultdict
from uuid import UUID

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import select_passage
from annotations.essays.models import Block
from annotations.margin.models import Anchor, AnnotationQuerySet
from annotations.margin.passages.highlight_map import Range


def at(block: Block, start: int, end: int) -> Passage:
    """The passage from `start` to `end`, in code points of the block's text. One query."""
    texts = Block.objects.filter(revision=block.revision_id).values_list("text", flat=True)
    return select_passage(list(texts.order_by("position")), block.position, start, end)


def by_author(
    annotations: AnnotationQuerySet, revision: UUID | None
) -> dict[tuple[UUID, str, UUID], list[Range]]:
    """Where the passages of these annotations are in a revision, by paragraph, kind and author.
    One query."""
    found: dict[tuple[UUID, str, UUID], list[Range]] = defaultdict(list)
    places = Anchor.objects.filter(revision=revision, annotation__in=annotations)
    rows = places.values_list("paragraph", "annotation__kind", "annotation__author", "start", "end")
    for paragraph, kind, author, start, end in rows.exclude(start=None).iterator():
        if start is not None and end is not None:
            found[paragraph, kind, author].append((start, end))
    return found
