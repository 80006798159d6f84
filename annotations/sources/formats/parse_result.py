"""The result of parsing a paste: the works found, and what could not be read and why."""

from bisect import bisect_right
from dataclasses import dataclass

from annotations.lazy_messages import LazyMessage
from annotations.sources.csl.items import CslItem


@dataclass(frozen=True)
class ParsedWork:
    """One work, with the text it was parsed from and the line (from 1) where that began.

    `doubts` are sentences about a work that was read all the same, such as an ISBN in it whose
    check digit is wrong. `locator` is the place in the work that stood beside its identifier.
    """

    work: CslItem
    text: str
    line: int
    doubts: tuple[LazyMessage, ...] = ()
    locator: str = ""


@dataclass(frozen=True)
class ParseProblem:
    """An entry that could not be read: its line (from 1), why in plain words, and its text."""

    line: int
    message: LazyMessage
    text: str


@dataclass(frozen=True)
class ParseResult:
    """Works and problems of one paste, each in the order of the text."""

    works: tuple[ParsedWork, ...] = ()
    problems: tuple[ParseProblem, ...] = ()


class LineNumbers:
    """Turns offsets of one text (code points) into line numbers, in logarithmic time."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._starts += [at + 1 for at, character in enumerate(text) if character == "\n"]

    def line(self, offset: int) -> int:
        """Return the number of the line, from 1, that holds the offset."""
        return bisect_right(self._starts, offset)
