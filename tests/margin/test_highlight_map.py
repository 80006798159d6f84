"""Edge maps: however they are added up, the highlights are the same."""

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
def test_highlights_agree_with_a_count_for_each_character(readers):
    marks = edges_to_highlights(edges_of(readers))
    for point in range(LENGTH):
        here = [(m.kinds, m.weight) for m in marks if m.start <= point < m.end]
        expected = seen_at(point, readers)
        assert here == ([expected] if expected[0] else [])


@given(READERS, READERS)
def test_adding_an_edge_map_to_highlights_is_adding_up_both_together(below, above):
    a, b = edges_of(below), edges_of(above)
    assert overlay_edges(edges_to_highlights(a), b) == edges_to_highlights(together(a, b))


@given(READERS, KINDS, RANGES, RANGES)
def test_marks_that_are_added_and_removed_leave_nothing(readers, kind, first, second):
    edges = edges_of(readers)
    changed = replace_reader_ranges(
        replace_reader_ranges(edges, kind, [], first), kind, first, second
    )
    assert replace_reader_ranges(changed, kind, second, []) == edges


@given(READERS)
def test_highlights_survive_json(readers):
    marks = edges_to_highlights(edges_of(readers))
    assert highlights_from_json(highlights_to_json(marks)) == marks


@given(RANGES)
def test_merged_ranges_cover_the_same_characters_in_order_without_touching(ranges):
    merged = merge_ranges(ranges)
    covered = {point for start, end in ranges for point in range(start, end)}
    assert {point for start, end in merged for point in range(start, end)} == covered
    bounds = [point for both in merged for point in both]
    assert bounds == sorted(set(bounds))
