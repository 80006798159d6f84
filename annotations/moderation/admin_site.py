"""The admin site as ours: moderators are let in, and signing in goes through our own page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotations.margin.composing.form_recovery import until_signed_in
from annotations.moderation.admin_queries import answerable_query, answerable_selection
from annotations.moderation.queue.queries import waiting_annotations
from annotations.people.visitors import account_of
from annotations.seminars.models import seminars_moderated_by


def is_moderator(request: HttpRequest) -> bool:
    """Whoever asks moderates somewhere, or runs the site. Looked up once for each request."""
    kept = vars(request)
    if "moderates" not in kept:
        user = account_of(request.user)
        runs = user is not None and user.is_superuser
        kept["moderates"] = runs or (user is not None and seminars_moderated_by(user).exists())
    return bool(kept["moderates"])


def asks_itself[View: Callable[..., HttpResponse]](view: View) -> View:
    """Mark a page that finds out by itself whether whoever posts to it moderates there."""
    vars(view)["asks_itself"] = True
    return view


class CounterpointAdmin(admin.AdminSite):
    """Django's admin, for superusers and for whoever moderates a seminar."""

    site_header = "Counterpoint"
    site_title = "Counterpoint"
    index_title = "Moderation and administration"
    index_template = "moderation/admin_index.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """What can be done here, and first how much waits for a decision."""
        user = account_of(request.user)
        number = waiting_annotations(user).order_by().count() if user else 0
        return super().index(request, {**(extra_context or {}), "waiting": number})

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers, and moderators of at least one seminar."""
        return vars(request).get("asked", False) or is_moderator(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Our sign-in page, second factor and passkeys included; who is signed in already and
        moderates nothing is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the admin; what somebody sent whose session had ended is kept."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def keeping(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return until_signed_in(request)
            # One who posts a decision is let in by the annotation it is about: no second question.
            vars(request)["asked"] = request.method == "POST" and hasattr(view, "asks_itself")
            request.GET = answerable_query(request.GET, view)  # type: ignore[assignment]  # immutable
            if request.method == "POST":
                sent = answerable_selection(request.POST, view)
                request.POST = sent  # type: ignore[assignment]  # immutable
            response: HttpResponse = guarded(request, *arguments, **options)
            return response

        return keeping
