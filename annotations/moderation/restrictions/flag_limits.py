"""How many annotations one member may flag in a day."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from annotations.margin.models import Annotation
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.moderation.models import Flag
from annotations.seminars.models import Member

FLAG_LIMIT = PostingLimit(
    settings.FLAGS_A_DAY,
    timedelta(days=1),
    ngettext_lazy(
        "In a seminar one can flag {number} annotation a day, and you have.",
        "In a seminar one can flag {number} annotations a day, and you have.",
        "number",
    ),
)


def check_flag_limit(member: Member, annotation: Annotation) -> None:
    """Raise PostingLimitReached if a member has flagged as many annotations as one may in a day.
    Flagging the same version again counts as nothing. At most two queries."""
    again = Flag.objects.filter(member=member, annotation=annotation, version=annotation.version)
    if not again.exists():
        now = timezone.now()
        recent = Flag.objects.filter(member=member, at__gt=now - FLAG_LIMIT.within).order_by("-at")
        FLAG_LIMIT.check(list(recent.values_list("at", flat=True)[: FLAG_LIMIT.number]), now)
