"""Plain text as blocks: which lines belong together, and which are verse.

A line that ends early, though the next word would have fitted, was ended on purpose.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.markup.text_writer import TextWriter

_UNWRAPPED_LINE = 200  # from here on a line is a whole paragraph
_LEAST_WIDTH = 60
_LONGEST_VERSE_LINE = 75
_LINE_MARKS = re.compile(r"^(#{1,6}|[-+=~]|\d{1,9}(?=[.)]))")


def plain_text_blocks(text: str) -> tuple[ParsedBlock, ...]:
    """Return the paragraphs and stanzas of normalised plain text, in order."""
    lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
    width = max(_LEAST_WIDTH, *map(len, lines)) if lines else _LEAST_WIDTH
    return tuple(
        block for group in _groups(lines) for block in _blocks(group, width) if block.text.strip()
    )


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines between empty lines."""
    group: list[str] = []
    for line in [*lines, ""]:
        if line:
            group.append(line)
        elif group:
            yield group
            group = []


def _blocks(group: list[str], width: int) -> Iterator[ParsedBlock]:
    if _is_verse(group, width):
        yield _verse(group)
    elif width > _UNWRAPPED_LINE:
        yield from (_paragraph([line]) for line in group)
    else:
        yield from map(_paragraph, _paragraphs(group))


def _is_verse(group: Sequence[str], width: int) -> bool:
    """Tell whether these lines were ended on purpose: most of them before the next word's place."""
    if len(group) < 2 or max(map(len, group)) > _LONGEST_VERSE_LINE:
        return False
    if width > _UNWRAPPED_LINE:
        return True
    early = [len(line) + 1 + len(after.split()[0]) <= width - 5 for line, after in pairwise(group)]
    return sum(early) * 5 >= len(early) * 4 and (len(group) > 2 or _is_indented(group))


def _is_indented(group: Sequence[str]) -> bool:
    return any(line.startswith("  ") for line in group)


def _paragraphs(group: Sequence[str]) -> Iterator[list[str]]:
    """Yield the paragraphs of some lines; an indented line among others begins one."""
    indented = [line.startswith("  ") for line in group]
    begins = indented if sum(indented) * 2 <= len(indented) else [False] * len(indented)
    paragraph: list[str] = []
    for line, begin in zip(group, begins, strict=True):
        if begin and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _paragraph(lines: Sequence[str]) -> ParsedBlock:
    writer = TextWriter()
    for line in lines:
        writer.write(line.strip())
        writer.pause_at_line_end()
    return ParsedBlock("paragraph", 0, *writer.finish())


def _verse(lines: Sequence[str]) -> ParsedBlock:
    writer = TextWriter()
    common = min(len(line) - len(line.lstrip()) for line in lines)
    for line in lines:
        indent = min(10, (len(line) - len(line.lstrip()) - common + 1) // 2)
        first, _, rest = line.strip().partition(" ")
        writer.open(f"indent-{indent}" if indent else "")
        writer.write(first)
        writer.close()
        writer.write(f" {rest}" if rest else "")
        writer.pause("<br>")
    return ParsedBlock("verse", 0, *writer.finish())


def count_joined_lines(text: str, blocks: Sequence[ParsedBlock], left_out: LeftOutCounter) -> None:
    """Count the paragraphs of a text, `blocks`, that were put together from several lines: those
    that are longer than any line."""
    longest = max(map(len, text.split("\n")))
    for at, block in enumerate(blocks):
        if block.type == "paragraph" and len(block.text) > longest:
            left_out.add("joined lines", at)


def plain_to_markdown(text: str) -> str:
    """Return plain text as Markdown that reads the same: nothing in it is markup or code."""
    return "\n".join(map(_plain_line, text.splitlines()))


def _plain_line(line: str) -> str:
    escaped = re.sub(r"([\\`*_\[\]<>&])", r"\\\1", line.strip())
    begins = _LINE_MARKS.match(escaped)
    if begins is None:
        return escaped
    marks = begins[0]
    return f"{marks}\\{escaped[len(marks) :]}" if marks[0].isdigit() else f"\\{escaped}"
