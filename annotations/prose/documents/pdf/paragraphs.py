"""Lines put together: which belong to one paragraph, also across columns and pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from annotations.prose.documents.pdf.lines.hyphens import ends_with_hyphen
from annotations.prose.documents.pdf.lines.layout import Layout
from annotations.prose.documents.pdf.lines.pieces import Line
from annotations.prose.documents.pdf.tables import table_at

_BULLET = re.compile(r"[•◦▪●○■□‣⁃∙·–—*\uf0b7\uf0a7➢✓-]")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")
_END = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*$")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Listing|Algorithm)\s*\d", re.I
)
_LEAST_VERSE_LINES = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one paragraph, one stanza or one table."""

    lines: tuple[Line, ...]
    kind: Literal["text", "verse", "table"] = "text"

    @property
    def first(self) -> Line:
        """The first line."""
        return self.lines[0]

    @property
    def text(self) -> str:
        """The words, roughly, to recognise what they are."""
        return " ".join(line.text for line in self.lines)


def list_mark(line: Line) -> str:
    """Return the bullet or ordinal that a line begins with, or ""."""
    first = line.pieces[0].words
    if len(line.pieces) < 2 or not line.pieces[1].text.startswith(" "):
        return ""
    return first if _BULLET.fullmatch(first) or _ORDINAL.fullmatch(first) else ""


def _inner_indent(group: Group, layout: Layout) -> float:
    """Return how far the lines of a paragraph are indented, except for its first."""
    if len(group.lines) > 1:
        return layout.indent(group.lines[1])
    pieces = group.first.pieces
    own = layout.indent(group.first)
    return own + pieces[1].left - pieces[0].left if list_mark(group.first) else own


def is_bullet(mark: str) -> bool:
    """Tell whether the mark of a list's item is a sign without number."""
    return bool(_BULLET.fullmatch(mark))


def paragraphs(pages: Sequence[Sequence[Line]], layout: Layout) -> list[Group]:
    """Return the paragraphs of a text, in order."""
    groups: list[Group] = []
    for stretch, is_table in _stretches([line for page in pages for line in page]):
        if is_table:
            groups.append(Group(tuple(stretch), "table"))
            continue
        for run in _runs(stretch, layout):
            if _is_verse(run, layout):
                groups.append(Group(tuple(run), "verse"))
            else:
                groups += [Group(tuple(each)) for each in _parted(run, layout)]
    return _joined(groups, layout)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[Sequence[Line], bool]]:
    """Yield the lines of each table, with True, and those between tables, with False."""
    begin = at = 0
    while at < len(lines):
        end = table_at(lines, at)
        if end > at:
            if begin < at:
                yield lines[begin:at], False
            yield lines[at:end], True
            begin = end
        at = max(end, at + 1)
    if begin < len(lines):
        yield lines[begin:], False


def _runs(lines: Sequence[Line], layout: Layout) -> Iterator[list[Line]]:
    """Yield lines at the usual distance in one size, in one column."""
    run: list[Line] = []
    for line in lines:
        if run and not _is_next(run[-1], line, layout):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_next(before: Line, line: Line, layout: Layout) -> bool:
    if before.page != line.page or before.column != line.column:
        return False
    if abs(before.size - line.size) > 0.08 * line.size:
        return False
    if before.is_fixed != line.is_fixed and before.is_fixed:
        return False
    gap = before.baseline - line.baseline
    return 0 < gap <= 1.22 * layout.leading(line.size) + 1


def _is_early(before: Line, line: Line, layout: Layout, least_room: float = 0) -> bool:
    """Tell whether a line ended although the next word would have fitted in."""
    room = layout.room(before) - least_room
    return room > line.first_word_width + 0.6 * line.size


def _is_verse(run: Sequence[Line], layout: Layout) -> bool:
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
    early = [_is_early(before, line, layout, common) for before, line in pairwise(run)]
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


