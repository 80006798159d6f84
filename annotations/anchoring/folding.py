"""Comparing spellings of a text regardless of composition, white space, quotes and dashes, and of
characters that nobody sees."""

import unicodedata
from collections.abc import Iterator

from annotations.anchoring.matching.tokens import unify_typography
from annotations.character_folding.invisible_characters import visible_offsets, without_invisible


def fold_typography(text: str) -> str:
    """Return what can be seen of the text in NFC, with one kind and width of space, quote and
    dash.
    """
    return "".join(chunk for chunk, _, _ in _chunks(text))


def find_occurrences(text: str, quotation: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of `text` that read like the quotation, overlapping ones included.

    Offsets are code points of `text` as it is; a stretch never cuts a letter from its marks. White
    space at the quotation's ends counts if the text has it there.
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for chunk, start, end in _chunks(text):
        letters.extend(chunk)
        starts.extend([start, *[-1] * (len(chunk) - 1)])
        ends.extend([*[-1] * (len(chunk) - 1), end])
    haystack, needle = "".join(letters), fold_typography(quotation)
    if needle not in haystack:
        needle = needle.strip()
    at = haystack.find(needle) if needle else -1
    while at >= 0:
        start, end = starts[at], ends[at + len(needle) - 1]
        if start >= 0 and end >= 0:
            yield start, end
        at = haystack.find(needle, at + 1)


def _chunks(text: str) -> Iterator[tuple[str, int, int]]:
    """Cut a text into letters with their marks and runs of white space; yield each one folded."""
    places, text = visible_offsets(text), without_invisible(text)
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _belongs(text[at], text[at - 1]):
            continue
        chunk = text[start:at]
        simple = " " if chunk.isspace() else unify_typography(unicodedata.normalize("NFC", chunk))
        yield simple, places[start], places[at - 1] + 1
        start = at


def _belongs(letter: str, before: str) -> bool:
    if letter.isspace():
        return before.isspace()
    if letter.isascii() or before.isspace():
        return False
    return unicodedata.category(letter).startswith("M") or "\u1160" <= letter <= "\u11ff"
