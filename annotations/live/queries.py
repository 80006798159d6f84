"""What others have posted in a reading since a moment, of what this reader may see.

The record says where to look; whether it is seen is asked again here, each time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from annotations.activity import Entry, Verb
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.seminars.queries import OpenedReading

# The newest entries that are looked through: who was away for longer sees no smaller a number
# than this many deeds.
LOOKED_THROUGH = 300


@dataclass(frozen=True)
class New:
    """How many annotations are new at a block."""

    block: Block
    number: int


def news(opened: OpenedReading, since: datetime) -> list[New]:
    """Where others' annotations are new, in the order of the text. Three queries; one where
    nothing happened."""
    subjects = appeared(opened, since)
    if not subjects:
        return []
    seen = Annotation.objects.counted_for(opened.reader).filter(
        reading=opened.reading, pk__in=subjects
    )
    if opened.member:
        seen = seen.exclude(author=opened.member)
    numbers = Counter(seen.values_list("paragraph", flat=True))
    blocks = Block.objects.filter(revision=opened.reading.essay.current, paragraph__in=numbers)
    return [New(block, numbers[block.paragraph_id]) for block in blocks] if numbers else []


def appeared(opened: OpenedReading, since: datetime) -> set[UUID]:
    """What was posted, or let through by a moderator, as the record has it."""
    newest = Entry.objects.filter(seminar_id=opened.reading.seminar_id).order_by("-id")
    deeds = newest.values_list("verb", "subject_id", "reading_id", "at", "details")
    return set(shown(deeds[:LOOKED_THROUGH], opened.reading.pk, since))


def shown(
    deeds: Iterable[tuple[str, UUID, UUID | None, datetime, dict[str, str]]],
    reading: UUID,
    since: datetime,
) -> Iterable[UUID]:
    """The subjects of the deeds that may have shown something."""
    for verb, subject, where, at, details in deeds:
        published = verb == Verb.DECIDED and details.get("state") == rules.PUBLISHED
        if where == reading and at > since and (verb == Verb.POSTED or published):
            yield subject
