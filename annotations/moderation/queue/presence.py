"""Who has what open in the queue, so that two moderators don't spend a minute on one item.

A look only ever warns somebody, so no page waits long or fails because one can't be written.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from annotations.moderation.models import Look
from annotations.people.models import User
from annotations.seminars.models import Member

logger = logging.getLogger(__name__)

RECENT = timedelta(minutes=5)
#: Milliseconds that a look waits for SQLite's one writer; a decision waits twenty seconds.
PATIENCE = 100


@dataclass(frozen=True)
class OtherViewer:
    """Another moderator has it open, since then."""

    who: str
    at: datetime


@contextmanager
def _if_possible() -> Iterator[None]:
    """Log a write that fails or would have to wait, and go on. Not for use in a transaction, which
    a failed write breaks; in one of its own it costs nothing more."""
    patience = _sqlite_patience(PATIENCE)
    try:
        yield
    except DatabaseError:
        logger.warning("Who looks at what could not be written.", exc_info=True)
    finally:
        if patience is not None:
            _sqlite_patience(patience)


def _sqlite_patience(milliseconds: int) -> int | None:
    """Set how long SQLite waits for other writers, and return how long it did; None elsewhere."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    # Past Django's cursor: a setting is no query, and answers at once.
    (before,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return int(before)


@_if_possible()
def record_looks(user: User, annotations: Collection[UUID]) -> None:
    """This person now has these in front of them."""
    now = timezone.now()
    Look.objects.bulk_create(
        [Look(user=user, annotation_id=each, at=now) for each in annotations],
        update_conflicts=True,
        unique_fields=["user", "annotation"],
        update_fields=["at"],
    )


@_if_possible()
def delete_expired_looks_of(user: User) -> None:
    """What this person had in front of them some time ago is forgotten."""
    Look.objects.filter(user=user, at__lt=timezone.now() - RECENT).delete()


@_if_possible()
def delete_expired_looks() -> None:
    """Nobody is warned any more of what was open some time ago."""
    Look.objects.filter(at__lt=timezone.now() - RECENT).delete()


def other_viewers(annotations: Collection[UUID], user: User) -> dict[UUID, list[OtherViewer]]:
    """Which of these another moderator opened a moment ago, under the name they have there."""
    name = Member.objects.filter(seminar=OuterRef("annotation__seminar"), user=OuterRef("user"))
    looks = (
        Look.objects.filter(annotation__in=annotations, at__gte=timezone.now() - RECENT)
        .exclude(user=user)
        .annotate(name=Subquery(name.values("shown_as")[:1]))
        .values_list("annotation", "name", "at")
    )
    found: dict[UUID, list[OtherViewer]] = defaultdict(list)
    for annotation, who, at in looks:
        found[annotation].append(OtherViewer(who or "Somebody who runs this site", at))
    return found
