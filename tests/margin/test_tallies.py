"""The stored tallies of each paragraph equal a fresh count, whatever was done before."""

from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.margin.actions import show_to_seminar
from annotations.margin.models import Annotation, OwnTally
from annotations.margin.precomputed_tallies import store
from annotations.margin.precomputed_tallies.for_reader import margin_counts
from annotations.moderation.actions import bring_back_annotation, withdraw
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Refused, Step
from tests.cast import block_of, eyes_of, member_of

WORDS = ("margin", "argument that waits", "second reader", "waits", "")
DEEDS = ("withdraw", "return", "show", "approve", "hide", "restore", "remove")


def do(deed, annotation, people):
    """What somebody does about an annotation; what the table refuses does not happen."""
    annotation.refresh_from_db()
    try:
        if deed == "withdraw":
            withdraw(annotation, by=annotation.author)
        elif deed == "return":
            bring_back_annotation(annotation, by=annotation.author)
        elif deed == "show":
            show_to_seminar(annotation, by=annotation.author, state="pending")
        elif annotation.visibility == "seminar":
            take_step(Step(deed), annotation, by=people["moderator"], reason="off-topic")
    except Refused:
        pass


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    posts=st.lists(
        st.tuples(
            st.sampled_from(["reader", "another_reader", "moderator"]),
            st.sampled_from(["note", "counterpoint", "source"]),
            st.sampled_from(WORDS),
            st.sampled_from(
                [("seminar", "published"), ("seminar", "pending"), ("private", "published")]
            ),
        ),
        min_size=1,
        max_size=6,
    ),
    deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), max_size=8),
)
def test_after_any_actions_the_stored_tallies_equal_a_fresh_count(
    reading, people, write, posts, deeds
):
    there = [
        write(reading, who, number=2, kind=kind, words=words, visibility=seen, state=state)
        for who, kind, words, (seen, state) in posts
    ]
    for deed, which in deeds:
        do(deed, there[which % len(there)], people)
    assert store.tally_differences(reading) == {}


@pytest.mark.parametrize("who", ["reader", "another_reader", "moderator", "nobody"])
def test_everybody_sees_the_counts_of_what_they_may_see(reading, people, write, who):
    for author in ("reader", "another_reader"):
        write(reading, author, number=2, words="margin")
        write(reading, author, number=2, words="argument", visibility="private")
        write(reading, author, number=2, kind="counterpoint", state="pending")
    counts = margin_counts(eyes_of(reading, people[who]), reading)[
        block_of(reading, 2).paragraph_id
    ]
    expected = {"moderator": (2, 2), "nobody": (2, 0)}.get(who, (3, 1))
    assert (counts.note, counts.counterpoint) == expected
    marked = {(mark.start, mark.end, mark.weight) for mark in counts.marks}
    own = {(15, 23, 1)} if who in ("reader", "another_reader") else set()
    assert marked == {(2, 8, 2)} | own


def test_a_reader_adds_one_to_the_weight_however_often_they_mark_the_same(reading, people, write):
    for words in ("margin", "margin is", "margin"):
        write(reading, "reader", number=2, words=words, visibility="private")
    eyes = eyes_of(reading, people["reader"])
    (mark,) = margin_counts(eyes, reading)[block_of(reading, 2).paragraph_id].marks
    assert (mark.start, mark.end, mark.weight) == (2, 11, 1)


def test_annotations_older_than_the_tallies_are_counted(reading, people, write):
    write(reading, "reader", number=2, words="margin", visibility="private")
    write(reading, "reader", number=2, words="margin is", visibility="private")
    write(reading, "reader", number=3, kind="source", state="pending")
    write(reading, "another_reader", number=2, visibility="private", state="withdrawn")
    write(reading, "leader")
    OwnTally.objects.all().delete()
    assert store.tally_differences(reading) != {}
    migration = import_module("annotations.migrations.0006_own_tallies_counted")
    migration.count_what_is_there(apps, None)
    assert store.tally_differences(reading) == {}
    assert OwnTally.objects.count() == 2
    assert Annotation.objects.filter(author=member_of(reading, people["reader"])).count() == 3
