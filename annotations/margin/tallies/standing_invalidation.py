"""Says which threads the argument has to be settled again for, in the transaction of the change."""

from collections.abc import Iterable
from uuid import UUID

from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, Unsettled


def unsettle(annotation: Annotation) -> None:
    """What bears on an argument changed in its thread, or whether it was answered there. One
    query; none for a note about the text."""
    if annotation.kind != Kind.NOTE or annotation.about_id:
        unsettle_threads(annotation.reading_id, [annotation.root_id or annotation.pk])


def unsettle_threads(reading: UUID, threads: Iterable[UUID | None]) -> None:
    """The threads that began with these; None for all of the reading."""
    Unsettled.objects.bulk_create(
        Unsettled(reading_id=reading, thread_id=thread) for thread in threads
    )
