"""The annotations that others have posted in a reading since a moment, among those one may see.

The record says which annotations to look at; visibility is decided anew for each request.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from annotations.activity import Entry, Verb
from annotations.essays.models import Block
from annotations.essays.queries import current_blocks
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.seminars.queries import OpenedReading

# Only so many of the newest entries are read: after a long absence the number may be too small.
MAX_ENTRIES_READ = 300


@dataclass(frozen=True)
class NewAtBlock:
    """The number of new annotations at a block."""

    block: Block
    number: int


def new_annotations(opened: OpenedReading, since: datetime) -> list[NewAtBlock]:
    """Count others' new annotations by block, in the order of the text.

    Three queries; one where nothing was posted.
    """
    subjects = published_since(opened, since)
    if not subjects:
        return []
    seen = Annotation.objects.counted_for(opened.reader).filter(
        reading=opened.reading, pk__in=subjects
    )
    if opened.member:
        seen = seen.exclude(author=opened.member)
    numbers = Counter(seen.values_list("paragraph", flat=True))
    blocks = current_blocks(opened.reading.essay).filter(paragraph__in=numbers)
    return [NewAtBlock(block, numbers[block.paragraph_id]) for block in blocks] if numbers else []


def published_since(opened: OpenedReading, since: datetime) -> set[UUID]:
    """Return the ids of annotations that were posted or approved since a moment. One query."""
    newest = Entry.objects.filter(seminar_id=opened.reading.seminar_id).order_by("-id")
    entries = newest.values_list("verb", "subject_id", "reading_id", "at", "details")
    return set(published_ids(entries[:MAX_ENTRIES_READ], opened.reading.pk, since))


def published_ids(
    entries: Iterable[tuple[str, UUID, UUID | None, datetime, dict[str, str]]],
    reading: UUID,
    since: datetime,
) -> Iterable[UUID]:
    """Yield the ids from those record entries by which an annotation may have become visible."""
    for verb, subject, where, at, details in entries:
        published = verb == Verb.DECIDED and details.get("state") == rules.PUBLISHED
        if where == reading and at > since and (verb == Verb.POSTED or published):
            yield subject
