"""Showing a new invitation link once, on the members' page.

Only the token's digest is in the database, so the token travels to the page in a signed cookie.
"""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from annotations.seminars.invitations.queries import find_usable_invitation
from annotations.seminars.models import Seminar

COOKIE = "invitation"
MAX_AGE = 300  # seconds


def redirect_with_link(seminar: Seminar, token: str) -> HttpResponse:
    """Redirect to the members' page, with the token in a cookie for that page only."""
    response = redirect("members", seminar.slug)
    response.set_signed_cookie(
        COOKIE,
        token,
        max_age=MAX_AGE,
        path=response.url,
        httponly=True,
        samesite="Lax",
    )
    return response


def link_from_cookie(request: HttpRequest) -> str:
    """Return the full link from this browser's cookie if it is still usable, else ""."""
    try:
        token = str(request.get_signed_cookie(COOKIE, max_age=MAX_AGE))
    except (KeyError, BadSignature):
        return ""
    if find_usable_invitation(token) is None:
        return ""
    return request.build_absolute_uri(reverse("join_by", args=[token]))
