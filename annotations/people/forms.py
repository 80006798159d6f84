"""The labels of allauth's forms in our words, without placeholders that repeat them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

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
HELP_TEXTS = {
    "username": "To sign in with. Others see it unless you go by another name in a seminar.",
    "email": "Only for a lost password and what you ask to be told. Nobody else sees it.",
    "password1": "At least 8 characters, and not a common word.",
    "name": "So that you know it again: “my phone”, “the blue key”.",
    "passwordless": "A passkey. Your device asks for a finger, a face or a PIN.",
}


class RelabelledForm(forms.Form):
    """A form of allauth's, labelled by us."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP_TEXTS.get(name, field.help_text)
            if name in ("login", "username"):
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(RelabelledForm, account.LoginForm):  # type: ignore[misc]
    """Sign in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(RelabelledForm, account.SignupForm):  # type: ignore[misc]
    """Sign up."""


class AddEmailForm(RelabelledForm, account.AddEmailForm):  # type: ignore[misc]
    """Another address."""


class ChangePasswordForm(RelabelledForm, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class SetPasswordForm(RelabelledForm, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordForm(RelabelledForm, account.ResetPasswordForm):  # type: ignore[misc]
    """A link to a lost password."""


class ResetPasswordKeyForm(RelabelledForm, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by that link."""


class ReauthenticateForm(RelabelledForm, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class AuthenticateForm(RelabelledForm, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor."""


class ReauthenticateCodeForm(RelabelledForm, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more."""


class ActivateTOTPForm(RelabelledForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    """A code to show that the app is set up."""


class AddWebAuthnForm(RelabelledForm, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key."""


class EditWebAuthnForm(RelabelledForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """What it is called."""
