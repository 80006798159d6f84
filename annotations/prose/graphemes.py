"""Where one character that a reader sees ends and the next begins: extended grapheme clusters.

After Unicode Standard Annex 29, section 3.1, with the character classes taken from Python's own
Unicode tables. Where those tables lack a property the classes are a little too wide: that keeps two
code points together rather than separating them.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

_PICTOGRAPH = (
    "[©®‼⁉™ℹ↔-⇿⌀-⏿Ⓜ▪-➿⤴⤵⬀-⯿〰〽㊗㊙"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_LINKER = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2"
_CONSONANT = (
    "[\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09b9\u09dc-\u09df\u09f0\u09f1"
    "\u0a95-\u0ab9\u0af9\u0b15-\u0b39\u0b5c-\u0b5f\u0b71\u0c15-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a"
    "\u1000-\u102a\u1780-\u17b3]"
)
_PREPEND = (
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd"
    "\U000111c2\U000111c3\U0001193f\U00011941\U00011a84-\U00011a89\U00011d46\U00011f02]"
)
_HANGUL = (
    "(?:[\u1100-\u115f\ua960-\ua97c]*+"
    "(?:[\uac00-\ud7a3\u1160-\u11a7\ud7b0-\ud7c6][\u1160-\u11a7\ud7b0-\ud7c6]*+"
    "[\u11a8-\u11ff\ud7cb-\ud7fb]*+)|[\u1100-\u115f\ua960-\ua97c]++|[\u11a8-\u11ff\ud7cb-\ud7fb]++)"
)
# Latin, Greek, Cyrillic and Han characters, and punctuation: none of them joins another.
_SEPARATE = re.compile(
    "[\x00-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0559\u2010-\u2027\u2030-\u205e\u3400-\u9fff]*+"
)
_EXTENDING_BY_NAME = (
    "\u0e33\u0eb3\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
)


def _extending() -> str:
    """Return the marks of all scripts but the linkers, as the inside of a character class."""
    assigned = [*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)]
    marks = (chr(code) for code in assigned if unicodedata.category(chr(code))[0] == "M")
    return "".join(mark for mark in marks if mark not in _LINKER) + _EXTENDING_BY_NAME


@cache
def _cluster() -> re.Pattern[str]:
    extending = _extending()
    joined = f"[{extending}]*+[{_LINKER}][{_LINKER}{extending}]*+"
    core = (
        f"(?:{_HANGUL}|{_FLAG}{_FLAG}"
        f"|{_PICTOGRAPH}(?:[{extending}]*?\u200d{_PICTOGRAPH})*+"
        f"|{_CONSONANT}(?:{joined}{_CONSONANT})*+"
        "|[^\\x00-\\x1f\\x7f-\\x9f\u200b\u2028\u2029\u200e\u200f\u202a-\u202e\u2060-\u206f])"
    )
    return re.compile(f"(?:{_PREPEND}++{core}?+|{core})[{_LINKER}{extending}]*+|\r\n|.", re.DOTALL)


def grapheme_boundaries(text: str) -> Sequence[int]:
    """Return the offsets (code points) between the clusters, both ends included, ascending."""
    if _SEPARATE.fullmatch(text):
        return range(len(text) + 1)
    return [*(found.start() for found in _cluster().finditer(text)), len(text)]


def widen_to_graphemes(start: int, end: int, edges: Sequence[int]) -> tuple[int, int]:
    """Return the passage cut to the text and widened to whole clusters.

    Args:
        edges: the text's `grapheme_boundaries`.
    """
    length = edges[-1]
    start, end = min(max(start, 0), length), min(max(end, 0), length)
    if end <= start:
        return start, start
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]
