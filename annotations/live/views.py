"""The notice “3 new in ¶ 4”, which an open reading page asks for while it is visible."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.live.queries import NewAtBlock, new_annotations
from annotations.seminars.queries import open_reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The notice names only so many blocks, each with so many characters.
MAX_LABELS, LABEL_LENGTH = 3, 30
# The page asks for as many blocks anew: for more, the address would be too long and have too many
# parameters.
MAX_REFRESHED = 100


@never_cache
@require_safe
def new_since(request: HttpRequest, seminar: str, essay: str, moment: int) -> HttpResponse:
    """Answer 204 where nothing is new since a moment, else with the notice.

    `moment` counts microseconds since 1970; 0 asks only for the present moment, which the `Since`
    header of every answer holds. (Ids of the record would reveal how much happens elsewhere.)
    """
    opened = open_reading(seminar, essay, request.user)
    now = (timezone.now() - EPOCH) // MICROSECOND
    new = new_annotations(opened, EPOCH + moment * MICROSECOND) if 0 < moment <= now else []
    if new:
        parts = [each.block.part for each in new]
        context = {
            "reading": opened.reading,
            "first": new[0].block,
            "notice": notice_of(new),
            "query": urlencode([("p", part) for part in parts[:MAX_REFRESHED]]),
            "parts": " ".join(parts),
            "now": now,
        }
        response = render(request, "live/new_annotations.html", context)
    else:
        response = HttpResponse(status=204)
    response["Since"] = str(now)
    return response


def notice_of(new: list[NewAtBlock]) -> str:
    """Return how many annotations are new, and at which blocks: “4 new in ¶ 1, ¶ 2”."""
    number = sum(each.number for each in new)
    labels = [Truncator(each.block.label).chars(LABEL_LENGTH) for each in new[:MAX_LABELS]]
    values = {"number": number, "places": ", ".join(labels), "more": len(new) - MAX_LABELS}
    if len(new) > MAX_LABELS:
        message = ngettext(
            "%(number)d new in %(places)s and %(more)d more",
            "%(number)d new in %(places)s and %(more)d more",
            number,
        )
    else:
        message = ngettext("%(number)d new in %(places)s", "%(number)d new in %(places)s", number)
    return message % values
