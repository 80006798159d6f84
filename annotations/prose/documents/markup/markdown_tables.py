"""Where pandoc's tables stand in Markdown: simple ones, those of several lines, and grids."""

import re
from collections.abc import Iterator, Sequence

_COLUMNS = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *")
_RULE = re.compile(r" {0,3}-{5,} *")
_GRID = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")
_CAPTION = re.compile(r"(?:[Tt]able)?:\s+\S")
_MOST_HEAD_LINES = 10
_MOST_LINES = 500


def table_regions(lines: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line and the line behind the last one of each table outside of code."""
    at = 0
    while at < len(lines):
        found = None
        if not kinds[at].startswith(("code", "html", "raw")):
            found = _grid(lines, at) or _lines(lines, at)
        if found and found[0] >= 0:
            end = _with_caption(lines, found[1])
            yield found[0], end
            at = end
        else:
            at += 1


def _grid(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    if not _GRID.fullmatch(lines[at]):
        return None
    end = at + 1
    while end < len(lines) and lines[end].lstrip().startswith(("|", "+")):
        end += 1
    return (at, end) if end > at + 2 and _GRID.fullmatch(lines[end - 1]) else None


def _lines(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """Find the table whose columns this line of dashes shows."""
    if not _COLUMNS.fullmatch(lines[at]):
        return None
    first = at
    while (
        at - first < _MOST_HEAD_LINES
        and first
        and lines[first - 1].strip()
        and not _RULE.fullmatch(lines[first - 1])
    ):
        first -= 1
    has_rule = first > 0 and _RULE.fullmatch(lines[first - 1]) is not None
    if not has_rule and first < at - 1:
        return None  # a table of one line each has one line of headings
    end = at + 1
    is_closed = has_rule or first == at
    while end < min(len(lines), at + _MOST_LINES):
        is_end = _RULE.fullmatch(lines[end]) or _COLUMNS.fullmatch(lines[end])
        if is_closed and is_end:
            return first - has_rule, end + 1
        if not is_closed and not lines[end].strip():
            break
        end += 1
    return None if is_closed or end == at + 1 else (first, end)


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not _RULE.fullmatch(line)


def _with_caption(lines: Sequence[str], end: int) -> int:
    if end + 1 < len(lines) and not lines[end].strip() and _CAPTION.match(lines[end + 1]):
        end += 1
        while end < len(lines) and lines[end].strip():
            end += 1
    return end
