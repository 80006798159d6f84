"""Reading by a share link: the session keeps the link's key.

A key opens its own seminar only, until a leader changes the key or who may read.
"""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from annotations.people.visitors import Visitor

SESSION_KEY = "link_keys"
# A limit, so that a session does not grow with every link that is tried.
MAX_KEYS = 50


class ShareLinkMiddleware(MiddlewareMixin):
    """Sets `request.user.link_keys`, read from the session when the user is first used."""

    def process_request(self, request: HttpRequest) -> None:
        """Wrap the user so that it carries the keys."""
        request.user = SimpleLazyObject(partial(visitor_with_share_keys, request, request.user))  # type: ignore[assignment]


def visitor_with_share_keys(request: HttpRequest, visitor: Visitor) -> Visitor:
    """Return the visitor with `link_keys` set from the session."""
    visitor.link_keys = tuple(request.session.get(SESSION_KEY, ()))  # type: ignore[union-attr]
    # Setting an attribute has evaluated the lazy user, so `_wrapped` is there.
    evaluated: Visitor = getattr(visitor, "_wrapped", visitor)
    return evaluated


def use_share_key(request: HttpRequest, key: str) -> None:
    """Let this visitor use a key for the rest of this request."""
    other_keys = [each for each in request.session.get(SESSION_KEY, ()) if each != key]
    request.user.link_keys = (*other_keys, key)  # type: ignore[union-attr]


def store_share_key(request: HttpRequest, key: str) -> None:
    """Store a key in the session, as the latest of at most MAX_KEYS.

    The session lasts as long as a signed-in one: its visitor is a reader, if a nameless one.
    """
    other_keys = [each for each in request.session.get(SESSION_KEY, ()) if each != key]
    request.session[SESSION_KEY] = [*other_keys, key][-MAX_KEYS:]
    request.session.set_expiry(settings.ACCOUNT_SESSION_COOKIE_AGE)
