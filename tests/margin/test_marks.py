"""Marks as differences: however they are added up, the same stretches are drawn."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.margin.passages.highlight_map import (
    add_readers,
    edges_to_highlights,
    highlights_from_json,
    highlights_to_json,
    merge_ranges,
    overlay_edges,
    replace_reader_ranges,
)
from annotations.prose.highlighted_html import MAX_WEIGHT

LENGTH = 30
RANGES = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda two: tuple(sorted(two))),
    max_size=5,
)
KINDS = st.sampled_from(["note", "counterpoint", "source"])
# What readers marked: each with a kind and passages.
READERS = st.lists(st.tuples(KINDS, RANGES), max_size=6)


def edges_of(readers):
    edges = {}
    for kind, ranges in readers:
        edges = add_readers(edges, kind, merge_ranges(ranges), +1)
    return edges


def together(*maps):
    total = {}
    for edges in maps:
        for kind, points in edges.items():
            for point, count in points.items():
                total.setdefault(kind, {}).setdefault(point, 0)
                total[kind][point] += count
    return total


def seen_at(point, readers):
    """By looking at one character: the kinds over it, and how heavily."""
    over = [kind for kind, ranges in readers if any(s <= point < e for s, e in ranges)]
    return frozenset(over), min(MAX_WEIGHT, len(over))


@given(READERS)
def test_what_is_drawn_is_what_each_character_says(readers):
    marks = edges_to_highlights(edges_of(readers))
    for point in range(LENGTH):
        here = [(m.kinds, m.weight) for m in marks if m.start <= point < m.end]
        expected = seen_at(point, readers)
        assert here == ([expected] if expected[0] else [])


@given(READERS, READERS)
def test_laid_over_is_as_if_drawn_together(below, above):
    a, b = edges_of(below), edges_of(above)
    assert overlay_edges(edges_to_highlights(a), b) == edges_to_highlights(together(a, b))


@given(READERS, KINDS, RANGES, RANGES)
def test_what_is_marked_and_taken_back_leaves_nothing(readers, kind, first, second):
    edges = edges_of(readers)
    changed = replace_reader_ranges(
        replace_reader_ranges(edges, kind, [], first), kind, first, second
    )
    assert replace_reader_ranges(changed, kind, second, []) == edges


@given(READERS)
def test_what_is_kept_comes_back(readers):
    marks = edges_to_highlights(edges_of(readers))
    assert highlights_from_json(highlights_to_json(marks)) == marks


@given(RANGES)
def test_a_union_covers_the_same_characters_in_order_without_touching(ranges):
    merged = merge_ranges(ranges)
    covered = {point for start, end in ranges for point in range(start, end)}
    assert {point for start, end in merged for point in range(start, end)} == covered
    bounds = [point for both in merged for point in both]
    assert bounds == sorted(set(bounds))
