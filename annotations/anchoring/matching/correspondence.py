"""Which word of the new text each old word became: by paragraphs first, then what moved."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotations.anchoring.matching.compounds import join_compounds
from annotations.anchoring.matching.exact_matches import match_equal_paragraphs
from annotations.anchoring.matching.pairing import similarities, solve_assignment
from annotations.anchoring.matching.tokens import TokenizedText, ends_sentence, tokenize
from annotations.anchoring.matching.word_alignment import match_words
from annotations.anchoring.matching.word_weights import WordWeights, weigh_words

UNMATCHED = -1

_WEAK = 0.35
"""A sentence that kept less of its weight may have been replaced, and may be found elsewhere."""
_PARAGRAPH, _PIECE = 0.12, 0.3
"""How similar two paragraphs, or two pieces of sentences, must be to be a possible pair."""
_IN_PLACE, _BESIDE = 0.25, 0.15
"""Added to the similarity of a pair that stands where the neighbours suggest, for each side."""
_MOVED = 0.5
"""How much of a piece's weight must be found in its new place; half, if it is beside both."""
_SHORTEST = 1.2
"""Pieces of less weight than two or three words are not looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The words of both texts; `to_new` has each old word's index in the new text, or `UNMATCHED`.

    `to_old` has the same for each new word.
    """

    old: TokenizedText
    new: TokenizedText
    weights: WordWeights
    to_new: "array[int]"
    to_old: "array[int]"
    paragraph_pairs: dict[int, int] = field(default_factory=dict)
    """Old paragraphs and the new paragraphs that are the same ones, changed or not."""

    def match(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Record pairs of an old and a new word as the same word."""
        for i, j in pairs:
            self.to_new[i], self.to_old[j] = j, i

    def unmatch(self, words: Iterable[int]) -> None:
        """Remove the matches of these old words."""
        for i in words:
            if self.to_new[i] != UNMATCHED:
                self.to_old[self.to_new[i]] = UNMATCHED
                self.to_new[i] = UNMATCHED

    def share_matched(self, old_words: Sequence[int]) -> float:
        """Return the share of the words' weight that is matched; other forms of a
        word count half.
        """
        whole = sum(self.weights[self.old.keys[i]] for i in old_words)
        found = sum(self.matched_weight(i) for i in old_words if self.to_new[i] != UNMATCHED)
        return found / whole if whole else 0.0

    def matched_weight(self, i: int) -> float:
        """Return the weight of a matched old word; half if it became another form of the word."""
        word = self.old.keys[i]
        return self.weights[word] * (1.0 if self.new.keys[self.to_new[i]] == word else 0.5)


def match_texts(old: Sequence[str], new: Sequence[str]) -> Correspondence:
    """Match the words of two texts, given as their paragraphs."""
    before, after = join_compounds(tokenize(old), tokenize(new))
    found = Correspondence(
        before,
        after,
        weigh_words(before.keys, after.keys),
        array("i", [UNMATCHED]) * len(before.keys),
        array("i", [UNMATCHED]) * len(after.keys),
    )
    _pair_paragraphs(found)
    _match_paragraphs(found)
    for _ in range(2):
        _find_moved(found)
    return found


def _pair_paragraphs(found: Correspondence) -> None:
    """Pair the paragraphs that are the same ones: equal ones first, then the most similar.

    A paragraph without words can only be paired with its equal.
    """
    before, after = _rows(found.old), _rows(found.new)
    found.paragraph_pairs.update(match_equal_paragraphs(before, after))
    taken = set(found.paragraph_pairs.values())
    mine = [
        p for p in range(len(before)) if found.old.words_in(p) and p not in found.paragraph_pairs
    ]
    yours = [p for p in range(len(after)) if found.new.words_in(p) and p not in taken]
    alike = similarities([before[p] for p in mine], [after[p] for p in yours], found.weights)
    equal = dict(found.paragraph_pairs)
    for _ in range(2):
        expected = _expectations(found.paragraph_pairs, len(before))
        worth = [
            [
                (j, cosine + _IN_PLACE / (1 + min(abs(yours[j] - q) for q in expected[mine[i]])))
                for j, cosine in row
                if cosine >= _PARAGRAPH
            ]
            for i, row in enumerate(alike)
        ]
        found.paragraph_pairs.clear()
        found.paragraph_pairs.update(equal)
        found.paragraph_pairs.update((mine[i], yours[j]) for i, j in solve_assignment(worth))


def _rows(words: TokenizedText) -> list[tuple[str, ...]]:
    return [_keys(words, words.words_in(p)) or (text,) for p, text in enumerate(words.paragraphs)]


def _keys(words: TokenizedText, stretch: range) -> tuple[str, ...]:
    return tuple(words.keys[stretch.start : stretch.stop])


def _expectations(partners: dict[int, int], size: int) -> list[set[int]]:
    """Return where each old paragraph would be, had it stayed beside those above and below it."""
    expected, drift = [], 0
    for p in range(size):
        beside = {p + drift}
        if p + 1 in partners:
            beside.add(partners[p + 1] - 1)
        drift = partners[p] - p if p in partners else drift
        expected.append(beside)
    return expected


def _match_paragraphs(found: Correspondence) -> None:
    for p, q in found.paragraph_pairs.items():
        found.match(_matches(found, found.old.words_in(p), found.new.words_in(q)))


def _matches(found: Correspondence, mine: range, yours: range) -> list[tuple[int, int]]:
    pairs = match_words(_keys(found.old, mine), _keys(found.new, yours), found.weights)
    return [(mine.start + i, yours.start + j) for i, j in pairs]


def _find_moved(found: Correspondence) -> None:
    """Pair what is left on both sides, sentence by sentence, wherever it stands now."""
    weak = _weak_words(found)
    weak_there = {found.to_new[i] for i in weak if found.to_new[i] != UNMATCHED}
    mine = list(_unmatched_pieces(found.old, found.to_new, found, weak))
    yours = list(_unmatched_pieces(found.new, found.to_old, found, weak_there))

    alike = similarities(
        [_keys(found.old, piece) for piece in mine],
        [_keys(found.new, piece) for piece in yours],
        found.weights,
    )
    worth = [
        [(j, cosine + _BESIDE * _beside(found, mine[i], yours[j])) for j, cosine in row]
        for i, row in enumerate(alike)
    ]
    for i, j in solve_assignment(
        [[(j, value) for j, value in row if value >= _PIECE] for row in worth]
    ):
        _join_piece(found, mine[i], yours[j])


def _join_piece(found: Correspondence, mine: range, yours: range) -> None:
    matches = _matches(found, mine, yours)
    beside = _beside(found, mine, yours)
    before = [(i, found.to_new[i]) for i in mine if found.to_new[i] != UNMATCHED]
    displaced = [found.to_old[j] for j in yours if found.to_old[j] != UNMATCHED]
    kept_before = found.share_matched(mine)
    found.unmatch(mine)
    found.unmatch(displaced)
    found.match(matches)
    if found.share_matched(mine) < max(kept_before, _MOVED * (1 - beside / 2)):
        found.unmatch(mine)
        found.match(before)


def _beside(found: Correspondence, mine: range, yours: range) -> int:
    """Count the sides (0 to 2) on which the neighbouring words are neighbours still."""
    left = mine.start > 0 and yours.start > 0 and found.to_new[mine.start - 1] == yours.start - 1
    last = mine.stop < len(found.to_new) and yours.stop < len(found.to_old)
    return left + (last and found.to_new[mine.stop] == yours.stop)


def _weak_words(found: Correspondence) -> set[int]:
    """Return the old words that are matched, but in a sentence of which little is left."""
    return {
        i
        for p in found.paragraph_pairs
        for sentence in split_into_sentences(found.old, found.old.words_in(p))
        if 0 < found.share_matched(sentence) < _WEAK
        for i in sentence
    }


def _unmatched_pieces(
    words: TokenizedText, match: Sequence[int], found: Correspondence, weak: set[int]
) -> Iterator[range]:
    """Yield the pieces of sentences that are not matched, or matched weakly."""
    for paragraph in range(len(words.paragraphs)):
        start = None
        for i in words.words_in(paragraph):
            free = match[i] == UNMATCHED or i in weak
            if free and start is None:
                start = i
            if start is not None and (not free or ends_sentence(words.keys[i])):
                yield from _long_enough(words, range(start, i + free), found.weights)
                start = None
        if start is not None:
            yield from _long_enough(
                words, range(start, words.first_words[paragraph + 1]), found.weights
            )


def _long_enough(words: TokenizedText, piece: range, weights: WordWeights) -> Iterator[range]:
    if sum(weights[words.keys[i]] for i in piece) >= _SHORTEST:
        yield piece


def split_into_sentences(words: TokenizedText, paragraph: range) -> Iterator[range]:
    """Yield a paragraph's words, divided after each sign that ends a sentence."""
    start = paragraph.start
    for i in paragraph:
        if ends_sentence(words.keys[i]):
            yield range(start, i + 1)
            start = i + 1
    if start < paragraph.stop:
        yield range(start, paragraph.stop)
