"""A tree's blocks as the blocks of an essay: what becomes a paragraph, verse, a table …

One list, one quotation, one table is one block, and so is each stanza. A table that only lays a
page out, and a figure that holds more than pictures, are unfolded into what they hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from annotations.prose.blocks import ParsedBlock, ParsedBlockType
from annotations.prose.documents.left_out import SUSPECTED, LeftOutCounter
from annotations.prose.documents.pandoc.formulas import FormulasByTex
from annotations.prose.documents.pandoc.inlines import InlineWriter
from annotations.prose.documents.pandoc.nested_blocks import (
    write_blocks,
    write_figure,
    write_only_paragraph,
)
from annotations.prose.markup.text_writer import TextWriter

_VERSE_CLASSES = frozenset("verse poem poetry stanza line-group lg".split())
_NESTED_TYPES: dict[str, ParsedBlockType] = {
    "BlockQuote": "quote",
    "BulletList": "list",
    "CodeBlock": "code",
    "DefinitionList": "list",
    "OrderedList": "list",
    "Table": "table",
}
_LONGEST_VERSE_LINE = 90
_MEAN_VERSE_LINE = 55
_LONGEST_CELL = 2_000
_PARAGRAPHS = {"Plain", "Para"}


class BlockReader:
    """Turns the blocks of a tree into blocks of an essay, in order."""

    def __init__(self, formulas: FormulasByTex, left_out: LeftOutCounter) -> None:
        self.blocks: list[ParsedBlock] = []
        self.left_out = left_out
        self.inlines = InlineWriter(formulas, left_out)

    def read(self, nodes: Sequence[Any], *, verse: bool = False) -> None:
        """Add the blocks for these nodes; in `verse`, paragraphs are stanzas."""
        lines = [*map(_single_line, nodes)] if verse else []
        if sum(line is not None for line in lines) < 2:
            lines = [None] * len(nodes)
        for is_verse, group in groupby(zip(lines, nodes, strict=True), lambda each: bool(each[0])):
            if is_verse:
                self._add_verse([line for line, _ in group if line])
            else:
                for _, node in group:
                    self._read_node(node, verse)

    def collect_note_bodies(self, nodes: Sequence[Any]) -> None:
        """Find the footnotes that stand apart from their marks, so that the marks find them."""
        for pairs, blocks in _divisions(nodes):
            if "footnote-body" in pairs:
                self.inlines.note_bodies[pairs["footnote-body"]] = blocks

    def add(
        self,
        kind: ParsedBlockType,
        writer: TextWriter,
        level: int = 0,
    ) -> None:
        """Add what was written as a block, unless it is empty; then the footnotes marked in it."""
        text, spans = writer.finish()
        if text.strip():
            self.blocks.append(ParsedBlock(kind, level, text, spans))
        notes, self.inlines.footnotes = self.inlines.footnotes, []
        for number, body in notes:
            note = self._writer()
            write_only_paragraph(self.inlines, note, body)
            self.add("footnote", note, number)
        self.inlines.block = len(self.blocks)

    def _writer(self) -> TextWriter:
        self.inlines.block = len(self.blocks)
        return TextWriter()

    def _read_node(self, node: dict[str, Any], verse: bool) -> None:  # noqa: C901  (a table of kinds)
        kind = node["t"]
        if kind in _PARAGRAPHS:
            self._read_paragraph(node["c"], verse)
        elif kind == "LineBlock":
            for stanza in _stanzas(node["c"]):
                self._add_verse(stanza)
        elif kind == "Header":
            writer = self._writer()
            self.inlines.write(writer, node["c"][2])
            self.add("heading", writer, min(node["c"][0], 6))
        elif kind == "HorizontalRule":
            if self.blocks and self.blocks[-1].type != "break":
                self.blocks.append(ParsedBlock("break", 0, ""))
        elif kind == "Div":
            self._read_division(node, verse)
        elif kind == "BlockQuote" and (verse or _is_quoted_verse(node["c"])):
            self.read(node["c"], verse=True)
        elif kind == "Table" and _is_layout(node):
            self.left_out.add("layout table", len(self.blocks))
            for cell in _cells(node):
                self.read(cell)
        elif kind == "Figure":
            self._read_figure(node)
        elif kind in _NESTED_TYPES:
            writer = self._writer()
            write_blocks(self.inlines, writer, [node])
            self.add(_NESTED_TYPES[kind], writer)
        elif kind == "RawBlock":
            self.left_out.add("raw", node["c"][1])

    def _read_division(self, node: dict[str, Any], verse: bool) -> None:
        (_, classes, pairs), blocks = node["c"]
        if "footnote-body" in dict(pairs):
            return
        suspected = dict(pairs).get("suspected", "")
        if suspected in SUSPECTED:
            self._read_suspect(blocks, suspected)
            return
        self.read(blocks, verse=verse or not _VERSE_CLASSES.isdisjoint(map(str.lower, classes)))

    def _read_suspect(self, nodes: Sequence[Any], kind: str) -> None:
        """Add blocks that seem to be no part of the text. What else is left out of them is said
        with the whole."""
        start, counted = len(self.blocks), self.left_out
        self.left_out = self.inlines.left_out = LeftOutCounter()
        self.read(nodes)
        self.left_out = self.inlines.left_out = counted
        self.blocks[start:] = [replace(each, suspected=kind) for each in self.blocks[start:]]

    def _read_paragraph(self, nodes: Sequence[Any], verse: bool) -> None:
        if "LineBreak" in _kinds(nodes) and (verse or _looks_like_verse(nodes)):
            for stanza in _parted_stanzas(nodes):
                writer = self._writer()
                self.inlines.write_verse(writer, stanza)
                self.add("verse", writer)
            return
        writer = self._writer()
        self.inlines.write(writer, nodes)
        self.add(_paragraph_type(nodes), writer)

    def _add_verse(self, lines: Sequence[Any]) -> None:
        writer = self._writer()
        for line in lines:
            self.inlines.write_verse(writer, line)
            writer.pause("<br>")
        self.add("verse", writer)

    def _read_figure(self, node: dict[str, Any]) -> None:
        _, (_, caption), blocks = node["c"]
        if all(each["t"] in _PARAGRAPHS and _is_only(each["c"], "Image") for each in blocks):
            writer = self._writer()
            write_figure(self.inlines, writer, node)
            self.add("image", writer)
        else:
            self.read(blocks)
            self.read(caption)


def _divisions(nodes: Sequence[Any]) -> Iterator[tuple[dict[str, str], list[Any]]]:
    """Yield attributes and blocks of each division below these nodes, the inner ones last."""
    waiting: list[Any] = [*reversed(nodes)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if node.get("t") == "Div":
                (_, _, pairs), blocks = node["c"]
                yield dict(pairs), blocks
            if isinstance(node.get("c"), list):
                waiting.append(node["c"])


def _kinds(nodes: Sequence[Any]) -> set[str]:
    """Return the kinds of these inline nodes and of those inside them; words have none."""
    kinds: set[str] = set()
    waiting = [node for node in nodes if not isinstance(node, str)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and node.get("t") != "Note":
            kinds.add(node.get("t", ""))
            if isinstance(node.get("c"), list) and node.get("t") not in {"Image", "Math", "Code"}:
                waiting += [each for each in node["c"] if isinstance(each, list)]
        elif isinstance(node, list):
            waiting += [each for each in node if not isinstance(each, str)]
    return kinds


def _is_only(nodes: Sequence[Any], kind: str) -> bool:
    shown = _kinds(nodes) - {"SoftBreak", "LineBreak", "Link", "Span"}
    return shown == {kind} and _has_no_words(nodes)


def _has_no_words(nodes: Sequence[Any]) -> bool:
    """Tell whether there are no words among these nodes, nor in their links and spans."""
    return not any(
        (isinstance(node, str) and node.strip())
        or (
            isinstance(node, dict)
            and node["t"] in {"Link", "Span"}
            and not _has_no_words(node["c"][1])
        )
        for node in nodes
    )


def _paragraph_type(nodes: Sequence[Any]) -> ParsedBlockType:
    if _is_only(nodes, "Image"):
        return "image"
    if len(nodes) == 1 and isinstance(nodes[0], dict) and nodes[0]["t"] == "Math":
        return "formula" if nodes[0]["c"][0]["t"] == "DisplayMath" else "paragraph"
    return "paragraph"


def _lines(nodes: Sequence[Any]) -> list[str]:
    """Return the lines of a paragraph as rough plain text, to measure them."""
    return "".join(_rough_text(nodes)).strip().split("\n")


def _rough_text(nodes: Sequence[Any]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node["t"] == "LineBreak":
            yield "\n"
        elif node["t"] == "SoftBreak":
            yield " "
        elif node["t"] in {"Span", "Link", "Quoted", "Cite"}:
            yield from _rough_text(node["c"][1])
        elif isinstance(node.get("c"), list) and node["t"] not in {"Note", "Math", "Code", "Image"}:
            yield from _rough_text(node["c"])


def _looks_like_verse(nodes: Sequence[Any]) -> bool:
    """Tell whether a paragraph with line breaks is a stanza: at least four short lines."""
    lines = _lines(nodes)
    return (
        len(lines) >= 4
        and max(map(len, lines)) <= _LONGEST_VERSE_LINE
        and sum(map(len, lines)) <= _MEAN_VERSE_LINE * len(lines)
    )


def _is_quoted_verse(blocks: Sequence[Any]) -> bool:
    """Tell whether a quotation holds nothing but paragraphs of short lines."""
    return bool(blocks) and all(
        block["t"] == "LineBlock"
        or (
            block["t"] in _PARAGRAPHS
            and "LineBreak" in _kinds(block["c"])
            and max(map(len, _lines(block["c"]))) <= _LONGEST_VERSE_LINE
        )
        for block in blocks
    )


def _only_paragraph(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return the paragraph that is all that a node holds, or None."""
    while node["t"] == "Div" and len(node["c"][1]) == 1:
        node = node["c"][1][0]
    return node if node["t"] in _PARAGRAPHS else None


