"""Measures what board, agenda, bibliography and critical edition cost on a large reading."""

import random
import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.test import Client

from annotations.arguments.models import Bearing, Claim, Premise
from annotations.benchmarks import reading_pages
from annotations.benchmarks.bench_command import BenchCommand
from annotations.essays.actions import create_essay
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies.store import rebuild_tallies
from annotations.people.models import User
from annotations.prose.annotation_html import render_body
from annotations.seminars.actions import create_reading, create_seminar
from annotations.seminars.models import Member, Reading
from annotations.sources.actions import get_or_create_work

BASE = "/s/bench-arguments/essay/"
READING = "reading page"
MAX_SLOWDOWN = 2
"""How many times as long as the reading page a page may take."""
MAX_PDF_SECONDS, MAX_PDF_MEGABYTES = 30, 500
PAGES = {
    READING: "",
    "argument board": "argument/",
    "agenda": "agenda/",
    "bibliography": "sources/",
}
TEXT = (
    "the essay says that alliances bring stability but nobody has counted how often they "
    "drag a state into a war that was not its own which is what the paragraph would need"
)
WORDS = TEXT.split()


class Command(BenchCommand):
    """Seed, measure, compare; exits with 1 when something is out of bounds."""

    help = (
        "Measure the pages of the argument, and the PDF of the critical edition, with 50 "
        "paragraphs, 2,000 annotations and 60 claims, on a database of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the size of the reading and the number of measurements."""
        super().add_arguments(parser)
        parser.add_argument("--paragraphs", type=int, default=50)
        parser.add_argument("--annotations", type=int, default=2_000)
        parser.add_argument("--claims", type=int, default=60)
        parser.add_argument("--runs", type=int, default=15, help="measurements of each page")
        parser.add_argument("--no-pdf", action="store_true")

    def measure(self, **options: Any) -> bool:
        """Measure the pages, then the PDF."""
        client = Client()
        client.force_login(_RandomSeminar(options).seminar())
        self.stdout.write(
            f"{options['paragraphs']} paragraphs, {options['annotations']:,} annotations, "
            f"{options['claims']} claims"
        )
        findings = [_measure_pages(client, options["runs"])]
        if not options["no_pdf"]:
            findings.append(_measure_pdf(client))
        return self.report_findings(chain.from_iterable(findings))


def _measure_pages(client: Client, runs: int) -> Iterator[tuple[str, bool]]:
    """Yield the cost of each page, and whether it is within bounds beside the reading page."""
    costs = reading_pages.measure_pages(
        client, {name: BASE + path for name, path in PAGES.items()}, runs
    )
    first = costs[READING].seconds
    for name, cost in costs.items():
        ratio = cost.seconds / first
        yield (
            f"{name}: {cost.queries} queries, {cost.seconds * 1000:.1f} ms, "
            f"{ratio:.2f} times the reading page (at most {MAX_SLOWDOWN}), "
            f"{cost.bytes / 1000:.0f} kB compressed",
            ratio <= MAX_SLOWDOWN,
        )


def _measure_pdf(client: Client) -> Iterator[tuple[str, bool]]:
    """Yield the cost of making the edition's PDF once: time, and memory of the whole process."""
    started, processor_started = time.perf_counter(), time.process_time()
    response = client.get(f"{BASE}edition/pdf/")
    taken = time.perf_counter() - started
    worked = time.process_time() - processor_started
    if response.status_code != 200:
        yield f"no PDF: the answer is {response.status_code}", False
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"PDF: {taken:.1f} s (at most {MAX_PDF_SECONDS}), of the processor {worked:.1f} s, "
        f"{len(response.content) / 1000:,.0f} kB, "
        f"peak memory {peak:,.0f} MB (at most {MAX_PDF_MEGABYTES})",
        taken <= MAX_PDF_SECONDS and peak <= MAX_PDF_MEGABYTES,
    )


