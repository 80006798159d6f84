"""Template tag for dates: in words for people, exactly for machines and on hover."""

from datetime import datetime
from typing import Literal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

# "when": “14:05”, “yesterday, 14:05”, “25 Nov”; for a date that stands alone.
# "date": “25 Nov”; "minute": “25 Nov, 14:05”; "weekday": “Wednesday 25 November”; within sentences.
type DateForm = Literal["when", "date", "minute", "weekday"]

_PATTERNS = {"when": "j M", "date": "j M", "minute": "j M, H:i", "weekday": "l j F"}
_PATTERNS_WITH_YEAR = {
    "when": "j M Y",
    "date": "j M Y",
    "minute": "j M Y, H:i",
    "weekday": "l, j F Y",
}


def moment_words(moment: datetime, now: datetime, form: DateForm = "when") -> str:
    """Return a moment in words as seen now, in the time zone of `now`, with the year if it is
    another one. Both are aware datetimes. `static/annotations/js/times.js` words them alike."""
    local = moment.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if form == "when" and days in (0, 1):
        time = date_format(local, "H:i")
        return _("yesterday, %(time)s") % {"time": time} if days else time
    patterns = _PATTERNS if local.year == now.year else _PATTERNS_WITH_YEAR
    return date_format(local, patterns[form])


@register.simple_tag(name="moment")
def time_element(moment: datetime | None, form: DateForm = "when") -> SafeString:
    """The `time` element of a moment, in Django's current time zone; empty where there is none. A
    script puts it into the reader's own zone. No query."""
    if not moment:
        return SafeString("")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-form="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "j F Y, H:i T"),
        form,
        moment_words(local, timezone.localtime(), form),
    )
