"""Where a quotation stands in a text whose earlier revision is unknown."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log2

import edlib

from annotations.anchoring.confidence import gather_evidence
from annotations.anchoring.matching.correspondence import match_texts
from annotations.anchoring.matching.tokens import unify_typography
from annotations.anchoring.passages import (
    PARAGRAPH_BREAK,
    AnchoredRange,
    AnchorReason,
    Orphan,
    Passage,
)
from annotations.anchoring.selectors import common_prefix_length
from annotations.anchoring.span import find_span
from annotations.character_folding.invisible_characters import visible_offsets, without_invisible

type TextRange = tuple[int, int]

_MARGIN = 160
_COPIES, _LOOKED_AT = 500, 3
_SURE = 0.5
"""Higher than where the old text is known, because less is known of the context."""
_TIE = 0.2
"""Of places whose log odds differ by less, the one nearest to the old position is chosen."""
_LETTERS = 250
"""edlib accepts 256 different characters; rarer ones are all replaced by one."""


class QuotationIndex:
    """A text in which quotations are looked up, its paragraphs joined by two line ends.

    `paragraphs`, `text` and all offsets but those of an answer are of what can be seen of it.
    """

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._as_written = paragraphs
        self.paragraphs = [without_invisible(paragraph) for paragraph in paragraphs]
        self.offsets = [0]
        for paragraph in self.paragraphs:
            self.offsets.append(self.offsets[-1] + len(paragraph) + len(PARAGRAPH_BREAK))
        self.text = unify_typography(PARAGRAPH_BREAK.join(paragraphs))
        rare = Counter(self.text).most_common()[_LETTERS:]
        self._rare = dict.fromkeys((ord(letter) for letter, _ in rare), "\ufffd")
        self._letters = self.text.translate(self._rare)

    def find(self, passage: Passage) -> AnchoredRange | Orphan:
        """Find a passage by its quotation, then its context, then its old position."""
        quoted = _Quoted(passage)
        placed = [self._place(quoted, stretch) for stretch in self._stretches(quoted)]
        found = dict(filter(None, placed))
        best = max(found.values(), default=0.0)
        rivals = [anchor for anchor, weight in found.items() if best - weight < _TIE]
        if not rivals or max(anchor.confidence for anchor in rivals) < _SURE:
            return Orphan("ambiguous" if rivals else "gone")
        nearest = min(rivals, key=lambda a: abs(self._hint(passage) - self._offset(a)))
        places = visible_offsets(self._as_written[nearest.paragraph])
        return replace(nearest, start=places[nearest.start], end=places[nearest.end - 1] + 1)

    def _offset(self, anchor: AnchoredRange) -> int:
        return self.offsets[anchor.paragraph] + anchor.start

    def _hint(self, passage: Passage) -> int:
        paragraph = min(max(passage.paragraph, 0), len(self.paragraphs))
        return self.offsets[paragraph] + passage.start

    def _stretches(self, quoted: "_Quoted") -> Iterator[TextRange]:
        """Yield where the quotation may stand: exact copies first, then similar ranges."""
        if not quoted.exact.strip():
            return
        hint = self._hint(quoted.passage)
        shared = {at: quoted.context_shared(self.text, at) for at in self._copies(quoted.exact)}
        copies = sorted(shared, key=lambda at: (-shared[at], abs(at - hint)))
        best = shared[copies[0]] if copies else 0
        if best == quoted.context:
            copies = [at for at in copies if shared[at] == best]
        yield from ((at, at + len(quoted.exact)) for at in copies[:_LOOKED_AT])
        if not copies or best < quoted.context:
            yield from self._resembling(quoted.prefix + quoted.exact + quoted.suffix)
        if not copies:
            yield from self._resembling(quoted.exact)

    def _copies(self, exact: str) -> Iterator[int]:
        at = self.text.find(exact)
        for _ in range(_COPIES):
            if at < 0:
                return
            yield at
            at = self.text.find(exact, at + 1)

    def _resembling(self, words: str) -> Iterator[TextRange]:
        """Yield the ranges at the least edit distance (Myers 1999), at most half the length."""
        letters = words.translate(self._rare)
        found = edlib.align(letters, self._letters, "HW", "locations", len(letters) // 2)
        for start, last in found["locations"][:_LOOKED_AT]:
            yield start or 0, last + 1

    def _place(self, quoted: "_Quoted", stretch: TextRange) -> tuple[AnchoredRange, float] | None:
        """Align the quotation in its context with the text at the range and around it."""
        low, high = stretch[0] - _MARGIN, stretch[1] + _MARGIN
        first = max(0, bisect_right(self.offsets, low) - 1)
        last = bisect_left(self.offsets, high, first, len(self.paragraphs))
        cuts = [max(0, low - self.offsets[p]) for p in range(first, last)]
        window = [
            self.paragraphs[p][cut : max(0, high - self.offsets[p])]
            for p, cut in enumerate(cuts, first)
        ]
        found = match_texts(quoted.paragraphs, window)
        words = found.old.words_between(quoted.home, quoted.start, quoted.start + len(quoted.exact))
        span = find_span(found, words)
        if span is None:
            return None
        start = cuts[span.paragraph] + found.new.starts[span.words.start]
        end = cuts[span.paragraph] + found.new.ends[span.words.stop - 1]
        judged = gather_evidence(found, words, quoted.home, span)
        paragraph = first + span.paragraph
        same = unify_typography(self.paragraphs[paragraph][start:end]) == quoted.exact
        reason: AnchorReason = "shifted" if same else "edited"
        anchor = AnchoredRange(paragraph, start, end, reason, round(judged.confidence, 3))
        stretched = max(0.0, log2(len(span.words) / (2 * len(words))))
        return anchor, judged.log_odds - stretched


class _Quoted:
    """A passage as a small text of its own: the quotation between its prefix and its suffix."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.prefix = _seen(passage.prefix)
        self.exact = _seen(passage.exact).replace("\n", " ")
        self.suffix = _seen(passage.suffix)
        self.context = len(self.prefix) + len(self.suffix)
        self.paragraphs = (self.prefix + self.exact + self.suffix).split(PARAGRAPH_BREAK)
        before = self.prefix.split(PARAGRAPH_BREAK)
        self.home, self.start = len(before) - 1, len(before[-1])

    def context_shared(self, text: str, at: int) -> int:
        """Count the characters next to a copy of the quotation that equal its context."""
        before = text[max(0, at - len(self.prefix)) : at]
        end = at + len(self.exact)
        after = text[end : end + len(self.suffix)]
        return common_prefix_length(before[::-1], self.prefix[::-1]) + common_prefix_length(
            after, self.suffix
        )


def _seen(text: str) -> str:
    return unify_typography(unicodedata.normalize("NFC", without_invisible(text)))
