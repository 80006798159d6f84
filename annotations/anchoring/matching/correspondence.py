"""Which word of the new text each old word became: paragraph by paragraph, then what moved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotations.anchoring.matching.exact_matches import twins
from annotations.anchoring.matching.pairing import assigned, likenesses
from annotations.anchoring.matching.tokens import Words, ends_sentence, words_of
from annotations.anchoring.matching.word_alignment import matched_words
from annotations.anchoring.matching.word_weights import Weights, weights_of

NOWHERE = -1

_WEAK = 0.35
"""A sentence that kept less of its weight may have been replaced, and may be found elsewhere."""
_PARAGRAPH, _PIECE = 0.12, 0.3
"""How alike two paragraphs, or two pieces of sentences, must be to be thought of as a pair."""
_IN_PLACE, _BESIDE = 0.25, 0.15
"""What it adds to likeness to stand where the neighbours suggest; a piece has two sides."""
_MOVED = 0.5
"""How much of a piece's weight must be found in its new place; half, if it is beside both."""
_SHORTEST = 1.2
"""Pieces of less weight than two or three words are not looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The words of both texts, and for each old word its index in the new one or `NOWHERE`."""

    old: Words
    new: Words
    weights: Weights
    to: list[int]
    back: list[int]
    partners: dict[int, int] = field(default_factory=dict)
    """Old paragraphs and the new paragraphs that are the same ones, changed or not."""

    def join(self, pairs: Iterable[tuple[int, int]]) -> None:
        for i, j in pairs:
            self.to[i], self.back[j] = j, i

    def part(self, words: Iterable[int]) -> None:
        for i in words:
            if self.to[i] != NOWHERE:
                self.back[self.to[i]] = NOWHERE
                self.to[i] = NOWHERE

    def kept(self, old_words: Sequence[int]) -> float:
        """Return the share of the words' weight that is found again, forms of a word as half."""
        whole = sum(self.weights[self.old.keys[i]] for i in old_words)
        found = sum(self.worth(i) for i in old_words if self.to[i] != NOWHERE)
        return found / whole if whole else 0.0

    def worth(self, i: int) -> float:
        word = self.old.keys[i]
        return self.weights[word] * (1.0 if self.new.keys[self.to[i]] == word else 0.5)


def correspondence(old: Sequence[str], new: Sequence[str]) -> Correspondence:
    """Match the words of two texts, given as their paragraphs."""
    before, after = words_of(old), words_of(new)
    found = Correspondence(
        before,
        after,
        weights_of(before.keys, after.keys),
        [NOWHERE] * len(before.keys),
        [NOWHERE] * len(after.keys),
    )
    _pair_paragraphs(found)
    _match_paragraphs(found)
    for _ in range(2):
        _find_moved(found)
    return found


def _pair_paragraphs(found: Correspondence) -> None:
    """Pair the paragraphs that are the same ones: equal ones first, then the most alike.

    A paragraph without words can only be paired with its equal.
    """
    before, after = _rows(found.old), _rows(found.new)
    found.partners.update(twins(before, after))
    taken = set(found.partners.values())
    mine = [p for p in range(len(before)) if found.old.of(p) and p not in found.partners]
    yours = [p for p in range(len(after)) if found.new.of(p) and p not in taken]
    alike = likenesses([before[p] for p in mine], [after[p] for p in yours], found.weights)
    equal = dict(found.partners)
    for _ in range(2):
        expected = _expectations(found.partners, len(before))
        worth = [
            [
                (j, cosine + _IN_PLACE / (1 + min(abs(yours[j] - q) for q in expected[mine[i]])))
                for j, cosine in row
                if cosine >= _PARAGRAPH
            ]
            for i, row in enumerate(alike)
        ]
        found.partners.clear()
        found.partners.update(equal)
        found.partners.update((mine[i], yours[j]) for i, j in assigned(worth))


def _rows(words: Words) -> list[tuple[str, ...]]:
    return [_keys(words, words.of(p)) or (text,) for p, text in enumerate(words.paragraphs)]


def _keys(words: Words, stretch: range) -> tuple[str, ...]:
    return tuple(words.keys[stretch.start : stretch.stop])


