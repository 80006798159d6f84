"""Which old piece of text became which new one: an assignment of greatest total similarity."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import pairwise
from math import sqrt

from annotations.anchoring.matching.tokens import TokenKeys
from annotations.anchoring.matching.word_weights import WordWeights

type Feature = str | tuple[str, str]
type Bag = dict[Feature, float]
type Similarities = list[list[tuple[int, float]]]

_CROWDED = 40
"""A feature of more pieces than this does not identify a piece."""
_CANDIDATES = 8
_STEP = 0.005


def similarities(
    old: Sequence[TokenKeys], new: Sequence[TokenKeys], weights: WordWeights
) -> Similarities:
    """Return for each old piece the new ones most similar to it, with the similarity (0 to 1).

    Similarity is the weight of the words, and pairs of words, that both have, divided by the
    geometric mean of what each has.
    """
    return list(_candidates([_bag(keys, weights) for keys in old], [_bag(k, weights) for k in new]))


def _bag(keys: TokenKeys, weights: WordWeights) -> Bag:
    """Weigh a piece's words, and its pairs of words, which chance seldom repeats."""
    bag: Bag = {word: weights[word] ** 2 * count for word, count in Counter(keys).items()}
    for pair, count in Counter(pairwise(keys)).items():
        bag[pair] = weights[pair[0]] * weights[pair[1]] * count
    return bag


def _candidates(old: Sequence[Bag], new: Sequence[Bag]) -> Iterator[list[tuple[int, float]]]:
    places: defaultdict[Feature, list[int]] = defaultdict(list)
    for j, bag in enumerate(new):
        for feature in bag:
            places[feature].append(j)
    sizes = [sum(bag.values()) for bag in new]
    for bag in old:
        shared: defaultdict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            where = places.get(feature, ())
            for j in where if len(where) <= _CROWDED else ():
                shared[j] += min(weight, new[j][feature])
        size = sum(bag.values())
        scored = ((j, overlap / sqrt(size * sizes[j])) for j, overlap in shared.items() if overlap)
        yield nlargest(_CANDIDATES, scored, key=lambda candidate: candidate[1])


def solve_assignment(worth: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, int]]:
    """Pair old and new pieces so that the total value of the pairs is greatest.

    Solved by auction (Bertsekas 1988), to within 0.005 for each pair: every old piece bids for the
    new piece whose value is highest above its price.

    Args:
        worth: for each old piece the new ones it could become, with the value of each pair; a piece
            without a pair has value 0.
    """
    prices: defaultdict[int, float] = defaultdict(float)
    owners: dict[int, int] = {}
    bidders = list(range(len(worth)))[::-1]
    while bidders:
        bidder = bidders.pop()
        offers = nlargest(2, ((value - prices[j], j) for j, value in worth[bidder]))
        if not offers or offers[0][0] <= 0:
            continue
        best, item = offers[0]
        second = max(offers[1][0], 0.0) if len(offers) > 1 else 0.0
        prices[item] += best - second + _STEP
        if item in owners:
            bidders.append(owners[item])
        owners[item] = bidder
    return sorted((owner, item) for item, owner in owners.items())
