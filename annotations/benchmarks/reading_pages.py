"""Readings with many annotations, and what their pages cost in queries, time and bytes."""

import gzip
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import median

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.demo.loader import DEMO_FOLDER
from annotations.essays.actions import create_essay
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.people.models import User
from annotations.prose.annotation_html import render_body
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Member, Reading

FEW_ANNOTATIONS, SOME_ANNOTATIONS = 27, 100
LONG_THREAD = 200
MAX_SLOWDOWN = 1.2
"""How much longer the fullest page may take than the one with a hundred."""
MAX_QUERIES = {"signed in": 8, "visitor": 6}
MAX_BYTES = {"HTML": 60_000, "JavaScript": 40_000, "CSS": 20_000}
BATCH_SIZE = 5_000
BODIES = ["What a reader says about it. " * times for times in range(1, 6)]
BODIES_HTML = [render_body(body) for body in BODIES]
KIND_CYCLE = ("note", "note", "counterpoint", "source")


@dataclass(frozen=True)
class PageCost:
    """Queries, median seconds and compressed bytes of one page."""

    queries: int
    seconds: float
    bytes: int


def measure_reading_pages(most: int, times: int, readers: int) -> Iterator[tuple[str, bool]]:
    """Seed and measure; yield each finding with whether it is within bounds."""
    people = create_readers(readers)
    signed_in, visitor = Client(), Client()
    signed_in.force_login(people[0])
    readings = {
        number: create_bench_reading(f"with-{number}", people)
        for number in (FEW_ANNOTATIONS, SOME_ANNOTATIONS, most)
    }
    for number, (reading, members) in readings.items():
        fill_reading(reading, members, upto=number)
    addresses = {
        number: reverse("read", args=[reading.seminar.slug, reading.slug])
        for number, (reading, _) in readings.items()
    }
    assert b'data-writes="yes"' in signed_in.get(addresses[SOME_ANNOTATIONS]).content
    for who, browser in (("signed in", signed_in), ("visitor", visitor)):
        costs = measure_pages(browser, addresses, times)
        yield from compare_with_limits(who, costs)
        ratio = costs[most].seconds / costs[SOME_ANNOTATIONS].seconds
        yield (
            f"{most:,} against {SOME_ANNOTATIONS}, {who}: {ratio:.2f} times the time "
            f"(at most {MAX_SLOWDOWN})",
            ratio <= MAX_SLOWDOWN,
        )
    yield from measure_static_files(signed_in, addresses[most])
    yield from measure_threads(*readings[most], signed_in)


def create_readers(number: int) -> list[User]:
    """Create the readers. Of 400, at 100,000 annotations, each writes 250, 36 of them private."""
    people = [User(username=f"reader-{n}", email=f"{n}@example.org") for n in range(number)]
    for each in people:
        each.set_unusable_password()
    return User.objects.bulk_create(people)


def create_bench_reading(slug: str, people: list[User]) -> tuple[Reading, list[Member]]:
    """Create a seminar with the demonstration's essay; return its reading and its members."""
    seminar = create_seminar(name=slug, slug=slug, leader=people[0], who_may_read="everyone")
    members = [add_member(seminar, user=each) for each in people]
    text = (DEMO_FOLDER / "military-cooperation.md").read_text(encoding="utf-8")
    return create_reading(seminar, essay=create_essay(markdown=text), slug="essay"), members


def fill_reading(reading: Reading, members: list[Member], *, upto: int) -> None:
    """Add annotations about passages all over the essay, until the reading has `upto`."""
    there = Annotation.objects.filter(reading=reading).count()
    blocks = list(
        Block.objects.filter(revision=reading.essay.current).exclude(number=None).order_by("number")
    )
    fresh = (build_annotation(reading, blocks, members, n) for n in range(there, upto))
    while batch := list(islice(fresh, BATCH_SIZE)):
        save_annotations(batch)
    store.rebuild_tallies(reading)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def build_annotation(
    reading: Reading, blocks: list[Block], members: list[Member], n: int
) -> Annotation:
    """Return the nth annotation, unsaved; every seventh is private."""
    block = blocks[n % len(blocks)]
    # Passages of every length, all over the paragraph.
    start = n * 7 % max(1, len(block.text) - 60)
    end = min(len(block.text), start + 5 + n * 11 % 55)
    kind = KIND_CYCLE[n % len(KIND_CYCLE)]
    return Annotation(
        id=uuid7(),
        seminar_id=reading.seminar_id,
        reading=reading,
        paragraph_id=block.paragraph_id,
        author=members[n % len(members)],
        kind=kind,
        body=BODIES[n % len(BODIES)],
        body_html=BODIES_HTML[n % len(BODIES)],
        visibility="private" if n % 7 == 6 else "seminar",
        attack="rebut" if kind == "counterpoint" else "",
        relation="supports" if kind == "source" else "",
        revision=reading.essay.current,
        start=start,
        end=end,
        exact=block.text[start:end],
    )


