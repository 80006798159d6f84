"""Adding a reading, and changing it: its title, dates, prompts and parts; its place on the list, or
off it; opening paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.essays.actions import create_essay, text_direction
from annotations.essays.models import Block, Essay, Paragraph
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
    id: NotRequired[UUID | None]


class EssayDetails(TypedDict):
    """What a leader may correct about an essay besides its text."""

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
    raises: IntegrityError if an essay with this id is there already.
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
    details: EssayDetails,
    dates: ReadingDates,
    tasks: Mapping[str, int],
    by: User,
) -> None:
    """Change the essay's title, byline and language, and the reading's dates and tasks.

    The reading keeps its address, and the text its words: a heading with the title stays as it is.
    The direction of the lines follows the language.
    """
    save_details(reading.essay, details)
    reading.prompt = dates["prompt"]
    reading.opens_at, reading.due_at = dates["opens_at"], dates["due_at"]
    reading.tasks = dict(tasks)
    reading.save(update_fields=["prompt", "opens_at", "due_at", "tasks"])
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="reading")


def save_details(essay: Essay, details: EssayDetails) -> None:
    """Save an essay's title, byline and language; its direction follows a new language."""
    essay.title, essay.byline = details["title"], details["byline"]
    if essay.language != details["language"]:
        essay.language = details["language"]
        essay.direction = text_direction(essay.language)
    essay.save(update_fields=["title", "byline", "language", "direction"])


@transaction.atomic
def pin_prompt(reading: Reading, paragraph: Paragraph, *, words: str, by: User) -> None:
    """Pin a prompt to a paragraph, in place of the one that is pinned there; "" removes that."""
    if words:
        Prompt.objects.update_or_create(
            reading=reading,
            paragraph=paragraph,
            defaults={"seminar_id": reading.seminar_id, "words": words},
        )
    else:
        reading.prompts.filter(paragraph=paragraph).delete()
    record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="prompt")


@transaction.atomic
def take_off_list(reading: Reading, *, by: User) -> None:
    """Take a reading off its seminar's list. All that is written on it stays, for its authors and
    the leaders. Does nothing if it is off the list."""
    if (
        reading.seminar.readings.listed()
        .filter(pk=reading.pk)
        .update(off_list_since=timezone.now())
    ):
        record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="off the list")


@transaction.atomic
def put_on_list(reading: Reading, *, by: User) -> None:
    """Put a reading back on its seminar's list, where it was. Does nothing if it is on it."""
    off = reading.seminar.readings.exclude(off_list_since=None)
    if off.filter(pk=reading.pk).update(off_list_since=None):
        record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="on the list")


@transaction.atomic
def allow_hypothesis_client(reading: Reading, *, allowed: bool, by: User) -> None:
    """Open a reading to the Hypothesis client, or close it. Does nothing if it is so already."""
    changed = Reading.objects.filter(pk=reading.pk).exclude(hypothesis_client=allowed)
    if changed.update(hypothesis_client=allowed):
        record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="Hypothesis client")


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
def move_reading(seminar: Seminar, id: UUID, *, places: int, by: User) -> tuple[int, int]:
    """Move a reading by so many places on the list: 1 for down, -1 for up; not past its ends.

    Readings that are off the list keep their place among the others. Returns the reading's new
    place, counted from 1, and how many are on the list. Raises Reading.DoesNotExist if it is not on
    the seminar's list.
    """
    readings = list(seminar.readings.select_for_update())
    listed = [reading for reading in readings if not reading.is_off_list]
    here = next((n for n, reading in enumerate(listed) if reading.pk == id), None)
    if here is None:
        raise Reading.DoesNotExist
    there = min(max(here + places, 0), len(listed) - 1)
    moved = listed.pop(here)
    listed.insert(there, moved)
    following = iter(listed)
    for position, reading in enumerate(readings):
        placed = reading if reading.is_off_list else next(following)
        placed.position = position
    Reading.objects.bulk_update(readings, ["position"])
    if there != here:
        record(Verb.CONFIGURED, moved, by=by, reading=moved.pk, what="order")
    return there + 1, len(listed)
