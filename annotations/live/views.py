"""The notice “3 new”: an open reading page asks for it every half minute while it is visible."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.live.queries import new_annotations
from annotations.seminars.queries import open_reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@never_cache
@require_safe
def new_since(request: HttpRequest, seminar: str, essay: str, moment: int) -> HttpResponse:
    """Answer 204 where nothing is new since a moment, else with the notice.

    `moment` counts microseconds since 1970; 0 asks only for the present moment, which the `Since`
    header of every answer holds. (Ids of the record would reveal how much happens elsewhere.)
    """
    opened = open_reading(seminar, essay, request.user)
    now = (timezone.now() - EPOCH) // MICROSECOND
    found = new_annotations(opened, EPOCH + moment * MICROSECOND) if 0 < moment <= now else []
    if found:
        context = {
            "reading": opened.reading,
            "new_annotations": found,
            "number": sum(each.number for each in found),
            "now": now,
        }
        response = render(request, "live/new_annotations.html", context)
    else:
        response = HttpResponse(status=204)
    response["Since"] = str(now)
    return response
