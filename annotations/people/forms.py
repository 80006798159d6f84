"""The labels of allauth's forms in our words, without placeholders that repeat them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.people.models import TAKEN, User

LABELS = {
    "login": "Name or e-mail",
    "username": "Name",
    "email": "E-mail",
    "password": "Password",
    "password1": "Password",
    "password2": "The same again",
    "oldpassword": "Your password now",
    "code": "Code",
    "name": "Name of this key",
    "passwordless": "Sign in with it alone, without my password",
}
HELP = {
    "username": "To sign in with. Others see it unless you go by another name in a seminar.",
    "email": "Only for a lost password and what you ask to be told. Nobody else sees it.",
    "password1": "At least 8 characters, and not a common word.",
    "name": "So that you know it again: “my phone”, “the blue key”.",
    "passwordless": "A passkey. Your device asks for a finger, a face or a PIN.",
}


class InOurWords(forms.Form):
    """A form of allauth's, labelled by us."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            if name in ("login", "username"):
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]
    """Sign in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(InOurWords, account.SignupForm):  # type: ignore[misc]
    """Sign up."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account. Where another took the name a moment ago, which only the table
        can tell, the form is shown again."""
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
                return saved
        except IntegrityError:
            self.add_error("username", TAKEN)
            return None, render(request, "account/signup.html", {"form": self}, status=422)


class AddEmailForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]
    """Another address."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class SetPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """A link to a lost password."""


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by that link."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class AuthenticateForm(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor."""


class ReauthenticateCodeForm(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more."""


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """A code to show that the app is set up."""


class AddWebAuthnForm(InOurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key."""


class EditWebAuthnForm(InOurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """What it is called."""
