"""What the board, the agenda, the bibliography and the critical edition cost on a large reading.

Everything is written in one transaction that is rolled back: nothing stays.
"""

import random
import resource
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.test import Client, override_settings

from annotations.arguments.models import Bearing, Claim, Premise
from annotations.essays.actions import bring_in
from annotations.margin.models import Anchor, Annotation
from annotations.margin.tallies import recount
from annotations.people.models import User
from annotations.prose.bodies import render
from annotations.seminars.actions import found, put_on_list
from annotations.seminars.models import Member, Reading
from annotations.sources.actions import keep

PAGES = {
    "reading page": "",
    "argument board": "argument/",
    "agenda": "agenda/",
    "bibliography": "sources/",
}
TEXT = (
    "the essay says that alliances bring stability but nobody has counted how often they "
    "drag a state into a war that was not its own which is what the paragraph would need"
)
WORDS = TEXT.split()


class Command(BaseCommand):
    """Print queries, milliseconds and the ratio to the reading page, then the PDF's cost."""

    help = "Measure the pages of the argument: 50 paragraphs, 2,000 annotations, 60 claims."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large."""
        parser.add_argument("--paragraphs", type=int, default=50)
        parser.add_argument("--annotations", type=int, default=2_000)
        parser.add_argument("--claims", type=int, default=60)
        parser.add_argument("--runs", type=int, default=7)
        parser.add_argument("--no-pdf", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, measure, roll back."""
        hosts = override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False)
        with hosts, transaction.atomic():
            reader = _Chance(options).seminar()
            client = Client()
            client.force_login(reader)
            base = "/s/bench-arguments/essay/"
            print(
                f"{options['paragraphs']} paragraphs, {options['annotations']:,} annotations, "
                f"{options['claims']} claims"
            )
            first = None
            for name, path in PAGES.items():
                queries, taken, size = _cost(client, base + path, options["runs"])
                first = first or taken
                print(
                    f"{name:15} {queries:3} queries {taken:7.1f} ms  {taken / first:4.2f} x"
                    f"  {size / 1000:,.0f} kB"
                )
            if not options["no_pdf"]:
                _press(client, base)
            transaction.set_rollback(True)


def _cost(client: Client, path: str, runs: int) -> tuple[int, float, int]:
    """How many queries, the milliseconds of processor time of the quickest run, and the bytes."""
    asked: list[str] = []
    with connection.execute_wrapper(_noting(asked)):
        response = client.get(path)
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    taken = []
    for _ in range(runs):
        start = time.process_time()
        client.get(path)
        taken.append(time.process_time() - start)
    return len(asked), min(taken) * 1000, len(response.content)


def _noting(asked: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    return note


def _press(client: Client, base: str) -> None:
    start, working = time.perf_counter(), time.process_time()
    response = client.get(f"{base}edition/pdf/")
    taken, worked = time.perf_counter() - start, time.process_time() - working
    if response.status_code != 200:
        print(f"no PDF: the answer is {response.status_code}")
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = len(response.content) / 1000
    print(
        f"{'PDF':15} {taken:.1f} s, of the processor {worked:.1f} s, {size:,.0f} kB, "
        f"peak memory of the process {peak:,.0f} MB"
    )


class _Chance:
    """A seminar made by chance, always the same."""

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
        seminar = found(name="Bench", slug="bench-arguments", leader=people[0], shown_as="B0")
        members = [seminar.members.get()] + [
            Member.objects.create(seminar=seminar, user=user, shown_as=f"B{at}")
            for at, user in enumerate(people[1:], 1)
        ]
        text = "\n\n".join(self.words(60, 140) for _ in range(self.options["paragraphs"]))
        essay = bring_in(markdown=f"# Bench\n\n{text}")
        reading = put_on_list(seminar, essay=essay, slug="essay")
        self.annotate(reading, members)
        recount(reading)
        return people[1]

    def annotate(self, reading: Reading, members: list[Member]) -> None:
        assert reading.essay.current is not None
        blocks = list(reading.essay.current.blocks.exclude(number=None))
        works = [
            keep(reading.seminar, {"type": "book", "title": self.words(3, 8),
                 "author": [{"family": f"Author{at}", "given": "A."}],
                 "issued": {"date-parts": [[1950 + at % 70]]}})
            for at in range(self.options["annotations"] // 20)
        ]  # fmt: skip
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
            body_html=render(body),
            attack=self.chance.choice(["rebut", "undermine"]) if kind == "counterpoint" else "",
            relation=self.chance.choice(["supports", "context"]) if kind == "source" else "",
            work=self.chance.choice(works) if kind == "source" else None,
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
