"""The transparency page: numbers and the chain's end, for whoever may read the seminar."""

from datetime import timedelta

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.models import Head
from annotations.moderation.policy.steps import Step
from annotations.moderation.transparency import duration_in_words, transparency_report
from tests.cast import member_of

PAGE = "/s/together/transparency/"


@pytest.fixture
def moderated(begin, people, write):
    """A seminar in which something was hidden by flags, restored, removed and appealed against."""
    reading = begin()
    first, second = write(reading, body="First."), write(reading, body="Second.")
    for who, reason in (("another_reader", "spam"), ("observer", "uncivil")):
        flag_annotation(first, by=member_of(reading, people[who]), reason=reason)
    take_step(Step.RESTORE, Annotation.objects.get(pk=first.pk), by=people["moderator"])
    take_step(Step.REMOVE, second, by=people["leader"], reason="spam", statement="For the author.")
    appeal_decision(second, by=second.author, words="Why?")
    take_step(Step.UPHOLD, Annotation.objects.get(pk=second.pk), by=people["moderator"])
    return reading


def test_it_counts_flags_steps_reasons_reversals_and_appeals(moderated):
    account = transparency_report(moderated.seminar)
    steps = [(step.name, step.number, step.by_flags, step.reasons) for step in account.steps]
    assert steps == [
        ("Hidden", 1, 1, [("Flagged by several members", 1)]),
        ("Restored", 1, 0, []),
        ("Removed", 1, 0, [("Advertising or spam", 1)]),
        ("Upheld", 1, 0, []),
    ]
    assert sorted(account.flags) == [("Advertising or spam", 1), ("Uncivil", 1)]
    assert (account.flagged, account.open_flags, account.reversals) == (2, 0, 1)
    assert (account.appeals, account.upheld, account.open_appeals) == (1, 1, 0)
    assert account.median == "less than two minutes"


@pytest.mark.parametrize("who", ["leader", "reader", "observer", "stranger", "nobody"])
def test_whoever_may_read_the_seminar_reads_it_with_the_end_of_the_record(
    moderated, people, signed_in, who
):
    head = Head.objects.get()
    page = signed_in(people[who]).get(PAGE).content.decode()
    assert f"{head.number} {head.mac}" in page
    for kept in ("First.", "Second.", "For the author.", "Why?", "moderator (moderator)"):
        assert kept not in page


def test_who_may_not_read_the_seminar_finds_nothing(begin, people, signed_in):
    begin(who_may_read="members")
    assert signed_in(people["reader"]).get(PAGE).status_code == 200
    for who in ("stranger", "former", "nobody"):
        assert signed_in(people[who]).get(PAGE).status_code == 404


def test_before_anything_was_decided_it_says_so(reading, people, signed_in):
    page = signed_in(people["nobody"]).get(PAGE).content.decode()
    assert "Nothing has been decided yet." in page
    assert "It is empty." in page


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=119), "less than two minutes"),
        (timedelta(minutes=5), "5 minutes"),
        (timedelta(hours=30), "30 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_wait_is_said_as_one_would_say_it(wait, words):
    assert duration_in_words(wait.total_seconds()) == words