def _single_line(node: dict[str, Any]) -> list[Any] | None:
    """Return the words of a node that is one short line, else None."""
    line = _only_paragraph(node)
    if line is None or "LineBreak" in _kinds(line["c"]):
        return None
    words: list[Any] = line["c"]
    return words if len(_lines(words)[0]) <= _LONGEST_VERSE_LINE else None


def _stanzas(lines: Sequence[Any]) -> Iterator[list[Any]]:
    stanza: list[Any] = []
    for line in [*lines, []]:
        if line:
            stanza.append(line)
        elif stanza:
            yield stanza
            stanza = []


def _parted_stanzas(nodes: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the stanzas of a paragraph of verse: an empty line parts them."""
    stanza: list[Any] = []
    breaks = 0
    for node in nodes:
        is_break = isinstance(node, dict) and node["t"] == "LineBreak"
        breaks = breaks + 1 if is_break else breaks * (node == " ")
        if breaks == 2:
            yield stanza
            stanza = []
        else:
            stanza.append(node)
    yield stanza


def _cells(table: dict[str, Any]) -> Iterator[list[Any]]:
    _, (_, caption), _, (_, head), bodies, (_, foot) = table["c"]
    yield caption
    rows = [*head, *(row for body in bodies for row in (*body[2], *body[3])), *foot]
    for _, cells in rows:
        for cell in cells:
            yield cell[4]


def _is_layout(table: dict[str, Any]) -> bool:
    """Tell whether a table only lays a page out: headings or much text in a cell, or one column."""
    head, columns = table["c"][3][1], table["c"][2]
    cells = [*_cells(table)]
    if any(block["t"] in {"Header", "Table"} for cell in cells for block in cell):
        return True
    if any(len(cell) > 1 and _length(cell) > _LONGEST_CELL for cell in cells):
        return True
    return len(columns) == 1 and not any(cells for _, cells in head)


def _length(node: Any) -> int:
    if isinstance(node, str):
        return len(node)
    if isinstance(node, dict):
        return _length(node.get("c", ""))
    return sum(map(_length, node)) if isinstance(node, list) else 0
