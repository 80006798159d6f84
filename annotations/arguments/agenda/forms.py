"""Forms that arrange the agenda."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotations.people.fields import SingleLineField

LONGEST_TITLE = 300
NOT_ON_AGENDA = _("That line is not on the agenda any more.")
MINUTES_ERRORS = {
    "invalid": _("How many minutes? A whole number, please."),
    "min_value": _("At least one minute."),
    "max_value": _("At most four hours."),
    "required": _("How many minutes?"),
}
PLACE_ERRORS = {
    "invalid": _("Which place? A whole number, please."),
    "min_value": _("The first place is 1."),
    "max_value": _("There are not that many places."),
}


class AgendaLineForm(forms.Form):
    """A line that a leader adds: title, duration, and where; `keys` are the present lines."""

    FIRST, LAST = "first", "last"

    title = SingleLineField(
        max_length=LONGEST_TITLE, error_messages={"required": _("What should be talked about?")}
    )
    minutes = forms.IntegerField(
        min_value=1, max_value=240, required=False, error_messages=MINUTES_ERRORS
    )
    where = forms.CharField(required=False)

    def __init__(self, *arguments: Any, keys: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.keys = keys

    def clean_where(self) -> int | None:
        """Return the place, counted from 1, or None for the last. Raises ValidationError if the
        line to follow is gone."""
        where = self.cleaned_data["where"]
        if where in ("", self.LAST):
            return None
        if where == self.FIRST:
            return 1
        if where not in self.keys:
            raise ValidationError(NOT_ON_AGENDA)
        return self.keys.index(where) + 2


class ArrangeLineForm(forms.Form):
    """What a leader does with one line: move, hide, show or delete it, or set its place and
    duration."""

    deed = forms.ChoiceField(
        choices=[(each, each) for each in ("up", "down", "hide", "show", "drop", "set")],
        error_messages={
            "required": _("Choose what to do with the line."),
            "invalid_choice": _("Choose what to do with the line."),
        },
    )
    key = forms.CharField(error_messages={"required": NOT_ON_AGENDA})
    minutes = forms.IntegerField(
        min_value=1, max_value=240, required=False, error_messages=MINUTES_ERRORS
    )
    place = forms.IntegerField(
        min_value=1, max_value=999, required=False, error_messages=PLACE_ERRORS
    )
    # As the page showed it: the place of the line, and the keys above and below it.
    shown_at = forms.IntegerField(required=False)
    above = forms.CharField(required=False)
    below = forms.CharField(required=False)

    def __init__(self, *arguments: Any, keys: set[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.keys = keys

    def clean_key(self) -> str:
        """Return the key. Raises ValidationError if the line is gone."""
        key: str = self.cleaned_data["key"]
        if key not in self.keys:
            raise ValidationError(NOT_ON_AGENDA)
        return key

    def clean(self) -> dict[str, Any]:
        """Require the duration when the place and time are set; otherwise ignore errors in fields
        that do not matter."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("shown_at", "above", "below"):
            self.errors.pop(name, None)
        if cleaned.get("deed") != "set":
            self.errors.pop("minutes", None)
            self.errors.pop("place", None)
        elif cleaned.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", MINUTES_ERRORS["required"])
        return cleaned

    @property
    def target_place(self) -> int | None:
        """The place to move the line to, or None if it was not changed."""
        place: int | None = self.cleaned_data["place"]
        return None if place == self.cleaned_data.get("shown_at") else place
