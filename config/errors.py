"""What a request that can't be read is told, in words."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is too large is said to be; anything else is simply not understood."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    answer: HttpResponse = bad_request(request, exception)
    return answer
