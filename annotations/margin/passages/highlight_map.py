"""How much each stretch of a paragraph is marked, kept as differences.

An edge map says, by kind, at which code point how many readers' marks begin (positive) or
end (negative). It can be changed without reading the other annotations, and summing it from
the left draws the paragraph, in time and size bounded by the text.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotations.prose.highlighted_html import MAX_WEIGHT, Highlight

type Range = tuple[int, int]
# kind → code point (as a string: it is kept as JSON) → difference
type Edges = dict[str, dict[str, int]]


def union(ranges: Iterable[Range]) -> list[Range]:
    """The same characters, as ranges that neither overlap nor touch, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def shifted(edges: Edges, kind: str, ranges: Iterable[Range], by: int) -> Edges:
    """The edge map with `by` more readers over each of these ranges."""
    changed = dict(edges.get(kind, {}))
    for start, end in ranges:
        for point, difference in ((str(start), by), (str(end), -by)):
            changed[point] = changed.get(point, 0) + difference
    kept = {point: count for point, count in changed.items() if count}
    return {**{k: v for k, v in edges.items() if k != kind}, **({kind: kept} if kept else {})}


def replaced(edges: Edges, kind: str, before: Iterable[Range], after: Iterable[Range]) -> Edges:
    """The edge map when one reader's marks of a kind change from `before` to `after`."""
    return shifted(shifted(edges, kind, union(before), -1), kind, union(after), +1)


def drawn(edges: Edges) -> list[Highlight]:
    """The stretches to mark: neighbours that look the same are one."""
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


def laid_over(marks: Sequence[Highlight], edges: Edges) -> list[Highlight]:
    """What is drawn already (in order, without overlap) with some more on top: the same as if
    all had been drawn together, since weight beyond the heaviest makes no difference."""
    if not edges:
        return list(marks)
    bounds = {point for mark in marks for point in (mark.start, mark.end)}
    points = sorted(bounds | {int(point) for kind in edges.values() for point in kind})
    beginning = {mark.start: mark for mark in marks}
    running = dict.fromkeys(edges, 0)
    below: Highlight | None = None
    found: list[Highlight] = []
    for here, there in pairwise(points):
        below = beginning.get(here) or (below if below and here < below.end else None)
        for kind in running:
            running[kind] += edges[kind].get(str(here), 0)
        kinds = {kind for kind, readers in running.items() if readers > 0}
        weight = sum(readers for readers in running.values() if readers > 0)
        _append(
            found,
            here,
            there,
            frozenset(kinds | (below.kinds if below else set())),
            weight + (below.weight if below else 0),
        )
    return found


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


def to_stored(marks: Iterable[Highlight]) -> list[list[int | str]]:
    """What is drawn, as JSON keeps it."""
    return [[each.start, each.end, " ".join(sorted(each.kinds)), each.weight] for each in marks]


def from_stored(kept: Iterable[tuple[int, int, str, int]]) -> list[Highlight]:
    """The same, back."""
    return [Highlight(start, end, frozenset(kinds.split()), w) for start, end, kinds, w in kept]
