"""Opening a share link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from annotations.seminars.queries import open_seminar
from annotations.seminars.share_links import store_share_key, use_share_key


@require_safe
def open_share_link(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let a visitor in by a share link. A wrong key answers like a seminar that doesn't exist."""
    use_share_key(request, key)
    seminar, _, _ = open_seminar(slug, request.user)
    if seminar.link_key == key:
        store_share_key(request, key)
    return redirect("seminar", seminar.slug)