def _parted(run: Sequence[Line], layout: Layout) -> Iterator[list[Line]]:
    """Yield the paragraphs of a run of lines."""
    if run[0].is_fixed:
        yield [*run]
        return
    paragraph: list[Line] = []
    for index, line in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else None
        if paragraph and _begins(paragraph, line, following, run, layout):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _begins(
    paragraph: Sequence[Line],
    line: Line,
    following: Line | None,
    run: Sequence[Line],
    layout: Layout,
) -> bool:
    """Tell whether a line begins a paragraph; `following` is the line after it."""
    before, size = paragraph[-1], line.size
    if _have_same_middle(before, line) and not layout.is_at_margin(line):
        return before.is_bold != line.is_bold
    if before.is_bold != line.is_bold and _is_early(before, line, layout):
        return True
    indent, step = layout.indent(line), layout.indent(line) - layout.indent(before)
    mark = list_mark(line)
    if mark and (is_bullet(mark) or _is_early(before, line, layout) or abs(step) > 0.5 * size):
        return True
    if list_mark(paragraph[0]) and len(paragraph) == 1:
        if step > 0.5 * size:
            return False  # the second line of an item hangs below the first word
    elif step > 0.6 * size:
        hangs = len(paragraph) == 1 and following is not None
        return not (hangs and abs(layout.indent(following) - indent) < 2)  # type: ignore[arg-type]
    if step < -0.6 * size and len(paragraph) > 1:
        return True
    return _is_early(before, line, layout, _indent_of_both_sides(run, line, layout))


def _have_same_middle(before: Line, line: Line) -> bool:
    return abs(before.left + before.right - line.left - line.right) < 0.6 * line.size


def _indent_of_both_sides(run: Sequence[Line], line: Line, layout: Layout) -> float:
    """Return how far the lines of an indented paragraph stay from the other margin."""
    if layout.is_at_margin(line):
        return 0
    indent = layout.indent(line)
    near = [each for each in run if layout.indent(each) >= indent - 1]
    return max(0, min(indent, *(layout.room(each) for each in near)))


def _joined(groups: Sequence[Group], layout: Layout) -> list[Group]:
    """Join what goes on in the next column or on the next page, behind pictures' captions too."""
    joined: list[Group] = []
    for group in groups:
        place = next(
            (
                len(joined) - back
                for back in range(1, min(4, len(joined)) + 1)
                if _goes_on(joined[-back], group, layout, is_far=back > 1)
            ),
            None,
        )
        if place is None or not all(_may_interrupt(each, layout) for each in joined[place + 1 :]):
            joined.append(group)
        else:
            joined[place] = Group(joined[place].lines + group.lines)
    return joined


def _may_interrupt(group: Group, layout: Layout) -> bool:
    line = group.first
    if group.kind == "table":
        return True
    is_other = line.is_fixed or line.size < 0.93 * layout.body_size
    return is_other or bool(_CAPTION.match(group.text)) or len(group.text) < 60


def _goes_on(group: Group, following: Group, layout: Layout, *, is_far: bool) -> bool:
    before, line = group.lines[-1], following.first
    is_elsewhere = (before.page, before.column) != (line.page, line.column)
    if not is_elsewhere and not is_far:
        return False
    if {group.kind, following.kind} != {"text"} or line.page - before.page > 1 + is_far:
        return False
    if before.is_fixed or line.is_fixed or before.is_bold != line.is_bold or list_mark(line):
        return False
    if abs(before.size - line.size) > 0.05 * line.size or layout.is_centred(line):
        return False
    if _CAPTION.match(group.text) and not ends_with_hyphen(before.text):
        return False
    if is_far:
        return line.text[0].islower() and not _END.search(before.text)
    if line.text[0].islower() and not _END.search(before.text):
        return True
    own = _inner_indent(group, layout)
    if layout.indent(line) > max(own, 0) + 0.6 * line.size:
        return False
    return not _is_early(before, line, layout, max(0, min(own, layout.room(before))))
