"""What people may type into a form anywhere: tidied, or told what can’t be kept and where."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotations.prose.normalising import UnreadableText, normalise, normalise_line


class Prose(forms.CharField):
    """Text of several lines, tidied; what can't be kept is told with its place, and what is too
    long with how long it may be."""

    widget: type[forms.Widget] = forms.Textarea
    tidied = staticmethod(normalise)

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        told = {"max_length": f"At most {max_length:,} characters, please."} if max_length else {}
        options["error_messages"] = told | (options.get("error_messages") or {})
        super().__init__(max_length=max_length, **options)

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(self.tidied(str(value or "")))).strip()
        except UnreadableText as problem:
            raise ValidationError(str(problem)) from None


class Line(Prose):
    """Text of one line."""

    widget = forms.TextInput
    tidied = staticmethod(normalise_line)
