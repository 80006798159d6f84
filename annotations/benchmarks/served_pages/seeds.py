"""Readings of several sizes with claims, and who reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle, pairwise

from django.test import Client
from django.urls import reverse

from annotations.arguments.models import Bearing, Claim, Premise
from annotations.benchmarks.long_texts import generate_chapters
from annotations.benchmarks.reading_pages import (
    create_bench_reading,
    create_readers,
    fill_reading,
)
from annotations.essays.actions import create_essay
from annotations.margin.models import Annotation
from annotations.people.models import User
from annotations.seminars.actions import create_reading
from annotations.seminars.models import Member, Reading

READERS, CLAIMS = 200, 12
BEARING_ON_CLAIMS = 60
"""How many counterpoints and sources of a reading bear on its claims, at most."""


@dataclass(frozen=True)
class SeededReading:
    """A reading by its number of annotations, and the path of its page."""

    annotations: int
    reading: Reading
    path: str


def seed_readings(sizes: Iterable[int]) -> tuple[User, list[SeededReading]]:
    """Create a reading of each size, all with the same members; return a member and the readings.
    The member has written in all of them."""
    people = create_readers(READERS)
    seeded = []
    for size in sizes:
        reading, members = create_bench_reading(f"with-{size}", people)
        fill_reading(reading, members, upto=size)
        add_claims(reading, members)
        seeded.append(SeededReading(size, reading, page_of(reading)))
    return people[1], seeded


def page_of(reading: Reading) -> str:
    """Return the path of a reading's page."""
    return reverse("read", args=[reading.seminar.slug, reading.slug])


def add_claims(reading: Reading, members: list[Member]) -> None:
    """Add claims, each resting on the one before, with counterpoints and sources about them."""
    shared = {"seminar_id": reading.seminar_id}
    claims = Claim.objects.bulk_create(
        Claim(**shared, reading=reading, wording=f"Alliances bring stability ({n})", by=members[0])
        for n in range(CLAIMS)
    )
    Premise.objects.bulk_create(
        Premise(**shared, claim=claim, rests_on=before, by=members[0])
        for before, claim in pairwise(claims)
    )
    about = Annotation.objects.filter(reading=reading, visibility="seminar").exclude(kind="note")
    Bearing.objects.bulk_create(
        Bearing(**shared, claim=claim, annotation=each, wording=claim.wording)
        for claim, each in zip(cycle(claims), about.order_by("pk")[:BEARING_ON_CLAIMS])
    )


def seed_long_text(leader: User, beside: Reading) -> str:
    """Add a text of some 3,000 paragraphs to a seminar; return the path of its page."""
    text = "\n\n".join(
        f"## {title}\n\n" + "\n\n".join(paragraphs) for title, paragraphs in generate_chapters()
    )
    essay = create_essay(markdown=f"# A long text\n\n{text}")
    return page_of(create_reading(beside.seminar, essay=essay, slug="long"))


def session_cookie(user: User) -> str:
    """Sign a user in; return the cookie of the session."""
    browser = Client()
    browser.force_login(user)
    return f"sessionid={browser.cookies['sessionid'].value}"
