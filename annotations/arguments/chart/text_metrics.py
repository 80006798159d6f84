"""Text on a map, and how wide it is, estimated without a font."""

import re
import unicodedata
from collections.abc import Sequence
from html import escape
from itertools import accumulate, takewhile
from typing import Literal

# Widths of characters as shares of the font size, in DejaVu Sans: the widest of the usual system
# fonts, so text that fits in it fits in all of them.
_SHARES = {
    **dict.fromkeys("ijlI.,:;'’‘|!()[]{} ·", 0.37),
    **dict.fromkeys("frt-–", 0.42),
    **dict.fromkeys("mwMW@%—…→", 1.0),
}


SMALL = 10.5  # the font size of everything but a claim's words

type Direction = Literal["ltr", "rtl"]

_FORBIDDEN = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, 2.2


def escape_text(text: str) -> str:
    """Escape text for XML, on one line and without the characters that XML forbids."""
    return escape(_FORBIDDEN.sub("\ufffd", " ".join(text.split())))


def text_element(
    kind: str, x: float, y: float, size: float, words: str, anchor: str = "start", more: str = ""
) -> str:
    """An SVG text element at `x`, or "" for empty text. `anchor` is the end of the text that is at
    `x`, in the direction of the text."""
    if not words:
        return ""
    return (
        f'<text class="{kind}" x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}"'
        f' fill="currentColor"{more}>{escape_text(words)}</text>'
    )


def first_strong_direction(text: str, default: Direction) -> Direction:
    """The direction of the first letter that has one, as `dir="auto"` decides it (UAX #9, rules P2
    and P3); `default` if there is none."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return default


def text_width(text: str, size: float) -> float:
    """The approximate width of `text` at a font size of `size`, in the same unit."""
    return sum(map(_width_share, text)) * size


def wrap_text(text: str, size: float, widths: Sequence[float]) -> list[str]:
    """Wrap `text` into at most as many lines as `widths`, with an ellipsis if it does not all
    fit."""
    rest = " ".join(text.split())
    lines: list[str] = []
    for width in widths[:-1]:
        line = _first_words(rest, size, width)
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    if text_width(rest, size) > widths[-1]:
        rest = _first_words(rest, size, widths[-1] - text_width("…", size)).rstrip(" ,;:") + "…"
    return [line for line in (*lines, rest) if line]


def _width_share(character: str) -> float:
    if character in _SHARES:
        return _SHARES[character]
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if unicodedata.combining(character):
        return 0.0
    return 0.74 if character.isupper() else 0.62


def _first_words(text: str, size: float, width: float) -> str:
    """As many words as fit; if none fits, as much of the first as fits."""
    end = _fitting_length(text, size, width)
    if end == len(text):
        return text
    words, space, _ = text[: end + 1].rpartition(" ")
    return words if space else text[:end]


def _fitting_length(text: str, size: float, width: float) -> int:
    """The number of code points of `text` that fit."""
    widths = accumulate(_width_share(character) * size for character in text)
    return sum(1 for _ in takewhile(lambda taken: taken <= width, widths))
