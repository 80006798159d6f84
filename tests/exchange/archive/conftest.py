"""A database that is emptied, as another installation's is, and archives in memory."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection

from annotations import models
from annotations.essays.models import Essay
from annotations.exchange.archive.seminar_archive import SeminarArchive
from annotations.margin.models import Annotation
from annotations.moderation.decisions import append_only
from annotations.seminars.models import Seminar


def archive_of(seminar: Seminar, **options: object) -> bytes:
    target = BytesIO()
    SeminarArchive(seminar, **options).write(target)  # type: ignore[arg-type]
    return target.getvalue()


def empty_database() -> None:
    """Delete every row of ours, as the program itself never does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    append_only.drop_triggers(connection)
    Annotation.objects.update(about=None, root=None, came_with=None, work=None)
    Essay.objects.update(current=None)
    for name in (
        *("Flag", "Appeal", "Decision", "Bearing", "Premise", "EarlierWording", "ClaimPassage"),
        *("Claim", "Anchor", "Wording", "Proposal", "Endorsement", "Annotation"),
        *("Work", "Mute", "Part", "Reading", "Essay", "Member", "Seminar", "Entry", "User"),
    ):
        getattr(models, name).objects.all().delete()
    append_only.install_triggers(connection)


@pytest.fixture
def elsewhere() -> Callable[[], None]:
    return empty_database
