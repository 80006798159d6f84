"""Plain text as Markdown that reads the same."""

import re

_MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>&])")
_LINE_MARKS = re.compile(r"^(#{1,6}|[-+=~]|\d{1,9}(?=[.)]))")


def plain_to_markdown(text: str) -> str:
    """Return plain text as Markdown that reads the same: nothing in it is markup or code."""
    return "\n".join(map(_plain_line, text.splitlines()))


def _plain_line(line: str) -> str:
    escaped = _MARKDOWN_MARKS.sub(r"\\\1", line.strip())
    begins = _LINE_MARKS.match(escaped)
    if begins is None:
        return escaped
    marks = begins[0]
    return f"{marks}\\{escaped[len(marks) :]}" if marks[0].isdigit() else f"\\{escaped}"
