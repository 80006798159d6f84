"""The weight of a word: how much it tells about where a sentence belongs.

Rare and long words weigh much, punctuation little.
"""

from collections import Counter
from collections.abc import Iterable
from math import log2

from annotations.anchoring.matching.tokens import ends_sentence, is_punctuation

type WordWeights = dict[str, float]

_SIGN, _SENTENCE_END = 0.15, 0.35


def weigh_words(*texts: Iterable[str]) -> WordWeights:
    """Return the weight of every word of the texts, between 0.15 and 1.

    Half of the weight is inverse frequency (Spärck Jones 1972), half is length, which stands in for
    frequency where a text is too short to show it.
    """
    counts = Counter[str]()
    for text in texts:
        counts.update(text)
    rarest = log2(1 + sum(counts.values()))
    return {word: _weight(word, count, rarest) for word, count in counts.items()}


def _weight(word: str, count: int, rarest: float) -> float:
    if is_punctuation(word):
        return _SENTENCE_END if ends_sentence(word) else _SIGN
    rarity = 1 - log2(count) / rarest if rarest else 1.0
    return 0.15 + 0.85 * (0.5 * rarity + 0.5 * min(len(word), 7) / 7)
