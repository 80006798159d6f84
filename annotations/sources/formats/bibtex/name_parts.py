"""How one BibTeX name divides into its four parts: first, von, last and Jr.

Source: Patashnik, "BibTeXing" (1988), section 4; Markey, "Tame the BeaST", section 11. Braces hold
words together. What BibTeX reports as an error is mended: a brace that is not closed is closed at
the end of the name, a closing brace too many is opened at the beginning of its word, a third comma
divides words only, a backslash at the end stands for itself.
"""

import re
from dataclasses import dataclass, field

_PIECE = re.compile(r"\\[^ ~\r\n\t]|.", re.DOTALL)
_LONE_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
_SPACES = frozenset(" ~\r\n\t")
_MAX_SECTIONS = 3


@dataclass
class NameParts:
    """The words of each part, still in LaTeX and in their order."""

    first: list[str] = field(default_factory=list)
    von: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    jr: list[str] = field(default_factory=list)


@dataclass
class _Word:
    """A word, and whether its first letter is small; None where it has no letter of its own."""

    text: str
    is_small: bool | None


def split_name_parts(name: str) -> NameParts:
    """Divide a name of the form "First von Last", "von Last, First" or "von Last, Jr, First".

    Every part may be empty but the last name, unless the name has no words.
    """
    sections = _sections(name)
    if len(sections) > 1 and not sections[-1]:
        sections.pop()  # a comma that nothing follows
    if len(sections) == 1:
        return _natural_order(sections[0])
    parts = NameParts(first=_texts(sections[-1]))
    if len(sections) == _MAX_SECTIONS:
        parts.jr = _texts(sections[1])
    von, last = _split_before_last(sections[0])
    parts.von, parts.last = _texts(von), _texts(last)
    return parts


def _natural_order(words: list[_Word]) -> NameParts:
    """Divide "First von Last": the von part begins with the first small word."""
    small = [at for at, word in enumerate(words) if word.is_small]
    if len(words) < 3 or not small:
        return NameParts(first=_texts(words[:-1]), last=_texts(words[-1:]))
    rest = words[small[0] :]
    # A small last word is the last name alone, whatever stands before it.
    von, last = (rest[:-1], rest[-1:]) if rest[-1].is_small else _split_before_last(rest)
    return NameParts(first=_texts(words[: small[0]]), von=_texts(von), last=_texts(last))


def _split_before_last(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Divide "von Last" behind the last small word, which is not the very last word."""
    small = [at for at, word in enumerate(words[:-1]) if word.is_small]
    cut = small[-1] + 1 if small else 0
    return words[:cut], words[cut:]


def _texts(words: list[_Word]) -> list[str]:
    return [word.text for word in words]


def _sections(name: str) -> list[list[_Word]]:
    """Cut the name at its first two commas outside braces, and each section into words."""
    if _LONE_BACKSLASH.search(name):
        name += "\\"
    sections: list[list[_Word]] = [[]]
    pending: list[str] = []
    depth = 0
    for piece in _PIECE.findall(name):
        if not depth and (piece in _SPACES or piece == ","):
            sections[-1] += _word(pending)
            pending = []
            if piece == "," and len(sections) < _MAX_SECTIONS:
                sections.append([])
            continue
        depth = max(0, depth + (piece == "{") - (piece == "}"))
        pending.append(piece)
    sections[-1] += _word([*pending, *"}" * depth])
    return sections


def _word(pieces: list[str]) -> list[_Word]:
    """Return the word that the pieces make up, or nothing where there are none."""
    depth = deepest = 0
    for piece in pieces:
        depth += (piece == "{") - (piece == "}")
        deepest = min(deepest, depth)
    missing = "{" * -deepest
    return [_Word(missing + "".join(pieces), _is_small(pieces))] if pieces else []


def _is_small(pieces: list[str]) -> bool | None:
    """Tell whether the word's first letter is small.

    Letters in braces do not count, but for those of a special character such as `{\\'e}`, where
    the name of the command does not count.
    """
    opens = in_special = in_command = False
    depth = 0
    for piece in pieces:
        if len(piece) == 2 and opens:
            opens, in_special, in_command = False, True, piece[1].isalpha()
        elif piece in ("{", "}"):
            depth = max(0, depth + (1 if piece == "{" else -1))
            opens, in_special, in_command = piece == "{", False, False
        else:
            opens = False
            counts = len(piece) == 2 or not depth or (in_special and not in_command)
            in_command = in_command and (len(piece) == 2 or piece.isalpha())
            if counts and piece[-1].isalpha():
                return not piece[-1].isupper()
    return None
