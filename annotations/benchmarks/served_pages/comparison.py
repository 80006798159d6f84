"""Pages and posts beside the smallest view, request by request, in one run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from annotations.benchmarks.served_pages.goals import Goal, goals_of, unchanged_page
from annotations.benchmarks.served_pages.load import (
    Target,
    request_once,
    seconds_of_each,
    seconds_together,
)
from annotations.benchmarks.served_pages.seeds import SeededReading
from annotations.benchmarks.served_pages.server import Server
from annotations.margin.models import Annotation

CLIENTS = 8
BARE_PAGE = Target("/")
MAX_SECONDS_OF_A_PART = 1.0
MANY_REQUESTS = 5_000


@dataclass(frozen=True)
class Effort:
    """How many rounds there are, and how many requests of each kind a round has."""

    rounds: int
    requests: int


QUICK, WHOLE = Effort(3, 10), Effort(7, 25)


def compare_pages(
    ours: Server, bare: Server, readings: list[SeededReading], cookie: str, effort: Effort
) -> Iterator[tuple[str, bool]]:
    """Yield how many times as long as the smallest view each request takes, with its goal."""
    for seeded in readings:
        first = request_once(ours.port, Target(seeded.path))
        goals = goals_of(seeded, cookie)
        if etag := first.header("etag"):
            goals.insert(1, unchanged_page(seeded, etag))
        else:
            yield f"{seeded.annotations:,}: the reading page has no ETag", False
        before = Annotation.objects.filter(reading=seeded.reading).count()
        for goal in goals:
            yield from _compare(goal, seeded.annotations, ours, bare, effort)
        posted = Annotation.objects.filter(reading=seeded.reading).count() - before
        expected = 1 + effort.rounds * (effort.requests + CLIENTS * _each(effort))
        yield (
            f"{seeded.annotations:,}: {posted:,} of {expected:,} posts are there",
            posted == expected,
        )


def _compare(
    goal: Goal, size: int, ours: Server, bare: Server, effort: Effort
) -> Iterator[tuple[str, bool]]:
    """Measure one request beside the smallest view, in turns, so that other load on the machine
    affects both alike."""
    request_once(ours.port, goal.target)  # fills the caches
    alone, together = [], []
    for _ in range(effort.rounds):
        one = seconds_of_each(ours.port, goal.target, times=effort.requests)
        other = seconds_of_each(bare.port, BARE_PAGE, times=effort.requests * 4)
        alone.append(median(one) / median(other))
        one_of_many = seconds_together(ours.port, goal.target, clients=CLIENTS, times=_each(effort))
        other_of_many = seconds_together(
            bare.port, BARE_PAGE, clients=CLIENTS, times=effort.requests
        )
        together.append(one_of_many / other_of_many)
    for clients, ratios, most in (
        (1, alone, goal.at_most),
        (CLIENTS, together, goal.at_most_together or goal.at_most),
    ):
        ratio = median(ratios)
        many = f"{clients} clients" if clients > 1 else "1 client"
        yield f"{size:>7,}  {goal.name}, {many}: {ratio:.1f} × (at most {most:.1f})", ratio <= most


def _each(effort: Effort) -> int:
    """Return how many requests each of several clients sends in a round."""
    return max(2, effort.requests // 4)


def measure_part_of_long_text(ours: Server, path: str, cookie: str) -> Iterator[tuple[str, bool]]:
    """Yield how long the first part of a text of 3,000 paragraphs takes."""
    took = median(seconds_of_each(ours.port, Target(path, {"Cookie": cookie}), times=5))
    yield (
        f"a part of 3,000 paragraphs: {took:.2f} s (at most {MAX_SECONDS_OF_A_PART})",
        took <= MAX_SECONDS_OF_A_PART,
    )


def measure_memory(ours: Server, targets: Iterable[Target]) -> Iterator[tuple[str, bool]]:
    """Yield the memory of the server now and after many requests."""
    before, targets = ours.megabytes(), list(targets)
    for target in targets:
        seconds_of_each(ours.port, target, times=MANY_REQUESTS // len(targets))
    after = ours.megabytes()
    yield f"memory: {before} MB, {after} MB after {MANY_REQUESTS:,} more requests", True
