"""The account behind a request, typed: `request.user` may be anonymous."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from annotations.people.models import User

type Visitor = User | AnonymousUser


def account_of(visitor: Visitor) -> User | None:
    """Return the visitor's account, or None if nobody is signed in."""
    return visitor if isinstance(visitor, User) else None


def signed_in_account(visitor: Visitor) -> User:
    """Return the visitor's account in a view that only signed-in people reach.

    Raises PermissionDenied if nobody is signed in.
    """
    user = account_of(visitor)
    if user is None:
        raise PermissionDenied
    return user
