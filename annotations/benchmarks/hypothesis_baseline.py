"""How Hypothesis finds a passage again, as published: the baseline for our anchoring.

It tries the range, then the position, and accepts either if it holds the quotation; then it takes
the best approximate match of the quotation with 32 characters of context (hypothesis/client,
`anchoring/html.ts` and `match-quote.ts`; approximate search as in Myers 1999).
"""

from bisect import bisect_right
from collections.abc import Sequence

import edlib

from annotations.anchoring.passages import PARAGRAPH_BREAK, AnchoredRange, Orphan, Passage

_QUOTE, _PREFIX, _SUFFIX, _POSITION = 50, 20, 20, 2
_MOST_ERRORS = 256
_LETTERS = 256


class HypothesisCascade:
    """The cascade for one old and one new text."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.new = new
        self.old_offsets, self.offsets = _offsets(old), _offsets(new)
        self.text = PARAGRAPH_BREAK.join(new)

    def find(self, passage: Passage) -> AnchoredRange | Orphan:
        """Return where the passage is in the new text."""
        hint = self.old_offsets[passage.paragraph] + passage.start
        if passage.paragraph < len(self.new):
            paragraph = self.new[passage.paragraph]
            if paragraph[passage.start : passage.end] == passage.exact:
                return AnchoredRange(
                    passage.paragraph, passage.start, passage.end, "unchanged", 1.0
                )
        if self.text[hint : hint + len(passage.exact)] == passage.exact:
            return self._anchor(hint, hint + len(passage.exact))
        scored = [
            (self._score(passage, start, end, errors, hint), -start, end)
            for start, end, errors in find_approximate(
                self.text, passage.exact, min(_MOST_ERRORS, len(passage.exact) // 2)
            )
        ]
        if not scored:
            return Orphan("gone")
        _, start, end = max(scored)
        return self._anchor(-start, end)

    def _score(self, passage: Passage, start: int, end: int, errors: int, hint: int) -> float:
        before = self.text[max(0, start - len(passage.prefix)) : start]
        after = self.text[end : end + len(passage.suffix)]
        quote = 1 - errors / len(passage.exact)
        position = 1 - abs(start - hint) / len(self.text)
        return (
            _QUOTE * quote
            + _PREFIX * (_likeness(before, passage.prefix) if passage.prefix else 1)
            + _SUFFIX * (_likeness(after, passage.suffix) if passage.suffix else 1)
            + _POSITION * position
        )

    def _anchor(self, start: int, end: int) -> AnchoredRange:
        """Turn a stretch of the text into one of the paragraph that holds most of it."""
        first = bisect_right(self.offsets, start) - 1
        last = bisect_right(self.offsets, max(start, end - 1)) - 1
        clipped = [
            (max(start - self.offsets[p], 0), min(end - self.offsets[p], len(self.new[p])), p)
            for p in range(first, last + 1)
        ]
        low, high, paragraph = max(clipped, key=lambda part: part[1] - part[0])
        return AnchoredRange(paragraph, low, high, "shifted", 1.0)


def _offsets(paragraphs: Sequence[str]) -> list[int]:
    offsets = [0]
    for paragraph in paragraphs[:-1]:
        offsets.append(offsets[-1] + len(paragraph) + len(PARAGRAPH_BREAK))
    return offsets


def find_approximate(text: str, pattern: str, most_errors: int) -> list[tuple[int, int, int]]:
    """Return the matches (start, end, errors) with the fewest errors, exact ones if there are."""
    found, at = [], text.find(pattern)
    while at >= 0:
        found.append((at, at + len(pattern), 0))
        at = text.find(pattern, at + 1)
    if found or not text:
        return found
    target = text
    if len({*text, *pattern}) > _LETTERS:
        letters = set(pattern)
        target = "".join(letter if letter in letters else "\ufffd" for letter in text)
    match = edlib.align(pattern, target, "HW", "locations", most_errors)
    return [(start or 0, last + 1, match["editDistance"]) for start, last in match["locations"]]


def _likeness(text: str, pattern: str) -> float:
    matches = find_approximate(text, pattern, len(pattern))
    return 1 - matches[0][2] / len(pattern) if matches else 0.0