def _expectations(partners: dict[int, int], size: int) -> list[set[int]]:
    """Say where each old paragraph would be, had it stayed beside those above and below it."""
    expected, drift = [], 0
    for p in range(size):
        beside = {p + drift}
        if p + 1 in partners:
            beside.add(partners[p + 1] - 1)
        drift = partners[p] - p if p in partners else drift
        expected.append(beside)
    return expected


def _match_paragraphs(found: Correspondence) -> None:
    for p, q in found.partners.items():
        found.join(_matches(found, found.old.of(p), found.new.of(q)))


def _matches(found: Correspondence, mine: range, yours: range) -> list[tuple[int, int]]:
    pairs = matched_words(_keys(found.old, mine), _keys(found.new, yours), found.weights)
    return [(mine.start + i, yours.start + j) for i, j in pairs]


def _find_moved(found: Correspondence) -> None:
    """Pair what is left on both sides, sentence by sentence, wherever it stands now."""
    mine = list(_loose(found.old, found.to, found, _weak_old(found)))
    yours = list(_loose(found.new, found.back, found, _weak_new(found)))

    alike = likenesses(
        [_keys(found.old, piece) for piece in mine],
        [_keys(found.new, piece) for piece in yours],
        found.weights,
    )
    worth = [
        [(j, cosine + _BESIDE * _beside(found, mine[i], yours[j])) for j, cosine in row]
        for i, row in enumerate(alike)
    ]
    for i, j in assigned([[(j, value) for j, value in row if value >= _PIECE] for row in worth]):
        _join_piece(found, mine[i], yours[j])


def _join_piece(found: Correspondence, mine: range, yours: range) -> None:
    matches = _matches(found, mine, yours)
    beside = _beside(found, mine, yours)
    before = [(i, found.to[i]) for i in mine if found.to[i] != NOWHERE]
    displaced = [found.back[j] for j in yours if found.back[j] != NOWHERE]
    kept_before = found.kept(mine)
    found.part(mine)
    found.part(displaced)
    found.join(matches)
    if found.kept(mine) < max(kept_before, _MOVED * (1 - beside / 2)):
        found.part(mine)
        found.join(before)


def _beside(found: Correspondence, mine: range, yours: range) -> int:
    """Count the sides (0 to 2) on which the neighbouring words are neighbours still."""
    left = mine.start > 0 and yours.start > 0 and found.to[mine.start - 1] == yours.start - 1
    last = mine.stop < len(found.to) and yours.stop < len(found.back)
    return left + (last and found.to[mine.stop] == yours.stop)


def _weak_old(found: Correspondence) -> set[int]:
    """Return the old words that are matched, but in a sentence of which little is left."""
    return {
        i
        for p in found.partners
        for sentence in sentences(found.old, found.old.of(p))
        if 0 < found.kept(sentence) < _WEAK
        for i in sentence
    }


def _weak_new(found: Correspondence) -> set[int]:
    return {found.to[i] for i in _weak_old(found) if found.to[i] != NOWHERE}


def _loose(
    words: Words, match: list[int], found: Correspondence, weak: set[int]
) -> Iterator[range]:
    """Yield the pieces of sentences that are not matched, or matched weakly."""
    for paragraph in range(len(words.paragraphs)):
        start = None
        for i in words.of(paragraph):
            free = match[i] == NOWHERE or i in weak
            if free and start is None:
                start = i
            if start is not None and (not free or ends_sentence(words.keys[i])):
                yield from _worthy(words, range(start, i + free), found.weights)
                start = None
        if start is not None:
            yield from _worthy(words, range(start, words.firsts[paragraph + 1]), found.weights)


def _worthy(words: Words, piece: range, weights: Weights) -> Iterator[range]:
    if sum(weights[words.keys[i]] for i in piece) >= _SHORTEST:
        yield piece


def sentences(words: Words, paragraph: range) -> Iterator[range]:
    """Cut a paragraph's words behind each sign that ends a sentence."""
    start = paragraph.start
    for i in paragraph:
        if ends_sentence(words.keys[i]):
            yield range(start, i + 1)
            start = i + 1
    if start < paragraph.stop:
        yield range(start, paragraph.stop)
