"""The confidence in a place: the chance that a reader would point there too."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from annotations.anchoring.matching.correspondence import UNMATCHED, Correspondence
from annotations.anchoring.matching.tokens import TokenizedText, ends_sentence
from annotations.anchoring.span import WordSpan

MIN_CONFIDENCE = 0.4
"""Below it the passage is an orphan: a wrong place is worse than none."""

_NEAR, _ROOM = 6, 12
_WALK = 300
"""How many words a neighbourhood or a sentence may reach."""


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """What supports a place; each field is a share between 0 and 1, by the weight of words.

    `words_found`: of the passage's words, those found there. `context_found`: of the six words on
    either side, those still near by. `sentence_found`: of the rest of its sentence, those left
    anywhere.
    """

    words_found: float
    context_found: float
    sentence_found: float

    @property
    def log_odds(self) -> float:
        """Log odds, fitted by logistic regression to some 3,500 judged answers."""
        return (
            -11.4 + 13.2 * self.words_found + 5.7 * self.context_found + 3.1 * self.sentence_found
        )

    @property
    def confidence(self) -> float:
        """The probability that belongs to the log odds."""
        return 1 / (1 + exp(-self.log_odds))


def gather_evidence(
    found: Correspondence, passage: range, paragraph: int, span: WordSpan
) -> MatchEvidence:
    """Return the evidence for `span` as the place of the old paragraph's words `passage`."""
    before = range(max(0, passage.start - _NEAR), passage.start)
    after = range(passage.stop, min(len(found.to_new), passage.stop + _NEAR))
    low = _far(found.to_old, span.words.start - 1, -1) + 1
    high = _far(found.to_old, span.words.stop, 1)
    left = _share(found, before, range(low, span.words.start))
    right = _share(found, after, range(span.words.stop, high))
    rest = [i for i in _sentence(found.old, passage, paragraph) if i not in passage]
    return MatchEvidence(
        words_found=_share(found, passage, span.words),
        context_found=(left + right) / 2,
        sentence_found=found.share_matched(rest) if rest else 0.5,
    )


def _sentence(words: TokenizedText, passage: range, paragraph: int) -> range:
    """Return the sentence or sentences that contain the passage, cut at `_WALK` words on either
    side.
    """
    own = words.words_in(paragraph)
    start, stop = passage.start, passage.stop
    while start > max(own.start, passage.start - _WALK) and not ends_sentence(
        words.keys[start - 1]
    ):
        start -= 1
    while stop < min(own.stop, passage.stop + _WALK) and not ends_sentence(words.keys[stop - 1]):
        stop += 1
    return range(start, stop)


def _far(back: Sequence[int], word: int, step: int) -> int:
    """Return where “near by” ends; inserted words do not count as distance."""
    passed = walked = 0
    while 0 <= word < len(back) and passed < _ROOM and walked < _WALK:
        passed += back[word] != UNMATCHED
        walked += 1
        word += step
    return word


def _share(found: Correspondence, old_words: range, place: range) -> float:
    """Return the share of the words' weight that is found in the place.

    Where there are no words, because the text begins or ends there, it should still do so.
    """
    if not old_words:
        return 0.5 if place else 1.0
    whole = sum(found.weights[found.old.keys[i]] for i in old_words)
    return sum(found.matched_weight(i) for i in old_words if found.to_new[i] in place) / whole
