"""The handlers for requests that can't be parsed, and for errors outside of a view."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request, server_error

from annotations.api.endpoint import is_for_program, refuse_program
from annotations.api.problems import failed
from config.contention import busy_response, contention_now


def handle_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 413 for a form that is too large or has too many fields or files, with what to do,
    else 400."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", {"too_many": True}, status=413)
    response: HttpResponse = bad_request(request, exception)
    return response


def handle_server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 for contention, else 500.

    Contention in a middleware, such as that of sessions, does not reach `BusyDatabase`.
    """
    if contention_now():
        return busy_response(request)
    if is_for_program(request):
        return refuse_program(request, failed())
    return server_error(request)
