"""The cast and a small seminar with an argument in it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.anchoring.selectors import locate_quotation
from annotations.arguments.claims.actions import assign_claim
from annotations.arguments.models import Claim
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import passage_at
from annotations.seminars.models import Member, Reading
from annotations.sources.actions import get_or_create_work

ESSAY = """# On Reading Together

Reading alone is comfortable. Nobody contradicts you.

## Why argue

A margin is an argument that waits. It waits for a second reader, and *then* it begins.

The last word is never the last.
"""
SNYDER = {
    "type": "article-journal",
    "title": "The Security Dilemma in Alliance Politics",
    "author": [{"family": "Snyder", "given": "Glenn H."}],
    "issued": {"date-parts": [[1984]]},
    "DOI": "10.2307/2010183",
}
PLACE = "/s/together/on-reading"
ALONE = "Reading alone is comfortable"
WAITS = "A margin waits"


@pytest.fixture
def begin(begin: Callable[..., Reading]) -> Callable[..., Reading]:
    """Begin a seminar for members only with the whole cast: `begin(moderation="before")`."""

    def begin_ours(slug: str = "together", **policies: Any) -> Reading:
        return begin(slug, essay=ESSAY, **{"who_may_read": "members", **policies})

    return begin_ours


@pytest.fixture
def signed_in(people: dict[str, Any], signed_in: Callable[..., Client]) -> Callable[[str], Client]:
    """A browser in which somebody is signed in, by name."""
    return lambda name: signed_in(people[name])


def member(reading: Reading, name: str) -> Member:
    """What somebody is in the reading's seminar."""
    return reading.seminar.members.get(user__username=name)


def block(reading: Reading, number: int) -> Block:
    """A numbered paragraph."""
    return reading.essay.current.blocks.select_related("paragraph").get(number=number)


def write(
    reading: Reading,
    author: str = "reader",
    *,
    number: int = 1,
    kind: str = "counterpoint",
    about: Annotation | None = None,
    claim: str = "",
    words: str = "",
    csl: dict[str, Any] | None = None,
    **said: Any,
) -> Annotation:
    """Post an annotation as its author would, and tie it to a claim."""
    here = block(reading, number)
    by = member(reading, author)
    more = {"counterpoint": {"attack": "rebut"}, "source": {"relation": "supports"}}.get(kind, {})
    spot = locate_quotation(here.text, words, "", "", 0, 0) if words else None
    annotation = post_annotation(
        **{
            "id": uuid7(),
            "reading": reading,
            "paragraph": about.paragraph if about else here.paragraph,
            "author": by,
            "kind": kind,
            "visibility": "seminar",
            "state": "published",
            "about": about,
            "passage": passage_at(here, *spot) if spot else None,
            "body": f"{author} says so.",
            "work": get_or_create_work(reading.seminar, csl) if csl else None,
            "csl": csl,
            **more,
            **said,
        }
    )
    if claim:
        assign_claim(annotation, wording=claim, by=by)
    return annotation


def of(claim: Claim, what: str = "") -> str:
    """The page of a claim, or of something to do with it."""
    return f"{PLACE}/argument/{claim.pk}/{what}"


@pytest.fixture
def claim(reading: Reading) -> Claim:
    """One that a counterpoint at the first paragraph makes."""
    return write(reading, claim=ALONE).bearing.claim


@pytest.fixture
def other(reading: Reading) -> Claim:
    """One that a counterpoint at the second paragraph makes."""
    return write(reading, number=2, claim=WAITS).bearing.claim


@pytest.fixture
def keys(reading: Reading) -> dict[str, str]:
    """Two contested claims; the keys of their lines."""
    claims = {
        words: write(reading, number=number, claim=words).bearing.claim
        for number, words in ((1, ALONE), (2, WAITS))
    }
    return {words: f"contested:{claim.pk}" for words, claim in claims.items()}
