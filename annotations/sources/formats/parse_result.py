"""What reading a paste comes to: the works found, and what could not be read and why."""

from bisect import bisect_right
from dataclasses import dataclass

from annotations.sources.csl.items import Work


@dataclass(frozen=True)
class Found:
    """One work, with the text it was understood from and the line (from 1) where that began.

    `doubts` are plain sentences about a work that was read all the same, such as an ISBN in it
    whose check digit is wrong. `locator` is the place in it that stood beside its identifier.
    """

    work: Work
    text: str
    line: int
    doubts: tuple[str, ...] = ()
    locator: str = ""


@dataclass(frozen=True)
class Problem:
    """An entry that could not be read: its line (from 1), why in plain words, and its text."""

    line: int
    message: str
    text: str


@dataclass(frozen=True)
class Understood:
    """Works and problems of one paste, each in the order of the text."""

    works: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()


class Lines:
    """Turns offsets of one text (code points) into line numbers, in logarithmic time."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._starts += [at + 1 for at, character in enumerate(text) if character == "\n"]

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)
