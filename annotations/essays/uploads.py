"""Texts out of files: read, and kept while whoever uploaded them looks at the preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.essays.models import UploadedText
from annotations.people.models import User
from annotations.prose.documents.document import (
    Document,
    document_to_json,
)
from annotations.prose.documents.encodings import CHOICES
from annotations.prose.documents.reader import ACCEPTED_ENDINGS, read_document, read_markdown
from annotations.prose.markdown.writer import blocks_to_markdown

ACCEPTED_FILES = ",".join(ACCEPTED_ENDINGS)
MAX_UPLOAD_BYTES = 10_000_000
KEPT_FOR = timedelta(days=7)
MAX_KEPT = 20
"""Texts of one user."""


class EncodingField(forms.ChoiceField):
    """The encoding of an uploaded file, chosen by hand; empty to have it recognised."""

    def __init__(self) -> None:
        super().__init__(required=False, choices=[("", ""), *((each, each) for each in CHOICES)])


def read_text_form(cleaned: dict[str, Any], *, typed: str, missing: str) -> Document:
    """Return the document that a form holds: its `file`, else what was typed.

    Raises ValidationError for an empty or too large file, and with the words `missing` for an empty
    form, and UnreadableText and InvalidEssay as `read_document` does.
    """
    if cleaned.get("file"):
        return read_upload(cleaned["file"], cleaned.get("encoding") or "")
    if typed.strip():
        return read_markdown(typed)
    raise ValidationError(missing)


def read_upload(upload: Any, encoding: str = "") -> Document:
    """Return the text and metadata of an uploaded file.

    Raises ValidationError for an empty or too large file, and UnreadableText and InvalidEssay as
    `read_document` does.
    """
    if upload.size > MAX_UPLOAD_BYTES:
        limit = {"limit": MAX_UPLOAD_BYTES // 1_000_000}
        raise ValidationError(_("This file is larger than %(limit)d MB.") % limit)
    if not upload.size:
        raise ValidationError(_("This file is empty."))
    return read_document(upload.read(), upload.name or "", encoding)


def markdown_of(document: Document) -> str:
    """Return the text as it was typed, or else as Markdown for correcting it by hand."""
    return document.markdown or blocks_to_markdown(document.essay.blocks)


def store_upload(document: Document, *, name: str, owner: User | None) -> UploadedText:
    """Keep a document that was read from a file; of an owner's, only the newest few are kept."""
    stored = UploadedText.objects.create(
        document=document_to_json(document), name=name[:300], owner=owner
    )
    if owner:
        own = UploadedText.objects.filter(owner=owner).order_by("-created_at", "-pk")
        older = list(own.values_list("pk", flat=True)[MAX_KEPT : 2 * MAX_KEPT])
        UploadedText.objects.filter(pk__in=older).delete()
    return stored


def uploads_open_to(owner: User | None) -> QuerySet[UploadedText]:
    """Return the uploads that are this user's, or were uploaded before signing in."""
    return UploadedText.objects.filter(Q(owner=None) | Q(owner=owner) if owner else Q(owner=None))


def delete_old_uploads() -> int:
    """Delete the uploaded texts of which nothing was made; returns how many."""
    old = UploadedText.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]
