"""Hyphens at the ends of lines: which the author wrote, and which only part a word."""

import re
from collections import Counter
from collections.abc import Iterable

_SOFT = "\u00ad"
_HYPHENS = "-\u2010\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010\u00ad]$")
_FIRST = re.compile(r"[^\W\d_]+")
# First parts of words that are mostly written with a hyphen.
_PARTED = frozenset(
    "self well ill half all vice quasi cross ever long short high low old new first second third"
    " so-called twenty thirty forty fifty sixty seventy eighty ninety two three four five six"
    " seven eight nine one much best great-grand would".split()
)
# Last parts of words that are no words.
_ENDINGS = frozenset(
    "able age ages est ful ing ings ish less ment ments ness teen teens ties ward wards".split()
)


def ends_with_hyphen(text: str) -> bool:
    """Tell whether a line ends with a hyphen behind a letter."""
    return len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha()


class Vocabulary:
    """The words that a text has inside its lines: they tell how a parted word is written."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words of these lines, but not what a line's end may have parted."""
        self._counts: Counter[str] = Counter()
        for line in lines:
            for word in _WORD.findall(line):
                self._counts[word.casefold().replace("\u2010", "-")] += 1

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Tell whether the hyphen at the end of `before` belongs to the word.

        It does where the text writes the word with a hyphen elsewhere, and before a capital or a
        digit; it does not where the text writes it as one word. Where nothing tells, it does if the
        first part is one that mostly takes a hyphen, or both parts are words of the text.
        """
        if before.endswith(_SOFT):
            return False
        last, first = _LAST.search(before), _FIRST.match(after)
        if last is None or first is None or not first[0][0].islower():
            return True
        begin, rest = last[1].casefold().replace("\u2010", "-"), first[0].casefold()
        hyphenated, joined = self._counts[f"{begin}-{rest}"], self._counts[begin + rest]
        if hyphenated or joined:
            return hyphenated > joined
        if "-" in begin:  # the second hyphen of “state-of-the-art”, or a parted “co-operation”
            begin = begin.rpartition("-")[2]
            if self._counts[begin + rest]:
                return False
        if rest in _ENDINGS:
            return False
        if begin in _PARTED or (begin, rest) == ("so", "called"):
            return True
        return min(self._counts[begin], self._counts[rest]) > 1 and min(len(begin), len(rest)) > 3
