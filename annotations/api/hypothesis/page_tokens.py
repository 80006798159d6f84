"""The tokens that Hypothesis's client gets from its page: a grant, which it changes for an access
token and a refresh token (RFC 7523, RFC 6749).

They are signed and not kept. Each is for one account on one reading, lasts a while, and counts only
together with the session of the same account: so it ends with the session, and a token that got
elsewhere opens nothing. They stand in the sidebar's page and in headers, never in an address.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest

from annotations.people.visitors import account_of
from annotations.seminars.models import Reading

GRANT, ACCESS, REFRESH = "grant", "access", "refresh"
# For how many seconds each is good.
LIFETIMES = {GRANT: 10 * 60, ACCESS: 30 * 60, REFRESH: 12 * 60 * 60}
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# By the `grant_type` of a request: which token is changed, and the field that it comes in.
EXCHANGED = {JWT_BEARER: (GRANT, "assertion"), "refresh_token": (REFRESH, "refresh_token")}


def page_token(request: HttpRequest, reading: Reading, purpose: str) -> str:
    """Return a token for the account that is signed in; "" if nobody is."""
    user = account_of(request.user)
    return signing.dumps([str(user.pk), str(reading.pk)], salt=_salt(purpose)) if user else ""


def is_page_token(request: HttpRequest, reading: Reading, purpose: str, token: str) -> bool:
    """True if this is a token for this purpose, on this reading, of the account that is signed in,
    and has not ended. No query of its own."""
    user = account_of(request.user)
    if user is None or not user.is_active:
        return False
    try:
        named: Any = signing.loads(token, salt=_salt(purpose), max_age=LIFETIMES[purpose])
    except signing.BadSignature:
        return False
    return bool(named == [str(user.pk), str(reading.pk)])


def exchange_token(request: HttpRequest, reading: Reading) -> dict[str, Any] | None:
    """Return new tokens for the one that a form sends, as OAuth words them; None if it is not good
    for that."""
    purpose, field = EXCHANGED.get(request.POST.get("grant_type", ""), ("", ""))
    sent = request.POST.get(field, "")
    if not purpose or not is_page_token(request, reading, purpose, sent):
        return None
    return {
        "access_token": page_token(request, reading, ACCESS),
        "refresh_token": page_token(request, reading, REFRESH),
        "expires_in": LIFETIMES[ACCESS],
        "token_type": "Bearer",
    }


def _salt(purpose: str) -> str:
    return f"annotations.api.hypothesis.{purpose}"
