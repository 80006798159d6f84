"""What is accepted when a seminar is set up: a name, a text, dates, and who is invited."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from annotations.identifiers import uuid7
from annotations.people.fields import Line, Prose
from annotations.prose.blocks import InvalidEssay, ParsedEssay, parse_essay
from annotations.prose.documents.document import Document
from annotations.prose.documents.reader import read_document
from annotations.prose.languages import guess_language
from annotations.prose.normalising import UnreadableText, normalise
from annotations.seminars.choices import Role
from annotations.seminars.invitations import MOST_ADDRESSES, Addresses, read_addresses
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.rules import TAKEN

KINDS = ("note", "counterpoint", "source")
LARGEST_UPLOAD = 10_000_000
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
WRITTEN = "%Y-%m-%dT%H:%M"
DAYS = {7: "a week", 30: "a month", 180: "half a year"}


class MomentInput(forms.DateTimeInput):
    """A day and time on a page in UTC; with the script in the reader's own zone, which is sent
    along as `zone`."""

    def __init__(self) -> None:
        # No autocomplete: what a browser puts back would be taken for UTC again.
        attributes = {"type": "datetime-local", "autocomplete": "off", "data-moment": True}
        super().__init__(attrs=attributes, format=WRITTEN)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent, in UTC; what makes no sense as it is."""
        sent = super().value_from_datadict(data, files, name)
        try:
            moment = datetime.fromisoformat(sent)
            zone = moment.tzinfo or ZoneInfo(data.get("zone") or "UTC")
            return moment.replace(tzinfo=zone).astimezone(UTC).strftime(WRITTEN)
        except (ValueError, TypeError, OSError, OverflowError, ZoneInfoNotFoundError):
            return sent


class Moment(forms.DateTimeField):
    """A day and time."""

    widget = MomentInput
    default_error_messages = {"invalid": "Write a date and time, such as 2026-05-04 18:00."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})


class Asked(forms.IntegerField):
    """How many of a kind each member is asked to bring."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=20,
            error_messages={
                "invalid": "Write a whole number, or leave it empty.",
                "min_value": "Write a number from 0 to 20.",
                "max_value": "Write a number from 0 to 20.",
            },
        )


class TextForm(forms.Form):
    """A text, pasted or as a file, which goes before what is in the box; and what it says of
    itself, to correct."""

    text = forms.Field(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    title = Line(required=False, max_length=300)
    byline = Line(required=False, max_length=300)
    language = Line(required=False, max_length=35)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # What was typed, or was in the file: shown again, whatever is wrong with it.
        self.document = Document("")
        self.pieces: ParsedEssay | None = None
        super().__init__(*arguments, **options)
        self.document = Document(self.initial.get("text", ""))

    def clean_language(self) -> str:
        """A tag as browsers and scripts know it (BCP 47)."""
        language: str = self.cleaned_data["language"]
        if language and not LANGUAGE.fullmatch(language):
            raise ValidationError("Write the language as a short tag: en, de, pt-BR.")
        return language

    def clean(self) -> dict[str, Any]:
        """The text can be read and cut into paragraphs."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        self.document = Document(str(cleaned.get("text") or ""))
        name = "file" if upload else "text"
        if name in self.errors:
            return cleaned
        try:
            if upload:
                self.document = read_upload(upload)
            if not self.document.markdown.strip():
                raise ValidationError(
                    "This file is empty." if upload else "Paste the text, or choose its file."
                )
            self.document = self._corrected(Document(normalise(self.document.markdown)), cleaned)
            self.pieces = parse_essay(self.document.markdown)
        except (UnreadableText, InvalidEssay) as problem:
            self.add_error(name, str(problem))
        except ValidationError as problem:
            self.add_error(name, problem)
        return cleaned

    def _corrected(self, tidied: Document, cleaned: dict[str, Any]) -> Document:
        said = self.document
        return Document(
            tidied.markdown,
            cleaned.get("title") or said.title,
            cleaned.get("byline") or said.byline,
            cleaned.get("language") or said.language or guess_language(tidied.markdown),
        )

    def essay(self) -> dict[str, str]:
        """The new essay, for `essays.actions.bring_in`."""
        found = self.document
        return {
            "markdown": found.markdown,
            "title": found.title,
            "byline": found.byline,
            "language": found.language or "en",
        }


