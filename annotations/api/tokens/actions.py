"""Making, using and revoking tokens."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.api.tokens.models import Scope, Token
from annotations.people.models import User
from annotations.seminars.models import token_digest

MAX_TOKENS = 20
DEFAULT_DAYS, MAX_DAYS = 90, 366
# By which a leaked token is recognised, and masked in logs.
TOKEN_PREFIX = "cpt_"  # noqa: S105
ENDED_TOKENS_KEPT_FOR = timedelta(days=30)


class TooManyTokens(Exception):
    """The account has as many valid tokens as it may have."""


@transaction.atomic
def make_token(
    user: User, *, name: str, scope: str = Scope.READ, days: int = DEFAULT_DAYS
) -> tuple[Token, str]:
    """Make a token, and return it with its secret, which nobody is shown again.

    Raises TooManyTokens, and ValueError for a time that is too long or none.
    """
    if not 0 < days <= MAX_DAYS:
        raise ValueError(f"A token lasts 1 to {MAX_DAYS} days.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Token.objects.valid().filter(user=user).count() >= MAX_TOKENS:
        raise TooManyTokens
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        name=name,
        scope=scope,
        digest=token_digest(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, secret


def find_token(secret: str) -> Token | None:
    """Return the valid token with this secret, with its account, and note that it was used today.

    One query, and another on the first use of a day.
    """
    valid = Token.objects.valid().select_related("user")
    token = valid.filter(digest=token_digest(secret)).first()
    today = timezone.now().date()
    if token and token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def revoke_token(user: User, id: UUID) -> bool:
    """Delete a token of this account at once. Returns False if it has no such token."""
    deleted, _ = Token.objects.filter(user=user, pk=id).delete()
    return bool(deleted)


def delete_ended_tokens() -> int:
    """Delete the tokens that ended a month ago, and return how many those were."""
    long_ago = timezone.now() - ENDED_TOKENS_KEPT_FOR
    return Token.objects.filter(expires_at__lt=long_ago).delete()[0]
