"""Letters beyond the first 65,536, for a format in which pandoc can't read them: as two halves.

A half is a letter for private use; the two together stand for the letter in pandoc's output.
"""

import re

_FIRST, _SECOND = 0xE000, 0xE400
_WIDE = 0x10000
_HALVES = re.compile(rb"(\xee[\x80-\x8f][\x80-\xbf])(\xee[\x90-\x9f][\x80-\xbf])")


def without_wide_letters(text: str) -> str:
    """Return a text in which two halves stand for each wide letter."""
    return text if text.isascii() else "".join(map(_narrow, text))


def with_wide_letters(output: bytes) -> bytes:
    """Return UTF-8 with the letters for which `without_wide_letters` put halves."""
    return _HALVES.sub(lambda found: _joined(found[1].decode(), found[2].decode()), output)


def _narrow(letter: str) -> str:
    place = ord(letter) - _WIDE
    return letter if place < 0 else chr(_FIRST + (place >> 10)) + chr(_SECOND + (place & 0x3FF))


def _joined(first: str, second: str) -> bytes:
    return chr(_WIDE + ((ord(first) - _FIRST) << 10) + ord(second) - _SECOND).encode()
