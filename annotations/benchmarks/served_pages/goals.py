"""The requests that are measured, and how much longer than the smallest view each may take."""

import uuid
from dataclasses import dataclass

from annotations.benchmarks.served_pages.load import Target
from annotations.benchmarks.served_pages.seeds import SeededReading

CSRF_TOKEN = "b" * 32
WORDS = "strength+stability"


@dataclass(frozen=True)
class Goal:
    """What is measured, and at most how many times as long as the smallest view it may take."""

    name: str
    target: Target
    at_most: float
    at_most_together: float | None = None
    """With eight clients; the same if None."""


def goals_of(seeded: SeededReading, cookie: str) -> list[Goal]:
    """Return the requests for one reading, as a visitor and as the member with this cookie."""
    signed_in, path = {"Cookie": cookie}, seeded.path
    return [
        Goal("reading page, visitor", Target(path), 4),
        Goal("reading page, signed in", Target(path, signed_in), 8),
        Goal("thread", Target(f"{path}p/1/", signed_in | {"HX-Request": "true"}), 12),
        Goal("argument board", Target(f"{path}argument/", signed_in), 10),
        Goal("search", Target(f"{path}search/?q={WORDS}", signed_in), 15),
        Goal("post", post_of_a_note(path, cookie), 1 / 0.35, 1 / 0.3),
    ]


def unchanged_page(seeded: SeededReading, etag: str) -> Goal:
    """Return the request for a page that the visitor's browser has already."""
    again = Target(seeded.path, {"If-None-Match": etag}, status=304)
    return Goal("reading page, unchanged", again, 1.6)


def post_of_a_note(path: str, cookie: str) -> Target:
    """Return the request that posts another note each time, as the page's script sends it."""
    headers = {
        "Cookie": f"{cookie}; csrftoken={CSRF_TOKEN}",
        "X-CSRFToken": CSRF_TOKEN,
        "Origin": "https://localhost",
        "HX-Request": "true",
    }
    return Target(f"{path}p/2/", headers, _another_note)


def _another_note() -> dict[str, str]:
    id = uuid.uuid4()
    return {"id": str(id), "kind": "note", "body": f"Note {id}.", "visibility": "seminar"}
