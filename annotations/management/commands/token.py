"""Makes a token for an account, and prints it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from annotations.api.tokens.actions import (
    DEFAULT_DAYS,
    MAX_DAYS,
    MAX_TOKENS,
    TooManyTokens,
    make_token,
)
from annotations.api.tokens.models import Scope
from annotations.management.migration_check import MigratedCommand
from annotations.people.models import User


class Command(MigratedCommand):
    """Print the secret of a new token, and nothing else."""

    help = (
        "Make a bearer token with which a program acts for an account, and print it. It is shown "
        "this once. Its owner sees it, and can revoke it, at /me/tokens/."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the account, and what the token may do and for how long."""
        parser.add_argument("user", metavar="USER", help="the account's name")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ.value)
        parser.add_argument("--days", type=int, default=DEFAULT_DAYS, help="how long it lasts")
        parser.add_argument("--name", default="command line", help="what its owner sees it as")

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Make the token. Raises CommandError where there is no such account, and beyond limits."""
        try:
            user = User.objects.get_by_natural_key(options["user"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account named {options['user']}.") from None
        if not user.is_active:
            raise CommandError(f"The account {user} is suspended: a token would do nothing.")
        if not 0 < options["days"] <= MAX_DAYS:
            raise CommandError(f"A token lasts 1 to {MAX_DAYS} days.")
        try:
            _token, secret = make_token(
                user,
                name=options["name"][:80],
                scope=options["scope"],
                days=options["days"],
            )
        except TooManyTokens:
            raise CommandError(
                f"The account {user} has {MAX_TOKENS} tokens: revoke one at /me/tokens/ first."
            ) from None
        self.stdout.write(secret)
