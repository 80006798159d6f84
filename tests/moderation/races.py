"""Two moderators decide at the same moment, again and again, in a database of its own.

Run by `test_races` in a process of its own, since threads need a database that is no
transaction of a test: RACES of them on whatever DATABASE_URL names.
"""

import os
import sys
import threading
from collections import Counter
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, connections  # noqa: E402

from annotations.anchoring.selectors import select_passage  # noqa: E402
from annotations.essays.actions import create_essay  # noqa: E402
from annotations.identifiers import uuid7  # noqa: E402
from annotations.margin.actions import post_annotation  # noqa: E402
from annotations.margin.models import Annotation  # noqa: E402
from annotations.margin.precomputed_tallies import store  # noqa: E402
from annotations.moderation.actions import Conflict, reword, take_step  # noqa: E402
from annotations.moderation.audit.findings import first_finding  # noqa: E402
from annotations.moderation.decisions import chain  # noqa: E402
from annotations.moderation.leaving.delete_account import delete_account  # noqa: E402
from annotations.moderation.leaving.remove_member import remove_member  # noqa: E402
from annotations.moderation.models import Decision, Flag  # noqa: E402
from annotations.moderation.policy.steps import Refused, Step  # noqa: E402
from annotations.people.models import User  # noqa: E402
from annotations.seminars.actions import add_member, create_reading, create_seminar  # noqa: E402

PAIRS = [
    (Step.HIDE, Step.REMOVE),
    (Step.DISMISS_FLAGS, Step.DISMISS_FLAGS),
    (Step.DISMISS_FLAGS, Step.HIDE),
    (Step.HIDE, Step.HIDE),
]


class Race:
    """One annotation, and what comes of two who act on it at once."""

    def __init__(self, annotation, people, deeds=2):
        self.annotation, self.people = annotation, people
        self.outcomes = Counter()
        self.start = threading.Barrier(deeds)

    def run(self, *deeds):
        threads = [threading.Thread(target=self.act, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.outcomes

    def act(self, deed):
        try:
            self.start.wait()
            deed(self.annotation)
            self.outcomes["won"] += 1
        except (Conflict, Refused):
            self.outcomes["lost"] += 1
        except Exception as problem:  # reported by the test that reads the output
            self.outcomes[repr(problem)] += 1
        finally:
            connections.close_all()


def step(step, user):
    def deed(annotation):
        take_step(step, annotation, by=user, version=1, state="published", seen=0, reason="spam")

    return deed


def edit(annotation):
    author = annotation.author
    reword(annotation, by=author, version=1, said={"body": "Swapped in."})


def departure(nth, reading, leader):
    """Somebody's account ends, or their membership, while what they wrote is decided about."""
    block = reading.essay.current.blocks.get(number=1)
    leaver = User.objects.create(username=f"leaver {nth}")
    member = add_member(reading.seminar, user=leaver)
    shown, _, _ = (
        post_annotation(
            id=uuid7(),
            reading=reading,
            paragraph=block.paragraph,
            author=member,
            kind="note",
            visibility=visibility,
            state="published",
            body=f"Leaving {nth}.",
            passage=select_passage([block.text], 0, 0, 4),
        )
        for visibility in ("seminar", "seminar", "private")
    )
    ends = [
        lambda _: delete_account(leaver, erase=True),
        lambda _: remove_member(member, by=leader, withdraw=True),
    ]
    outcomes = Race(shown, None).run(step(Step.HIDE, leader), ends[nth % 2])
    return "both ended" if {*outcomes} <= {"won", "lost"} else str(outcomes)


def post_note(reading, author, body):
    """A published note about the first paragraph."""
    return post_annotation(
        id=uuid7(),
        reading=reading,
        paragraph=reading.essay.current.blocks.get(number=1).paragraph,
        author=author,
        kind="note",
        visibility="seminar",
        state="published",
        body=body,
    )


def many_at_once(reading, author, moderators):
    """Eight decide about eight annotations of one seminar at once: nobody is sent away."""
    notes = [post_note(reading, author, f"One of eight, {nth}.") for nth in range(8)]
    deeds = [
        lambda _, nth=nth, note=note: step(Step.HIDE, moderators[nth % 2])(note)
        for nth, note in enumerate(notes)
    ]
    outcomes = Race(None, None, deeds=8).run(*deeds)
    return "all eight were heard" if outcomes == {"won": 8} else str(outcomes)


def main(races):
    people = [User.objects.create(username=name) for name in ("one", "two", "author", "flags")]
    seminar = create_seminar(name="Race", slug="race", leader=people[0], flag_threshold=9)
    add_member(seminar, user=people[1], role="moderator")
    author, flagger = (add_member(seminar, user=user) for user in people[2:])
    essay = create_essay(markdown="Only one of two can be first here.")
    reading = create_reading(seminar, essay=essay, slug="race")
    total = Counter()
    for nth in range(races):
        note = post_note(reading, author, f"Note {nth}.")
        Flag.objects.create(
            seminar=seminar, annotation=note, member=flagger, version=1, reason="spam"
        )
        one, two = PAIRS[nth % len(PAIRS)]
        outcomes = Race(note, people).run(step(one, people[0]), step(two, people[1]))
        total["exactly one won" if outcomes == {"won": 1, "lost": 1} else str(outcomes)] += 1
    for nth in range(races):
        note = post_note(reading, author, f"Edited {nth}.")
        Race(note, people).run(step(Step.REMOVE, people[0]), edit)
        judged = Decision.objects.filter(annotation=note).first()
        unseen = judged is not None and judged.version != 1
        total["a text nobody saw was judged" if unseen else "what was judged was seen"] += 1
    assert Annotation.objects.count() == 2 * races
    for _ in range(races):
        total[many_at_once(reading, author, people[:2])] += 1
    for nth in range(races):
        total[departure(nth, reading, people[0])] += 1
    wrong = first_finding(seminar.pk, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL))
    total[wrong or "the record is whole"] += 1
    total["the tallies are right" if not store.tally_differences(reading) else "tallies wrong"] += 1
    sys.stdout.write(str(sorted(total.items())))


if __name__ == "__main__":
    settings = connection.settings_dict
    settings["TEST"]["NAME"] = os.environ.get("RACE_DATABASE") or None
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        main(int(os.environ["RACES"]))
    finally:
        connection.creation.destroy_test_db(settings["NAME"], verbosity=0)
