"""How much each stretch of a paragraph is marked, kept as differences.

An edge map says, by kind, at which code point how many readers' marks begin (positive) or
end (negative). It can be changed without reading the other annotations, and summing it from
the left draws the paragraph, in time and size bounded by the text.
"""

from collections.abc import Iterable
from itertools import pairwise

from annotations.prose.weaving import HEAVIEST, Mark

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


def together(*maps: Edges) -> Edges:
    """One map with everything in them."""
    total: Edges = {}
    for edges in maps:
        for kind, points in edges.items():
            into = total.setdefault(kind, {})
            for point, count in points.items():
                into[point] = into.get(point, 0) + count
    return total


def drawn(edges: Edges) -> list[Mark]:
    """The stretches to mark: neighbours that look the same are one."""
    points = sorted({int(point) for kind in edges.values() for point in kind})
    running = dict.fromkeys(edges, 0)
    marks: list[Mark] = []
    for here, there in pairwise(points):
        for kind in running:
            running[kind] += edges[kind].get(str(here), 0)
        kinds = frozenset(kind for kind, readers in running.items() if readers > 0)
        if not kinds:
            continue
        heavy = min(HEAVIEST, sum(readers for readers in running.values() if readers > 0))
        last = marks[-1] if marks else None
        if last and (last.end, last.kinds, last.weight) == (here, kinds, heavy):
            marks[-1] = Mark(last.start, there, kinds, heavy)
        else:
            marks.append(Mark(here, there, kinds, heavy))
    return marks
