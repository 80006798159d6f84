"""Starting a seminar from another, with what its leader wrote there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import select_passage
from annotations.arguments.claims.actions import assign_claim
from annotations.essays.models import Block
from annotations.exchange.seeds.queries import Seed
from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation
from annotations.people.models import User
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.setup.actions import create_seminar_copy
from annotations.sources.actions import get_or_create_work
from annotations.sources.parse import parse_sources

WORDS = ("body", "attack", "relation", "citation", "quotation", "locator")


@transaction.atomic
def start_seminar_from(
    original: Seminar, *, name: str, slug: str, leader: User, seeds: Collection[Seed]
) -> tuple[Seminar, str]:
    """Copy a seminar as `create_seminar_copy` does, and post these of the leader's annotations in
    it: as they are now, with the same visibility, and with their claims.

    An answer is left out where what it answers is. Returns and raises as `create_seminar_copy`.
    """
    seminar, token = create_seminar_copy(original, name=name, slug=slug, leader=leader)
    author = seminar.members.get()
    readings = {each.slug: each for each in seminar.readings.select_related("essay__current")}
    by_reading: dict[str, list[Seed]] = {}
    for seed in seeds:
        by_reading.setdefault(seed.annotation.reading.slug, []).append(seed)
    for reading_slug, some in by_reading.items():
        _plant(some, readings[reading_slug], author)
    return seminar, token


def _plant(seeds: Iterable[Seed], reading: Reading, author: Member) -> None:
    """Post seeds on the copy of their text, whose blocks are at the same positions."""
    blocks = list(reading.essay.current_revision.blocks.select_related("paragraph"))
    texts = [block.text for block in blocks]
    planted: dict[UUID, Annotation] = {}
    for seed in seeds:
        old = seed.annotation
        about = planted.get(old.about_id) if old.about_id else None
        if old.about_id and about is None:
            continue
        new = post_annotation(
            id=uuid7(),
            reading=reading,
            paragraph=blocks[seed.block.position].paragraph,
            author=author,
            kind=old.kind,
            visibility=old.visibility,
            state=old.state,
            about=about,
            passage=_passage(seed, blocks, texts),
            came_with=planted.get(old.came_with_id) if old.came_with_id else None,
            **{name: getattr(old, name) for name in WORDS},
            **_work(old, reading.seminar),
        )
        planted[old.pk] = new
        if bearing := getattr(old, "bearing", None):
            assign_claim(new, wording=bearing.wording, by=author)


def _passage(seed: Seed, blocks: list[Block], texts: list[str]) -> Passage | None:
    """Return the passage where it is in the current text, which the copy has too."""
    where = seed.anchor or seed.annotation
    if seed.annotation.about_id or where.start is None or where.end is None:
        return None
    return select_passage(texts, seed.block.position, where.start, where.end)


def _work(old: Annotation, seminar: Seminar) -> dict[str, object]:
    """Return the columns of the cited work: as its author cited it, or described it themself. What
    somebody else described stays behind."""
    csl = old.csl
    if csl is not None and old.described_by_id not in (None, old.author_id):
        parsed = parse_sources(old.citation).works
        csl = dict(parsed[0].work) if parsed else None
    if csl is None:
        return {}
    return {"csl": csl, "work": get_or_create_work(seminar, csl)}
