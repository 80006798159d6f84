"""How many readers marked each stretch of a paragraph, stored as differences.

An edge map holds, by kind and code point, the number of readers whose marks begin there (positive)
or end there (negative). It can be changed without reading the other annotations, and adding it up
from the left gives the highlights, in time and size bounded by the text.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotations.prose.highlighted_html import MAX_WEIGHT, Highlight

type Range = tuple[int, int]
# kind → code point (as a string, for JSON) → difference
type Edges = dict[str, dict[str, int]]


def merge_ranges(ranges: Iterable[Range]) -> list[Range]:
    """Return the same characters as ranges that neither overlap nor touch, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def add_readers(edges: Edges, kind: str, ranges: Iterable[Range], by: int) -> Edges:
    """Return the edge map with `by` more readers over each of these ranges."""
    changed = dict(edges.get(kind, {}))
    for start, end in ranges:
        for point, difference in ((str(start), by), (str(end), -by)):
            changed[point] = changed.get(point, 0) + difference
    kept = {point: count for point, count in changed.items() if count}
    return {**{k: v for k, v in edges.items() if k != kind}, **({kind: kept} if kept else {})}


def replace_reader_ranges(
    edges: Edges, kind: str, before: Iterable[Range], after: Iterable[Range]
) -> Edges:
    """Return the edge map with one reader's marks of a kind changed from `before` to `after`."""
    return add_readers(
        add_readers(edges, kind, merge_ranges(before), -1), kind, merge_ranges(after), +1
    )


def edges_to_highlights(edges: Edges) -> list[Highlight]:
    """Return the stretches to highlight, in order. Neighbours that look the same are one."""
    points = sorted({int(point) for kind in edges.values() for point in kind})
    running = dict.fromkeys(edges, 0)
    marks: list[Highlight] = []
    for here, there in pairwise(points):
        for kind in running:
            running[kind] += edges[kind].get(str(here), 0)
        kinds = frozenset(kind for kind, readers in running.items() if readers > 0)
        weight = sum(readers for readers in running.values() if readers > 0)
        _append(marks, here, there, kinds, weight)
    return marks


def overlay_edges(marks: Sequence[Highlight], edges: Edges) -> list[Highlight]:
    """Return highlights (in order, without overlap) with the marks of an edge map added.

    The same as if all had been added up together, since the greatest weight is bounded.
    """
    if not edges:
        return list(marks)
    bounds = {point for mark in marks for point in (mark.start, mark.end)}
    points = sorted(bounds | {int(point) for kind in edges.values() for point in kind})
    beginning = {mark.start: mark for mark in marks}
    running = dict.fromkeys(edges, 0)
    below: Highlight | None = None
    combined: list[Highlight] = []
    for here, there in pairwise(points):
        below = beginning.get(here) or (below if below and here < below.end else None)
        for kind in running:
            running[kind] += edges[kind].get(str(here), 0)
        kinds = {kind for kind, readers in running.items() if readers > 0}
        weight = sum(readers for readers in running.values() if readers > 0)
        _append(
            combined,
            here,
            there,
            frozenset(kinds | (below.kinds if below else set())),
            weight + (below.weight if below else 0),
        )
    return combined


def _append(
    marks: list[Highlight], start: int, end: int, kinds: frozenset[str], weight: int
) -> None:
    if not kinds:
        return
    weight = min(MAX_WEIGHT, weight)
    last = marks[-1] if marks else None
    if last and (last.end, last.kinds, last.weight) == (start, kinds, weight):
        marks[-1] = Highlight(last.start, end, kinds, weight)
    else:
        marks.append(Highlight(start, end, kinds, weight))


def highlights_to_json(marks: Iterable[Highlight]) -> list[list[int | str]]:
    """Return highlights as JSON."""
    return [[each.start, each.end, " ".join(sorted(each.kinds)), each.weight] for each in marks]


def highlights_from_json(kept: Iterable[tuple[int, int, str, int]]) -> list[Highlight]:
    """Return highlights from their JSON."""
    return [Highlight(start, end, frozenset(kinds.split()), w) for start, end, kinds, w in kept]
