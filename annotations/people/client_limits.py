"""Limits on what one client address may have the server store or compute in a while."""

from collections.abc import Iterable

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

MAX_FORM_BYTES = 65_536  # bytes of a form that is kept while somebody signs in


def within_limit(request: HttpRequest, action: str) -> bool:
    """Count one more of an action; return False if that is more than is allowed.

    `settings.CLIENT_LIMITS` says how much one client address, and the whole site, may use. allauth
    counts, in the cache that all processes share, as it does for signing in: an IPv6 network is
    one client, and a proxy in front is seen through.
    """
    usage = ratelimit.consume(
        request,
        app="annotations",
        action=action,
        config=settings.CLIENT_LIMITS,
        key="everybody",
        limit_get=True,
    )
    return usage is not None


def is_small(typed: Iterable[str]) -> bool:
    """True if what was typed may be kept for somebody who has no account yet."""
    return sum(len(each.encode()) for each in typed) <= MAX_FORM_BYTES
