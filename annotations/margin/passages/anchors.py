"""Passages: a selection of a block with its context, and the places of annotations' passages."""

from collections import defaultdict
from uuid import UUID

from django.db.models import QuerySet

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import select_passage
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation, AnnotationQuerySet
from annotations.margin.passages.highlight_map import Range
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def passage_at(block: Block, start: int, end: int) -> Passage:
    """Return the passage of a block from `start` to `end` in code points, with its context from the
    whole revision. One query."""
    texts = Block.objects.filter(revision=block.revision_id).values_list("text", flat=True)
    return select_passage(list(texts.order_by("position")), block.position, start, end)


def passages_by_author(
    annotations: AnnotationQuerySet, revision: UUID | None
) -> dict[tuple[UUID, str, UUID], list[Range]]:
    """Return the places of these annotations' passages in a revision, by paragraph, kind and
    author. One query."""
    ranges: dict[tuple[UUID, str, UUID], list[Range]] = defaultdict(list)
    places = Anchor.objects.filter(revision=revision, annotation__in=annotations)
    rows = places.values_list("paragraph", "annotation__kind", "annotation__author", "start", "end")
    for paragraph, kind, author, start, end in rows.exclude(start=None).iterator():
        if start is not None and end is not None:
            ranges[paragraph, kind, author].append((start, end))
    return ranges


def annotations_about_words(
    reading: Reading, block: Block, words: Range, reader: Reader
) -> AnnotationQuerySet:
    """Return the annotations that this reader may see about any of these code points of a block,
    oldest first."""
    start, end = words
    visible = Annotation.objects.visible_to(reader).filter(reading=reading)
    about = visible.filter(
        anchors__revision=block.revision_id,
        anchors__paragraph=block.paragraph_id,
        anchors__start__lt=end,
        anchors__end__gt=start,
    )
    return about.order_by("created_at", "id")


def anchors_in_revision(annotations: list[UUID], revision: Revision | None) -> dict[UUID, Anchor]:
    """Return the places of these in a revision, by annotation. One query."""
    if revision is None:
        return {}
    return {place.annotation_id: place for place in _anchors(annotations, revision.pk)}


@prepared
def _anchors(annotations: list[UUID], revision: UUID) -> QuerySet[Anchor]:
    return Anchor.objects.filter(revision=revision, annotation__in=annotations)
