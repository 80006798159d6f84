"""Texts as words, each with the kind of its block and its markup, and which words are the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from annotations.anchoring.matching.word_alignment import longest_increasing_subsequence

# A letter of a script without spaces is a word of its own.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")
# What no reader sees, and accents of their own (their letters are compared).
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_PIN_LENGTH = 3
_MOST_CELLS = 400_000_000
"""Of the table by which the rest between two pins is compared: a bit a cell."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text inside one block (numbered), of a kind, with markup of some names."""

    text: str
    kind: str
    block: int
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its punctuation, with what is known of its beginning."""

    key: str
    kind: str
    block: int
    marks: frozenset[str]


def word_keys(text: str) -> list[str]:
    """Return the words of a text, as they are compared."""
    return _WORD.findall(_comparable(text))


def words_of_pieces(pieces: Iterable[TextPiece]) -> list[Word]:
    """Return the words of some pieces; a word may reach over pieces of the same block."""
    return [word for run in _runs(pieces) for word in _words_of_block(run)]


def _runs(pieces: Iterable[TextPiece]) -> Iterator[list[TextPiece]]:
    run: list[TextPiece] = []
    for piece in pieces:
        if run and run[-1].block != piece.block:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _words_of_block(pieces: Sequence[TextPiece]) -> Iterator[Word]:
    texts: list[str] = []
    raised = False
    for piece in pieces:
        # A raised number beside a word may be the mark of a note, which has no words of ours.
        edge = " " if ("sup" in piece.marks) != raised else ""
        raised = "sup" in piece.marks
        texts.append(edge + _comparable(piece.text))
    owners = [number for number, text in enumerate(texts) for _ in text]
    for found in _WORD.finditer("".join(texts)):
        owner = pieces[owners[found.start()]]
        yield Word(found[0], owner.kind, owner.block, owner.marks)


def _comparable(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Mn")


def pair_words(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of indices of words that are the same, in order in both texts."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    pairs = [(number, number) for number in range(head)]
    pins = longest_increasing_subsequence(_pins(old, new, head))
    for before, after in pairwise([(head - 1, head - 1), *pins, (len(old), len(new))]):
        pairs += _between(old, new, before, after)
        if after[0] < len(old):
            pairs.append(after)
    return pairs


def _pins(old: Sequence[str], new: Sequence[str], head: int) -> list[tuple[int, int]]:
    """Return the first words of short stretches that each text has exactly once."""
    places, others = _once(old, head), _once(new, head)
    return [(place, others[key]) for key, place in places.items() if key in others]


def _once(keys: Sequence[str], head: int) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    repeated = set()
    for place in range(head, len(keys) - _PIN_LENGTH + 1):
        key = tuple(keys[place : place + _PIN_LENGTH])
        if key in found:
            repeated.add(key)
        found[key] = place
    return {key: place for key, place in found.items() if key not in repeated}


def _between(
    old: Sequence[str], new: Sequence[str], before: tuple[int, int], after: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    mine, yours = old[before[0] + 1 : after[0]], new[before[1] + 1 : after[1]]
    if not mine or not yours or len(mine) * len(yours) > _MOST_CELLS:
        return
    for code in LCSseq.opcodes(mine, yours):
        if code.tag == "equal":
            for step in range(code.src_end - code.src_start):
                yield (
                    before[0] + 1 + code.src_start + step,
                    before[1] + 1 + code.dest_start + step,
                )
