"""What holds for any agenda: order, uniqueness, and what makes no difference to it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.agenda.lines import (
    ClaimTopic,
    LineKind,
    QuotedAnnotation,
)
from annotations.arguments.agenda.selection import arrange_by_key, debated_claims
from annotations.arguments.standing.standing import BaseStanding, Standing
from tests.arguments.agenda_topics import keys, lines_for, topic

voices = st.builds(
    QuotedAnnotation,
    id=st.uuids().map(str),
    author=st.just("Wren"),
    text=st.text(max_size=30) | st.just("Why?"),
    place=st.just("¶ 1"),
    endorsements=st.integers(0, 3),
    answers=st.integers(0, 1),
    stands=st.booleans(),
)

topics = st.builds(
    topic,
    st.uuids().map(str),
    st.builds(
        Standing,
        base=st.sampled_from(BaseStanding),
        counterpoints=st.integers(1, 3),
        standing_counterpoints=st.just(1),
        supports=st.integers(0, 1),
    ),
    st.integers(1, 9),
    against=st.lists(voices, max_size=3).map(tuple),
    in_favour=st.lists(voices, max_size=3).map(tuple),
)

several = st.lists(topics, max_size=8), st.lists(voices, max_size=8), st.lists(voices, max_size=8)


@given(*several, st.integers(0, 4), st.data())
def test_each_line_is_listed_once_in_the_order_of_kinds_regardless_of_input_order(
    topics, counterpoints, notes, at_most, draw
):
    lines = lines_for(topics, counterpoints, notes, at_most=at_most)
    assert len(set(keys(lines))) == len(lines)
    order = [list(LineKind).index(line.kind) for line in lines]
    assert order == sorted(order)
    assert all(order.count(kind) <= at_most for kind in order)
    shuffled = [draw.draw(st.permutations(some)) for some in (topics, counterpoints, notes)]
    assert lines_for(*shuffled, at_most=at_most) == lines


@given(*several, st.data())
def test_a_leaders_order_is_kept_and_new_lines_follow(topics, counterpoints, notes, draw):
    lines = lines_for(topics, counterpoints, notes)
    placed = draw.draw(st.permutations([*keys(lines)[::2], "gone:since"]))
    hidden = set(keys(lines)[::3])
    known = [key for key in placed if key in keys(lines) and key not in hidden]
    new = [key for key in keys(lines) if key not in placed and key not in hidden]
    assert keys(arrange_by_key(lines, placed, hidden)) == known + new


@st.composite
def argued(draw: st.DrawFn) -> list[ClaimTopic]:
    """Many claims, few of them far apart in what stands against them and what rests on them."""
    topics = []
    for at in range(draw(st.integers(1, 25))):
        standing = draw(st.integers(0, 3))
        against = tuple(
            QuotedAnnotation(id=f"c{at}-{n}", author="Heron", text="Not so.", place="¶ 1",
                  claim=f"k{at}", endorsements=draw(st.integers(0, 3)))
            for n in range(standing)
        )  # fmt: skip
        base = BaseStanding.CONTESTED if standing else BaseStanding.UNEXAMINED
        found = Standing(
            base=base,
            counterpoints=standing,
            standing_counterpoints=standing,
            supports=draw(st.integers(0, 1)),
        )
        resting = ("¶ 9",) * draw(st.integers(0, 2))
        topics.append(topic(f"k{at}", found, draw(st.integers(1, 9)), against=against,
                            dependents=resting))  # fmt: skip
    return topics


@given(argued(), st.data())
def test_annotations_of_claims_that_are_not_contested_make_no_difference(topics, draw):
    heard = debated_claims([replace(one, against=()) for one in topics])
    few = [one if one.id in heard else replace(one, against=()) for one in topics]
    voices = [voice for one in topics for voice in one.against]
    up = draw.draw(st.lists(st.sampled_from(voices), unique=True)) if voices else []
    assert lines_for(few, up) == lines_for(topics, up)
