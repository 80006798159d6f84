"""The answer if the database could not be written in time: 503 with `Retry-After`, and the form
with what was typed in it, to be sent again."""

import logging
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from annotations.api.endpoint import is_for_program, refuse_program
from annotations.api.problems import busy
from annotations.people.interrupted_posts import fields_to_resend

logger = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
# https://www.sqlite.org/rescode.html
SQLITE_BUSY, SQLITE_LOCKED = 5, 6
# https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization_failure,
# deadlock_detected, lock_not_available, query_canceled (a timeout of the statement).
POSTGRESQL = {"40001", "40P01", "55P03", "57014"}


def is_contention(error: BaseException | None) -> bool:
    """True if other writers locked the database too long; False for every other database error,
    such as a missing table. Both drivers give the code in the error that Django's own wraps."""
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in (SQLITE_BUSY, SQLITE_LOCKED)  # the upper bits are the extended code
    return getattr(error.__cause__, "sqlstate", None) in POSTGRESQL


def busy_response(request: HttpRequest) -> HttpResponse:
    """Return the 503 page with the form that was sent. No query.

    htmx swaps nothing for a 503: the form is still on the page, and a script says what happened.
    """
    if is_for_program(request):
        return refuse_program(request, busy(RETRY_AFTER))
    context = {"fields": fields_to_resend(request), "file": bool(request.FILES)}
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


class BusyDatabase(MiddlewareMixin):
    """Answers with 503 if a view could not write in time."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the 503 page for contention; return None for every other exception."""
        if not is_contention(error):
            return None
        logger.warning("Not written in time: %s %s", request.method, request.path, exc_info=error)
        return busy_response(request)


def contention_now() -> bool:
    """True while the exception being handled is contention."""
    return is_contention(sys.exc_info()[1])
