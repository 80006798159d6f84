"""Which annotations under a claim are shown first: on the board, in the map and in its explanation.

They are chosen when the standing is computed and cached with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from annotations.arguments.standing.semantics import NodeKind
from annotations.margin.threads.walk import walk_threads
from annotations.vocabulary import SourceRelation

BOARD_LINES = 5  # of a claim's tree on the board; the claim's page shows the rest
MAP_MARKS = 3  # under a claim in the map; a fourth line says how many more there are
EXPLANATION_LINKS = 3  # in an explanation, besides the first


class HighlightNode(Protocol):
    """A counterpoint or source: `semantics.ArgumentNode` or `contributions.Contribution`."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> NodeKind: ...
    @property
    def about(self) -> str | None: ...
    @property
    def relation(self) -> str: ...


def walk_tree[S: HighlightNode](
    bearing: Sequence[S], about: Mapping[str, Sequence[S]]
) -> Iterator[tuple[S, int]]:
    """Yield everything under a claim depth first, each with its depth, which starts at 1."""
    for each, level in walk_threads(bearing, lambda each: about.get(each.id, ())):
        yield each, level + 1


def map_highlights[S: HighlightNode](bearing: Sequence[S], stands: Mapping[str, bool]) -> list[S]:
    """The attached annotations shown in the map: standing ones first, at least one of each kind if
    there are both."""
    listed = sorted(bearing, key=lambda each: not stands[each.id])
    against = [each for each in listed if each.kind == NodeKind.COUNTERPOINT]
    sources = [each for each in listed if each.kind == NodeKind.SOURCE]
    first = against[: MAP_MARKS - min(len(sources), 1)]
    return first + sources[: MAP_MARKS - len(first)]


def supporting_sources[S: HighlightNode](
    id: str, about: Mapping[str, Sequence[S]], stands: Mapping[str, bool]
) -> list[S]:
    """The first sources that support an annotation and stand."""
    support = (each for each in about.get(id, ()) if each.relation == SourceRelation.SUPPORTS)
    return list(islice((each for each in support if stands[each.id]), EXPLANATION_LINKS))


def board_highlights[S: HighlightNode](
    bearing: Sequence[S],
    about: Mapping[str, Sequence[S]],
    stands: Mapping[str, bool],
    why: Sequence[str],
) -> list[str]:
    """The identifiers of all annotations that a claim's first lines and its explanation mention."""
    tree = {each.id: each for each, _ in walk_tree(bearing, about)}
    explaining = [tree[id] for id in why[: EXPLANATION_LINKS + 1] if id in tree]
    first = explaining[:1]
    targets = [each.about for each in first if each.about]
    backed = [source.id for each in first for source in supporting_sources(each.id, about, stands)]
    lines = [each.id for each, _ in islice(walk_tree(bearing, about), BOARD_LINES)]
    return list(dict.fromkeys([*lines, *(each.id for each in explaining), *targets, *backed]))


def group_pairs[T](pairs: Iterable[tuple[str | None, T]]) -> dict[str, list[T]]:
    """By first item, the second items in the order given. Pairs that begin with None are left
    out."""
    groups: dict[str, list[T]] = {}
    for first, second in pairs:
        if first is not None:
            groups.setdefault(first, []).append(second)
    return groups
