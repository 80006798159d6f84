"""What one person wrote, in all seminars."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.people.models import User

TRASH_DAYS = 30


def written_by(user: User) -> QuerySet[Annotation]:
    """Return what this person wrote and has not withdrawn, newest first. Erased ones are left
    out."""
    return (
        Annotation.objects.filter(author__user=user, state__in=rules.PRESENT)
        .for_display()
        .select_related("reading__essay", "seminar")
        .order_by("-created_at", "-id")
    )


def trash_of(user: User) -> QuerySet[Annotation]:
    """Return what this person withdrew and can still bring back, newest first."""
    since = timezone.now() - timedelta(days=TRASH_DAYS)
    return (
        Annotation.objects.filter(author__user=user, state=rules.WITHDRAWN, withdrawn_at__gte=since)
        .for_display()
        .select_related("reading__essay", "seminar")
        .order_by("-withdrawn_at")
    )
