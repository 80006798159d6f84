"""The value of a BibTeX field: strings, numbers and abbreviations, joined by `#`."""

import re
from collections.abc import Mapping

_PIECE = re.compile(
    r"(?P<open>[{\"])|(?P<bare>[^\s{}\",#=%()]+(?:[ \t]+[^\s{}\",#=%()]+)*)|(?P<none>(?=\s*[,})]))"
)
_MARKS = {True: re.compile(r"[{}\"]"), False: re.compile(r"(?<!\\)[{}]|\"")}
_SPACE = re.compile(r"\s*")
_JOIN = re.compile(r"\s*#\s*")
_ENDS = re.compile(r"[^\S\n]*+[,#})\n]")
_LONGEST_JOINED = 20_000


class BrokenValueError(ValueError):
    """The value of a field is not closed, or is not BibTeX."""


def read_value(
    text: str, at: int, limit: int, abbreviations: Mapping[str, str], *, escaped_count: bool
) -> tuple[str, int]:
    """Return the value that begins at an offset, and the offset where it ends.

    Args:
        limit: the offset that the value may not pass.
        abbreviations: the values of @string by names in lower case; other names mean themselves.
        escaped_count: whether `\\{` opens a brace as it does for BibTeX itself, which many programs
            that write BibTeX do not know.

    Raises:
        BrokenValueError: the value does not end before the limit, or grows without end.
    """
    value, start = "", at
    while True:
        piece, at = _piece(text, _SPACE.match(text, at).end(), limit, escaped_count)  # type: ignore[union-attr]  # matches nothing too
        value += abbreviations.get(piece.lower(), piece) if text[at - 1] not in '}"' else piece
        if len(value) > _LONGEST_JOINED and len(value) > at - start:
            raise BrokenValueError  # abbreviations of abbreviations grow without end
        joined = _JOIN.match(text, at, limit)
        if not joined:
            return value, at
        at = joined.end()


def find_closing(text: str, start: int, limit: int, *, escaped_count: bool) -> int | None:
    """Return where the brace or quotation mark that opens at `start` closes, or None."""
    depth, quoted = 0, text[start] == '"'
    for mark in _MARKS[escaped_count].finditer(text, start + quoted, limit):
        if mark[0] == '"':
            if quoted and depth <= 0 and _ENDS.match(text, mark.end()):
                return mark.start()
            continue
        depth += 1 if mark[0] == "{" else -1
        if not quoted and depth == 0:
            return mark.start()
    return None


def _piece(text: str, at: int, limit: int, escaped_count: bool) -> tuple[str, int]:
    piece = _PIECE.match(text, at, limit)
    if not piece:
        raise BrokenValueError
    if not piece["open"]:
        return piece[0], piece.end()
    end = find_closing(text, at, limit, escaped_count=escaped_count)
    if end is None:
        raise BrokenValueError
    return text[at + 1 : end], end + 1
