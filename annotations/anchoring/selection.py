"""A browser's selection: UTF-16 units become code points, cut words become whole."""

import unicodedata
from bisect import bisect_left, bisect_right
from itertools import accumulate

from annotations.anchoring.matching.tokens import token_spans
from annotations.character_folding.invisible_characters import has_invisible

_JOINER = "\u200d"


def to_utf16(text: str, offset: int) -> int:
    """Return how many UTF-16 units precede the code point at `offset`."""
    return sum(_units(letter) for letter in text[: max(0, offset)])


def from_utf16(text: str, start: int, end: int) -> tuple[int, int]:
    """Turn a range in UTF-16 units into one in code points.

    An offset inside a surrogate pair moves outwards, one beyond the text to its end.
    """
    borders = [0, *accumulate(map(_units, text))]
    low = max(0, bisect_right(borders, start) - 1)
    high = min(len(text), bisect_left(borders, end))
    return low, max(low, high)


def _units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def expand_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range (code points) to whole words, without white space or characters that nobody
    sees at its ends.

    Never divides what a reader sees as one character: a letter and its marks, an emoji sequence. A
    range that holds only white space becomes empty.
    """
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    words = [(a, b) for a, b in token_spans(text) if a < end and b > start]
    if not words or start >= end:
        return start, start
    start, end = words[0][0], words[-1][1]
    while start and (_clings(text[start]) or text[start - 1] == _JOINER):
        start -= 1
    while end < len(text) and (_clings(text[end]) or text[end - 1] == _JOINER):
        end += 1
    return trim_to_visible(text, start, end)


def trim_to_visible(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range (code points) without white space and what nobody sees at its ends; an empty
    one at its start if nothing is left. A variation selector stays with its character."""
    seen = [at for at in range(start, end) if _is_seen(text[at])]
    if not seen:
        return start, start
    last = seen[-1] + 1
    while last < end and unicodedata.category(text[last]).startswith("M"):
        last += 1
    return seen[0], last


def _is_seen(letter: str) -> bool:
    return not letter.isspace() and not has_invisible(letter)


def _clings(letter: str) -> bool:
    """True for marks, joiners and skin tones, which belong to the character before them."""
    return (
        letter == _JOINER
        or unicodedata.category(letter).startswith("M")
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    )
