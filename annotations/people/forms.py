"""Allauth's forms with this project's labels and help texts, and without placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import EmailValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from annotations.people.models import NAME_TAKEN, User

LABELS = {
    "login": _("Name or e-mail"),
    "username": _("Name"),
    "email": _("E-mail"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same again"),
    "oldpassword": _("Your password now"),
    "code": _("Code"),
    "name": _("Name of this key"),
    "passwordless": _("Sign in with it alone, without my password"),
}
HELP_TEXTS = {
    "username": _(
        "As others know you: “Nina New”. They see it unless you go by another name in a seminar. "
        "You sign in with it, or with your e-mail address."
    ),
    "email": _("Only for a lost password and what you ask to be told. Nobody else sees it."),
    "password1": _("At least 8 characters, and not a common word."),
    "name": _("So that you know it again: “my phone”, “the blue key”."),
    "passwordless": _("A passkey. Your device asks for a finger, a face or a PIN."),
}
REQUIRED = {
    "login": _("Type your name or your e-mail address."),
    "username": _("Type your name."),
    "email": _("Type your e-mail address."),
    "password": _("Type your password."),
    "password1": _("Choose a password."),
    "password2": _("Type the password once more."),
    "oldpassword": _("Type the password you have now."),
    "code": _("Type the code."),
}
NO_ADDRESS = _("This isn’t an e-mail address: it looks like name@example.org.")
PASSWORDS_DIFFER = _("The two passwords are not the same. Type them again.")


class RelabelledForm(forms.Form):
    """Base for allauth's forms: sets labels, help texts, error messages and hints for keyboards."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP_TEXTS.get(name, field.help_text)
            if name in REQUIRED:
                field.error_messages["required"] = REQUIRED[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NO_ADDRESS
                for validator in field.validators:
                    if isinstance(validator, EmailValidator):
                        field.validators[field.validators.index(validator)] = EmailValidator(
                            NO_ADDRESS
                        )
            if name == "username":
                field.widget.attrs |= {"autocapitalize": "words", "spellcheck": "false"}
            if name == "login":
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(RelabelledForm, account.LoginForm):  # type: ignore[misc]
    """Sign in with a name or e-mail address and the password."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(RelabelledForm, account.SignupForm):  # type: ignore[misc]
    """Create an account."""

    def clean(self) -> dict[str, Any]:
        """Check the passwords; say in our words if they differ."""
        super().clean()
        one, other = self.cleaned_data.get("password1"), self.data.get("password2")
        if one and other and one != other:
            self._errors["password2"] = self.error_class(
                [str(PASSWORDS_DIFFER)], renderer=self.renderer
            )
        return self.cleaned_data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account and return it with None.

        If somebody else took the name at the same time, which only the database can tell, return
        None with the form's page again, with status 422.
        """
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
                return saved
        except IntegrityError:
            self.add_error("username", NAME_TAKEN)
            return None, render(request, "account/signup.html", {"form": self}, status=422)


class AddEmailForm(RelabelledForm, account.AddEmailForm):  # type: ignore[misc]
    """Add an e-mail address to an account."""


class NewPasswordForm(RelabelledForm):
    """Base for the forms in which an account that exists gets another password."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["password1"].label = _("New password")


class ChangePasswordForm(NewPasswordForm, account.ChangePasswordForm):  # type: ignore[misc]
    """Change the password, giving the present one."""


class SetPasswordForm(RelabelledForm, account.SetPasswordForm):  # type: ignore[misc]
    """Set the first password of an account that has none."""


class ResetPasswordForm(RelabelledForm, account.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a mail with a link for setting a new password."""


class ResetPasswordKeyForm(NewPasswordForm, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Set a new password after following that link."""


class ReauthenticateForm(RelabelledForm, account.ReauthenticateForm):  # type: ignore[misc]
    """Enter the password again before a sensitive change."""


class AuthenticateForm(RelabelledForm, mfa.AuthenticateForm):  # type: ignore[misc]
    """Enter the second factor while signing in."""


class ReauthenticateCodeForm(RelabelledForm, mfa.ReauthenticateForm):  # type: ignore[misc]
    """Enter the second factor again before a sensitive change."""


class ActivateTOTPForm(RelabelledForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    """Enter a first code to prove that the authenticator app is set up."""


class AddWebAuthnForm(RelabelledForm, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """Add a passkey or security key."""


class EditWebAuthnForm(RelabelledForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Rename a passkey or security key."""
