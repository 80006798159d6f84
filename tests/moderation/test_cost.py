"""What settling one item costs, in queries, through the page that moderators use."""

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.decisions.ledger import lock_head
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from tests.cast import member_of


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves, and whose record has begun."""
    reading = begin(flag_threshold=9)
    lock_head(reading.seminar_id)
    return reading


@pytest.fixture
def post(people, signed_in, django_assert_num_queries):
    """`post(8, note, "approve")`: a moderator's decision in the queue, in so many queries and the
    two that open a transaction and close it."""
    client = signed_in(people["moderator"])

    def post(queries, annotation, step, **more):
        now = Annotation.objects.get(pk=annotation.pk)
        form = {"step": step, "version": now.version, "state": now.state, "queue": "all", **more}
        with django_assert_num_queries(queries + 2):
            answer = client.post(
                f"/admin/annotations/annotation/{annotation.pk}/decide/",
                {"reason": "off-topic", **form},
                headers={"HX-Request": "true"},
            )
        assert answer.status_code == 200

    return post


@pytest.fixture
def flagged(people):
    """Let two members flag."""

    def flagged(note):
        for name in ("another_reader", "observer"):
            flag_annotation(note, by=member_of(note.reading, people[name]), reason="spam")
        return note

    return flagged


# Of each: the session with its account, two locks, the annotation with the facts, the end of the
# chain, the decision, the record; and then what the step changes.
def test_dismissing_flags_costs_eight(reading, write, flagged, post):
    post(8, flagged(write(reading)), "dismiss_flags")


# What waits counts for its author alone, what is published for all: two tallies change.
def test_approving_costs_ten_and_eleven_on_a_passage(reading, write, post):
    post(10, write(reading, state="pending"), "approve")
    post(11, write(reading, state="pending", words="comfortable"), "approve")


@pytest.mark.parametrize("step", ["hide", "remove"])
def test_hiding_costs_ten_and_eleven_on_a_passage(reading, write, flagged, post, step):
    post(10, flagged(write(reading)), step)
    post(11, flagged(write(reading, words="comfortable")), step)
    post(9, write(reading), step)


def test_restoring_what_was_appealed_costs_ten_and_eleven_on_a_passage(
    reading, people, write, post
):
    for queries, more in ((10, {}), (11, {"words": "comfortable"})):
        note = write(reading, **more)
        take_step(Step.HIDE, note, by=people["leader"], reason="spam")
        appeal_decision(note, by=note.author, words="Why?")
        post(queries, note, "restore")


def test_upholding_costs_eight(reading, people, write, post):
    note = write(reading)
    take_step(Step.HIDE, note, by=people["leader"], reason="spam")
    appeal_decision(note, by=note.author, words="Why?")
    post(8, note, "uphold")


def test_reinstating_costs_ten_on_a_passage(reading, people, write, post):
    note = write(reading, words="comfortable")
    take_step(Step.REMOVE, note, by=people["leader"], reason="spam")
    post(10, note, "reinstate")


def test_undoing_costs_twelve_and_the_item_again(reading, write, flagged, post):
    note = flagged(write(reading))
    post(10, note, "hide")
    # further the decision it leads back from, its flags and appeals, the two of a transaction
    # inside, and seven for the item
    post(12 + 2 + 7, note, "restore", undoes=Decision.objects.get().pk)


def test_the_next_page_of_items_costs_as_much_for_two_as_for_twenty(reading, write, flagged, post):
    first, second = (write(reading, state="pending") for _ in range(2))
    for _ in range(2):
        flagged(write(reading))
    post(10 + 8, first, "approve", shown="")
    for _ in range(18):
        flagged(write(reading))
    post(10 + 8, second, "approve", shown="")
