"""The record: one append-only table of who did what to what. Live, notify and search read it.

An entry is written in the transaction of the action that it records. It holds no text, only
identifiers: whoever reads it later checks again what the reader may see.
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
    *,
    by: User | None,
    seminar: UUID,
    subject: UUID,
    reading: UUID | None = None,
    **details: str | int | list[str],
) -> Entry:
    """Append an entry and return it. Call it in the transaction of the action it records.

    `by` is None if no person acted. `details` are codes, numbers and identifiers, never text that
    people wrote.
    """
    return Entry.objects.create(
        verb=verb,
        by=by,
        seminar_id=seminar,
        reading_id=reading,
        subject_id=subject,
        details=details,
    )
