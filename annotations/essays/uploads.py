"""Texts out of files: read, and kept while whoever uploaded them looks at the preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.essays.models import UploadedText
from annotations.people.models import User
from annotations.prose.documents.document import (
    Document,
    document_from_json,
    document_to_json,
)
from annotations.prose.documents.encodings import CHOICES
from annotations.prose.documents.reader import ACCEPTED_ENDINGS, read_document, read_markdown
from annotations.prose.markdown.writer import blocks_to_markdown

ACCEPTED_FILES = ",".join(ACCEPTED_ENDINGS)
MAX_UPLOAD_BYTES = 10_000_000
KEPT_FOR = timedelta(days=7)


class EncodingField(forms.ChoiceField):
    """The encoding of an uploaded file, chosen by hand; empty to have it recognised."""

    def __init__(self) -> None:
        super().__init__(required=False, choices=[("", ""), *((each, each) for each in CHOICES)])


def read_text_form(
    cleaned: dict[str, Any], *, typed: str, missing: str, owner: User | None
) -> Document:
    """Return the document that a form holds: its `file`, else what was typed, else its `upload`.

    Raises ValidationError for an empty or too large file, and with the words `missing` for an empty
    form, and UnreadableText and InvalidEssay as `read_document` does.
    """
    if cleaned.get("file"):
        return read_upload(cleaned["file"], cleaned.get("encoding") or "")
    if typed.strip():
        return read_markdown(typed)
    document = uploaded_document(cleaned["upload"], owner) if cleaned.get("upload") else None
    if document is None:
        raise ValidationError(missing)
    return document


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
    """Keep a document that was read from a file."""
    return UploadedText.objects.create(
        document=document_to_json(document), name=name[:300], owner=owner
    )


def uploaded_document(id: UUID, owner: User | None) -> Document | None:
    """Return an uploaded document, if it is this user's or was uploaded before signing in."""
    allowed = Q(owner=None) | Q(owner=owner) if owner else Q(owner=None)
    stored = UploadedText.objects.filter(allowed, pk=id).first()
    return document_from_json(stored.document) if stored else None


def delete_old_uploads() -> int:
    """Delete the uploaded texts of which nothing was made; returns how many."""
    old = UploadedText.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.delete()[0]
