"""Verse: lines that were ended on purpose."""

from collections.abc import Sequence
from itertools import pairwise

from annotations.prose.documents.pdf.lines.layout import Layout
from annotations.prose.documents.pdf.lines.list_marks import list_mark
from annotations.prose.documents.pdf.lines.pieces import Line

_LEAST_VERSE_LINES = 3


def is_stanza(run: Sequence[Line], layout: Layout) -> bool:
    """Tell whether most lines of a run were ended on purpose."""
    if len(run) < _LEAST_VERSE_LINES or run[0].is_fixed or run[0].size > 1.15 * layout.body_size:
        return False
    if any(list_mark(line) for line in run) or all(layout.is_centred(line) for line in run):
        return False
    indents = [layout.indent(line) for line in run]
    dialogue = layout.paragraph_indent
    if dialogue and sum(abs(indent - dialogue) < 2 for indent in indents) * 3 > len(run):
        return False
    if max(len(line.text) for line in run) > 80:
        return False
    common = max(0, min(indents))
    if common > 0.8 * run[0].size and _begin_with_capitals(run):
        return True
    early = [layout.is_early(before, line, common) for before, line in pairwise(run)]
    return sum(early) * 4 >= 3 * len(early)


def verse_lines(run: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of verse; what did not fit into one stands, in small letters, below it."""
    lines: list[list[Line]] = []
    for line in run:
        is_rest = line.text[0].islower() and bool(lines) and len(lines[-1]) == 1
        if is_rest and lines[-1][0].right - lines[-1][0].left > line.right - line.left:
            lines[-1].append(line)
        else:
            lines.append([line])
    return lines


def _begin_with_capitals(run: Sequence[Line]) -> bool:
    """Tell whether at least three lines do, and the others are the rests of such."""
    lines = verse_lines(run)
    capitals = sum(each[0].text.lstrip("“‘\"'(—")[:1].isupper() for each in lines)
    return len(lines) > 2 and capitals == len(lines)
