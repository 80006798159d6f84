"""The seminar that most tests use, reading an essay that will be corrected."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.seminars.models import Member, Reading
from tests.cast import MEMBERS, member_of
from tests.editions.sample_essay import FIRST


@pytest.fixture
def reading(begin: Callable[..., Reading]) -> Reading:
    """The essay on the seminar's list."""
    return begin(essay=FIRST)


@pytest.fixture
def members(reading: Reading, people: dict[str, Any]) -> dict[str, Member]:
    """Who belongs to the seminar, by name."""
    return {name: member_of(reading, people[name]) for name in MEMBERS}


@pytest.fixture
def browse(
    reading: Reading, people: dict[str, Any], signed_in: Callable[..., Client]
) -> Callable[..., Client]:
    """A browser in which this person is signed in; nobody's is just a browser."""
    return lambda name, **options: signed_in(people[name], **options)
