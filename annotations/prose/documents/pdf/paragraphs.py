"""Lines put together: which belong to one paragraph, also across columns and pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from annotations.prose.documents.pdf.lines.hyphens import ends_with_hyphen
from annotations.prose.documents.pdf.lines.layout import Layout
from annotations.prose.documents.pdf.lines.list_marks import is_bullet, is_next_mark, list_mark
from annotations.prose.documents.pdf.lines.pieces import Line
from annotations.prose.documents.pdf.lines.verse import is_stanza
from annotations.prose.documents.pdf.tables import table_at

_END = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*$")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Listing|Algorithm)\s*\d", re.I
)


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


def _inner_indent(group: Group, layout: Layout) -> float:
    """Return how far the lines of a paragraph are indented, except for its first."""
    if len(group.lines) > 1:
        return layout.indent(group.lines[1])
    pieces = group.first.pieces
    own = layout.indent(group.first)
    return own + pieces[1].left - pieces[0].left if list_mark(group.first) else own


def paragraphs(pages: Sequence[Sequence[Line]], layout: Layout) -> list[Group]:
    """Return the paragraphs of a text, in order."""
    groups: list[Group] = []
    for stretch, is_table in _stretches([line for page in pages for line in page]):
        if is_table:
            groups.append(Group(tuple(stretch), "table"))
            continue
        for run in _with_whole_stanzas([*_runs(stretch, layout)], layout):
            if is_stanza(run, layout):
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


def _with_whole_stanzas(runs: Sequence[list[Line]], layout: Layout) -> list[list[Line]]:
    """Return the runs; the lines of a stanza that goes on in the next column or page are one."""
    found: list[list[Line]] = []
    for run in runs:
        if found and _is_rest_of_stanza(found[-1], run, layout):
            found[-1] = [*found[-1], *run]
        else:
            found.append([*run])
    return found


def _is_rest_of_stanza(run: Sequence[Line], following: Sequence[Line], layout: Layout) -> bool:
    before, line = run[-1], following[0]
    if (before.page, before.column) == (line.page, line.column) or line.page - before.page > 1:
        return False
    if abs(before.size - line.size) > 0.05 * line.size or before.is_bold != line.is_bold:
        return False
    is_same = abs(layout.indent(before) - layout.indent(line)) < 2 or line.text[0].islower()
    if not is_same or layout.is_at_margin(before) or not is_stanza([*run, *following], layout):
        return False
    is_end = bool(_END.search(before.text))
    return not (is_end and is_stanza(run, layout) and is_stanza(following, layout))


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
    mark, is_item = list_mark(line), bool(list_mark(paragraph[0]))
    is_centred = not mark and not is_item and not layout.is_at_margin(line)
    if is_centred and _have_same_middle(before, line):
        return before.is_bold != line.is_bold
    if before.is_bold != line.is_bold and layout.is_early(before, line):
        return True
    if mark and _begins_item(paragraph, line, layout):
        return True
    indent, step = layout.indent(line), layout.indent(line) - layout.indent(before)
    if is_item and len(paragraph) == 1:
        if step > 0.5 * size:
            return False  # the second line of an item hangs below the first word
    elif step > 0.6 * size:
        hangs = len(paragraph) == 1 and following is not None
        return not (hangs and abs(layout.indent(following) - indent) < 2)  # type: ignore[arg-type]
    if step < -0.6 * size and len(paragraph) > 1:
        return True
    if abs(step) < 2 and _is_broken_early(before, line, run, layout):
        return False
    return layout.is_early(before, line, _indent_of_both_sides(run, line, layout))


def _begins_item(paragraph: Sequence[Line], line: Line, layout: Layout) -> bool:
    """Tell whether the mark that a line begins with is that of a list's item."""
    first, before, mark = paragraph[0], paragraph[-1], list_mark(line)
    if is_bullet(mark) or layout.is_early(before, line):
        return True
    if abs(layout.indent(line) - layout.indent(before)) > 0.5 * line.size:
        return True
    is_below = abs(layout.indent(line) - layout.indent(first)) < 0.5 * line.size
    return is_below and is_next_mark(list_mark(first), mark)


def _is_broken_early(before: Line, line: Line, run: Sequence[Line], layout: Layout) -> bool:
    """Tell whether a sentence goes on below a line that is short, as few lines around it are."""
    if not line.text[0].islower() or _END.search(before.text):
        return False
    early = sum(layout.is_early(one, other) for one, other in pairwise(run))
    return early * 3 < len(run)


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
    is_parted = line.text[0].islower() and ends_with_hyphen(before.text)
    is_other = layout.is_centred(line) and not is_parted
    if is_other or abs(before.size - line.size) > 0.05 * line.size:
        return False
    if _CAPTION.match(group.text) and not ends_with_hyphen(before.text):
        return False
    if is_far:
        return line.text[0].islower() and not _END.search(before.text)
    return _is_rest_of_text(group, line, layout)


def _is_rest_of_text(group: Group, line: Line, layout: Layout) -> bool:
    """Tell whether a line in the next column or on the next page goes on where a text ends."""
    before = group.lines[-1]
    if line.text[0].islower() and ends_with_hyphen(before.text):
        return True
    own = _inner_indent(group, layout)
    is_hanging = bool(list_mark(group.first)) or len(group.lines) > 1
    if is_hanging and layout.indent(line) < own - 0.6 * line.size:
        return False
    if line.text[0].islower() and not _END.search(before.text):
        return True
    if layout.indent(line) > max(own, 0) + 0.6 * line.size:
        return False
    return not layout.is_early(before, line, max(0, min(own, layout.room(before))))
