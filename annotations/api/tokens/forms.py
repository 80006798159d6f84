"""The form that makes a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.api.tokens.actions import DEFAULT_DAYS
from annotations.api.tokens.models import Scope
from annotations.people.fields import SingleLineField

DAYS = {7: _("a week"), 30: _("a month"), DEFAULT_DAYS: _("three months"), 365: _("a year")}


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and for how long."""

    name = SingleLineField(
        max_length=80,
        error_messages={"required": _("Say what the token is for, to know it again.")},
    )
    scope = forms.ChoiceField(
        choices=Scope.choices,
        initial=Scope.READ,
        error_messages={
            "required": _("Choose what the program may do."),
            "invalid_choice": _("Choose what the program may do."),
        },
    )
    days = forms.TypedChoiceField(
        choices=list(DAYS.items()),
        initial=DEFAULT_DAYS,
        coerce=int,
        error_messages={
            "required": _("Choose when the token ends."),
            "invalid_choice": _("Choose when the token ends."),
        },
    )