def save_annotations(annotations: list[Annotation]) -> None:
    """Save annotations with their anchors."""
    Annotation.objects.bulk_create(annotations)
    Anchor.objects.bulk_create(
        Anchor(
            seminar_id=each.seminar_id,
            annotation=each,
            revision_id=each.revision_id,
            paragraph_id=each.paragraph_id,
            start=each.start,
            end=each.end,
        )
        for each in annotations
        if each.passage
    )


def measure_pages[K](client: Client, addresses: dict[K, str], times: int) -> dict[K, PageCost]:
    """Return what each page costs.

    The pages take turns, so that other load on the machine affects all of them alike.
    """
    queries, sizes = {}, {}
    took: dict[K, list[float]] = {key: [] for key in addresses}
    for key, address in addresses.items():
        client.get(address)  # fills the caches
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
            queries[key] = len(captured)
        assert page.status_code == 200, address
        sizes[key] = len(gzip.compress(page.content))
    for _ in range(times):
        for key, address in addresses.items():
            begun = time.perf_counter()
            client.get(address)
            took[key].append(time.perf_counter() - begun)
    return {key: PageCost(queries[key], median(took[key]), sizes[key]) for key in addresses}


def compare_with_limits(who: str, costs: dict[int, PageCost]) -> Iterator[tuple[str, bool]]:
    """Yield queries and sizes at each number of annotations, with whether they are
    within limits.
    """
    most, heaviest = MAX_QUERIES[who], MAX_BYTES["HTML"]
    for number, each in costs.items():
        yield (
            f"{number:,} annotations, {who}: {each.queries} queries (at most {most}), "
            f"{each.bytes / 1000:.1f} kB of HTML (at most {heaviest // 1000}), "
            f"{each.seconds * 1000:.1f} ms",
            each.queries <= most and each.bytes <= heaviest,
        )


def measure_static_files(client: Client, address: str) -> Iterator[tuple[str, bool]]:
    """Yield the sizes of what a page makes a browser fetch, imported modules included."""
    page = client.get(address).content.decode()
    scripts = imported_scripts(re.findall(r'<script[^>]* src="/static/([^"]+)"', page))
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    for name, files in (("JavaScript", scripts), ("CSS", styles)):
        size = sum(len(gzip.compress(read_static(file))) for file in files)
        most = MAX_BYTES[name]
        yield (
            f"{len(files)} files of {name}: {size / 1000:.1f} kB (at most {most // 1000})",
            size <= most,
        )


def imported_scripts(files: Iterable[str]) -> list[str]:
    """Return these scripts and what they import, each once."""
    waiting, known = list(files), []
    while waiting:
        file = waiting.pop()
        if file not in known:
            known.append(file)
            folder = file.rpartition("/")[0]
            imports = re.findall(
                rb"""(?:from|import)\s*\(?["']\./([^"']+)["']""", read_static(file)
            )
            waiting += [f"{folder}/{name.decode()}" for name in imports]
    return known


def read_static(file: str) -> bytes:
    """Return the content of a static file."""
    found_at = finders.find(file)
    assert found_at, file
    with open(found_at, "rb") as opened:
        return opened.read()


def measure_threads(
    reading: Reading, members: list[Member], client: Client
) -> Iterator[tuple[str, bool]]:
    """Yield the cost of a short and a long thread in a full reading, and of the long one's next
    page.
    """
    assert reading.essay.current is not None
    last = reading.essay.current.blocks.exclude(number=None).last()
    assert last is not None
    address = reverse("paragraph", args=[reading.seminar.slug, reading.slug, last.part])
    costs = []
    for number in (3, LONG_THREAD):
        root = build_annotation(reading, [last], members, 0)
        save_annotations([root])
        save_annotations([build_answer(root, members, n) for n in range(number)])
        store.rebuild_tallies(reading)
        costs.append(measure_pages(client, {0: f"{address}?at={root.pk}"}, 5)[0])
    short, long = costs
    yield (
        f"A thread of {LONG_THREAD}: {long.queries} queries, as many as one of 3 "
        f"({short.queries}); {long.bytes / 1000:.1f} kB, {long.seconds * 1000:.1f} ms",
        long.queries == short.queries and long.bytes <= MAX_BYTES["HTML"],
    )
    further = measure_pages(client, {0: f"{address}?under={root.pk}"}, 5)[0]
    yield (
        f"A page of its answers by key: {further.queries} queries, "
        f"{further.bytes / 1000:.1f} kB, {further.seconds * 1000:.1f} ms",
        further.queries <= long.queries,
    )


def build_answer(root: Annotation, members: list[Member], n: int) -> Annotation:
    """Return the nth answer in a thread, unsaved."""
    return Annotation(
        id=uuid7(),
        seminar_id=root.seminar_id,
        reading_id=root.reading_id,
        paragraph_id=root.paragraph_id,
        about=root,
        root=root,
        depth=1,
        author=members[n % len(members)],
        kind="note",
        body="An answer.",
        body_html="<p>An answer.</p>",
        revision_id=root.revision_id,
    )
