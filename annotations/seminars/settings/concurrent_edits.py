"""A form that two people may have open at once: each changes only the fields that they edited.

If both changed the same field, the later one is shown the other's value before replacing it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from annotations.people.fields import DATETIME_FORMAT


class ConcurrentEditForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that also sends the values which its fields had when its page was opened.

    A field left as it was keeps the row's present value. A field that somebody else changed too is
    refused once, with their value. A field sent without the value that was seen counts as changed.
    The row must stay locked while the form is created, cleaned and saved.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The row's values before the form is applied to it.
        self.stored_values = self.field_values()
        # The fields that were refused because somebody else changed them too.
        self.conflicts: set[str] = set()

    def clean(self) -> dict[str, Any]:
        """Take the row's value for unchanged fields, and report conflicts."""
        cleaned = super().clean() or self.cleaned_data
        for name in list(cleaned):
            seen, stored = self._seen(name), self.stored_values[name]
            sent = self.display_value(name, cleaned[name])
            if sent == seen:
                cleaned[name] = getattr(self.instance, name)
            elif seen is not None and stored not in (seen, sent):
                self.conflicts.add(name)
                self.add_error(name, self._conflict_message(name, stored))
        return cleaned

    def field_values(self) -> dict[str, str]:
        """Return the instance's values by field, as the fields display them."""
        return {
            name: self.display_value(name, getattr(self.instance, name)) for name in self.fields
        }

    def changed_fields(self) -> list[str]:
        """Return the fields whose values differ from the row's. Call it on a valid form."""
        now = self.field_values()
        return [name for name, value in now.items() if value != self.stored_values[name]]

    def display_value(self, name: str, value: Any) -> str:
        """Return a value as the field of this name displays it."""
        if isinstance(value, datetime):
            return value.astimezone(UTC).strftime(DATETIME_FORMAT)
        if value is None or value is False:
            return ""
        return "\n".join(str(value).splitlines())

    def seen_values(self) -> list[tuple[str, str]]:
        """Return the names and values of the hidden inputs that say what was seen.

        Whoever is shown a conflict has seen the stored value.
        """
        inputs = []
        for name, stored in self.stored_values.items():
            seen = self._seen(name)
            fresh = seen is None or name in self.conflicts
            inputs.append((f"seen-{name}", stored if fresh else seen or ""))
        return inputs

    def _seen(self, name: str) -> str | None:
        """Return the value that was on the page, or None if it was not sent."""
        sent = self.data.get(f"seen-{name}")
        return None if sent is None else "\n".join(sent.splitlines())

    def _conflict_message(self, name: str, stored: str) -> str:
        words = dict(getattr(self.fields[name], "choices", ())).get(stored) or stored
        if isinstance(self.fields[name], forms.DateTimeField):
            words = f"{stored.replace('T', ' ')} UTC" if stored else ""
        return conflict_message(words)


def conflict_message(stored: str) -> str:
    """Return the error beside a field that somebody else changed to this value meanwhile."""
    if not stored:
        return _(
            "Meanwhile somebody emptied this. Yours is kept above: send it once more to put it in "
            "place of theirs."
        )
    message = _(
        "Meanwhile somebody put “%(value)s” here. Yours is kept above: send it once more to put it "
        "in place of theirs."
    )
    return message % {"value": " · ".join(stored.splitlines())}
