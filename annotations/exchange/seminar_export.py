"""The files in which a leader exports a whole seminar: JSON to process, Markdown to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import indent
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.essays.models import Block
from annotations.essays.queries import blocks_by_paragraph, current_blocks
from annotations.margin import rules
from annotations.margin.choices import Visibility
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import entries_of_cited_works, work_text
from annotations.prose.documents.plain_text import plain_to_markdown
from annotations.seminars.choices import POLICY_FIELDS
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.rules import Reader

# The columns with what an author wrote; an export leaves out those that are empty.
WRITTEN_FIELDS = (
    *("kind", "body", "attack", "relation", "citation", "csl", "quotation", "locator", "exact"),
)


@require_safe
def export_seminar(request: HttpRequest, seminar: str, format: str) -> HttpResponse:
    """Export a seminar as its leader sees it.

    Raises Http404 if the format is unknown, and what `open_seminar_as_leader` raises.
    """
    opened_seminar, reader, _membership = open_seminar_as_leader(seminar, request.user)
    write = WRITERS.get(format)
    if write is None:
        raise Http404
    response = write(opened_seminar, reader)
    file = f"{opened_seminar.slug}.{EXTENSIONS[format]}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def seminar_as_json(seminar: Seminar, reader: Reader) -> HttpResponse:
    """Return the texts, policies, members (by display name) and annotations as JSON."""
    return JsonResponse(
        {
            "seminar": seminar.name,
            "policies": {name: getattr(seminar, name) for name in (*POLICY_FIELDS, "closes_at")},
            "members": [
                {"id": member.pk, "name": member.name, "role": member.role}
                for member in seminar.members.order_by("joined_at")
            ],
            "readings": [reading_data(each, reader) for each in readings_with_texts(seminar)],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def readings_with_texts(seminar: Seminar) -> Iterable[Reading]:
    """Return a seminar's readings with their essays and current revisions. One query."""
    return seminar.readings.select_related("essay__current")


def reading_data(reading: Reading, reader: Reader) -> dict[str, Any]:
    """Return one reading with its text and annotations, for JSON. Two queries."""
    blocks = blocks_by_id(reading)
    return {
        "title": reading.essay.title,
        "byline": reading.essay.byline,
        "language": reading.essay.language,
        "prompt": reading.prompt,
        "opens_at": reading.opens_at,
        "due_at": reading.due_at,
        "off_list_since": reading.off_list_since,
        "text": reading.essay.current.markdown if reading.essay.current else "",
        "annotations": [
            {
                "author": annotation.author.name,
                **place_data(annotation, blocks.get(annotation.paragraph_id)),
                **annotation_data(annotation),
            }
            for annotation in exported_annotations(reading, reader)
        ],
    }


def blocks_by_id(reading: Reading) -> dict[UUID, Block]:
    """Return the current revision's blocks without their words, by paragraph id. One query."""
    if reading.essay.current is None:
        return {}
    return blocks_by_paragraph(current_blocks(reading.essay).defer("text"))


def place_data(annotation: Annotation, block: Block | None) -> dict[str, Any]:
    """Return the number of the annotation's paragraph and, where known, the pages of its source."""
    pages = passage_pages(annotation, block)
    return {"paragraph": block.number if block else None, **({"pages": pages} if pages else {})}


def passage_pages(annotation: Annotation, block: Block | None) -> str:
    """Return the pages of an annotation's passage, “p. 12”; those of its paragraph where the text
    is another one since, "" where they are not known."""
    if block is None:
        return ""
    if annotation.revision_id != block.revision_id:
        return block.pages
    return block.pages_of(annotation.start, annotation.end)


def exported_annotations(reading: Reading, reader: Reader) -> Iterable[Annotation]:
    """Return the annotations posted to the seminar that this reader may see, oldest first.

    One query.
    """
    visible = Annotation.objects.visible_to(reader).filter(reading=reading)
    return visible.filter(visibility=Visibility.SEMINAR).for_display().order_by("created_at", "id")


def annotation_data(annotation: Annotation) -> dict[str, Any]:
    """Return the words of an annotation, what it is about and its state, for JSON."""
    return {
        "id": annotation.pk,
        "about": annotation.about_id,
        "created_at": annotation.created_at,
        "edited_at": annotation.edited_at,
        "visibility": annotation.visibility,
        "state": annotation.state,
        **{name: getattr(annotation, name) for name in WRITTEN_FIELDS if getattr(annotation, name)},
    }


def seminar_as_markdown(seminar: Seminar, reader: Reader) -> HttpResponse:
    """Return each text followed by its annotations in the order of the paragraphs."""
    parts = [f"# {escape_inline_markdown(seminar.name)}\n"]
    for reading in readings_with_texts(seminar):
        parts.append(f"\n## {escape_inline_markdown(reading.essay.title)}\n")
        parts.append(reading.essay.current.markdown if reading.essay.current else "")
        parts.append("\n## " + _("In the margin") + "\n")
        blocks = blocks_by_id(reading)
        numbers = {id: block.number or 0 for id, block in blocks.items()}
        listed = sorted(
            exported_annotations(reading, reader),
            key=lambda each: numbers.get(each.paragraph_id, 0),
        )
        entries = entries_of_cited_works(listed, reader)
        for each in listed:
            entry = work_text(each, reading.essay.language, entries)
            parts.append(annotation_list_item(each, blocks.get(each.paragraph_id), entry))
    return HttpResponse("\n".join(parts), content_type="text/markdown; charset=utf-8")


def annotation_list_item(annotation: Annotation, block: Block | None, entry: str) -> str:
    """Return one annotation as an item of a Markdown list.

    The entry of the cited work and the body are blocks of the same item, indented, so that
    Markdown in the body stays within it. `block` is the paragraph that it is about.
    """
    number, pages = block.number if block else None, passage_pages(annotation, block)
    place = _("¶ %(number)d") % {"number": number} if number else _("a heading")
    if pages:
        place = _("%(place)s, %(pages)s") % {"place": place, "pages": pages}
    words = {
        "kind": annotation.get_kind_display(),
        "name": escape_inline_markdown(annotation.author.name),
        "place": place,
        "passage": escape_inline_markdown(annotation.exact),
    }
    if annotation.exact:
        head = _("**%(kind)s** by %(name)s, %(place)s on “%(passage)s”") % words
    else:
        head = _("**%(kind)s** by %(name)s, %(place)s") % words
    if annotation.state != rules.PUBLISHED:
        head += f" ({annotation.get_state_display()})"
    blocks = [head, *filter(None, (escape_inline_markdown(entry), annotation.body))]
    return "- " + indent("\n\n".join(blocks), "  ").lstrip() + "\n"


def escape_inline_markdown(text: str) -> str:
    """Return the text on one line, escaped so that Markdown shows it as it is."""
    return plain_to_markdown(" ".join(text.split())).replace("|", r"\|")


WRITERS: dict[str, Callable[[Seminar, Reader], HttpResponse]] = {
    "json": seminar_as_json,
    "markdown": seminar_as_markdown,
}
EXTENSIONS = {"json": "json", "markdown": "md"}
