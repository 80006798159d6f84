"""The words of a query, and where they occur in a text. Pure; no character typed is an operator."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.character_folding.accents import fold_accents
from annotations.character_folding.invisible_characters import without_invisible

MAX_QUERY_LENGTH = 200
MAX_QUERY_WORDS = 10
# Scripts that put no space between words: looked up anywhere, not from a word's beginning.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_ASKED = re.compile(r'"([^"]*)"|(\S+)')
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SnippetPiece:
    """A part of a snippet; `hit` is True where it matches a word of the query."""

    text: str
    hit: bool = False


def parse_query(query: str) -> list[str]:
    """Return the words and "quoted phrases" of a query, at most ten.

    Words without a letter or digit are left out, and characters that nobody sees in all of them.
    """
    visible = without_invisible(query)[:MAX_QUERY_LENGTH]
    readable = "".join(c if c.isprintable() else " " for c in visible)
    asked = [phrase or word for phrase, word in _ASKED.findall(readable)]
    return [each for each in dict.fromkeys(asked) if _LETTERS.search(each)][:MAX_QUERY_WORDS]


def _folding(text: str) -> Iterator[tuple[str, int]]:
    """Yield the folded characters, each with the offset of the character that it comes from."""
    for offset, character in enumerate(text):
        for each in fold_accents(character):
            yield each, offset


def is_space_separated(word: str) -> bool:
    """True if the word's script puts spaces between words."""
    return not _UNSPACED.search(word)


def word_pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word in a folded text: it begins a word there.

    A word of one or two letters must be the whole word, since too many words begin with it.
    """
    inner = r"[\W_]+".join(map(re.escape, _LETTERS.findall(fold_accents(word))))
    if not is_space_separated(word):
        return re.compile(inner)
    return re.compile(rf"(?<![^\W_]){inner}" + ("(?![^\\W_])" if is_short(word) else r"[^\W_]*"))


def is_short(word: str) -> bool:
    """True if the word is too short to stand for all words that begin with it."""
    return len(fold_accents(word)) < 3


def contains_all(text: str, words: Sequence[str]) -> bool:
    """True if the text contains all the words."""
    plain = fold_accents(text)
    return all(word_pattern(word).search(plain) for word in words)


def snippet(text: str, words: Sequence[str], length: int = 240) -> list[SnippetPiece]:
    """Return about `length` code points of a text, from before the first match,
    cut between words.
    """
    hits = find_hits(text, words)
    start = _cut(text, hits[0][0] - length // 4) if hits else 0
    end = min(len(text), start + length)
    while end < len(text) and end > start + length // 2 and not text[end].isspace():
        end -= 1
    pieces = [SnippetPiece("… ")] if start else []
    at = start
    for begin, finish in hits:
        if begin >= end:
            break
        pieces += [
            SnippetPiece(text[at:begin]),
            SnippetPiece(text[begin : min(finish, end)], hit=True),
        ]
        at = min(finish, end)
    pieces += [SnippetPiece(text[at:end] + (" …" if end < len(text) else ""))]
    return [piece for piece in pieces if piece.text]


def _cut(text: str, near: int) -> int:
    """Return the beginning of a word at or after an offset; 0 if the offset is
    near the beginning.
    """
    if near <= 20:
        return 0
    space = text.find(" ", near, near + 40)
    return near if space < 0 else space + 1


def find_hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words occur, as ascending offsets that do not overlap."""
    folding = list(_folding(text))
    plain = "".join(character for character, _ in folding)
    spans = sorted(
        (folding[match.start()][1], folding[match.end() - 1][1] + 1)
        for word in words
        for match in word_pattern(word).finditer(plain)
        if match.end() > match.start()
    )
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
