"""Which words of one text are which words of another, in order, however long the texts."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from annotations.anchoring.matching.gotoh import align_words
from annotations.anchoring.matching.tokens import TokenKeys, ends_sentence
from annotations.anchoring.matching.word_weights import WordWeights

type Pair = tuple[int, int]

_EASY, _HARD = 10_000, 160_000
"""A table of more than `_EASY` cells is divided at runs of four words that both sides have once,
one of more than `_HARD` at any words that both have once; without such words it is not aligned."""
_BACK = 16
"""How many words back an end of a sentence is looked for."""


def match_words(old: TokenKeys, new: TokenKeys, weights: WordWeights) -> list[Pair]:
    """Return ascending pairs of indices of words that are the same word, or a form of it."""
    head = _shared_head(old, new)
    tail = _shared_tail(old, new, head)
    inner = _inner(old[head : len(old) - tail], new[head : len(new) - tail], weights)
    return [
        *((i, i) for i in range(head)),
        *((head + i, head + j) for i, j in inner),
        *((len(old) - k, len(new) - k) for k in range(tail, 0, -1)),
    ]


def _shared_head(old: TokenKeys, new: TokenKeys) -> int:
    """Count the words both begin with, if an end of a sentence is near only as far as that.

    Where "The first. The second." became "The first. The third. The second.", either "The" could
    be the new one; only an alignment that sees both can tell.
    """
    shared = min(len(old), len(new))
    head = next((i for i in range(shared) if old[i] != new[i]), shared)
    if head == len(old) == len(new):
        return head
    ends = (i for i in range(head, max(0, head - _BACK), -1) if ends_sentence(old[i - 1]))
    return next(ends, head if head > _BACK else 0)


def _shared_tail(old: TokenKeys, new: TokenKeys, head: int) -> int:
    shared = min(len(old), len(new)) - head
    tail = next((k for k in range(shared) if old[-1 - k] != new[-1 - k]), shared)
    starts = (
        k
        for k in range(tail, max(0, tail - _BACK), -1)
        if k < len(old) and ends_sentence(old[-k - 1])
    )
    return next(starts, tail if tail > _BACK else 0)


def _inner(old: TokenKeys, new: TokenKeys, weights: WordWeights) -> list[Pair]:
    cells = len(old) * len(new)
    pins = _pins(old, new, cells) if cells > _EASY else []
    if pins:
        return list(_between(pins, old, new, weights))
    return align_words(old, new, weights) if 0 < cells <= _HARD else []


def _between(
    pins: list[Pair], old: TokenKeys, new: TokenKeys, weights: WordWeights
) -> Iterator[Pair]:
    low = high = 0
    for i, j in pins:
        for a, b in _inner(old[low:i], new[high:j], weights):
            yield low + a, high + b
        yield i, j
        low, high = i + 1, j + 1
    for a, b in _inner(old[low:], new[high:], weights):
        yield low + a, high + b


def _pins(old: TokenKeys, new: TokenKeys, cells: int) -> list[Pair]:
    """Return the longest chain of runs of words found once on either side (patience diff)."""
    for length in (4, 2, 1) if cells > _HARD else (4,):
        mine, yours = _once(old, length), _once(new, length)
        chain = longest_increasing_subsequence(
            (at, yours[run]) for run, at in mine.items() if run in yours
        )
        if chain:
            return chain
    return []


def _once(keys: TokenKeys, length: int) -> dict[tuple[str, ...], int]:
    runs = list(zip(*(keys[shift:] for shift in range(length)), strict=False))
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def longest_increasing_subsequence(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the longest subsequence whose second members rise (Fredman 1975)."""
    tops: list[int] = []
    heads: list[int] = []
    links: list[tuple[Pair, int]] = []
    for pair in pairs:
        place = bisect_left(tops, pair[1])
        links.append((pair, heads[place - 1] if place else -1))
        tops[place : place + 1] = [pair[1]]
        heads[place : place + 1] = [len(links) - 1]
    chain: list[Pair] = []
    link = heads[-1] if heads else -1
    while link >= 0:
        pair, link = links[link]
        chain.append(pair)
    return chain[::-1]
