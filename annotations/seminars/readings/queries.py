"""Readings of a seminar and the paragraphs of their texts."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from annotations.essays.models import Block, Paragraph
from annotations.essays.queries import blocks_by_paragraph, current_blocks
from annotations.seminars.models import Prompt, Reading, Seminar
from annotations.seminars.rules import RESERVED_SLUGS


def get_reading_or_404(seminar: Seminar, id: UUID) -> Reading:
    """Return a reading of this seminar whose essay has a text; raises Http404. One query."""
    readings = seminar.readings.select_related("essay__current", "seminar")
    reading = get_object_or_404(readings, pk=id)
    if reading.essay.current is None:
        raise Http404
    return reading


def reading_with_essay(id: UUID) -> Reading | None:
    """Return the reading of an essay, which has the same id if a form was sent twice. One query."""
    return Reading.objects.select_related("seminar").filter(essay=id).first()


@dataclass(frozen=True)
class PinnedPrompt:
    """A prompt with its block in the current revision; None if that has the paragraph no more."""

    prompt: Prompt
    block: Block | None


def pinned_prompts(reading: Reading) -> list[PinnedPrompt]:
    """Return a reading's prompts for single paragraphs in the order of the text, those whose
    paragraph is gone last. Two queries."""
    prompts = list(reading.prompts.order_by("pk"))
    places = [prompt.paragraph_id for prompt in prompts]
    blocks = blocks_by_paragraph(current_blocks(reading.essay).filter(paragraph__in=places))
    pinned = [PinnedPrompt(prompt, blocks.get(prompt.paragraph_id)) for prompt in prompts]
    here = [each for each in pinned if each.block]
    here.sort(key=lambda each: each.block.position if each.block else 0)
    return here + [each for each in pinned if each.block is None]


def get_paragraph_or_404(reading: Reading, id: UUID) -> tuple[Paragraph, Block | None]:
    """Return a paragraph of the reading's essay with its block in the current revision, or None if
    that has it no more. Two queries.

    Raises Http404 if the essay has no such paragraph.
    """
    paragraph = get_object_or_404(Paragraph, pk=id, essay=reading.essay_id)
    return paragraph, current_blocks(reading.essay).filter(paragraph=paragraph).first()


def numbered_block(reading: Reading, part: str) -> Block | None:
    """Return the numbered paragraph that `/p/<part>/` names in the current revision, or None. At
    most one query."""
    if not part.isdecimal() or len(part) > 6:
        return None
    return current_blocks(reading.essay).filter(number=int(part)).first()


def blocks_open_to_all(reading: Reading) -> list[Block]:
    """Return the blocks that a leader opened to all readers, in order. One query."""
    opened = reading.openings.values("paragraph")
    return list(current_blocks(reading.essay).filter(paragraph__in=opened))


def free_reading_slug(seminar: Seminar, title: str) -> str:
    """Return a slug from a title that no reading and no page of the seminar has. One query."""
    base = slugify(title)[:70].strip("-") or "reading"
    slugs = Reading.objects.filter(seminar=seminar).values_list("slug", flat=True)
    taken = RESERVED_SLUGS | set(slugs)
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
