"""The files in which a leader exports a whole seminar: JSON to process, Markdown to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotations.exchange.annotation_files.footnotes import (
    escape_inline_markdown,
    footnote_parts,
)
from annotations.exchange.annotation_files.json_ld import json_ld_parts
from annotations.exchange.annotation_files.selection import ReadingFile
from annotations.exchange.streaming import streamed_file
from annotations.seminars.choices import POLICY_FIELDS
from annotations.seminars.models import Seminar
from annotations.seminars.queries import OpenedReading, open_seminar_as_leader, reader_on
from annotations.web_annotation.addresses import addresses_of

SEMINAR_FORMATS = {"json": "application/json", "markdown": "text/markdown"}
EXTENSIONS = {"json": "json", "markdown": "md"}


@require_safe
def export_seminar(request: HttpRequest, seminar: str, format: str) -> StreamingHttpResponse:
    """Export what was posted to a seminar, as its leader sees it.

    Raises Http404 if the format is unknown, and what `open_seminar_as_leader` raises.
    """
    opened, reader, member = open_seminar_as_leader(seminar, request.user)
    if format not in SEMINAR_FORMATS:
        raise Http404
    readings = opened.readings.select_related("seminar", "essay__current")
    files = [
        ReadingFile(
            OpenedReading(each, reader_on(each, reader), member), addresses_of(request), "posted"
        )
        for each in readings
        if each.essay.current
    ]
    write = json_parts if format == "json" else markdown_parts
    return streamed_file(
        request,
        write(opened, files),
        name=f"{opened.slug}.{EXTENSIONS[format]}",
        content_type=SEMINAR_FORMATS[format],
    )


def json_parts(seminar: Seminar, files: list[ReadingFile]) -> Iterator[str]:
    """Yield the texts, policies, members (by display name) and annotations as JSON.

    The annotations of each reading are JSON-LD: an AnnotationCollection.
    """
    members = seminar.members.order_by("joined_at")
    yield _members_of(
        {
            "seminar": seminar.name,
            "policies": {name: getattr(seminar, name) for name in (*POLICY_FIELDS, "closes_at")},
            "members": [
                {"id": member.pk, "name": member.name, "role": member.role} for member in members
            ],
        }
    )
    yield ',\n"readings": ['
    for at, file in enumerate(files):
        yield (",\n" if at else "\n") + _members_of(reading_data(file))
        yield ',\n"annotations": '
        yield from json_ld_parts(file)
        yield "}"
    yield "\n]}\n"


def _members_of(values: dict[str, Any]) -> str:
    """Return an object without its closing brace."""
    written = json.dumps(values, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return written.removesuffix("}").rstrip()


def reading_data(file: ReadingFile) -> dict[str, Any]:
    """Return what one reading is, with its text. No query."""
    reading = file.reading
    return {
        "title": reading.essay.title,
        "byline": reading.essay.byline,
        "language": reading.essay.language,
        "prompt": reading.prompt,
        "opens_at": reading.opens_at,
        "due_at": reading.due_at,
        "off_list_since": reading.off_list_since,
        "text": reading.essay.current_revision.markdown,
    }


def markdown_parts(seminar: Seminar, files: list[ReadingFile]) -> Iterator[str]:
    """Yield each text with its annotations in footnotes."""
    yield f"# {escape_inline_markdown(seminar.name)}\n"
    for file in files:
        yield f"\n## {escape_inline_markdown(file.reading.essay.title)}\n\n"
        yield from footnote_parts(file)
