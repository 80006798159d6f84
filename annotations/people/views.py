"""Signing up: allauth's view, for a form that stays on its page while it is checked."""

from typing import Any

from allauth.account.views import SignupView
from django.http import HttpRequest, HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect, reswap


class SignUp(SignupView):  # type: ignore[misc]
    """Create an account and sign in.

    With htmx the form is sent in the background. A wrong one is drawn anew with its problems, and
    a script keeps the typed passwords in the page: they are never sent back or stored.
    """

    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        """Answer htmx with the page, of which it takes the form, or with where to go."""
        response: HttpResponseBase = super().dispatch(request, *arguments, **options)
        if not getattr(request, "htmx", False):
            return response
        if response.status_code == 302:
            return HttpResponseClientRedirect(response["Location"])
        return reswap(response, "outerHTML")