class _RandomSeminar:
    """Makes a seminar of random content, the same in each run."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.chance = random.Random(5)  # noqa: S311
        self.options = options

    def words(self, least: int, most: int) -> str:
        number = self.chance.randint(least, most)
        return " ".join(self.chance.choices(WORDS, k=number)).capitalize() + "."

    def seminar(self) -> User:
        people = [
            User.objects.create(username=f"bench-{at}", email=f"{at}@example.org")
            for at in range(20)
        ]
        seminar = create_seminar(
            name="Bench", slug="bench-arguments", leader=people[0], shown_as="B0"
        )
        members = [seminar.members.get()] + [
            Member.objects.create(seminar=seminar, user=user, shown_as=f"B{at}")
            for at, user in enumerate(people[1:], 1)
        ]
        text = "\n\n".join(self.words(60, 140) for _ in range(self.options["paragraphs"]))
        essay = create_essay(markdown=f"# Bench\n\n{text}")
        reading = create_reading(seminar, essay=essay, slug="essay")
        self.annotate(reading, members)
        rebuild_tallies(reading)
        return people[1]

    def annotate(self, reading: Reading, members: list[Member]) -> None:
        assert reading.essay.current is not None
        blocks = list(reading.essay.current.blocks.exclude(number=None))
        described = [
            {"type": "book", "title": self.words(3, 8),
             "author": [{"family": f"Author{at}", "given": "A."}],
             "issued": {"date-parts": [[1950 + at % 70]]}}
            for at in range(self.options["annotations"] // 20)
        ]  # fmt: skip
        works = [(get_or_create_work(reading.seminar, csl), csl) for csl in described]
        made: list[Annotation] = []
        for _ in range(self.options["annotations"]):
            kind = self.chance.choices(["note", "counterpoint", "source"], [45, 40, 15])[0]
            target = (
                self.chance.choice(made[-200:]) if self.chance.random() < 0.4 and made else None
            )
            made.append(self.annotation(reading, blocks, members, works, kind, target))
        Annotation.objects.bulk_create(made)
        Anchor.objects.bulk_create(
            Anchor(seminar=reading.seminar, annotation=each, revision=each.revision,
                   paragraph_id=each.paragraph_id, start=each.start, end=each.end)
            for each in made if each.start is not None
        )  # fmt: skip
        self.claim(reading, members[0], made)

    def annotation(
        self,
        reading: Reading,
        blocks: list[Any],
        members: list[Member],
        works: list[Any],
        kind: str,
        target: Annotation | None,
    ) -> Annotation:
        block = self.chance.choice(blocks)
        body = self.words(8, 60) + (" Is it so?" if self.chance.random() < 0.1 else "")
        work, csl = self.chance.choice(works) if kind == "source" else (None, None)
        start = None if target else self.chance.randint(0, len(block.text) - 40)
        return Annotation(
            seminar=reading.seminar,
            reading=reading,
            paragraph_id=target.paragraph_id if target else block.paragraph_id,
            about=target,
            root=(target.root or target) if target else None,
            depth=target.depth + 1 if target else 0,
            author=self.chance.choice(members),
            kind=kind,
            body=body,
            body_html=render_body(body),
            attack=self.chance.choice(["rebut", "undermine"]) if kind == "counterpoint" else "",
            relation=self.chance.choice(["supports", "context"]) if kind == "source" else "",
            work=work,
            csl=csl,
            revision=reading.essay.current,
            start=start,
            end=None if start is None else start + 40,
            exact="" if start is None else block.text[start : start + 40],
        )

    def claim(self, reading: Reading, by: Member, made: list[Annotation]) -> None:
        claims = [
            Claim(seminar=reading.seminar, reading=reading, wording=f"{at}: {self.words(6, 12)}",
                  by=by)
            for at in range(self.options["claims"])
        ]  # fmt: skip
        Claim.objects.bulk_create(claims)
        bearing = [each for each in made if each.about is None and each.kind != "note"]
        chosen = [self.chance.choice(claims) for _ in bearing]
        Bearing.objects.bulk_create(
            Bearing(seminar=reading.seminar, claim=on, annotation=each, wording=on.wording)
            for on, each in zip(chosen, bearing, strict=True)
        )
        pairs = {
            (self.chance.randrange(len(claims)), self.chance.randrange(len(claims))) for _ in claims
        }
        Premise.objects.bulk_create(
            Premise(seminar=reading.seminar, claim=claims[one], rests_on=claims[other], by=by)
            for one, other in pairs
            if one != other
        )
