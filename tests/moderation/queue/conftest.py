"""A seminar whose flags hide nothing by themselves, and a note with two of them."""

import pytest

from annotations.moderation.actions import flag_annotation
from tests.cast import member_of


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def flagged(reading, people, write):
    """A published note with two flags."""
    note = write(reading, words="comfortable", body="The flagged one.")
    for who, reason in (("another_reader", "spam"), ("observer", "uncivil")):
        flag_annotation(
            note, by=member_of(reading, people[who]), reason=reason, words=f"Because, says {who}"
        )
    return note
