"""A tree as blocks: its metadata put back where the document shows it, then its body."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from annotations.lazy_messages import gettext_lazy as _
from annotations.progress.reports import report_progress
from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.freed_memory import give_back_freed_memory
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pandoc import process
from annotations.prose.documents.pandoc.formulas import formulas_in
from annotations.prose.documents.pandoc.joined_trees import TreePart, joined_blocks
from annotations.prose.documents.pandoc.metadata import TreeMetadata, tree_metadata
from annotations.prose.documents.pandoc.process import read_tree
from annotations.prose.documents.pandoc.tree_blocks import BlockReader
from annotations.prose.documents.web.pages import JoinedPages
from annotations.prose.markup.text_writer import TextWriter

_SKIPPED = re.compile(r"^\[INFO\] Skipped '(.*)' at .*?line (\d+) column \d+$", re.MULTILINE)
# Commands that only lay a page out.
_LAYOUT = re.compile(
    r"\\(?:maketitle|tableofcontents|clearpage|newpage|pagebreak|[vh](?:space|fill)|(?:this)?pagestyle"
    r"|(?:front|main|back)matter|bibliographystyle|set\w+|renewcommand|noindent|centering|label)\b"
)
_NOT_LOADED = re.compile(r"^\[\w+\] Could not load include file (\S+)", re.MULTILINE)
READING = _("Reading the file…")
_STYLE_FILES = (".sty", ".cls", ".def", ".ldf")


@dataclass(frozen=True, slots=True)
class TreeDocument:
    """The blocks of a document and what its tree says of it."""

    blocks: tuple[ParsedBlock, ...]
    title: str
    byline: str
    language: str


def read_by_pandoc(
    content: bytes,
    source: str,
    left_out: LeftOutCounter,
    *,
    shows_title: bool = False,
    shows_authors: bool = False,
    options: Sequence[str] = (),
    first_line: int = 1,
    further: Iterable[TreePart] = (),
) -> TreeDocument:
    """Return the blocks of a document in the format `source`.

    Args:
        further: the further parts of a document in parts, read one after another to save memory.
        shows_title: whether the title in the metadata is one that the document shows.
        shows_authors: whether it shows its subtitle, authors and date too.
        first_line: the line in which its text begins; what stands before is no text.

    Raises `UnreadableText` as `read_tree` does, also if all parts together take too long.
    """
    deadline = monotonic() + process.MAX_SECONDS
    tree, log = read_tree(content, source, *options)
    metadata = tree_metadata(tree)
    reader = BlockReader(formulas_in(tree), left_out)
    reader.collect_note_bodies(tree["blocks"])
    if shows_title:
        _read_head(reader, metadata, shows_authors=shows_authors)
    blocks, logs = tree["blocks"], [log]
    for part in further:
        reader.read(blocks[:-1])  # the next part may go on with the last one
        tree, log = read_tree(part.content, source, *options, seconds=deadline - monotonic())
        reader.inlines.formulas |= formulas_in(tree)
        blocks = joined_blocks(blocks[-1:], tree["blocks"], part.join)
        logs.append(log)
    reader.read(blocks)
    _count_skipped("\n".join(logs), left_out, first_line)
    return TreeDocument(
        tuple(reader.blocks),
        _line(reader, metadata.title),
        ", ".join(filter(None, (_line(reader, author) for author in metadata.authors))),
        metadata.language,
    )


def read_pages_by_pandoc(pages: JoinedPages, left_out: LeftOutCounter) -> TreeDocument:
    """Return the blocks of pages. Their parts are read one after another, to save memory.

    Raises `UnreadableText` as `read_tree` does, also if all parts together take too long.
    """
    give_back_freed_memory()  # of the trees of the pages
    reader = BlockReader({}, left_out)
    deadline = monotonic() + process.MAX_SECONDS
    number = len(pages.footnotes) + len(pages.text)
    read = 0
    for is_text, parts in ((False, pages.footnotes), (True, pages.text)):
        for part in parts:
            report_progress(READING, read, number)
            read += 1
            html = f"<!DOCTYPE html><html><body>{part}</body></html>".encode()
            tree, _log = read_tree(html, "html", seconds=deadline - monotonic())
            reader.inlines.formulas |= formulas_in(tree)
            if is_text:
                reader.read(tree["blocks"])
            else:
                reader.collect_note_bodies(tree["blocks"])
    return TreeDocument(tuple(reader.blocks), "", "", "")


def _read_head(reader: BlockReader, metadata: TreeMetadata, *, shows_authors: bool) -> None:
    if metadata.title:
        writer = TextWriter()
        reader.inlines.write(writer, metadata.title)
        reader.add("heading", writer, 1)
    if shows_authors:
        for nodes in (metadata.subtitle, *metadata.authors, metadata.date):
            reader.read([{"t": "Para", "c": nodes}])
    else:
        reader.read([{"t": "Para", "c": metadata.subtitle}])
        if metadata.date:
            reader.left_out.add("date", _line(reader, metadata.date))
    reader.read(metadata.abstract)


def _line(reader: BlockReader, nodes: list[Any]) -> str:
    writer = TextWriter()
    copy = replace(reader.inlines, left_out=LeftOutCounter(), footnotes=[])
    copy.write(writer, nodes)
    return " ".join(writer.finish()[0].split())


def _count_skipped(log: str, left_out: LeftOutCounter, first_line: int) -> None:
    """Count what pandoc's log says that it could not read; it may say so twice."""
    for message in dict.fromkeys(log.splitlines()):
        skipped, missing = _SKIPPED.match(message), _NOT_LOADED.match(message)
        if skipped and int(skipped[2]) >= first_line and not _LAYOUT.match(skipped[1]):
            left_out.add("raw", skipped[1])
        elif missing and not missing[1].endswith(_STYLE_FILES):
            left_out.add("included file", missing[1])
