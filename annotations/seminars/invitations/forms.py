"""The forms in which a leader invites: by a link to pass on, or by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from annotations.people.fields import MultilineField
from annotations.seminars.choices import Role
from annotations.seminars.invitations.addresses import (
    MAX_ADDRESSES,
    AddressList,
    parse_addresses,
)

LIFETIMES = {7: _("a week"), 30: _("a month"), 180: _("half a year")}
CHOOSE_A_ROLE = _("Choose leader, moderator, reader or observer.")
CHOOSE_A_LIFETIME = _("Choose how long it lasts.")


class RoleField(forms.ChoiceField):
    """The role of a member."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Role.choices,
            initial=Role.READER,
            error_messages={"required": CHOOSE_A_ROLE, "invalid_choice": CHOOSE_A_ROLE},
            **options,
        )


class InvitationLinkForm(forms.Form):
    """A link to pass on: the role it gives, how long it lasts, how many may join by it."""

    role = RoleField()
    lasts = forms.TypedChoiceField(
        choices=list(LIFETIMES.items()),
        coerce=lambda days: timedelta(days=int(days)),
        initial=30,
        error_messages={"required": CHOOSE_A_LIFETIME, "invalid_choice": CHOOSE_A_LIFETIME},
    )
    most = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        error_messages={
            "invalid": _("Write a whole number, or leave it empty."),
            "min_value": _("At least one person must be able to use it."),
            "max_value": _("At most 10,000, or leave it empty for no limit."),
        },
    )


class InvitationMailForm(forms.Form):
    """A list of addresses to invite, and the role that they get."""

    role = RoleField()
    addresses = MultilineField(error_messages={"required": _("Paste at least one address.")})

    def clean_addresses(self) -> AddressList:
        """Return the parsed list.

        Raises ValidationError if it has no valid address or too many; some bad lines are allowed.
        """
        pasted: str = self.cleaned_data["addresses"]
        parsed = parse_addresses(pasted)
        if not parsed.good:
            raise ValidationError(list(parsed.problems[:50]))
        if len(parsed.good) > MAX_ADDRESSES:
            raise ValidationError(
                _("These are %(count)s addresses; %(limit)s is the most at once.")
                % {
                    "count": number_format(len(parsed.good), force_grouping=True),
                    "limit": number_format(MAX_ADDRESSES, force_grouping=True),
                }
            )
        return parsed
