"""Property tests: no sequence of revisions loses an annotation."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.editions.actions import TextUnchanged, restore_revision
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, assert_consistent, reload, revise, snapshot, write

pytestmark = pytest.mark.django_db

PARAGRAPHS = [
    *FIRST.strip().split("\n\n"),
    "Of making many books there is no end, and much study is a weariness of the flesh.",
    "> A *quoted* line that [links](https://example.org/) somewhere, and goes on after it.",
    "---",
    "The same words. The same words. The same words again, in a row.",
    "👩‍🚀 writes naïve prose: e\u0301tude, 家 and 家.",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(PARAGRAPHS),
        st.tuples(st.sampled_from(PARAGRAPHS[2:6]), st.integers(0, 90)).map(
            lambda drawn: drawn[0][drawn[1] :].strip("*> ") or "Rest."
        ),
        st.tuples(st.sampled_from(PARAGRAPHS[2:6]), st.sampled_from(PARAGRAPHS[2:6])).map(" ".join),
    ),
    max_size=8,
).map(lambda paragraphs: "\n\n".join(["# A title", "Begin.", *paragraphs]))
FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
WRITTEN = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 60), st.integers(1, 40), st.booleans()), max_size=4
)


def scribble(reading: Reading, author: Member, drawn: list[tuple[int, int, int, bool]]) -> None:
    """Write about passages and paragraphs, with an answer here and there."""
    blocks = list(reload(reading).essay.current.blocks.exclude(number=None))
    for where, start, length, answered in drawn:
        block = blocks[where % len(blocks)]
        words = block.text[start : start + length].strip()
        made = write(reload(reading), author, number=block.number or 1, words=words)
        if answered:
            write(reload(reading), author, about=made)


def anchors_of(state: dict[str, Any], known: set[Any]) -> list[Any]:
    return [each for each in state["anchors"] if each[0] in known]


@pytest.mark.slow
def test_no_annotation_is_ever_missing(reading: Reading, members: dict[str, Member]) -> None:
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(st.lists(st.tuples(WRITTEN, TEXTS), min_size=1, max_size=3))
    def holds(story: list[tuple[list[Any], str]]) -> None:
        with transaction.atomic():
            for drawn, text in story:
                scribble(reading, members["reader"], drawn)
                assert_consistent(reading)
                try:
                    revise(reading, text)
                except TextUnchanged:
                    continue
                assert_consistent(reading)
            transaction.set_rollback(True)

    holds()


@pytest.mark.slow
def test_publishing_and_restoring_returns_every_placement_exactly(
    reading: Reading, members: dict[str, Member]
) -> None:
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(WRITTEN, WRITTEN, TEXTS)
    def holds(before: list[Any], after: list[Any], text: str) -> None:
        with transaction.atomic():
            scribble(reading, members["reader"], before)
            revise(reading, text)
            there = reload(reading).essay.current
            back = snapshot(reading)
            known = {each[0] for each in back["anchors"]}
            restore_revision(
                reload(reading), reading.essay.current, by=None, expected_current=there.pk
            )
            scribble(reading, members["another_reader"], after)
            home = reload(reading).essay.current_id
            restore_revision(reload(reading), there, by=None, expected_current=home)
            assert anchors_of(snapshot(reading), known) == back["anchors"]
            assert_consistent(reading)
            if not after:
                assert snapshot(reading) == back
            transaction.set_rollback(True)

    holds()
