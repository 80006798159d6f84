"""Pairs of equal paragraphs, even where several paragraphs are equal."""

from collections import defaultdict
from collections.abc import Sequence

type _ParagraphKeys = tuple[str, ...]


def match_equal_paragraphs(
    old: Sequence[_ParagraphKeys], new: Sequence[_ParagraphKeys]
) -> dict[int, int]:
    """Pair equal paragraphs: those found once first, then their neighbours, then in order."""
    mine, yours = _places(old), _places(new)
    pairs = {
        places[0]: yours[keys][0]
        for keys, places in mine.items()
        if len(places) == 1 and len(yours.get(keys, ())) == 1
    }
    taken = set(pairs.values())
    for i in sorted(pairs):
        _extend(i, pairs, taken, old, new, 1)
        _extend(i, pairs, taken, old, new, -1)
    for keys, places in mine.items():
        left = [j for j in yours.get(keys, ()) if j not in taken]
        for i, j in zip([i for i in places if i not in pairs], left, strict=False):
            pairs[i] = j
    return pairs


def _places(paragraphs: Sequence[_ParagraphKeys]) -> dict[_ParagraphKeys, list[int]]:
    places: defaultdict[_ParagraphKeys, list[int]] = defaultdict(list)
    for index, keys in enumerate(paragraphs):
        if keys:
            places[keys].append(index)
    return places


def _extend(
    i: int,
    pairs: dict[int, int],
    taken: set[int],
    old: Sequence[_ParagraphKeys],
    new: Sequence[_ParagraphKeys],
    step: int,
) -> None:
    j = pairs[i]
    while True:
        i, j = i + step, j + step
        inside = 0 <= i < len(old) and 0 <= j < len(new)
        if not inside or i in pairs or j in taken or not old[i] or old[i] != new[j]:
            return
        pairs[i] = j
        taken.add(j)
