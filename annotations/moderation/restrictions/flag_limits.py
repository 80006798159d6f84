"""How much one member may flag in a day, and what they are told when that is too much."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from annotations.margin.models import Annotation
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.moderation.models import Flag
from annotations.seminars.models import Member

FLAG_LIMIT = PostingLimit(
    settings.FLAGS_A_DAY,
    timedelta(days=1),
    "In a seminar one can flag {number} annotations a day, and you have.",
)


def check_flag_limit(member: Member, annotation: Annotation) -> None:
    """Raise TooMany when a member has flagged as much as one may."""
    again = Flag.objects.filter(member=member, annotation=annotation, version=annotation.version)
    if not again.exists():
        now = timezone.now()
        recent = Flag.objects.filter(member=member, at__gt=now - FLAG_LIMIT.within).order_by("-at")
        FLAG_LIMIT.check(list(recent.values_list("at", flat=True)[: FLAG_LIMIT.number]), now)
