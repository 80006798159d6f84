"""What is said of a request that can't be read, or that failed outside of its view."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request, server_error

from config.contention import busy_response, contention_now


def handle_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is too large is said to be; anything else is simply not understood."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    answer: HttpResponse = bad_request(request, exception)
    return answer


def handle_server_error(request: HttpRequest) -> HttpResponse:
    """What failed in a middleware, such as a session that could not be kept in time, never came
    to `BusyDatabase`; the rest is an error of ours."""
    return busy_response(request) if contention_now() else server_error(request)
