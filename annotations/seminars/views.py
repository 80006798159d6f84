"""The front page, and joining a seminar."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotations.seminars.actions import MemberWasRemoved, add_member
from annotations.seminars.members.views import leave_seminar
from annotations.seminars.models import Seminar
from annotations.seminars.queries import account_of, open_seminar


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be read here: open seminars, and mine."""
    user = account_of(request.user)
    seminars = (
        Seminar.objects.listed_for(user)
        .annotate(people=Count("members", filter=Q(members__left_at=None), distinct=True))
        .prefetch_related("readings__essay")
        .order_by("name")
    )
    mine = set(user.memberships.active().values_list("seminar", flat=True)) if user else set()
    context = {
        "mine": [seminar for seminar in seminars if seminar.pk in mine],
        "others": [seminar for seminar in seminars if seminar.pk not in mine],
    }
    return render(request, "seminars/home.html", context)


@require_POST
def join_or_leave(request: HttpRequest, seminar: str) -> HttpResponse:
    """Become a reader of a seminar that is open to join; with `end`, leave it."""
    user = account_of(request.user)
    if user is None:  # back to the page that has the button
        return redirect_to_login(reverse("seminar", args=[seminar]))
    found, _, member = open_seminar(seminar, user)
    if member is not None and "end" in request.POST:
        return leave_seminar(request, member)
    if member is None:
        if not found.may_be_joined or "end" in request.POST:
            raise PermissionDenied
        try:
            add_member(found, user=user)
        except MemberWasRemoved:
            return render(request, "seminars/removed.html", {"seminar": found}, status=403)
        messages.success(request, f"Welcome to {found.name}.")
    return redirect("seminar", found.slug)
