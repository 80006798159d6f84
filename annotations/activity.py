"""The activity record: one append-only table of who did what to what.

An entry is written in the transaction of the action that it records. It holds no text, only
identifiers, because what a reader may see is checked when the entry is read.
"""

from enum import StrEnum
from uuid import UUID

from django.db import models

from annotations.people.models import User


class Verb(StrEnum):
    """What can be recorded, in the past tense."""

    POSTED = "posted"
    EDITED = "edited"
    ENDORSED = "endorsed"
    UNENDORSED = "unendorsed"
    FLAGGED = "flagged"
    DECIDED = "decided"
    JOINED = "joined"
    LEFT = "left"
    REVISED = "revised"
    PLACED = "placed"
    CLAIMED = "claimed"
    CONFIGURED = "configured"
    DESCRIBED = "described"
    MUTED = "muted"
    DELETED = "deleted"
    UNMUTED = "unmuted"
    PARTED = "parted"
    MERGED = "merged"
    SPLIT = "split"
    IMPORTED = "imported"


class Entry(models.Model):
    """One recorded action. `subject_id` is what it was done to: an annotation, a member, …"""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=20)
    seminar_id = models.UUIDField()
    reading_id = models.UUIDField(null=True)
    subject_id = models.UUIDField()
    # Codes, numbers and identifiers only, such as the step of a decision.
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["seminar_id", "id"], name="record_by_seminar"),
            models.Index(fields=["subject_id"], name="record_by_subject"),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_id}"


def record(
    verb: Verb,
    subject: models.Model,
    *,
    by: User | None,
    seminar: UUID | None = None,
    reading: UUID | None = None,
    **details: str | int | list[str],
) -> Entry:
    """Append an entry and return it. Call it in the transaction of the action it records.

    `subject` is the row that the action was done to. The seminar and the reading are those that it
    refers to (`seminar_id`, `reading_id`) unless they are given: a seminar does not refer to
    itself, nor a reading. `by` is None if no person acted. `details` are codes, numbers and
    identifiers, never text that people wrote.
    """
    if seminar is None:
        seminar = getattr(subject, "seminar_id", None)
    assert seminar is not None
    return Entry.objects.create(
        verb=verb,
        by=by,
        seminar_id=seminar,
        reading_id=reading or getattr(subject, "reading_id", None),
        subject_id=subject.pk,
        details=details,
    )
