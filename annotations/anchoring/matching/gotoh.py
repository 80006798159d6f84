"""The best alignment of two rows of words: Gotoh's global alignment with affine gaps (1982).

The alphabet is words instead of letters. Rare words earn more than common ones, so that two
sentences are not held together by their articles; opening a gap costs, so that an inserted copy
does not tear the original apart; and it costs less where a sentence begins, for readers expect
whole sentences to come and go. A word put in another's place costs next to nothing.
"""

from collections import defaultdict

from rapidfuzz.distance import Indel

from annotations.anchoring.matching.tokens import TokenKeys, ends_sentence, is_punctuation
from annotations.anchoring.matching.word_weights import WordWeights

_OPEN, _OPEN_SENTENCE, _EXTEND = 0.3, 0.2, 0.02
_REPLACED, _SIGN_FOR_WORD = -0.06, -0.4
_SIMILAR = 0.6
_NEVER = -1e9
_TIE = 1e-9
"""A gap that could stand in several places stands in the last, as readers of diffs expect."""
_DIAGONAL, _DOWN, _ACROSS = 0, 1, 2


def align_words(old: TokenKeys, new: TokenKeys, weights: WordWeights) -> list[tuple[int, int]]:
    """Return ascending pairs of indices of words that are the same word, or a form of it.

    Takes time and memory in proportion to the product of the lengths.
    """
    gains = _gains(old, new, weights)
    openings = _openings(new)
    diagonal = [0.0] + [_NEVER] * len(new)
    down = [_NEVER] * (len(new) + 1)
    across = [_NEVER] + [-_OPEN_SENTENCE - _EXTEND * j for j in range(len(new))]
    ways = []
    for i, opening in enumerate(_openings(old)):
        first = -_OPEN_SENTENCE - _EXTEND * i
        way, diagonal, down, across = _row(
            diagonal, down, across, gains[old[i]], opening, openings, first
        )
        ways.append(way)
    last = (diagonal[-1], down[-1], across[-1])
    return [
        (i, j) for i, j in _walk_back(ways, len(new), last.index(max(last))) if gains[old[i]][j] > 0
    ]


def _gains(old: TokenKeys, new: TokenKeys, weights: WordWeights) -> dict[str, list[float]]:
    """Return for each old word what it earns, or costs, to align it with each new word."""
    replaced = {
        sign: [_REPLACED if is_punctuation(word) == sign else _SIGN_FOR_WORD for word in new]
        for sign in (True, False)
    }
    places: defaultdict[str, list[int]] = defaultdict(list)
    starts: defaultdict[str, set[str]] = defaultdict(set)
    for j, word in enumerate(new):
        places[word].append(j)
        starts[word[:2]].add(word)
    table = {}
    for word in set(old):
        gains = replaced[is_punctuation(word)].copy()
        for other in starts.get(word[:2], ()):
            earned = _resemblance(word, other, weights)
            for j in places[other] if earned else ():
                gains[j] = earned
        table[word] = gains
    return table


def _resemblance(word: str, other: str, weights: WordWeights) -> float:
    """Return what two words with the same first two letters have in common."""
    if word == other:
        return weights[word]
    if min(len(word), len(other)) < 3:
        return 0.0
    similarity = Indel.normalized_similarity(word, other, score_cutoff=_SIMILAR)
    return similarity * 0.5 * weights[word]


def _openings(keys: TokenKeys) -> list[float]:
    """Return for each word what it costs to open a gap with it."""
    starts = [True, *(ends_sentence(word) for word in keys[:-1])] if keys else []
    return [_OPEN_SENTENCE if start else _OPEN for start in starts]


def _row(
    above: list[float],
    above_down: list[float],
    above_across: list[float],
    gains: list[float],
    opening: float,
    openings: list[float],
    first: float,
) -> tuple[bytearray, list[float], list[float], list[float]]:
    """Compute one row of the three tables, and where each of its values came from.

    Two bits for each table say which of the three the best way comes from: bits 0 and 1 for the
    diagonal, 2 and 3 for down, 4 and 5 for across. One long loop, because calls in it would cost
    three times as much as the work.
    """
    diagonal, down, across = [_NEVER], [first], [_NEVER]
    ways = bytearray([_DOWN << 2])
    left_diagonal, left_down, left_across = _NEVER, first, _NEVER
    for j, gain in enumerate(gains):
        best, way = above[j], _DIAGONAL
        if above_down[j] >= best - _TIE:
            best, way = above_down[j], _DOWN
        if above_across[j] >= best - _TIE:
            best, way = above_across[j], _ACROSS
        here = best + gain
        here_down = above[j + 1] - opening
        if above_down[j + 1] - _EXTEND > here_down:
            here_down, way = above_down[j + 1] - _EXTEND, way | _DOWN << 2
        best, source = left_diagonal - openings[j], _DIAGONAL
        if left_across - _EXTEND > best:
            best, source = left_across - _EXTEND, _ACROSS
        if left_down - _EXTEND > best:
            best, source = left_down - _EXTEND, _DOWN
        diagonal.append(here)
        down.append(here_down)
        across.append(best)
        left_diagonal, left_down, left_across = here, here_down, best
        ways.append(way | source << 4)
    return ways, diagonal, down, across


def _walk_back(ways: list[bytearray], width: int, table: int) -> list[tuple[int, int]]:
    """Follow the best way from the end to the start, and return its diagonal steps."""
    i, j = len(ways), width
    steps = []
    while i and j:
        source = ways[i - 1][j] >> (2 * table) & 3
        i -= table != _ACROSS
        j -= table != _DOWN
        if table == _DIAGONAL:
            steps.append((i, j))
        table = source
    return steps[::-1]
