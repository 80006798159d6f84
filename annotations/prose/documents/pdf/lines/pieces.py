"""What a page of a PDF holds: pieces of text at their places, and the lines they stand in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_ITALIC = re.compile(
    r"ital|obliq|slant|kursiv|[-_,]it\b|^(?:cmti|cmsl|cmmi|sfti|sfsl|ecti|ecsl)", re.IGNORECASE
)
_BOLD = re.compile(r"bold|black|heavy|demi|[-_]medi|^(?:cmbx|cmb\d|sfbx|ecbx|sfsx)", re.I)
_FIXED = re.compile(r"mono|courier|typewriter|consol|^(?:cmtt|sftt|ectt|cmcsltt)|lmtt", re.I)
_SMALL_CAPS = re.compile(
    r"smallcap|small-cap|[a-z\d]SC\b|[-_]sc\b|^(?:cmcsc|sfcc|eccc)|lmcsc", re.IGNORECASE
)
DRAWN = "drawn dot"
"""The name, instead of a font's, that drawn dots have."""
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FIXED_FLAG, _ITALIC_FLAG, _SYMBOLIC_FLAG, _BOLD_FLAG = 1, 1 << 6, 1 << 2, 1 << 18
_MATHEMATICS = re.compile(r"^(?:cmmi|cmsy|cmex|msam|msbm|eu[fs]m|rsfs|stmary)", re.I)


@dataclass(frozen=True)
class Font:
    """A font, of which the file tells the name and some flags (ISO 32000-1, table 123)."""

    name: str
    flags: int = 0

    @cached_property
    def _plain_name(self) -> str:
        return _SUBSET.sub("", self.name)

    @cached_property
    def is_mathematics(self) -> bool:
        """True for the fonts of formulas in TeX."""
        return bool(_MATHEMATICS.search(self._plain_name))

    @cached_property
    def is_drawn(self) -> bool:
        """True for the dots before a list's items that are drawn instead of written."""
        return self.name == DRAWN

    @cached_property
    def is_italic(self) -> bool:
        """True for letters that stress by their slant; TeX's letters in formulas do not."""
        if self.is_mathematics:
            return False
        return bool(_ITALIC.search(self._plain_name) or self.flags & _ITALIC_FLAG)

    @cached_property
    def is_bold(self) -> bool:
        """True for heavy letters."""
        return bool(_BOLD.search(self._plain_name) or self.flags & _BOLD_FLAG)

    @cached_property
    def is_fixed(self) -> bool:
        """True for letters of one width, as in code."""
        return bool(_FIXED.search(self._plain_name) or self.flags & _FIXED_FLAG)

    @cached_property
    def has_small_capitals(self) -> bool:
        """True for a font whose small letters are capitals."""
        return bool(_SMALL_CAPS.search(self._plain_name))


@dataclass(frozen=True, slots=True)
class LinePiece:
    """Letters of one font without a gap; `text` begins with a space if one stands before it."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: Font

    @property
    def words(self) -> str:
        """The text without the space before it."""
        return self.text.removeprefix(" ")


@dataclass(frozen=True, slots=True)
class Column:
    """The left and right margin of the lines that stand below each other."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """How far apart the margins are."""
        return self.right - self.left


@dataclass(frozen=True)
class Line:
    """Pieces on one baseline, in the order of reading. `page` counts from 0."""

    page: int
    pieces: tuple[LinePiece, ...]
    column: Column = Column(0, 0)

    @cached_property
    def text(self) -> str:
        """The words of the line, with single spaces."""
        return " ".join("".join(piece.text for piece in self.pieces).split())

    @cached_property
    def left(self) -> float:
        """Where the line begins."""
        return min(piece.left for piece in self.pieces)

    @cached_property
    def right(self) -> float:
        """Where the line ends."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        return _most_common([(piece.size, len(piece.words)) for piece in self.pieces])

    @cached_property
    def baseline(self) -> float:
        """The baseline of most letters of that size."""
        size = self.size
        return _most_common(
            [(each.baseline, len(each.words)) for each in self.pieces if each.size == size]
        )

    def is_raised(self, piece: LinePiece) -> bool:
        """Tell whether a piece is a superscript of this line."""
        return piece.size < 0.88 * self.size and piece.baseline > self.baseline + 0.12 * self.size

    def is_lowered(self, piece: LinePiece) -> bool:
        """Tell whether a piece is a subscript of this line."""
        return piece.size < 0.88 * self.size and piece.baseline < self.baseline - 0.06 * self.size

    @cached_property
    def is_bold(self) -> bool:
        """True if all its letters are bold."""
        return all(each.font.is_bold for each in self.pieces if _has_letters(each.text))

    @cached_property
    def is_fixed(self) -> bool:
        """True if all its letters have one width, as in code."""
        return all(map(self.is_code, self.pieces))

    def is_code(self, piece: LinePiece) -> bool:
        """Tell whether a piece is in letters of one width; in Chinese or Japanese all are."""
        return piece.font.is_fixed and not self._is_wide

    @cached_property
    def _is_wide(self) -> bool:
        return any(unicodedata.east_asian_width(letter) in {"W", "F"} for letter in self.text)

    @cached_property
    def is_right_to_left(self) -> bool:
        """True if most of its letters are Hebrew, Arabic or the like."""
        return is_right_to_left(self.pieces)

    @cached_property
    def first_word_width(self) -> float:
        """How wide its first word is; a line of Chinese or Japanese breaks at any letter."""
        if unicodedata.east_asian_width(self.text[:1] or " ") in {"W", "F"}:
            return self.size
        width, begin = 0.0, None
        for piece in self.pieces:
            if begin is None:
                begin = piece
            elif piece.text.startswith(" "):
                break
            width = abs(piece.right - begin.left)
        return width


def is_right_to_left(pieces: Sequence[LinePiece]) -> bool:
    """Tell whether most letters of these pieces are written from right to left."""
    count = 0
    for piece in pieces:
        for letter in piece.text:
            kind = unicodedata.bidirectional(letter)
            count += (kind in {"R", "AL"}) - (kind == "L")
    return count > 0


def _has_letters(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _most_common(weighted: Sequence[tuple[float, int]]) -> float:
    counts: dict[float, int] = {}
    for value, weight in weighted:
        counts[value] = counts.get(value, 0) + weight
    return max(counts, key=lambda value: counts[value])
