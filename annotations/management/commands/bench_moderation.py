"""Measures what a decision in the queue costs while a seminar holds 100,000 annotations, and how
many decisions several moderators of one seminar take at the same time."""

import random
import re
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.benchmarks.bench_command import BenchCommand
from annotations.essays.actions import create_essay
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.models import Flag
from annotations.people.models import User
from annotations.prose.annotation_html import render_body
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Member, Reading

QUEUE = "/admin/annotations/annotation/queue/"
TEXT = "\n\n".join(f"Paragraph {n} says something that can be argued with." for n in range(200))
TRANSACTION_STATEMENTS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
READERS, WAITING = 60, 2
STEPS = ("approve", "dismiss_flags", "hide")


class Command(BenchCommand):
    """Decide about item after item, with the requests that the queue's script sends; with
    `--deciders`, several moderators at the same time, each about items of their own."""

    help = (
        "Measure what a moderator's decisions cost, through the pages of the admin, in a seminar "
        "with 100,000 annotations, on a database of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the number of annotations and of decisions."""
        super().add_arguments(parser)
        parser.add_argument("--annotations", type=int, default=100_000)
        parser.add_argument("--items", type=int, default=200)
        parser.add_argument("--deciders", type=int, default=1)

    def measure(self, **options: Any) -> bool:
        """Fill the database, decide, and print the costs; there are no bounds."""
        annotations, items = options["annotations"], options["items"]
        print(f"Filling a database with {annotations:,} annotations …")
        moderators = fill_seminar(annotations, items, options["deciders"])
        if len(moderators) > 1:
            decide_at_once(moderators, items)
        else:
            print_costs(settle_items(moderators[0], items), annotations)
        return True


def fill_seminar(number: int, waiting: int, deciders: int) -> list[User]:
    """Create a seminar with so many annotations; return its moderators.

    Twice `waiting` of the last annotations are pending or flagged, so that the queue is never
    empty.
    """
    accounts = [User(username=f"reader{n}") for n in range(READERS)]
    User.objects.bulk_create(accounts)
    moderators = [User.objects.create(username=f"moderator{n}") for n in range(deciders)]
    seminar = create_seminar(name="Bench", slug="bench", leader=accounts[0], flag_threshold=9)
    members = [add_member(seminar, user=account) for account in accounts[1:]]
    for moderator in moderators:
        add_member(seminar, user=moderator, role="moderator")
    reading = create_reading(seminar, essay=create_essay(markdown=TEXT), slug="essay")
    written = write_notes(reading, members, number, WAITING * waiting)
    flag_notes(written[-WAITING * waiting :], members)
    store.rebuild_tallies(reading)
    return moderators


def write_notes(
    reading: Reading, members: list[Member], number: int, waiting: int
) -> list[Annotation]:
    """Create the notes, every other one on a passage; a third of the last `waiting` are pending."""
    chance, now = random.Random(5), timezone.now()  # noqa: S311
    revision = reading.essay.current
    assert revision is not None
    blocks = list(revision.blocks.exclude(number=None))
    html = render_body("Is this so?")
    notes = []
    for nth in range(number):
        pending = nth >= number - waiting and nth % 3 == 0
        passage = {"start": 0, "end": 9, "exact": "Paragraph"} if nth % 2 else {}
        note = Annotation(
            seminar_id=reading.seminar_id,
            reading=reading,
            paragraph_id=chance.choice(blocks).paragraph_id,
            author=chance.choice(members),
            kind="note",
            body="Is this so?",
            body_html=html,
            state="pending" if pending else "published",
            revision=revision,
            **passage,
        )
        note.created_at = now - timedelta(seconds=number - nth)
        notes.append(note)
    Annotation.objects.bulk_create(notes, batch_size=2_000)
    Anchor.objects.bulk_create(
        [
            Anchor(
                seminar_id=note.seminar_id,
                annotation=note,
                revision=revision,
                paragraph_id=note.paragraph_id,
                start=note.start,
                end=note.end,
            )
            for note in notes
            if note.start is not None
        ],
        batch_size=2_000,
    )
    return notes


def flag_notes(notes: list[Annotation], members: list[Member]) -> None:
    """Create two flags on each note that isn't pending."""
    Flag.objects.bulk_create(
        Flag(
            seminar_id=note.seminar_id,
            annotation=note,
            member=member,
            version=1,
            reason="off-topic",
        )
        for note in notes
        if note.state == "published"
        for member in members[:2]
    )


class SessionCost:
    """What the requests of one moderator's session took."""

    def __init__(self) -> None:
        self.queries: list[int] = []
        self.milliseconds: list[float] = []
        self.worked: list[float] = []  # of the processor, whatever else it is busy with
        self.steps: Counter[str] = Counter()
        self.by_step: dict[str, list[int]] = {}
        self.requests = 0


def settle_items(moderator: User, items: int) -> SessionCost:
    """Open the queue once, then decide about item after item as its page's script does."""
    client, cost = Client(), SessionCost()
    client.force_login(moderator, backend=settings.AUTHENTICATION_BACKENDS[0])
    forms = item_forms(client.get(QUEUE).content.decode())
    while sum(cost.steps.values()) < items:
        address, form, offered = forms.pop(0)
        step = choose_step(offered, sum(cost.steps.values()))
        form |= {"step": step, "reason": "off-topic" if step == "hide" else ""}
        if len(forms) <= 3:
            form["shown"] = ",".join(each[0].split("/")[4] for each in forms)
        begun, worked = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(address, form, headers={"HX-Request": "true"})
        cost.milliseconds.append((time.perf_counter() - begun) * 1000)
        cost.worked.append((time.process_time() - worked) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{step} was answered with {answer.status_code}")
        asked = [
            q["sql"]
            for q in captured.captured_queries
            if not q["sql"].startswith(TRANSACTION_STATEMENTS)
        ]
        cost.queries.append(len(asked))
        cost.by_step.setdefault(step, []).append(len(asked))
        cost.steps[step] += 1
        cost.requests += 1
        forms += item_forms(answer.content.decode())
    return cost


def item_forms(html: str) -> list[tuple[str, dict[str, str], set[str]]]:
    """Return the forms of the items on a page: address, hidden fields, the steps on offer."""
    found = []
    for form in re.findall(r'<form class="choices".*?</form>', html, re.DOTALL):
        address = re.search(r'action="([^"]+)"', form)
        assert address is not None
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        found.append((address[1], hidden, set(re.findall(r'name="step" value="(\w+)"', form))))
    return found


def choose_step(offered: set[str], nth: int) -> str:
    """Return the nth step: hide for one item in four, else approve or dismiss the flags."""
    return "hide" if nth % 4 == 0 else next(step for step in STEPS if step in offered)


def decide_at_once(moderators: list[User], items: int) -> None:
    """Let each moderator decide about items of their own, all at the same time, and print how
    long it took and how each request was answered."""
    notes = list(Annotation.objects.order_by("-created_at").values_list("pk", "state")[:items])
    shares = [notes[nth :: len(moderators)] for nth in range(len(moderators))]
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(moderators)) as pool:
        answers = [each for share in pool.map(_decide, moderators, shares) for each in share]
    seconds = time.perf_counter() - begun
    milliseconds = sorted(took for _, took in answers)
    statuses = Counter(status for status, _ in answers)
    print(
        f"{len(moderators)} deciders, {items} items: {items / seconds:.0f} a second; "
        f"ms an item: median {milliseconds[items // 2]:.0f}, "
        f"95th percentile {milliseconds[items * 95 // 100]:.0f}, worst {milliseconds[-1]:.0f}"
    )
    print("answers: " + ", ".join(f"{number} × {status}" for status, number in statuses.items()))


def _decide(moderator: User, notes: Sequence[tuple[UUID, str]]) -> list[tuple[int, float]]:
    """Decide about each of these notes. Returns the status of each answer and its milliseconds."""
    client, answers = Client(raise_request_exception=False), []
    client.force_login(moderator, backend=settings.AUTHENTICATION_BACKENDS[0])
    for nth, (pk, state) in enumerate(notes):
        offered = {"approve", "hide"} if state == "pending" else {"dismiss_flags", "hide"}
        step = choose_step(offered, nth)
        form = {"step": step, "version": 1, "state": state, "queue": "all"}
        form["reason"] = "off-topic" if step == "hide" else ""
        begun = time.perf_counter()
        answer = client.post(
            f"/admin/annotations/annotation/{pk}/decide/", form, headers={"HX-Request": "true"}
        )
        answers.append((answer.status_code, (time.perf_counter() - begun) * 1000))
    connections.close_all()
    return answers


def print_costs(cost: SessionCost, annotations: int) -> None:
    """Print the means and the worst."""
    items = sum(cost.steps.values())
    steps = ", ".join(f"{number} {step}" for step, number in cost.steps.most_common())
    mean = sum(cost.queries) / items
    print(f"{items} items settled among {annotations:,} annotations ({steps})")
    print(f"requests an item: {cost.requests / items:.0f}")
    print(f"queries an item: {mean:.1f} (at most {max(cost.queries)}, with the next page of items)")
    for step, queries in cost.by_step.items():
        print(f"  {step}: {min(queries)} without, {max(queries)} with the next page of items")
    milliseconds = sorted(cost.milliseconds)
    print(
        f"server ms an item: {sum(milliseconds) / items:.0f} "
        f"(median {milliseconds[items // 2]:.0f}, worst {milliseconds[-1]:.0f}), "
        f"of the processor {sum(cost.worked) / items:.0f}"
    )
