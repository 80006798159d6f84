"""How sure a place is: the chance, by what survived, that a reader would point there too."""

from dataclasses import dataclass
from math import exp

from annotations.anchoring.correspondence import Correspondence, sentences
from annotations.anchoring.span import Span

SURE = 0.5
"""Below it a place is not named: a wrong place is worse than none."""

_NEAR, _ROOM = 6, 12


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
    def confidence(self) -> float:
        """Logistic regression on revisions by hand and by rule; see the room's docstring."""
        logit = -9.4 + 11.0 * self.kept + 5.2 * self.pinned + 2.4 * self.around
        return 1 / (1 + exp(-logit))


def evidence(found: Correspondence, passage: range, paragraph: int, span: Span) -> Evidence:
    """Gather what speaks for `span` as the place of the old paragraph's words `passage`."""
    before = range(max(0, passage.start - _NEAR), passage.start)
    after = range(passage.stop, min(len(found.to), passage.stop + _NEAR))
    low, high = span.words.start, span.words.stop
    left = _share(found, before, range(low - _ROOM, low))
    right = _share(found, after, range(high, high + _ROOM))
    rest = [
        i
        for sentence in sentences(found.old, found.old.of(paragraph))
        if sentence.start < passage.stop and sentence.stop > passage.start
        for i in sentence
        if i not in passage
    ]
    return Evidence(
        kept=_share(found, passage, span.words),
        pinned=(left + right) / 2,
        around=found.kept(rest) if rest else 0.5,
    )


def _share(found: Correspondence, old_words: range, place: range) -> float:
    """Return how much of the words' weight is found in the place; half, if there are none."""
    whole = sum(found.weights[found.old.keys[i]] for i in old_words)
    there = sum(found.worth(i) for i in old_words if found.to[i] in place)
    return there / whole if whole else 0.5
