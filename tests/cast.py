"""Who plays in the tests, what they read, and short ways to ask about them."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import select_passage
from annotations.essays.actions import create_essay
from annotations.essays.models import Block
from annotations.margin.choices import State, Visibility
from annotations.margin.models import Annotation
from annotations.people.models import User
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import reader_in
from annotations.seminars.rules import Reader
from tests.recorded_writes import repeat

ACCOUNTS = (
    "leader",
    "moderator",
    "reader",
    "another_reader",
    "observer",
    "former",
    "stranger",
    "superuser",
)
MEMBERS = ("leader", "moderator", "reader", "another_reader", "observer", "former")
EVERYBODY = (*ACCOUNTS, "nobody")

ESSAY = """# On Reading Together

Reading alone is comfortable. Nobody contradicts you.

## Why argue

A margin is an argument that waits. It waits for a second reader, and *then* it begins.

> Of making many books there is no end.

The last word is never the last.
"""


def create_accounts() -> dict[str, User]:
    """Everybody's account by name."""
    accounts = [
        User(username=name, email=f"{name}@example.org", is_superuser=name == "superuser")
        for name in ACCOUNTS
    ]
    for account in accounts:
        account.is_staff = account.is_superuser
        account.set_unusable_password()
    User.objects.bulk_create(accounts)
    return {each.username: each for each in accounts}


def begin_reading(people: dict[str, Any], essay: str, **policies: Any) -> Reading:
    """A new seminar with the whole cast, and its reading of one essay."""
    seminar = create_seminar(name="Reading together", leader=people["leader"], **policies)
    for name in MEMBERS[1:]:
        role = {"moderator": "moderator", "observer": "observer"}.get(name, "reader")
        add_member(seminar, user=people[name], role=role)
    seminar.members.filter(user=people["former"]).update(left_at=timezone.now())
    text = create_essay(markdown=essay, byline="A. Reader")
    return create_reading(seminar, essay=text, slug="on-reading")


def selected(block: Block, words: str) -> Passage:
    """These words of a block, as a browser would hand them over."""
    start = block.text.index(words)
    return select_passage([block.text], 0, start, start + len(words))


def block_of(reading: Reading, number: int) -> Block:
    """The paragraph with this number, as it reads today."""
    assert reading.essay.current is not None
    return reading.essay.current.blocks.select_related("paragraph").get(number=number)


def member_of(reading: Reading, user: User) -> Member:
    """What this person is in the reading's seminar, or was."""
    return reading.seminar.members.get(user=user)


def eyes_of(reading: Reading, user: Any) -> Reader:
    """What the rules know of this visitor."""
    return reader_in(reading.seminar, user)[0]


_OURS = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[\w+/=-]+|(?<="X-CSRFToken": ")\w+'
)
_FRESH = re.compile(rb'name="id" value="([0-9a-f-]{36})"')


def bare(response: Any, *identifiers: object) -> bytes:
    """A page without what differs each time it is asked for: tokens, nonces, fresh identifiers,
    and the identifiers given, which the address repeats."""
    page = _OURS.sub(b"-", response.content)
    for fresh in {*_FRESH.findall(page), *(str(each).encode() for each in identifiers)}:
        page = page.replace(fresh, b"ID")
    return page


def everything_stands(
    reading: Reading, authors: Iterable[str], people: dict[str, Any]
) -> list[Annotation]:
    """One note by each author in every visibility and state, moderation's own included.

    Written to the table without asking anybody: what can't come about must be safe too.
    """
    members = {author: member_of(reading, people[author]) for author in authors}
    block = block_of(reading, 1)
    key = ("everything", reading.pk, block.pk, *(each.pk for each in members.values()))
    notes = repeat(key, lambda: _write_everything(reading, block, members))
    for note in notes:
        note.reading = reading  # a test may change it after this
    return notes


def _write_everything(
    reading: Reading, block: Block, members: dict[str, Member]
) -> list[Annotation]:
    notes = [
        Annotation(
            seminar_id=reading.seminar_id,
            reading=reading,
            paragraph=block.paragraph,
            author=member,
            kind="note",
            body=f"{author} {visibility} {state}",
            body_html=f"<p>{author} {visibility} {state}</p>",
            visibility=visibility,
            state=state,
            withdrawn_at=timezone.now() if state == "withdrawn" else None,
            withdrawn_from="published" if state == "withdrawn" else "",
            revision=reading.essay.current,
        )
        for author, member in members.items()
        for visibility in Visibility.values
        for state in State.values
    ]
    Annotation.objects.bulk_create(notes)
    return notes
