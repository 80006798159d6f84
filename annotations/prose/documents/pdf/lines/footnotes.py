"""Footnotes at the foot of pages: which lines they are, and where their marks stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from annotations.prose.documents.pdf.lines.pieces import Line, LinePiece

_MARK = re.compile(r"\(?(\d{1,3}|[*∗†‡§¶‖]{1,4}|[a-z])\)?[.):]?")
_LEAST_SMALLER = 0.95  # of the size of the text's letters


@dataclass(slots=True)
class Footnote:
    """A footnote: its mark, and its lines, of which the first has the mark no longer."""

    page: int
    mark: str
    lines: list[Line] = field(default_factory=list)


def split_footnotes(
    pages: Sequence[Sequence[Line]], body_size: float
) -> tuple[list[list[Line]], list[Footnote]]:
    """Part the text of each page from the footnotes below it; a note may go on on the next page."""
    notes: list[Footnote] = []
    texts: list[list[Line]] = []
    for lines in pages:
        text: list[Line] = []
        for column in _columns(lines):
            begin = _begin_of_notes(column, body_size, notes)
            text += column[:begin]
            _add_notes(column[begin:], notes)
        texts.append(text)
    return texts, notes


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    columns: list[list[Line]] = []
    for line in lines:
        if columns and columns[-1][-1].column == line.column:
            columns[-1].append(line)
        else:
            columns.append([line])
    return columns


def _begin_of_notes(lines: Sequence[Line], body_size: float, notes: Sequence[Footnote]) -> int:
    """Return the index of the first line of the notes at the end of a column."""
    marks = {piece.words for line in lines for piece in line.pieces[1:] if line.is_raised(piece)}
    for index, line in enumerate(lines):
        # In letters of any size: a raised mark that the text above has too.
        if index and line.is_raised(line.pieces[0]) and note_mark(line) in marks:
            return index
    begin = len(lines)
    while begin and lines[begin - 1].size < _LEAST_SMALLER * body_size:
        begin -= 1
    for index in range(begin, len(lines)):
        if note_mark(lines[index]):
            continues = bool(notes) and notes[-1].page == lines[0].page - 1
            gap = index and lines[index - 1].baseline - lines[index].baseline
            if continues and index > begin and gap and gap < 1.5 * lines[index].size:
                return begin
            return index
    if begin < len(lines) and begin and notes and notes[-1].page == lines[0].page - 1:
        last = notes[-1].lines[-1]
        is_open = (
            not last.text.endswith((".", "!", "?", "”", ")")) or lines[begin].text[0].islower()
        )
        if is_open and abs(last.size - lines[begin].size) < 0.2:
            return begin
    return len(lines)


def note_mark(line: Line) -> str:
    """Return the mark that a footnote's line begins with, "" for another line.

    It is raised, or a number or sign in front of the first word.
    """
    first = line.pieces[0]
    found = _MARK.fullmatch(first.words)
    if found is None or len(line.pieces) < 2:
        return ""
    if line.is_raised(first):
        return found[1]
    is_parted = line.pieces[1].text.startswith(" ") or not found[1].isdigit()
    return found[1] if is_parted and not found[1].isalpha() else ""


def _add_notes(lines: Sequence[Line], notes: list[Footnote]) -> None:
    for line in lines:
        mark = note_mark(line)
        if mark or not notes:
            first, *rest = line.pieces[1:] if mark else line.pieces
            first = replace(first, text=first.words)
            notes.append(Footnote(line.page, mark, [replace(line, pieces=(first, *rest))]))
        else:
            notes[-1].lines.append(line)


def is_mark(line: Line, piece: LinePiece) -> str:
    """Return the mark of a footnote that a raised piece of a line is, else ""."""
    if not (line.is_raised(piece) or piece.words in {"*", "†", "‡", "∗"}):
        return ""
    found = _MARK.fullmatch(piece.words)
    return found[1] if found else ""
