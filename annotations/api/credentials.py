"""Who calls: the account of a bearer token (RFC 6750), or of a session, which only reads."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from annotations.api.problems import Problem
from annotations.api.tokens.actions import find_token
from annotations.api.tokens.models import Token

REALM = 'Bearer realm="Counterpoint"'
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Caller:
    """Who sent a request; `token` is None for a session and for nobody."""

    token: Token | None = None


def identify_caller(request: HttpRequest) -> Caller:
    """Set `request.user` to the account of the request's token, and return who calls.

    Without a token, it stays that of the session, which may only read: a page elsewhere could make
    a browser send its cookies along. Raises Problem (401, 403).
    """
    stated = request.headers.get("Authorization", "")
    reads = request.method in SAFE_METHODS
    if not stated:
        if reads:
            return Caller()
        detail = _("Writing needs a token, made at /me/tokens/. A browser session only reads.")
        raise Problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": REALM})
    scheme, _space, secret = stated.partition(" ")
    token = find_token(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        detail = _("This is no token, or it has ended, was revoked, or its account is suspended.")
        challenge = f'{REALM}, error="invalid_token"'
        raise Problem(401, "invalid-token", detail, headers={"WWW-Authenticate": challenge})
    if not (reads or token.writes):
        detail = _("This token may only read. Make one that may write at /me/tokens/.")
        challenge = f'{REALM}, error="insufficient_scope", scope="write"'
        raise Problem(403, "insufficient-scope", detail, headers={"WWW-Authenticate": challenge})
    request.user = token.user
    return Caller(token)
