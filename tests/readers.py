"""A small seminar that reads together, and browsers of its people, for the rooms about them."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from annotations.essays.actions import bring_in
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import post
from annotations.margin.models import Annotation
from annotations.margin.passages import at
from annotations.people.models import User
from annotations.seminars.actions import found, put_on_list, welcome
from annotations.seminars.models import Member, Reading, Seminar

ESSAY = """# On reading together

Reading alone is comfortable. Nobody contradicts you.

## Why argue

A margin is an argument that waits for a second reader.

The last word is never the last.
"""
PASSWORD = "quite-a-long-one"
ROLES = {
    "teacher": "leader",
    "referee": "moderator",
    "ann": "reader",
    "ben": "reader",
    "olga": "observer",
    "former": "reader",
}
OUTSIDE = ("stranger", "superuser")
EVERYBODY = (*ROLES, *OUTSIDE, "nobody")


def account(name: str, **more: Any) -> User:
    """An account without a password."""
    user = User(username=name, email=f"{name.lower()}@example.org", **more)
    user.set_unusable_password()
    user.save()
    return user


@dataclass
class Circle:
    """A seminar with everybody, in and out of it."""

    seminar: Seminar
    reading: Reading
    people: dict[str, User]
    members: dict[str, Member]
    url: str = field(default="")

    def browser(self, name: str) -> Client:
        """A browser in which this person is signed in; `nobody` in none."""
        client = Client()
        if name != "nobody":
            client.force_login(self.people[name])
        return client

    def block(self, number: int) -> Block:
        """The paragraph with this number."""
        assert self.reading.essay.current is not None
        return self.reading.essay.current.blocks.get(number=number)

    def write(
        self, by: str, body: str, *, number: int = 1, words: str = "", **more: Any
    ) -> Annotation:
        """Post an annotation as its author would."""
        block = self.block(number)
        start = block.text.index(words) if words else 0
        return post(
            **{
                "id": uuid7(),
                "reading": self.reading,
                "paragraph": block.paragraph,
                "author": self.members[by],
                "kind": "note",
                "visibility": "seminar",
                "state": "published",
                "passage": at(block, start, start + len(words)) if words else None,
                "body": body,
                **more,
            }
        )


def circle(slug: str = "together", essay: str = ESSAY, **policies: Any) -> Circle:
    """A seminar that everyone may read, unless `policies` say otherwise."""
    people = {name: User.objects.filter(username=name).first() or account(name) for name in ROLES}
    for name in OUTSIDE:
        people[name] = User.objects.filter(username=name).first() or account(
            name, is_superuser=name == "superuser"
        )
    policies = {"who_may_read": "everyone", **policies}
    seminar = found(name="Reading together", slug=slug, leader=people["teacher"], **policies)
    for name, role in ROLES.items():
        welcome(seminar, user=people[name], role=role)
    seminar.members.filter(user=people["former"]).update(left_at=timezone.now())
    reading = put_on_list(seminar, essay=bring_in(markdown=essay), slug="essay")
    members = {name: seminar.members.get(user=people[name]) for name in ROLES}
    return Circle(seminar, reading, people, members, f"/s/{slug}/essay/")
