"""Marks threads whose cached standings must be computed again, in the transaction of a change."""

from collections.abc import Iterable
from uuid import UUID

from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, Unsettled


def mark_thread_stale(annotation: Annotation) -> None:
    """Mark the thread of an annotation that changed. One query; none for a note about the text,
    which no standing depends on."""
    if annotation.kind != Kind.NOTE or annotation.about_id:
        mark_threads_stale(annotation.reading_id, [annotation.root_id or annotation.pk])


def mark_threads_stale(reading: UUID, threads: Iterable[UUID | None]) -> None:
    """Mark threads by the ids of their roots; None stands for the whole reading. One query."""
    Unsettled.objects.bulk_create(
        Unsettled(reading_id=reading, thread_id=thread) for thread in threads
    )
