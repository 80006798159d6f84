"""Who has what open in the queue, so that two moderators don't spend a minute on one item."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from annotations.moderation.models import Look
from annotations.people.models import User
from annotations.seminars.models import Member

RECENT = timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """Another moderator has it open, since then."""

    who: str
    at: datetime


def looking(user: User, annotations: Collection[UUID]) -> None:
    """This person now has these in front of them. Call it in a transaction or not: it only
    ever warns."""
    now = timezone.now()
    Look.objects.bulk_create(
        [Look(user=user, annotation_id=each, at=now) for each in annotations],
        update_conflicts=True,
        unique_fields=["user", "annotation"],
        update_fields=["at"],
    )


def looked(user: User) -> None:
    """What this person had in front of them some time ago is forgotten."""
    Look.objects.filter(user=user, at__lt=timezone.now() - RECENT).delete()


def forget() -> None:
    """Nobody is warned any more of what was open some time ago."""
    Look.objects.filter(at__lt=timezone.now() - RECENT).delete()


def seen_by_others(annotations: Collection[UUID], user: User) -> dict[UUID, list[Seen]]:
    """Which of these another moderator opened a moment ago, under the name they have there."""
    name = Member.objects.filter(seminar=OuterRef("annotation__seminar"), user=OuterRef("user"))
    looks = (
        Look.objects.filter(annotation__in=annotations, at__gte=timezone.now() - RECENT)
        .exclude(user=user)
        .annotate(name=Subquery(name.values("shown_as")[:1]))
        .values_list("annotation", "name", "at")
    )
    found: dict[UUID, list[Seen]] = defaultdict(list)
    for annotation, who, at in looks:
        found[annotation].append(Seen(who or "Somebody who runs this site", at))
    return found
