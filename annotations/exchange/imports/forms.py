"""The form that takes a file of annotations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.exchange.imports.file_formats import (
    MAX_IMPORT_BYTES,
    UnreadableFile,
    read_annotation_file,
)


class ImportForm(forms.Form):
    """A file of annotations; once it is valid, `documents` are those in it."""

    documents: list[dict[str, Any]]
    file = forms.FileField(
        allow_empty_file=True,
        error_messages={
            "required": _("Choose the file first."),
            "invalid": _("Choose the file first."),
        },
    )

    def clean_file(self) -> Any:
        """Read the file. Raises ValidationError for one that is too large, or no annotations."""
        file = self.cleaned_data["file"]
        if file.size > MAX_IMPORT_BYTES:
            limit = {"limit": MAX_IMPORT_BYTES // 1_000_000}
            raise ValidationError(gettext("This file is larger than %(limit)d MB.") % limit)
        try:
            self.documents = read_annotation_file(file.read())
        except UnreadableFile as problem:
            raise ValidationError(str(problem)) from None
        return file
