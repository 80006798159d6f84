"""A form with a text, beside the paragraphs that the text will be cut into."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.prose.blocks import ParsedEssay
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.readings.forms import EssayTextForm

# A preview shows how the text is cut, not the whole of a long book.
MAX_BLOCKS_SHOWN = 400


def render_text_preview(
    request: HttpRequest, template: str, form: EssayTextForm, *, status: int, **more: Any
) -> HttpResponse:
    """Render a form, with the first paragraphs of its text once the text is valid."""
    context = {"form": form, **more}
    if form.pieces:
        form.keep_upload()
        context |= {"pieces": preview_blocks(form.pieces), "cut": form.pieces}
        context["further"] = max(0, len(form.pieces.blocks) - MAX_BLOCKS_SHOWN)
    return render(request, template, context, status=status)


def preview_blocks(cut: ParsedEssay) -> list[dict[str, Any]]:
    """Return the type, paragraph number (or False) and HTML of the first blocks of a text."""
    number, shown = 0, []
    for block in cut.blocks[:MAX_BLOCKS_SHOWN]:
        number += block.is_numbered
        html = render_highlighted(block.text, block.spans, [])
        shown.append(
            {
                "type": block.type,
                "number": block.is_numbered and number,
                "note": block.level if block.type == "footnote" else 0,
                "html": html,
            }
        )
    return shown
