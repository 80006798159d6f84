"""Of two who change settings at once each changes only what they touched; where both changed the
same, the later one is told so beside the field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms

from annotations.seminars.readings.forms import DATETIME_FORMAT


class ConcurrentEditForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that is sent with what its fields said when its page was opened.

    A field that says so still keeps what the row says by now. One that somebody else has changed
    meanwhile too is refused once, with their value. What is sent without having been seen counts
    as changed. The row has to be locked while the form is made, cleaned and saved.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.now = self.said()
        self.overtaken: set[str] = set()

    def clean(self) -> dict[str, Any]:
        """What was changed, beside what others changed meanwhile."""
        cleaned = super().clean() or self.cleaned_data
        for name in list(cleaned):
            seen, now = self._seen(name), self.now[name]
            sent = self.shown(name, cleaned[name])
            if sent == seen:
                cleaned[name] = getattr(self.instance, name)
            elif seen is not None and now not in (seen, sent):
                self.overtaken.add(name)
                self.add_error(name, self._told(name, now))
        return cleaned

    def said(self) -> dict[str, str]:
        """What the fields say of the row as it is."""
        return {name: self.shown(name, getattr(self.instance, name)) for name in self.fields}

    def shown(self, name: str, value: Any) -> str:
        """A value as the field of this name says it."""
        if isinstance(value, datetime):
            return value.astimezone(UTC).strftime(DATETIME_FORMAT)
        if value is None or value is False:
            return ""
        return "\n".join(str(value).splitlines())

    def seen(self) -> list[tuple[str, str]]:
        """What goes along with the form, by name. Who was told what stands there now has seen
        it."""
        found = []
        for name, now in self.now.items():
            seen = self._seen(name)
            fresh = seen is None or name in self.overtaken
            found.append((f"seen-{name}", now if fresh else seen or ""))
        return found

    def _seen(self, name: str) -> str | None:
        sent = self.data.get(f"seen-{name}")
        return None if sent is None else "\n".join(sent.splitlines())

    def _told(self, name: str, now: str) -> str:
        words = dict(getattr(self.fields[name], "choices", ())).get(now) or now
        if isinstance(self.fields[name], forms.DateTimeField):
            words = f"{now.replace('T', ' ')} UTC" if now else ""
        return conflict_message(words)


def conflict_message(now: str) -> str:
    """What is said beside a field that somebody else changed too: what they put there."""
    did = f"put “{' · '.join(now.splitlines())}” here" if now else "emptied this"
    return (
        f"Meanwhile somebody {did}. Yours is kept above: send it once more to put it in place of "
        "theirs."
    )
