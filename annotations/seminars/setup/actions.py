"""Creating a seminar with its first text, or as a copy of another seminar."""

from __future__ import annotations

from django.db import transaction

from annotations.essays.actions import create_essay
from annotations.essays.queries import parsed_essay
from annotations.people.models import User
from annotations.seminars.actions import create_reading, create_seminar
from annotations.seminars.choices import POLICY_FIELDS
from annotations.seminars.invitations.actions import create_invitation
from annotations.seminars.models import Prompt, Reading, Seminar
from annotations.seminars.readings.actions import EssayText
from annotations.seminars.readings.queries import free_reading_slug


@transaction.atomic
def create_seminar_with_text(
    *, name: str, slug: str, essay: EssayText, leader: User
) -> tuple[Seminar, str]:
    """Create a seminar that reads one essay, and return it with the token of an invitation.

    Raises IntegrityError if the slug is taken, and what `create_essay` raises.
    """
    seminar = create_seminar(name=name, slug=slug, leader=leader)
    created = create_essay(**essay, by=leader)
    create_reading(seminar, essay=created, slug=free_reading_slug(seminar, created.title))
    _, token = create_invitation(seminar, by=seminar.members.get())
    return seminar, token


@transaction.atomic
def create_seminar_copy(
    original: Seminar, *, name: str, slug: str, leader: User
) -> tuple[Seminar, str]:
    """Copy a seminar's policies, texts and prompts, but no people, annotations or dates, and no
    readings that are off its list or to be deleted. The copies are essays of their own.

    Returns the copy with the token of an invitation. Raises IntegrityError if the slug is taken.
    """
    policies = {field: getattr(original, field) for field in POLICY_FIELDS}
    seminar = create_seminar(name=name, slug=slug, leader=leader, **policies)
    for reading in original.readings.copied().select_related("essay__current"):
        _copy_reading(reading, seminar, leader)
    _, token = create_invitation(seminar, by=seminar.members.get())
    return seminar, token


def _copy_reading(reading: Reading, seminar: Seminar, user: User) -> None:
    """Add a copy of a reading's current text, with its tasks and prompts, to another seminar."""
    old = reading.essay
    essay = create_essay(
        markdown=old.current_revision.markdown,
        parsed=parsed_essay(old.current_revision),
        title=old.title,
        byline=old.byline,
        language=old.language,
        by=user,
    )
    new = create_reading(seminar, essay=essay, slug=reading.slug, prompt=reading.prompt)
    new.tasks = reading.tasks
    new.save(update_fields=["tasks"])
    # The copy has the same blocks at the same positions, under new paragraph identifiers.
    positions = dict(old.current_revision.blocks.values_list("paragraph", "position"))
    paragraphs = dict(essay.current_revision.blocks.values_list("position", "paragraph"))
    Prompt.objects.bulk_create(
        Prompt(
            seminar=seminar,
            reading=new,
            paragraph_id=paragraphs[positions[prompt.paragraph_id]],
            words=prompt.words,
        )
        for prompt in reading.prompts.all()
        if positions.get(prompt.paragraph_id) in paragraphs
    )
