"""Form fields that every room uses: cleaned text, and dates in the reader's own time zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotations import lazy_messages
from annotations.prose.normalising import UnreadableText, normalise, normalise_line

# How a date and time is written in the value of an <input type="datetime-local">.
DATETIME_FORMAT = "%Y-%m-%dT%H:%M"
# Django puts the limit in, and the message groups its digits, when the error is shown.
TOO_LONG = lazy_messages.gettext_lazy("At most %(limit_value)s characters, please.")


class MultilineField(forms.CharField):
    """Text of several lines, cleaned by `prose.normalising.normalise`.

    An error names the place of characters that can't be stored, or the greatest length allowed.
    """

    widget: type[forms.Widget] = forms.Textarea
    normalise = staticmethod(normalise)

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        options["error_messages"] = {
            "max_length": TOO_LONG,
            **(options.get("error_messages") or {}),
        }
        super().__init__(max_length=max_length, **options)

    def clean(self, value: Any) -> str:
        """Return the cleaned text; raises ValidationError."""
        try:
            return str(super().clean(self.normalise(str(value or "")))).strip()
        except UnreadableText as problem:
            raise ValidationError(str(problem)) from None


class SingleLineField(MultilineField):
    """Text of one line, cleaned by `prose.normalising.normalise_line`."""

    widget = forms.TextInput
    normalise = staticmethod(normalise_line)


class DateTimeLocalInput(forms.DateTimeInput):
    """A date and time, shown in UTC.

    With JavaScript it is shown in the reader's own zone, whose name is sent as `zone`.
    """

    def __init__(self) -> None:
        # No autocomplete: a value that the browser restored would be taken for UTC again.
        attributes = {"type": "datetime-local", "autocomplete": "off", "data-moment": True}
        super().__init__(attrs=attributes, format=DATETIME_FORMAT)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the submitted value converted to UTC; unchanged if it is no date and time."""
        sent = super().value_from_datadict(data, files, name)
        try:
            moment = datetime.fromisoformat(sent)
            zone = moment.tzinfo or ZoneInfo(data.get("zone") or "UTC")
            return moment.replace(tzinfo=zone).astimezone(UTC).strftime(DATETIME_FORMAT)
        except (ValueError, TypeError, OSError, OverflowError, ZoneInfoNotFoundError):
            return sent


class OptionalDateTimeField(forms.DateTimeField):
    """A date and time that may be left empty."""

    widget = DateTimeLocalInput
    default_error_messages = {"invalid": _("Write a date and time, such as 2026-05-04 18:00.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})
