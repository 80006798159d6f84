"""The smallest view that Django can have, at every address."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path


def answer_ok(request: HttpRequest) -> HttpResponse:
    """Answer with two letters. Runs no query."""
    return HttpResponse("ok")


urlpatterns = [re_path("", answer_ok)]
