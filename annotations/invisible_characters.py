"""The characters that nobody sees: texts that differ only in them count as the same text.

Soft hyphens, zero-width spaces, joiners, marks of direction and fillers come along when words are
copied from a web page, a PDF or Word. They are left out where texts are compared, anchored and
searched, and never removed from a text because of that: a joiner can change the letters beside it.
"""

import re
from collections.abc import Sequence

# The property Default_Ignorable_Code_Point (UAX 44), and the marks of interlinear annotations.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)


def has_invisible(text: str) -> bool:
    """True if the text contains a character that nobody sees."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def without_invisible(text: str) -> str:
    """Return what can be seen of the text."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def visible_offsets(text: str) -> Sequence[int]:
    """Return where each character of `without_invisible(text)` stands in the text."""
    if not has_invisible(text):
        return range(len(text))
    return [at for at, letter in enumerate(text) if not _INVISIBLE.match(letter)]
