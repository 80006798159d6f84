"""The forms that create a seminar: from a text, or as a copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from annotations.identifiers import uuid7
from annotations.people.fields import SingleLineField
from annotations.seminars.models import Seminar
from annotations.seminars.readings.forms import EssayTextForm


def seminar_slug(name: str) -> str:
    """Return the slug for a seminar's name; a random one if no letter of it can stand in a URL."""
    return slugify(name)[:60].strip("-") or f"seminar-{str(uuid7())[-8:]}"


class SeminarNameField(SingleLineField):
    """The name of a new seminar, whose slug is made from it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=120,
            error_messages={"required": _("Give the seminar a name.")},
            **options,
        )

    def clean(self, value: Any) -> str:
        """Return the name; raises ValidationError if its slug is taken."""
        name = super().clean(value)
        if Seminar.objects.filter(slug=seminar_slug(name)).exists():
            raise ValidationError(
                _("There is a seminar of this name already: add a year, or a place.")
            )
        return name


class NewSeminarForm(EssayTextForm):
    """A new seminar and the first text it reads."""

    name = SeminarNameField()
    field_order = ("name",)


class CopySeminarForm(forms.Form):
    """The name of a copy of a seminar."""

    name = SeminarNameField()
