"""Which moderator has which annotation open, so that two don't decide about one at a time.

A look only warns other moderators. No page waits long or fails because one can't be written.
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
from django.utils.translation import gettext as _

from annotations.moderation.models import Look
from annotations.people.models import User
from annotations.seminars.models import Member

logger = logging.getLogger(__name__)

LOOK_EXPIRES_AFTER = timedelta(minutes=5)
#: Milliseconds that a look waits for SQLite's one writer; a decision waits twenty seconds.
SQLITE_TIMEOUT = 100


@dataclass(frozen=True)
class OtherViewer:
    """Another moderator who has an annotation open, and since when."""

    name: str
    at: datetime


@contextmanager
def _if_possible() -> Iterator[None]:
    """Log a write that fails or would have to wait, and go on.

    Not for use inside a transaction, which a failed write would break.
    """
    timeout = _set_sqlite_timeout(SQLITE_TIMEOUT)
    try:
        yield
    except DatabaseError:
        logger.warning("Who looks at what could not be written.", exc_info=True)
    finally:
        if timeout is not None:
            _set_sqlite_timeout(timeout)


def _set_sqlite_timeout(milliseconds: int) -> int | None:
    """Set how long SQLite waits for other writers. Return the earlier setting, or None if the
    database is not SQLite."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    # Past Django's cursor: a setting is no query, and answers at once.
    (before,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return int(before)


@_if_possible()
def record_looks(user: User, annotations: Collection[UUID]) -> None:
    """Record that this moderator has these annotations open now. One query; never raises."""
    now = timezone.now()
    Look.objects.bulk_create(
        [Look(user=user, annotation_id=each, at=now) for each in annotations],
        update_conflicts=True,
        unique_fields=["user", "annotation"],
        update_fields=["at"],
    )


@_if_possible()
def delete_expired_looks_of(user: User) -> None:
    """Delete this moderator's looks from before `LOOK_EXPIRES_AFTER`. One query; never raises."""
    Look.objects.filter(user=user, at__lt=timezone.now() - LOOK_EXPIRES_AFTER).delete()


@_if_possible()
def delete_expired_looks() -> None:
    """Delete everybody's looks from before `LOOK_EXPIRES_AFTER`. One query; never raises."""
    Look.objects.filter(at__lt=timezone.now() - LOOK_EXPIRES_AFTER).delete()


def other_viewers(annotations: Collection[UUID], user: User) -> dict[UUID, list[OtherViewer]]:
    """Return the other moderators who have these annotations open, by annotation. One query.

    They have the name that the seminar knows them by.
    """
    name = Member.objects.filter(seminar=OuterRef("annotation__seminar"), user=OuterRef("user"))
    looks = (
        Look.objects.filter(annotation__in=annotations, at__gte=timezone.now() - LOOK_EXPIRES_AFTER)
        .exclude(user=user)
        .annotate(name=Subquery(name.values("shown_as")[:1]))
        .values_list("annotation", "name", "at")
    )
    by_annotation: dict[UUID, list[OtherViewer]] = defaultdict(list)
    for annotation, known_as, at in looks:
        viewer = OtherViewer(known_as or _("Somebody who runs this site"), at)
        by_annotation[annotation].append(viewer)
    return by_annotation
