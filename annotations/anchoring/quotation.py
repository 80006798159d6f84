"""Where a quotation stands in a text whose earlier revision is not at hand."""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

import edlib

from annotations.anchoring.confidence import SURE, evidence
from annotations.anchoring.correspondence import correspondence
from annotations.anchoring.passages import BREAK, Anchor, Orphan, Passage
from annotations.anchoring.selectors import shared_start
from annotations.anchoring.span import span_of
from annotations.anchoring.tokens import alike

type Stretch = tuple[int, int]

_MARGIN = 160
_COPIES, _LOOKED_AT = 500, 3
_TIE = 0.02
_LETTERS = 250
"""edlib knows 256 different characters; rarer ones are all taken for one."""


class Essay:
    """A text in which quotations are looked up, its paragraphs joined by two line ends."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.paragraphs = paragraphs
        self.offsets = [0]
        for paragraph in paragraphs:
            self.offsets.append(self.offsets[-1] + len(paragraph) + len(BREAK))
        self.text = alike(BREAK.join(paragraphs))
        rare = Counter(self.text).most_common()[_LETTERS:]
        self._rare = dict.fromkeys((ord(letter) for letter, _ in rare), "\ufffd")
        self._letters = self.text.translate(self._rare)

    def find(self, passage: Passage) -> Anchor | Orphan:
        """Find a passage by its quotation, then its context, then its old position."""
        quoted = _Quoted(passage)
        places = {self._place(quoted, stretch) for stretch in self._stretches(quoted)}
        found = sorted((a for a in places if a), key=lambda a: -a.confidence)
        if not found or found[0].confidence < SURE:
            return Orphan("ambiguous" if found else "gone")
        rivals = [a for a in found if found[0].confidence - a.confidence < _TIE]
        return min(rivals, key=lambda a: abs(self._hint(passage) - self._offset(a)))

    def _offset(self, anchor: Anchor) -> int:
        return self.offsets[anchor.paragraph] + anchor.start

    def _hint(self, passage: Passage) -> int:
        paragraph = min(max(passage.paragraph, 0), len(self.paragraphs))
        return self.offsets[paragraph] + passage.start

    def _stretches(self, quoted: "_Quoted") -> Iterator[Stretch]:
        """Yield where the quotation may stand: copies of it first, then what resembles it."""
        if not quoted.exact.strip():
            return
        copies = list(self._copies(quoted.exact))
        copies.sort(key=lambda at: -quoted.context_shared(self.text, at))
        hint = self._hint(quoted.passage)
        chosen = [*copies[:_LOOKED_AT], *sorted(copies, key=lambda at: abs(at - hint))[:1]]
        yield from ((at, at + len(quoted.exact)) for at in dict.fromkeys(chosen))
        if copies and quoted.context_shared(self.text, copies[0]) == quoted.context:
            return
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

    def _resembling(self, words: str) -> Iterator[Stretch]:
        """Yield the stretches at the least edit distance (Myers 1999), at most half the length."""
        letters = words.translate(self._rare)
        found = edlib.align(letters, self._letters, "HW", "locations", len(letters) // 2)
        for start, last in found["locations"][:_LOOKED_AT]:
            yield start or 0, last + 1

    def _place(self, quoted: "_Quoted", stretch: Stretch) -> Anchor | None:
        """Align the quotation in its context with what stands at the stretch and around it."""
        low, high = stretch[0] - _MARGIN, stretch[1] + _MARGIN
        first = max(0, bisect_right(self.offsets, low) - 1)
        cuts = [
            (p, max(0, low - self.offsets[p]), high - self.offsets[p])
            for p in range(first, len(self.paragraphs))
            if self.offsets[p] < high
        ]
        found = correspondence(quoted.paragraphs, [self.paragraphs[p][a:b] for p, a, b in cuts])
        words = found.old.within(quoted.home, quoted.start, quoted.start + len(quoted.exact))
        span = span_of(found, words, quoted.home)
        if span is None:
            return None
        paragraph, cut, _ = cuts[span.paragraph]
        start = cut + found.new.starts[span.words.start]
        end = cut + found.new.ends[span.words.stop - 1]
        sure = evidence(found, words, quoted.home, span).confidence
        same = alike(self.paragraphs[paragraph][start:end]) == quoted.exact
        return Anchor(paragraph, start, end, "shifted" if same else "edited", round(sure, 3))


class _Quoted:
    """A passage as a small text of its own: the quotation between its prefix and its suffix."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.prefix = alike(unicodedata.normalize("NFC", passage.prefix))
        self.exact = alike(unicodedata.normalize("NFC", passage.exact)).replace("\n", " ")
        self.suffix = alike(unicodedata.normalize("NFC", passage.suffix))
        self.context = len(self.prefix) + len(self.suffix)
        self.paragraphs = (self.prefix + self.exact + self.suffix).split(BREAK)
        before = self.prefix.split(BREAK)
        self.home, self.start = len(before) - 1, len(before[-1])

    def context_shared(self, text: str, at: int) -> int:
        """Count the characters next to a copy of the quotation that are the context's."""
        before = text[max(0, at - len(self.prefix)) : at]
        end = at + len(self.exact)
        after = text[end : end + len(self.suffix)]
        return shared_start(before[::-1], self.prefix[::-1]) + shared_start(after, self.suffix)
