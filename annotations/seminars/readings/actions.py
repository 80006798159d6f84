"""Adding a reading; its dates, prompts and parts; its place on the list; opening paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from annotations.activity import Verb, record
from annotations.essays.actions import create_essay
from annotations.essays.models import Block
from annotations.people.models import User
from annotations.prose.blocks import ParsedEssay
from annotations.seminars.actions import create_reading
from annotations.seminars.choices import PartName, Role
from annotations.seminars.models import Opening, Part, Prompt, Reading, Seminar
from annotations.seminars.readings.queries import free_reading_slug


class EssayText(TypedDict):
    """A new essay's text and what is known of it, as `create_essay` takes them."""

    markdown: str
    parsed: ParsedEssay
    title: str
    byline: str
    language: str


class ReadingDates(TypedDict):
    """A reading's prompt, and when it opens and is due; None for no date."""

    prompt: str
    opens_at: datetime | None
    due_at: datetime | None


@transaction.atomic
def add_text(
    seminar: Seminar,
    *,
    essay: EssayText,
    dates: ReadingDates,
    tasks: Mapping[str, int],
    by: User | None,
) -> Reading:
    """Bring in an essay and add it to the end of a seminar's list.

    `tasks` is how many annotations each member is asked for, by kind. Raises what `create_essay`
    raises.
    """
    # Locked, so that two texts of one title that are added at once get different slugs.
    Seminar.objects.select_for_update().get(pk=seminar.pk)
    created = create_essay(**essay, by=by)
    slug = free_reading_slug(seminar, created.title)
    reading = create_reading(seminar, essay=created, slug=slug, **dates)
    reading.tasks = dict(tasks)
    reading.save(update_fields=["tasks"])
    return reading


@transaction.atomic
def update_reading(
    reading: Reading,
    *,
    dates: ReadingDates,
    tasks: Mapping[str, int],
    prompts: Mapping[UUID, str],
    by: User,
) -> None:
    """Change the dates, tasks and paragraph prompts of a reading.

    `prompts` are by paragraph: an empty one is deleted, and paragraphs without one keep theirs.
    """
    reading.prompt = dates["prompt"]
    reading.opens_at, reading.due_at = dates["opens_at"], dates["due_at"]
    reading.tasks = dict(tasks)
    reading.save(update_fields=["prompt", "opens_at", "due_at", "tasks"])
    reading.prompts.filter(paragraph__in=list(prompts)).delete()
    Prompt.objects.bulk_create(
        Prompt(seminar_id=reading.seminar_id, reading=reading, paragraph_id=paragraph, words=words)
        for paragraph, words in prompts.items()
        if words
    )
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="reading")


@transaction.atomic
def reveal_reading(
    reading: Reading,
    *,
    policy: str = "",
    opened: Collection[Block] = (),
    closed: Collection[Block] = (),
    by: User,
) -> None:
    """Set where a write-before-you-read seminar shows everything to every reader.

    `policy` is a RevealPolicy for the whole reading, "" to keep the present one. `opened` blocks
    show to everybody from now on, `closed` ones again only to readers who have posted there.
    """
    if policy:
        reading.shown = policy
        reading.save(update_fields=["shown"])
    for block in opened:
        Opening.objects.get_or_create(
            reading=reading,
            paragraph_id=block.paragraph_id,
            defaults={"seminar_id": reading.seminar_id},
        )
    paragraphs = [block.paragraph_id for block in closed]
    if paragraphs:
        Opening.objects.filter(reading=reading, paragraph__in=paragraphs).delete()
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="shown")


@transaction.atomic
def assign_parts(reading: Reading, *, by: User) -> None:
    """Give each reader a part, in the order in which they joined; replaces earlier parts.

    The reading's position shifts the parts, so that members get other ones in the next reading.
    """
    reading.parts.all().delete()
    readers = reading.seminar.members.active().filter(role=Role.READER).order_by("joined_at", "id")
    names = PartName.values
    Part.objects.bulk_create(
        Part(
            seminar_id=reading.seminar_id,
            reading=reading,
            member=member,
            name=names[(place + reading.position) % len(names)],
        )
        for place, member in enumerate(readers)
    )
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="parts")


@transaction.atomic
def remove_parts(reading: Reading, *, by: User) -> None:
    """Take all parts back."""
    reading.parts.all().delete()
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="parts")


@transaction.atomic
def move_reading(seminar: Seminar, id: UUID, *, by: int) -> None:
    """Move a reading by so many places on the list: 1 for down, -1 for up.

    Does nothing at the end of the list. Raises Reading.DoesNotExist if the seminar has no such
    reading.
    """
    readings = list(seminar.readings.select_for_update())
    here = next((n for n, reading in enumerate(readings) if reading.pk == id), None)
    if here is None:
        raise Reading.DoesNotExist
    there = here + by
    if 0 <= there < len(readings):
        readings[here], readings[there] = readings[there], readings[here]
    for position, reading in enumerate(readings):
        reading.position = position
    Reading.objects.bulk_update(readings, ["position"])
