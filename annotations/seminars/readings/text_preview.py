"""A form with a text, beside the paragraphs that the text will be cut into."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.essays.preview.text_preview import preview_of, render_preview
from annotations.seminars.readings.forms import EssayTextForm


def render_text_preview(
    request: HttpRequest, template: str, form: EssayTextForm, *, status: int, **more: Any
) -> HttpResponse:
    """Render a form, with a part of its text once the text is valid; status 409 if what was sent
    came from an older preview of it."""
    if form.preview is None:
        return render(request, template, {"form": form, **more}, status=status)
    form.keep_upload()
    title = form.shown["title"] or (form.pieces.title if form.pieces else "")
    preview = preview_of(form, request.POST, title=title or "", language=form.shown["language"])
    context = {"form": form, "preview": preview, **more}
    return render_preview(request, template, context, status=409 if form.is_older else status)
