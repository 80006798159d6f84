"""What the paragraphs of a page are: headings, quotations, lists, verse, code or plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.prose.documents.pdf.lines.layout import Layout
from annotations.prose.documents.pdf.lines.list_marks import list_mark
from annotations.prose.documents.pdf.lines.pieces import Line
from annotations.prose.documents.pdf.paragraphs import Group

_LONGEST_HEADING = 160
_MAX_LEVEL = 6

SectionKind = Literal["heading", "paragraph", "quote", "list", "verse", "table", "code"]


@dataclass(frozen=True, slots=True)
class PdfSection:
    """Paragraphs that make one block; `level` is that of a heading."""

    kind: SectionKind
    groups: tuple[Group, ...]
    level: int = 0


def sections(groups: Sequence[Group], layout: Layout) -> list[PdfSection]:
    """Return what each paragraph is; items of one list and parts of one quotation are one block."""
    levels = _levels(groups, layout)
    kinds = _with_text([_kind(group, layout) for group in groups])
    found: list[PdfSection] = []
    for group, kind in zip(groups, _settled(groups, kinds, layout), strict=True):
        last = found[-1] if found else None
        if last and kind == last.kind and kind in {"quote", "list", "code"}:
            found[-1] = PdfSection(kind, (*last.groups, group))
        else:
            level = levels[_style(group.first)] if kind == "heading" else 0
            found.append(PdfSection(kind, (group,), level))
    return found


def _with_text(kinds: Sequence[SectionKind]) -> list[SectionKind]:
    """Return the kinds; where all are headings, those behind the first are paragraphs."""
    if set(kinds) != {"heading"}:
        return [*kinds]
    rest: list[SectionKind] = ["paragraph"] * (len(kinds) - 1)
    return ["heading", *rest] if rest else ["paragraph"]


def _settled(
    groups: Sequence[Group], kinds: Sequence[SectionKind], layout: Layout
) -> Iterator[SectionKind]:
    """Yield the kinds; a further paragraph of a list's item or a short quotation is of its kind."""
    before: SectionKind = "paragraph"
    is_below_title = False
    previous: Group | None = None
    for group, kind in zip(groups, kinds, strict=True):
        if kind in {"paragraph", "quote"} and before == "list" and previous is not None:
            item = layout.indent(previous.lines[-1])
            mark = layout.indent(previous.first)
            own = min(layout.indent(line) for line in group.lines)
            if own > 0.8 * group.first.size and own > mark and abs(own - item) < 2:
                kind = "list"
        if kind == "heading" and is_below_title and _is_byline(group, layout):
            kind = "paragraph"
        else:
            is_below_title = previous is None and kind == "heading"
        yield kind
        before, previous = kind, group


def _is_byline(group: Group, layout: Layout) -> bool:
    """Tell whether a line below the title names an author or a date: light, in the middle."""
    return not group.first.is_bold and all(map(layout.is_centred, group.lines))


def _kind(group: Group, layout: Layout) -> SectionKind:
    if group.kind != "text":
        return group.kind
    if _is_heading(group, layout):
        return "heading"
    if list_mark(group.first):
        return "list"
    if all(line.is_fixed for line in group.lines):
        return "code"
    return "quote" if _is_quote(group, layout) else "paragraph"


def _is_heading(group: Group, layout: Layout) -> bool:
    text = group.text
    if group.kind != "text":
        return False
    if len(text) > _LONGEST_HEADING or len(group.lines) > 4 or not any(map(str.isalnum, text)):
        return False
    if all(line.size > 1.09 * layout.body_size for line in group.lines):
        return True
    if any(line.size < 0.95 * layout.body_size for line in group.lines):
        return False
    if all(line.is_bold for line in group.lines):
        return not text.endswith((",", ";"))
    letters = [letter for letter in text if letter.isalpha()]
    return (
        len(letters) > 3
        and len(text) < 100
        and "".join(letters).isupper()
        and all(layout.is_centred(line) for line in group.lines)
    )


def _is_quote(group: Group, layout: Layout) -> bool:
    """Tell whether a paragraph is indented on both sides, or is smaller and indented."""
    if any(map(layout.is_at_margin, group.lines)):
        return False
    if all(map(layout.is_centred, group.lines)) and len(group.lines) < 2:
        return False
    size = group.first.size
    if len(group.lines) == 1:
        return (
            abs(layout.indent(group.first) - layout.paragraph_indent) > size
            and layout.indent(group.first) > 1.5 * size
            and size < 0.96 * layout.body_size
        )
    least = min(layout.indent(line) for line in group.lines)
    room = min(layout.room(line) for line in group.lines)
    most = max(layout.indent(line) for line in group.lines)
    if most - least < 2 and least > 1.2 * size:
        return True
    return least > 0.8 * size and (room > 0.5 * size or size < 0.97 * layout.body_size)


def _style(line: Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.is_bold


def _levels(groups: Sequence[Group], layout: Layout) -> dict[tuple[float, bool], int]:
    """Return the level of each style of headings: the larger, the higher."""
    styles = {_style(group.first) for group in groups if _is_heading(group, layout)}
    ordered = sorted(styles, reverse=True)
    return {style: min(rank, _MAX_LEVEL) for rank, style in enumerate(ordered, 1)}
