"""Signing up and in: the adapter for django-allauth, and the authentication backend."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from annotations.people.models import NAME_TAKEN, User
from annotations.people.names import fold_name, normalize_address, normalize_name, username_problem

# One sentence for a wrong name, a wrong address and a wrong password: it does not tell whether
# there is such an account.
WRONG_CREDENTIALS = _("This name or e-mail and this password don’t go together.")
MAIL_NOT_SENT = _("The mail server does not answer, so no mail was sent. Try again in a while.")
log = logging.getLogger(__name__)
TOO_MANY_ATTEMPTS = _(
    "Too many tries with this name from here. Wait ten minutes, or reset your password."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The project's rules and words for allauth's forms and messages."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been closed."),
        "cannot_remove_primary_email": _(
            "This is the address we write to: make another primary first."
        ),
        "duplicate_email": _("This address is on your account already."),
        "email_password_mismatch": WRONG_CREDENTIALS,
        "enter_current_password": _("This isn’t your current password."),
        "incorrect_code": _(
            "This code isn’t right. Codes change every 30 seconds: try the one shown now."
        ),
        "incorrect_password": _("This isn’t your password."),
        "invalid_login": WRONG_CREDENTIALS,
        "invalid_password_reset": _("This link is no longer good."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": TOO_MANY_ATTEMPTS,
        "unverified_primary_email": _("Confirm this address first: the link is in your mail."),
        "username_password_mismatch": WRONG_CREDENTIALS,
        "username_taken": NAME_TAKEN,
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the name in its stored form.

        Raises ValidationError if the name is not allowed or somebody has it.
        """
        name = normalize_name(username)
        problem = username_problem(name)
        if problem:
            raise ValidationError(problem)
        if User.objects.alike(name).exists():
            raise self.validation_error("username_taken")
        # Checks the characters that Django allows. `shallow` skips allauth's own look-up, which
        # ignores nothing but case.
        return str(super().clean_username(name, shallow=True))

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and let the session last longer than a signed-out visitor's."""
        super().login(request, user)
        request.session.set_expiry(settings.ACCOUNT_SESSION_COOKIE_AGE)

    def clean_email(self, email: str) -> str:
        """Return the address in its stored form.

        Raises ValidationError if the stored form is not an address, as with a full-width @ in the
        domain.
        """
        address = normalize_address(email)
        validate_email(address)
        return address

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Mail the link to the address that the account has, not to the one that was typed.

        The two may be spelled differently.
        """
        stored = EmailAddress.objects.filter(user=user, email=normalize_address(email)).first()
        super().send_password_reset_mail(user, stored.email if stored else user.email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail with links to the site's own address.

        If the mail server fails, log it, show a message and go on.
        """
        context = {
            name: on_our_site(value) if name.endswith("_url") else value
            for name, value in context.items()
        }
        context["site_host"] = urlsplit(settings.SITE_ORIGIN).netloc
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # smtplib's errors are OSErrors too
            log.exception("The mail server did not take a mail.")
            messages.error(current.request, MAIL_NOT_SENT)

    def is_safe_url(self, url: str) -> bool:
        """Accept only paths on this site as the page to go to after signing in, never hosts."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the address of the personal page."""
        return reverse("me")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed attempts by user name *and* IP address.

        So whoever guesses a password locks out neither its owner elsewhere nor a classroom behind
        the same IP address.
        """
        name = credentials.get("email") or credentials.get("username") or ""
        return f"{self.get_client_ip(request)}:{fold_name(name)}"


def on_our_site(address: str) -> str:
    """Return the URL with the scheme and host of `settings.SITE_ORIGIN`.

    allauth makes its URLs with those of the request.
    """
    scheme, host, *_ = urlsplit(settings.SITE_ORIGIN)
    return urlsplit(address)._replace(scheme=scheme, netloc=host).geturl()


class NameOrAddress(ModelBackend):
    """Signing in with a user name, or with an e-mail address, and the password.

    Every session stores this class's dotted path: renaming or moving it signs everybody out.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """Return the account with this name or e-mail address and this password, or None.

        A password is hashed once for an unknown name too, so that the time taken does not tell
        whether the account exists.
        """
        login = username or email or ""
        if not password:
            return None
        candidates = [*User.objects.with_username(login), *users_with_address(login)]
        for user in candidates:
            if user.check_password(password):
                return user if self.user_can_authenticate(user) else None
        if not candidates:
            User().set_password(password)
        return None

    def get_user(self, user_id: Any) -> User | None:
        """Return the active account with this key, or None. No query for the account that was read
        with the session of the request (`people.sessions.store`), else one."""
        take = getattr(getattr(current.request, "session", None), "take_account", None)
        account: User | None = take(user_id) if take else None
        if account is None:
            return super().get_user(user_id)
        return account if self.user_can_authenticate(account) else None


def users_with_address(login: str) -> list[User]:
    """Return the accounts with this e-mail address: only the one that confirmed it, if any did."""
    if "@" not in login:
        return []
    users: list[User] = filter_users_by_email(normalize_address(login), prefer_verified=True)
    return [user for user in users if fold_name(user.username) != fold_name(login)]
