"""How sure a place is: the chance, by what survived, that a reader would point there too."""

from dataclasses import dataclass
from math import exp

from annotations.anchoring.matching.correspondence import NOWHERE, Correspondence
from annotations.anchoring.matching.tokens import Words, ends_sentence
from annotations.anchoring.span import Span

SURE = 0.4
"""Below it a place is not named: a wrong place is worse than none."""

_NEAR, _ROOM = 6, 12
_WALK = 300
"""No neighbourhood and no sentence is followed further than this."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a place; each a share between 0 and 1, by the weight of words.

    `kept`: of the passage's words, those found there. `pinned`: of the six words on either side,
    those still near by. `around`: of the rest of its sentence, what is left anywhere.
    """

    kept: float
    pinned: float
    around: float

    @property
    def weight(self) -> float:
        """Log odds, fitted by logistic regression to some 3,500 judged answers."""
        return -11.4 + 13.2 * self.kept + 5.7 * self.pinned + 3.1 * self.around

    @property
    def confidence(self) -> float:
        return 1 / (1 + exp(-self.weight))


def evidence(found: Correspondence, passage: range, paragraph: int, span: Span) -> Evidence:
    """Gather what speaks for `span` as the place of the old paragraph's words `passage`."""
    before = range(max(0, passage.start - _NEAR), passage.start)
    after = range(passage.stop, min(len(found.to), passage.stop + _NEAR))
    low = _far(found.back, span.words.start - 1, -1) + 1
    high = _far(found.back, span.words.stop, 1)
    left = _share(found, before, range(low, span.words.start))
    right = _share(found, after, range(span.words.stop, high))
    rest = [i for i in _sentence(found.old, passage, paragraph) if i not in passage]
    return Evidence(
        kept=_share(found, passage, span.words),
        pinned=(left + right) / 2,
        around=found.kept(rest) if rest else 0.5,
    )


def _sentence(words: Words, passage: range, paragraph: int) -> range:
    """Return the sentence or sentences that the passage lies in, if they are of bearable length."""
    own = words.of(paragraph)
    start, stop = passage.start, passage.stop
    while start > max(own.start, passage.start - _WALK) and not ends_sentence(
        words.keys[start - 1]
    ):
        start -= 1
    while stop < min(own.stop, passage.stop + _WALK) and not ends_sentence(words.keys[stop - 1]):
        stop += 1
    return range(start, stop)


def _far(back: list[int], word: int, step: int) -> int:
    """Return where "near by" ends: words that were inserted do not make a distance."""
    passed = walked = 0
    while 0 <= word < len(back) and passed < _ROOM and walked < _WALK:
        passed += back[word] != NOWHERE
        walked += 1
        word += step
    return word


def _share(found: Correspondence, old_words: range, place: range) -> float:
    """Return how much of the words' weight is found in the place.

    Where there are no words, because the text begins or ends there, it should do so still.
    """
    if not old_words:
        return 0.5 if place else 1.0
    whole = sum(found.weights[found.old.keys[i]] for i in old_words)
    return sum(found.worth(i) for i in old_words if found.to[i] in place) / whole
