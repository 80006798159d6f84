"""The words of a text for comparison, and which words count as the same."""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from annotations.character_folding.invisible_characters import visible_offsets, without_invisible

# Scripts written without spaces are cut at every character: a run of them is no one word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
# Everything is a letter but space and what Unicode's blocks reserve for punctuation and signs:
# so combining marks and emoji, joiners included, stay inside their word.
_SIGNS = (
    r"\s!-/:-@\[-^`{-~\u00a1-\u00bf\u00d7\u00f7\u05be\u060c\u061b\u061f\u06d4\u0964\u0965"
    r"\u2000-\u200b\u200e-\u206f\u2190-\u25ff\u27c0-\u2bff\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
)
_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
_LETTER = f"[^{_SIGNS}{_UNSPACED}]"
_TOKEN = re.compile(f"{_LETTER}+(?:['’ʼ]{_LETTER}+)*|\\S[{_MARKS}]*")

_LOOKALIKES = str.maketrans(
    "‘’‚‛ʼ′`´“”„‟«»‹›″‐‑‒–—―−",
    '\'\'\'\'\'\'\'\'"""""""""-------',
)
_SPACES = str.maketrans(dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000", " "))
_SPACES |= dict.fromkeys(range(0x2000, 0x200B), " ")
_SENTENCE_ENDS = frozenset(".!?…。！？।؟")

type TokenKeys = Sequence[str]
"""Words in the form under which they are compared (`comparison_key`)."""


@lru_cache(maxsize=1 << 16)
def comparison_key(word: str) -> str:
    """Return the form under which words are compared.

    Case, composition, typography and characters that nobody sees make no difference.
    """
    if word.isascii():
        return word.lower()
    visible = without_invisible(word).translate(_LOOKALIKES)
    folded = unicodedata.normalize("NFC", visible).casefold()
    return folded or word


def unify_typography(text: str) -> str:
    """Return the text with one kind of space, quote and dash; every offset stays the same."""
    return text.translate(_LOOKALIKES).translate(_SPACES)


def is_punctuation(word_key: str) -> bool:
    """True for punctuation, which carries little of what a sentence says."""
    return len(word_key) == 1 and not word_key.isalnum()


def ends_sentence(word_key: str) -> bool:
    """True for a sign that ends a sentence."""
    return word_key in _SENTENCE_ENDS


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word and each sign starts and ends; what nobody sees divides no word."""
    visible = without_invisible(text)
    if visible == text:
        for found in _TOKEN.finditer(text):
            yield found.span()
        return
    places = visible_offsets(text)
    for found in _TOKEN.finditer(visible):
        yield places[found.start()], places[found.end() - 1] + 1


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text as one row of words; `starts`, `ends` are code points in the word's paragraph.

    Numbers are in arrays, which take a ninth of the memory of lists.
    """

    paragraphs: Sequence[str]
    keys: list[str] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=lambda: array("i"))
    ends: "array[int]" = field(default_factory=lambda: array("i"))
    paragraph_of: "array[int]" = field(default_factory=lambda: array("i"))
    first_words: list[int] = field(default_factory=lambda: [0])
    """For each paragraph the index of its first word, and one more: the number of words."""

    def words_in(self, paragraph: int) -> range:
        """Return the words of a paragraph."""
        return range(self.first_words[paragraph], self.first_words[paragraph + 1])

    def words_between(self, paragraph: int, start: int, end: int) -> range:
        """Return the words that share at least one character with the range."""
        low, high = self.first_words[paragraph], self.first_words[paragraph + 1]
        first = bisect_right(self.ends, start, low, high)
        return range(first, max(first, bisect_left(self.starts, end, low, high)))


def tokenize(paragraphs: Sequence[str]) -> TokenizedText:
    """Divide every paragraph into words and signs."""
    words = TokenizedText(paragraphs)
    for home, paragraph in enumerate(paragraphs):
        for start, end in token_spans(paragraph):
            words.keys.append(comparison_key(paragraph[start:end]))
            words.starts.append(start)
            words.ends.append(end)
            words.paragraph_of.append(home)
        words.first_words.append(len(words.keys))
    return words
