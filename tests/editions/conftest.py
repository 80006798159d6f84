"""A small seminar around one essay."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.essays.actions import bring_in
from annotations.people.models import User
from annotations.seminars.actions import found, put_on_list, welcome
from annotations.seminars.models import Member, Reading
from tests.editions.stage import FIRST

ROLES = {"moderator": "moderator", "reader": "reader", "another": "reader", "observer": "observer"}


@pytest.fixture
def members(db: None) -> dict[str, Member]:
    """Who belongs to the seminar, by name."""
    accounts = {name: User.objects.create(username=name) for name in ("leader", *ROLES)}
    seminar = found(
        name="Reading together",
        slug="together",
        leader=accounts["leader"],
        shown_as="The Leader",
        who_may_read="everyone",
    )
    listed = {
        name: welcome(seminar, user=accounts[name], role=role, shown_as=f"The {name}")
        for name, role in ROLES.items()
    }
    return {"leader": seminar.members.get(user=accounts["leader"]), **listed}


@pytest.fixture
def reading(members: dict[str, Member]) -> Reading:
    """The essay on the seminar's list."""
    essay = bring_in(markdown=FIRST, byline="A. Reader")
    return put_on_list(members["leader"].seminar, essay=essay, slug="on-reading")


@pytest.fixture
def browse(members: dict[str, Member]) -> Callable[[str], Client]:
    """A browser in which this member is signed in; nobody's is just a browser."""

    def browse(name: str, **options: Any) -> Client:
        client = Client(**options)
        if name == "stranger":
            client.force_login(User.objects.create(username="stranger"), BACKEND)
        elif name != "nobody":
            client.force_login(members[name].user, BACKEND)
        return client

    return browse


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