def read_upload(upload: Any) -> Document:
    """What a file says; raises UnreadableText, ValidationError."""
    if upload.size > LARGEST_UPLOAD:
        raise ValidationError(f"This file is larger than {LARGEST_UPLOAD // 1_000_000} MB.")
    if not upload.size:
        raise ValidationError("This file is empty.")
    return read_document(upload.read(), upload.name or "")


class SeminarName(Line):
    """A seminar's name, which its address is made of."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=120,
            error_messages={"required": "Give the seminar a name."},
            **options,
        )

    def clean(self, value: Any) -> str:
        """The name, if its address is free."""
        name = super().clean(value)
        if Seminar.objects.filter(slug=address_of(name)).exists():
            raise ValidationError(
                "There is a seminar of this name already: add a year, or a place."
            )
        return name


def address_of(name: str) -> str:
    """What a seminar of this name has in its URL; one that is fresh where the name has no
    letters that could stand there."""
    return slugify(name)[:60].strip("-") or f"seminar-{str(uuid7())[-8:]}"


class SetUpForm(TextForm):
    """A new seminar and what it reads first."""

    name = SeminarName()


class CopyForm(forms.Form):
    """A new seminar from an old one."""

    name = SeminarName()


class DatesForm(forms.Form):
    """When a reading opens and when it is due, and what is asked of its readers."""

    prompt = Prose(required=False, max_length=1_000)
    opens_at = Moment()
    due_at = Moment()
    notes = Asked()
    counterpoints = Asked()
    sources = Asked()

    def asked(self) -> list[forms.BoundField]:
        """The fields of the checklist."""
        return [self[f"{kind}s"] for kind in KINDS]

    def tasks(self) -> dict[str, int]:
        """What each member is asked to bring, by kind."""
        asked = {kind: self.cleaned_data[f"{kind}s"] for kind in KINDS}
        return {kind: number for kind, number in asked.items() if number}

    def clean(self) -> dict[str, Any]:
        """It is not due before it opens."""
        cleaned = super().clean() or self.cleaned_data
        opens, due = cleaned.get("opens_at"), cleaned.get("due_at")
        if opens and due and due <= opens:
            self.add_error("due_at", "This is before the reading opens. Choose a later date.")
        return cleaned


class NewReadingForm(TextForm, DatesForm):
    """A further reading of a seminar."""


def reading_slug(seminar: Seminar, title: str) -> str:
    """An address for a reading that no other of the seminar has, nor any of its pages."""
    base = slugify(title)[:70].strip("-") or "reading"
    taken = TAKEN | set(Reading.objects.filter(seminar=seminar).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


class RoleField(forms.ChoiceField):
    """What somebody is in a seminar."""

    def __init__(self, **options: Any) -> None:
        wrong = "Choose leader, moderator, reader or observer."
        super().__init__(
            choices=Role.choices,
            initial=Role.READER,
            error_messages={"required": wrong, "invalid_choice": wrong},
            **options,
        )


class RoleForm(forms.Form):
    """A member's new role."""

    role = RoleField()


class InvitationForm(forms.Form):
    """A link to hand round."""

    role = RoleField()
    lasts = forms.TypedChoiceField(
        choices=list(DAYS.items()),
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


class MailForm(forms.Form):
    """A list of addresses to write to."""

    role = RoleField()
    addresses = Prose(error_messages={"required": "Paste at least one address."})

    def clean_addresses(self) -> Addresses:
        """The list, read; refused only when nobody on it can be written to."""
        pasted: str = self.cleaned_data["addresses"]
        read = read_addresses(pasted)
        if not read.good:
            raise ValidationError(list(read.problems[:50]))
        if len(read.good) > MOST_ADDRESSES:
            raise ValidationError(
                f"These are {len(read.good):,} addresses; {MOST_ADDRESSES:,} is the most at once."
            )
        return read
