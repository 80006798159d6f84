"""The characters that nobody sees: texts that differ only in them count as the same text.

Soft hyphens, zero-width spaces, joiners, marks of direction and fillers come along when words are
copied from a web page, a PDF or Word. They are left out where texts are compared, anchored and
searched, and never removed from a text because of that: a joiner can change the letters beside it.
"""

import re
from collections.abc import Sequence

# The property Default_Ignorable_Code_Point (UAX 44), and the marks of interlinear annotations.
INVISIBLE_RANGES = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
"""The first and the last code point of each range."""

_PATTERN = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in INVISIBLE_RANGES) + "]+"
_INVISIBLE = re.compile(_PATTERN)
_AMID_ASCII = re.compile(f"(?<=[!-~]){_PATTERN}(?=[!-~]|$)|^{_PATTERN}(?=[!-~])", re.MULTILINE)


def has_invisible(text: str) -> bool:
    """True if the text contains a character that nobody sees."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def without_invisible(text: str) -> str:
    """Return what can be seen of the text."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def without_invisible_amid_ascii(text: str) -> str:
    """Return the text without what nobody sees between two ASCII signs, or at a line's ends.

    There it changes no letter, and hides a word or an identifier from whoever looks for it.
    """
    return text if text.isascii() else _AMID_ASCII.sub("", text)


def visible_offsets(text: str) -> Sequence[int]:
    """Return where each character of `without_invisible(text)` stands in the text."""
    if not has_invisible(text):
        return range(len(text))
    return [at for at, letter in enumerate(text) if not _INVISIBLE.match(letter)]
