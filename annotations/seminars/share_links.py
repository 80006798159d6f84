"""Reading by a link: the key in it is kept in the visitor’s session, and counts for that seminar
alone, as long as its leader neither changes the key nor the policy."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from annotations.seminars.queries import Visitor, open_seminar

SESSION_KEY = "link_keys"
# More would make the session grow with every link somebody tries.
MAX_KEYS = 50


class ShareLinkMiddleware(MiddlewareMixin):
    """Lets every door ask the visitor for the keys of their links; looked up when first asked."""

    def process_request(self, request: HttpRequest) -> None:
        """Hand the keys to the visitor."""
        request.user = SimpleLazyObject(partial(visitor_with_share_keys, request, request.user))  # type: ignore[assignment]


def visitor_with_share_keys(request: HttpRequest, visitor: Visitor) -> Visitor:
    """The visitor, with the keys in their session."""
    visitor.link_keys = tuple(request.session.get(SESSION_KEY, ()))  # type: ignore[union-attr]
    found: Visitor = getattr(visitor, "_wrapped", visitor)  # awake by now: it has been given keys
    return found


@require_safe
def open_share_link(request: HttpRequest, seminar: str, key: str) -> HttpResponse:
    """Come in by a link. A key that opens nothing answers like a seminar that isn’t there."""
    kept = [each for each in request.session.get(SESSION_KEY, ()) if each != key]
    visitor = request.user
    visitor.link_keys = (*kept, key)  # type: ignore[union-attr]
    found, _, _ = open_seminar(seminar, visitor)
    if found.link_key == key:
        request.session[SESSION_KEY] = [*kept, key][-MAX_KEYS:]
    return redirect("seminar", found.slug)
