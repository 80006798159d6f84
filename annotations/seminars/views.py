"""The front page, and opening a share link."""

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from annotations.people.visitors import account_of
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar
from annotations.seminars.share_links import store_share_key, use_share_key


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the seminars that are open to everyone, and those of the visitor."""
    user = account_of(request.user)
    listed = Reading.objects.listed().select_related("essay")
    seminars = (
        Seminar.objects.listed_for(user)
        .annotate(people=Count("members", filter=Q(members__left_at=None), distinct=True))
        .prefetch_related(Prefetch("readings", listed))
        .order_by("name")
    )
    mine = set(user.memberships.active().values_list("seminar", flat=True)) if user else set()
    context = {
        "mine": [seminar for seminar in seminars if seminar.pk in mine],
        "others": [seminar for seminar in seminars if seminar.pk not in mine],
    }
    return render(request, "seminars/home.html", context)


@require_safe
def open_share_link(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let a visitor in by a share link. A wrong key answers like a seminar that doesn't exist."""
    use_share_key(request, key)
    seminar, _, _ = open_seminar(slug, request.user)
    if seminar.link_key == key:
        store_share_key(request, key)
    return redirect("seminar", seminar.slug)
