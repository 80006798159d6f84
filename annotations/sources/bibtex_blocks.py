"""How BibTeX text falls into entries with plain field values, and which entries are broken.

bibtexparser splits the text. Mended here: concatenation and abbreviations (`jan # "~5"`), repeated
fields and keys, which it sets aside, what trails behind an entry that closed too early, and its
messages, which are for programmers.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from annotations.sources.understood import Problem

logging.getLogger("bibtexparser").propagate = False  # what is broken is ours to tell
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_PIECE = re.compile(r"\s*(?:(?P<open>[{\"])|(?P<bare>[^\s{}\",#=%()]+))")
_TRAILING = re.compile(r"\s*(?:,|\}|[\w-]+\s*=\s*[{\"\w])")
_MONTHS = {
    month[:3].lower(): month
    for month in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    )
}  # fmt: skip
_LONGEST_JOINED = 20_000
_REASONS = {
    "Unexpected block start": "it is not closed: a brace or quotation mark is missing",
    "Unexpectedly reached end": "it is not closed: a brace or quotation mark is missing",
    "Expected comma after": "a comma is missing after its key",
    "Expected a `=`": "an equals sign is missing after the name of a field",
    "Expected either": "a comma is missing between two fields",
}


@dataclass
class RawEntry:
    """An entry as written: its type and field names in lower case, values still in LaTeX."""

    kind: str
    key: str
    fields: dict[str, str]
    text: str
    line: int


class BrokenValueError(ValueError):
    """A field's value is not closed, or something stands between two fields."""


def entries(text: str) -> list[RawEntry | Problem]:
    """Every entry of the text in its order, or why it could not be read."""
    abbreviations = dict(_MONTHS)
    found: list[RawEntry | Problem] = []
    lines = text.split("\n")
    latest: Block | None = None  # the entry that ended just now
    for block in map(_unwrapped, Splitter(text).split().blocks):
        if isinstance(block, ImplicitComment) and latest:
            found[-1] = _unless_trailing(found[-1], latest, block)
        latest = block if isinstance(block, Entry) else None
        if isinstance(block, String):
            _abbreviate(abbreviations, block)
        elif isinstance(block, Entry):
            found.append(_entry(block, abbreviations))
        elif isinstance(block, ParsingFailedBlock):
            found.append(_broken(block, lines))
    return found


def _unwrapped(block: Block) -> Block:
    """The block itself where bibtexparser set it aside for a repeated key or field."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        if inner is None:
            break
        block = inner
    return block


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _abbreviate(abbreviations: dict[str, str], block: String) -> None:
    try:
        abbreviations[block.key.lower()] = _value(block.value, abbreviations)
    except BrokenValueError:
        return


def _entry(block: Entry, abbreviations: dict[str, str]) -> RawEntry | Problem:
    fields: dict[str, str] = {}
    if not block.entry_type:
        return _problem(_line(block), "it does not say what it is, as @book does", str(block.raw))
    line, text = _line(block), str(block.raw)
    for field in block.fields:
        name = field.key.lower()
        try:
            value = _value(field.value, abbreviations)
        except BrokenValueError:
            where = f"“{name}” (line {(field.start_line or 0) + 1})" if name else "a field"
            return _problem(line, f"something is missing after the value of {where}", text)
        if value.strip():
            fields.setdefault(name, value)
    return RawEntry(block.entry_type.lower(), block.key, fields, text, line)


def _value(source: str, abbreviations: dict[str, str]) -> str:
    """The value of an expression: strings, numbers and abbreviations joined by `#`."""
    value = ""
    for piece in _pieces(source, abbreviations):
        value += piece
        if len(value) > _LONGEST_JOINED and len(value) > len(source):
            raise BrokenValueError(source)  # abbreviations of abbreviations grow without end
    return value


def _pieces(source: str, abbreviations: dict[str, str]) -> Iterator[str]:
    at, source = 0, source.strip()
    while at < len(source):
        piece = _PIECE.match(source, at)
        if not piece:
            raise BrokenValueError(source)
        if piece["bare"]:
            yield abbreviations.get(piece["bare"].lower(), piece["bare"])
            at = piece.end()
        else:
            end = _closing(source, piece.start("open"))
            yield source[piece.end("open") : end]
            at = end + 1
        joined = re.compile(r"\s*#\s*").match(source, at)
        if not joined and source[at:].strip():
            raise BrokenValueError(source)
        at = joined.end() if joined else len(source)


def _closing(source: str, start: int) -> int:
    """Where the brace or quotation mark that opens at `start` closes."""
    depth, quoted = 0, source[start] == '"'
    for mark in re.compile(r"(?<!\\)[{}]|\"").finditer(source, start + quoted):
        if mark[0] == '"':
            if quoted and depth <= 0:
                return mark.start()
            continue
        depth += 1 if mark[0] == "{" else -1
        if not quoted and depth == 0:
            return mark.start()
    if quoted and source.endswith('"') and len(source) > start + 1:
        return len(source) - 1  # braces that do not balance within quotation marks
    raise BrokenValueError(source)


def _broken(block: ParsingFailedBlock, lines: list[str]) -> Problem:
    """The problem with its text: all lines up to the one where the next entry begins."""
    told = getattr(block.error, "abort_reason", str(block.error))
    reason = next((words for start, words in _REASONS.items() if told.startswith(start)), told)
    start = block.start_line or 0
    ends = (at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("@"))
    whole = lines[start : next(ends, len(lines))]
    return _problem(_line(block), reason, "\n".join(whole) if whole[1:] else str(block.raw))


def _problem(line: int, reason: str, text: str) -> Problem:
    return Problem(line, f"This BibTeX entry could not be read: {reason}.", text.strip())


def _unless_trailing(
    entry: RawEntry | Problem, block: Block, comment: ImplicitComment
) -> RawEntry | Problem:
    """The entry, or a problem when fields stand after its end: a brace closed it too early."""
    ended = _line(block) + str(block.raw).count("\n")
    if _line(comment) > ended + 1 or not _TRAILING.match(comment.comment):
        return entry
    text = f"{block.raw}\n{comment.raw}"
    return _problem(entry.line, "a closing brace too many ends it early", text)
