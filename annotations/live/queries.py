"""What others have posted in a reading since a moment, of what this reader may see.

The record says where to look; whether it is seen is asked again here, each time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.record import Entry, Verb
from annotations.seminars.queries import Opened

# The newest entries that are looked through: who was away for longer sees no smaller a number
# than this many deeds.
MAX_ENTRIES_READ = 300


@dataclass(frozen=True)
class NewAtBlock:
    """How many annotations are new at a block."""

    block: Block
    number: int


def new_annotations(opened: Opened, since: datetime) -> list[NewAtBlock]:
    """Where others' annotations are new, in the order of the text. Three queries; one where
    nothing happened."""
    subjects = published_since(opened, since)
    if not subjects:
        return []
    seen = Annotation.objects.counted_for(opened.reader).filter(
        reading=opened.reading, pk__in=subjects
    )
    if opened.member:
        seen = seen.exclude(author=opened.member)
    numbers = Counter(seen.values_list("paragraph", flat=True))
    blocks = Block.objects.filter(revision=opened.reading.essay.current, paragraph__in=numbers)
    return [NewAtBlock(block, numbers[block.paragraph_id]) for block in blocks] if numbers else []


def published_since(opened: Opened, since: datetime) -> set[UUID]:
    """What was posted, or let through by a moderator, as the record has it."""
    newest = Entry.objects.filter(seminar_id=opened.reading.seminar_id).order_by("-id")
    deeds = newest.values_list("verb", "subject_id", "reading_id", "at", "details")
    return set(published_ids(deeds[:MAX_ENTRIES_READ], opened.reading.pk, since))


def published_ids(
    deeds: Iterable[tuple[str, UUID, UUID | None, datetime, dict[str, str]]],
    reading: UUID,
    since: datetime,
) -> Iterable[UUID]:
    """The subjects of the deeds that may have shown something."""
    for verb, subject, where, at, details in deeds:
        published = verb == Verb.DECIDED and details.get("state") == rules.PUBLISHED
        if where == reading and at > since and (verb == Verb.POSTED or published):
            yield subject
