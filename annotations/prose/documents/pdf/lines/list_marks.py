"""The marks that items of lists begin with: bullets and ordinals."""

import re

from annotations.prose.documents.pdf.lines.pieces import Line

_BULLET = re.compile(r"[•◦▪●○■□‣⁃∙·–—*\uf0b7\uf0a7➢✓-]")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")


def list_mark(line: Line) -> str:
    """Return the bullet or ordinal that a line begins with, or ""."""
    if len(line.pieces) < 2 or not line.pieces[1].text.startswith(" "):
        return ""
    first = line.pieces[0].words
    if first == "o" and line.pieces[0].font.is_fixed and not line.pieces[1].font.is_fixed:
        return "◦"  # as Word writes it
    return first if _BULLET.fullmatch(first) or _ORDINAL.fullmatch(first) else ""


def is_bullet(mark: str) -> bool:
    """Tell whether the mark of a list's item is a sign without number."""
    return bool(_BULLET.fullmatch(mark))


def is_next_mark(mark: str, following: str) -> bool:
    """Tell whether an ordinal comes behind another: 3. behind 2., c) behind b)."""
    first, second = mark.strip("().").lower(), following.strip("().").lower()
    if first.isdecimal() and second.isdecimal():
        return int(second) == int(first) + 1
    return (
        first.isalpha()
        and second.isalpha()
        and (len(first + second) > 2 or ord(second) == ord(first) + 1)
    )
