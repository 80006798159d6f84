"""The admin site: it lets moderators in, and people sign in on the site's own page."""

from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from annotations.margin.composing.form_recovery import save_until_signed_in
from annotations.moderation.admin_queries import answerable_query, answerable_selection
from annotations.moderation.queue.queries import waiting_annotations
from annotations.people.interrupted_posts import allow_unsigned_post
from annotations.people.visitors import account_of
from annotations.seminars.models import seminars_moderated_by

# The admin asks several times in a request.
_moderator_requests: WeakKeyDictionary[HttpRequest, bool] = WeakKeyDictionary()


def is_moderator(request: HttpRequest) -> bool:
    """Return True if the visitor moderates a seminar or is a superuser. At most one query for each
    request."""
    if request not in _moderator_requests:
        user = account_of(request.user)
        _moderator_requests[request] = user is not None and (
            user.is_superuser or seminars_moderated_by(user).exists()
        )
    return _moderator_requests[request]


class CounterpointAdmin(admin.AdminSite):
    """Django's admin, for superusers and moderators of seminars."""

    site_header = "Counterpoint"
    site_title = "Counterpoint"
    index_title = _("Moderation and administration")
    index_template = "moderation/admin_index.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """Show what the visitor may do here, and first how many annotations wait for a decision."""
        user = account_of(request.user)
        number = waiting_annotations(user).order_by().count() if user else 0
        return super().index(request, {**(extra_context or {}), "waiting": number})

    def has_permission(self, request: HttpRequest) -> bool:
        """Return True for superusers and for moderators of at least one seminar."""
        return is_moderator(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Redirect to the site's own sign-in page, which asks for second factors and passkeys.

        Raises PermissionDenied if the visitor is signed in, and so moderates nothing.
        """
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a page of the admin so that only moderators get in.

        A form that is sent after the session has ended is kept until its sender has signed in.
        """
        return self._with_readable_request(view, super().admin_view(view, cacheable))

    def decision_view(self, view: Any) -> Any:
        """Wrap a page of the admin that checks by itself who may post to it, as one that takes
        decisions does: on POST no query asks whether the visitor moderates anything at all."""
        guarded = super().admin_view(view)
        unguarded = csrf_protect(never_cache(view))

        @wraps(guarded)
        def by_method(request: HttpRequest, *arguments: Any, **options: Any) -> Any:
            chosen = unguarded if request.method == "POST" else guarded
            return chosen(request, *arguments, **options)

        return self._with_readable_request(view, by_method)

    def _with_readable_request(self, view: Any, wrapped: Any) -> Any:
        """Wrap a page once more: keep what is sent without a session, and leave out parameters
        that `view` can't answer (`admin_queries`)."""

        @wraps(wrapped)
        def with_readable_request(
            request: HttpRequest, *arguments: Any, **options: Any
        ) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return save_until_signed_in(request)
            request.GET = answerable_query(request.GET, view)  # type: ignore[assignment]  # immutable
            if request.method == "POST":
                sent = answerable_selection(request.POST, view)
                request.POST = sent  # type: ignore[assignment]  # immutable
            response: HttpResponse = wrapped(request, *arguments, **options)
            return response

        return allow_unsigned_post(with_readable_request)
