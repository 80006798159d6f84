"""The forms in which a leader invites: by a link to pass on, or by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotations.people.fields import MultilineField
from annotations.seminars.choices import Role
from annotations.seminars.invitations.addresses import (
    MAX_ADDRESSES,
    AddressList,
    parse_addresses,
)

LIFETIMES = {7: "a week", 30: "a month", 180: "half a year"}


class RoleField(forms.ChoiceField):
    """The role of a member."""

    def __init__(self, **options: Any) -> None:
        wrong = "Choose leader, moderator, reader or observer."
        super().__init__(
            choices=Role.choices,
            initial=Role.READER,
            error_messages={"required": wrong, "invalid_choice": wrong},
            **options,
        )


class InvitationLinkForm(forms.Form):
    """A link to pass on: the role it gives, how long it lasts, how many may join by it."""

    role = RoleField()
    lasts = forms.TypedChoiceField(
        choices=list(LIFETIMES.items()),
        coerce=lambda days: timedelta(days=int(days)),
        initial=30,
        error_messages={
            "required": "Choose how long it lasts.",
            "invalid_choice": "Choose how long it lasts.",
        },
    )
    most = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        error_messages={
            "invalid": "Write a whole number, or leave it empty.",
            "min_value": "At least one person must be able to use it.",
            "max_value": "At most 10,000, or leave it empty for no limit.",
        },
    )


class InvitationMailForm(forms.Form):
    """A list of addresses to invite, and the role that they get."""

    role = RoleField()
    addresses = MultilineField(error_messages={"required": "Paste at least one address."})

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
                f"These are {len(parsed.good):,} addresses; {MAX_ADDRESSES:,} is the most at once."
            )
        return parsed
