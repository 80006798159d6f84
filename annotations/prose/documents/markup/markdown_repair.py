"""A file in Markdown rewritten so that our parser, which shows HTML as text, reads what it means.

Comments and what is meant for other programs are left out and reported; HTML becomes the Markdown
of the same meaning; so do pandoc's tables and notes inside a line; its attributes and the fences of
divisions have no words. Code stays as it is. What a leader types is never rewritten.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.markdown_inlines import InlineRepair, without_attributes
from annotations.prose.documents.markup.markdown_tables import table_regions
from annotations.prose.documents.pandoc.tree_document import read_by_pandoc, read_pages_by_pandoc
from annotations.prose.documents.web.pages import join_pages
from annotations.prose.markdown.writer import blocks_to_markdown
from annotations.prose.parsing import NestingTooDeep, essay_parser, split_front_matter

_WORTH_READING = re.compile(
    r"<[a-zA-Z/!?]|^\s*:{3,}|\{[#.=\w]|^\s*\+[-=:]|^ *-{2,} +-{2,}|\^\[", re.MULTILINE
)
_FENCE = re.compile(r"\s*:{3,}\s*(?P<name>\{[^{}]*\}|[\w.-]+)?\s*:*\s*$")
_RAW_FORMAT = re.compile(r"\{=[\w-]+\}")
_TAGS = re.compile(r"<[^<>]*>")
_SHOWN_TAGS = re.compile(r"<(?:img|math|hr)\b", re.IGNORECASE)
_MARKER = "\ue000"  # stands between parts that are read together; no text holds it
_BLANK = re.compile(r"\n[ \t]*\n")


def repair_markdown(text: str, left_out: LeftOutCounter) -> str:
    """Return a normalised text in Markdown without the parts that our parser would show as words.

    Raises `UnreadableText` as `read_tree` does, where HTML or tables have to be read.
    """
    if not _WORTH_READING.search(text):
        return text
    body = split_front_matter(text)[1]
    try:
        parts = _parts(body.split("\n"), left_out)
    except NestingTooDeep:
        return text  # whoever parses it says where
    return text[: len(text) - len(body)] + "\n".join(parts)


def _parts(lines: list[str], left_out: LeftOutCounter) -> list[str]:
    """Return the parts of a text, in order: as they were, or rewritten."""
    kinds = _kinds_of_lines(lines)
    for first, end in table_regions(lines, kinds):
        kinds[first:end] = ["table"] * (end - first)
        kinds[first] = "table begins"
    _blank_fences(lines, kinds)
    groups = [*_groups(lines, kinds)]
    html = _read_html([words for kind, words in groups if kind == "html"], left_out)
    tables = _read_tables([words for kind, words in groups if kind == "table"], left_out)
    repair = InlineRepair(left_out, set(_note_names("\n".join(lines))))
    parts = []
    for kind, words in groups:
        if kind == "html":
            parts.append(next(html))
        elif kind == "table":
            parts.append(next(tables))
        elif kind == "raw":
            left_out.add("raw", words)
        elif kind == "code":
            parts.append(words)
        else:
            pieces = _BLANK.split(words)
            parts.append("\n\n".join(repair.paragraph(without_attributes(each)) for each in pieces))
    return [*parts, *repair.notes]


def _note_names(text: str) -> Iterator[str]:
    yield from re.findall(r"\[\^([^\]\s]+)\]", text)


def _kinds_of_lines(lines: Sequence[str]) -> list[str]:
    """Return what each line is part of: "code", "html", "raw", or "" for text."""
    parser = essay_parser()
    parser.options["html"] = True
    parser.enable("html_block").core.ruler.disable(["inline"])
    kinds = [""] * len(lines)
    for token in parser.parse("\n".join(lines)):
        kind = {"fence": "code", "code_block": "code", "html_block": "html"}.get(token.type)
        if kind and token.map:
            first, end = token.map
            if token.type == "fence" and _RAW_FORMAT.fullmatch(token.info.strip()):
                kind = "raw"
            kinds[first:end] = [kind] * (end - first)
            kinds[first] = f"{kind} begins"
    return kinds


def _blank_fences(lines: list[str], kinds: Sequence[str]) -> None:
    """Empty the lines that begin and end a division, if as many end as begin."""
    found = [
        at for at, line in enumerate(lines) if not kinds[at] and line.lstrip().startswith(":::")
    ]
    fences = [(at, fence) for at in found if (fence := _FENCE.fullmatch(lines[at]))]
    begun = sum(bool(fence["name"]) for _, fence in fences)
    if 2 * begun == len(fences):
        for at, _fence in fences:
            lines[at] = ""


def _groups(lines: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines that belong together, with their kind."""
    group: list[str] = []
    current = ""
    for line, kind in zip(lines, kinds, strict=True):
        name = kind.removesuffix(" begins")
        if group and (name != current or kind.endswith(" begins")):
            yield current, "\n".join(group)
            group = []
        current = name
        group.append(line)
    if group:
        yield current, "\n".join(group)


def _read_html(parts: Sequence[str], left_out: LeftOutCounter) -> Iterator[str]:
    """Yield, for each piece of HTML, Markdown that means the same."""
    read: list[str] = []
    for part in parts:
        part = _without_comments(part, left_out)
        if not re.search(r"\w", _TAGS.sub("", part)) and not _SHOWN_TAGS.search(part):
            for tag in _TAGS.findall(part):
                left_out.add("raw", tag, count=not tag.startswith("</"))
            part = ""
        read.append(part)
    if not any(read):
        return iter([""] * len(read))
    page = "".join(f"<div>{part}</div><p>{_MARKER}</p>" for part in read)
    document = f"<!DOCTYPE html><html><body>{page}</body></html>"
    blocks = read_pages_by_pandoc(join_pages([("", document)], left_out), left_out).blocks
    return _split(blocks, len(read))


def _without_comments(html: str, left_out: LeftOutCounter) -> str:
    first, *others = html.split("<!--")
    kept = [first]
    for other in others:
        comment, end, rest = other.partition("-->")
        left_out.add("comment", " ".join(comment.split()))
        kept.append(rest if end else "")
    return "".join(kept)


def _read_tables(parts: Sequence[str], left_out: LeftOutCounter) -> Iterator[str]:
    """Yield, for each of pandoc's tables, one that our parser knows."""
    if not parts:
        return iter(())
    text = "".join(f"{part}\n\n{_MARKER}\n\n" for part in parts)
    return _split(read_by_pandoc(text.encode(), "markdown", left_out).blocks, len(parts))


def _split(blocks: Sequence[ParsedBlock], number: int) -> Iterator[str]:
    group: list[ParsedBlock] = []
    numbers = count()
    for block in blocks:
        if block.text.strip() == _MARKER:
            next(numbers)
            yield f"\n{blocks_to_markdown(group)}" if group else ""
            group = []
        else:
            group.append(block)
    yield from [""] * (number - next(numbers))
