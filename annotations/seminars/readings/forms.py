"""The forms of a reading: its text, its dates, and what its readers are asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.essays.preview.forms import TextPreviewForm
from annotations.essays.uploads import markdown_of
from annotations.people.fields import MultilineField, OptionalDateTimeField, SingleLineField
from annotations.prose.blocks import InvalidEssay, ParsedEssay
from annotations.prose.documents.document import Document
from annotations.prose.languages import guess_language
from annotations.prose.normalising import UnreadableText
from annotations.seminars.readings.actions import EssayDetails, EssayText, ReadingDates
from annotations.vocabulary import AnnotationKind

# The kinds of annotation that a task may ask for.
TASK_KINDS = tuple(kind.value for kind in AnnotationKind)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
WRITE_A_TAG = gettext_lazy("Write the language as a short tag: en, de, pt-BR.")


class TaskCountField(forms.IntegerField):
    """How many annotations of one kind each member is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=20,
            error_messages={
                "invalid": gettext_lazy("Write a whole number, or leave it empty."),
                "min_value": gettext_lazy("Write a number from 0 to 20."),
                "max_value": gettext_lazy("Write a number from 0 to 20."),
            },
            **options,
        )


class DetailedTextForm(TextPreviewForm):
    """A text as it is previewed, with its title, author and language."""

    title = SingleLineField(required=False, max_length=300)
    byline = SingleLineField(required=False, max_length=300)
    language = SingleLineField(required=False, max_length=35)

    def clean_language(self) -> str:
        """Check that the language is written as a BCP 47 tag; raises ValidationError."""
        language: str = self.cleaned_data["language"]
        if language and not LANGUAGE_TAG.fullmatch(language):
            raise ValidationError(WRITE_A_TAG)
        return language


class EssayTextForm(DetailedTextForm):
    """A new text; an empty title, author or language is taken from the file."""

    text = forms.Field(required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # The text with its title, author and language; None until it is valid.
        self.document: Document | None = None
        super().__init__(*arguments, **options)
        # The Markdown that the page shows: as typed, even if it is invalid, or as read.
        self.typed = str(self.initial.get("text", ""))

    def clean(self) -> dict[str, Any]:
        """Read the file or the pasted text and cut it; sets `document`."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        self.typed = str(cleaned.get("text") or "")
        name = "file" if upload else "text"
        if name in self.errors:
            return cleaned
        try:
            read = self.read(typed=self.typed, missing=_("Paste the text, or choose its file."))
        except (UnreadableText, InvalidEssay) as problem:
            self.add_error(name, str(problem))
            return cleaned
        except ValidationError as problem:
            self.add_error(name, problem)
            return cleaned
        self.typed = read.markdown
        self.document = replace(
            read,
            title=cleaned.get("title") or read.title,
            byline=cleaned.get("byline") or read.byline,
            language=cleaned.get("language") or read.language or guess_language(self.typed),
        )
        return cleaned

    @property
    def pieces(self) -> ParsedEssay | None:
        """The text cut into paragraphs; None until it is valid."""
        return self.document.essay if self.document else None

    @property
    def shown(self) -> dict[str, str]:
        """The title, author and language as the page shows them: as typed, else as read."""
        names = ("title", "byline", "language")
        return {name: self[name].value() or getattr(self.document, name, "") for name in names}

    def essay(self) -> EssayText:
        """Return the new essay of a valid form."""
        assert self.document is not None  # the form is valid
        return {
            "markdown": markdown_of(self.document),
            "parsed": self.document.essay,
            "title": self.document.title,
            "byline": self.document.byline,
            "language": self.document.language or "en",
        }


class ReadingForm(forms.Form):
    """A reading's prompt, its dates, and how many annotations each reader is asked for."""

    prompt = MultilineField(required=False, max_length=1_000)
    opens_at = OptionalDateTimeField()
    due_at = OptionalDateTimeField()
    notes = TaskCountField(label=pgettext_lazy("kind of annotation", "Notes"))
    counterpoints = TaskCountField(label=pgettext_lazy("kind of annotation", "Counterpoints"))
    sources = TaskCountField(label=pgettext_lazy("kind of annotation", "Sources"))

    def task_fields(self) -> list[forms.BoundField]:
        """Return the fields of the tasks, in order, for the template."""
        return [self[f"{kind}s"] for kind in TASK_KINDS]

    def tasks(self) -> dict[str, int]:
        """Return how many annotations each member is asked for, by kind, without zeros."""
        asked = {kind: self.cleaned_data[f"{kind}s"] for kind in TASK_KINDS}
        return {kind: number for kind, number in asked.items() if number}

    def dates(self) -> ReadingDates:
        """Return the prompt and the dates of a valid form."""
        return {
            "prompt": self.cleaned_data["prompt"],
            "opens_at": self.cleaned_data["opens_at"],
            "due_at": self.cleaned_data["due_at"],
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a due date that is not after the opening date."""
        cleaned = super().clean() or self.cleaned_data
        opens, due = cleaned.get("opens_at"), cleaned.get("due_at")
        if opens and due and due <= opens:
            self.add_error("due_at", _("This is before the reading opens. Choose a later date."))
        return cleaned


class NewReadingForm(EssayTextForm, ReadingForm):
    """A text to add to a seminar, with its dates and tasks."""


class EditReadingForm(ReadingForm):
    """A reading's title, author and language, its dates and tasks. It has the same fields for any
    text: prompts for single paragraphs are pinned at the paragraph (`PromptForm`)."""

    title = SingleLineField(
        max_length=300, error_messages={"required": gettext_lazy("A text has a title.")}
    )
    byline = SingleLineField(required=False, max_length=300)
    language = SingleLineField(
        max_length=35,
        validators=[RegexValidator(rf"^(?:{LANGUAGE_TAG.pattern})\Z", WRITE_A_TAG)],
        error_messages={"required": WRITE_A_TAG},
    )

    def details(self) -> EssayDetails:
        """Return the title, author and language of a valid form."""
        return {
            "title": self.cleaned_data["title"],
            "byline": self.cleaned_data["byline"],
            "language": self.cleaned_data["language"],
        }


class PromptForm(forms.Form):
    """A prompt for one paragraph; empty for none."""

    words = SingleLineField(required=False, max_length=500)
