"""Answers to htmx that are whole pages: they take the place of the page, never of a part of it."""

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import retarget

# What htmx swaps (`responseHandling` in base.html). For other errors a script says what happened.
SWAPPED = {200, 401, 403, 409, 422, 429}


class WholePages(MiddlewareMixin):
    """Sends htmx to a page that answers a GET, and shows one that answers a form as the page."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set `HX-Redirect`, or `HX-Retarget` to the body, on a whole page for a part of one.

        A page whose view says how it is swapped stays as it is. Messages that a page shows are kept
        for when it is opened.
        """
        htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
        if not htmx or htmx.boosted or htmx.history_restore_request or not is_page(response):
            return response
        if response.status_code not in SWAPPED:
            return response
        if "HX-Retarget" in response or "HX-Reswap" in response:
            return response
        if request.method == "GET":
            messages = get_messages(request)
            if isinstance(messages, BaseStorage):
                messages.used = False
            response["HX-Redirect"] = request.get_full_path()
            return response
        assert isinstance(response, HttpResponse)
        response["HX-Reswap"] = "innerHTML show:window:top"
        return retarget(response, "body")


def is_page(response: HttpResponseBase) -> bool:
    """True if the response is a whole page of HTML, in one piece."""
    return (
        isinstance(response, HttpResponse)
        and response.get("Content-Type", "").startswith("text/html")
        and response.content[:64].lstrip().lower().startswith(b"<!doctype html")
    )
