"""Where a block can be split: at its lines and sentences, else at clauses, else between words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from annotations.prose.blocks import ParsedBlock
from annotations.prose.preview.block_edits import can_be_divided

_LINE = re.compile(r"\n+\s*")
# A sentence ends at its mark, with the quotation marks and brackets behind it, unless it goes on in
# a small letter.
_SENTENCE = re.compile(
    r"(?<=[.!?…։؟۔।])[\"'”’»)\]]*\s+(?=[^\sa-z])|(?<=[。！？])[」』”）]*(?=[^」』”）\s])"
)
_CLAUSE = re.compile(r"(?<=[,;:—–،؛])\s+|(?<=[、，；：])(?=\S)")
_WORD = re.compile(r"\s+")
_LONGEST_STRETCH = 600  # letters without a place, before smaller ones are looked for
_SHORTEST_STRETCH = 120
MAX_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class SplitPlace:
    """An offset at which a second block can begin, and its first words there."""

    offset: int
    words: str


def split_places(block: ParsedBlock) -> list[SplitPlace]:
    """Return the places at which a block can be split, in order; none if it can't be divided."""
    text = block.text
    if not can_be_divided(block):
        return []
    found = {*_ends(_LINE, text, 0, len(text)), *_ends(_SENTENCE, text, 0, len(text))}
    for finer in (_CLAUSE, _WORD):
        edges = [0, *sorted(found), len(text)]
        for start, end in pairwise(edges):
            if end - start > _LONGEST_STRETCH:
                found.update(_spaced(_ends(finer, text, start, end), start, end))
    offsets = sorted(found)[:MAX_PLACES]
    edges = [*offsets, len(text)]
    return [SplitPlace(start, _beginning(text[start:end])) for start, end in pairwise(edges)]


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[int]:
    """Yield where what follows a match begins, inside a stretch of the text."""
    for match in pattern.finditer(text, start, end):
        if start < match.end() < end:
            yield match.end()


def _spaced(offsets: Iterator[int], start: int, end: int) -> Iterator[int]:
    """Yield those offsets that are not too near to each other or to an edge."""
    last = start
    for offset in offsets:
        if offset - last >= _SHORTEST_STRETCH and end - offset >= _SHORTEST_STRETCH:
            yield offset
            last = offset


def _beginning(text: str) -> str:
    line = " ".join(text[:200].split())
    return line if len(line) <= 90 and len(text) <= 200 else f"{line[:89].rstrip()}…"
