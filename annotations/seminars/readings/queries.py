"""Readings of a seminar and the paragraphs of their texts."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from annotations.essays.models import Block
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.rules import RESERVED_SLUGS


def get_reading_or_404(seminar: Seminar, id: UUID) -> Reading:
    """Return a reading of this seminar whose essay has a text; raises Http404. One query."""
    readings = seminar.readings.select_related("essay__current", "seminar")
    reading = get_object_or_404(readings, pk=id)
    if reading.essay.current is None:
        raise Http404
    return reading


def numbered_blocks(reading: Reading) -> list[Block]:
    """Return the numbered paragraphs of the current revision, in order. One query."""
    return list(reading.essay.current_revision.blocks.exclude(number=None))


def prompt_rows(
    reading: Reading, blocks: list[Block], submitted: dict[str, str]
) -> list[dict[str, Any]]:
    """Return each block with its prompt, and whether it is open to all readers. Two queries.

    `submitted` are the prompts of a form that was sent, by `Block.part`; they replace stored ones.
    """
    prompts = dict(reading.prompts.values_list("paragraph", "words"))
    open_now = set(reading.openings.values_list("paragraph", flat=True))
    return [
        {
            "block": block,
            "prompt": submitted.get(block.part, prompts.get(block.paragraph_id, "")),
            "open": block.paragraph_id in open_now,
        }
        for block in blocks
    ]


def free_reading_slug(seminar: Seminar, title: str) -> str:
    """Return a slug from a title that no reading and no page of the seminar has. One query."""
    base = slugify(title)[:70].strip("-") or "reading"
    slugs = Reading.objects.filter(seminar=seminar).values_list("slug", flat=True)
    taken = RESERVED_SLUGS | set(slugs)
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
