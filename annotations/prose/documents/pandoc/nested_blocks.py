"""Blocks inside a block of the essay: in a quotation, a list, a cell or a footnote."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from annotations.prose.documents.pandoc.inlines import InlineWriter
from annotations.prose.markup.table_writer import TableWriter
from annotations.prose.markup.text_writer import SpanAttributes, TextWriter

_LIST_TYPES = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}


def write_blocks(inlines: InlineWriter, writer: TextWriter, blocks: Sequence[Any]) -> None:
    """Write the blocks, each with its element and a line end before it."""
    for block in blocks:
        _WRITERS.get(block["t"], _leave_out)(inlines, writer, block)


def write_only_paragraph(inlines: InlineWriter, writer: TextWriter, blocks: Sequence[Any]) -> None:
    """Write blocks; a single paragraph without an element of its own."""
    if len(blocks) == 1 and blocks[0]["t"] in {"Plain", "Para"}:
        inlines.write(writer, blocks[0]["c"])
    else:
        write_blocks(inlines, writer, blocks)


def _leave_out(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    if block["t"] == "RawBlock":
        inlines.left_out.add("raw", block["c"][1])


def _write_plain(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    inlines.write(writer, block["c"])


def _write_paragraph(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("p")
    inlines.write(writer, block["c"])
    writer.close()


def _write_heading(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("p")
    writer.open("strong")
    inlines.write(writer, block["c"][2])
    writer.close()
    writer.close()


def _write_lines(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("p")
    for line in block["c"]:
        inlines.write_verse(writer, line)
        writer.pause("<br>")
    writer.close()


def write_code(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    """Write a block of code, whose spaces and line ends stay."""
    writer.pause("\n")
    writer.open("pre")
    writer.open("code")
    lines = block["c"][1].rstrip().expandtabs(4).split("\n")
    writer.write_as_is("\n".join(inlines.readable(line) for line in lines).strip("\n"))
    writer.close()
    writer.close()


def _write_quote(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("blockquote")
    write_blocks(inlines, writer, block["c"])
    writer.close()


def _write_bullets(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("ul")
    _write_items(inlines, writer, block["c"])


def _write_numbered(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    (start, style, _), items = block["c"]
    attributes: SpanAttributes = (("start", str(start)),) if start != 1 else ()
    if style["t"] in _LIST_TYPES:
        attributes += (("type", _LIST_TYPES[style["t"]]),)
    writer.pause("\n")
    writer.open("ol", attributes)
    _write_items(inlines, writer, items)


def _write_items(inlines: InlineWriter, writer: TextWriter, items: Sequence[Any]) -> None:
    for item in items:
        writer.pause("\n")
        writer.open("li")
        write_blocks(inlines, writer, item)
        writer.close()
    writer.close()


def _write_definitions(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    writer.pause("\n")
    writer.open("dl")
    for term, definitions in block["c"]:
        writer.pause("\n")
        writer.open("dt")
        inlines.write(writer, term)
        writer.close()
        for definition in definitions:
            writer.pause("\n")
            writer.open("dd")
            write_only_paragraph(inlines, writer, definition)
            writer.close()
    writer.close()


def _write_division(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    write_blocks(inlines, writer, block["c"][1])


def write_figure(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    """Write what a figure shows, and then its caption, unless both are the same words."""
    _, (_, caption), blocks = block["c"]
    begin = writer.length
    write_blocks(inlines, writer, blocks)
    told = TextWriter()
    write_blocks(InlineWriter(inlines.formulas, type(inlines.left_out)()), told, caption)
    if told.finish()[0] and told.finish()[0] != "".join(writer.pieces)[begin:].strip():
        writer.pause("\n")
        writer.open("figure-caption")
        write_only_paragraph(inlines, writer, caption)
        writer.close()


def write_table(inlines: InlineWriter, writer: TextWriter, block: dict[str, Any]) -> None:
    """Write a table with its caption."""
    _, (_, caption), _, (_, head), bodies, (_, foot) = block["c"]
    writer.pause("\n")
    writer.open("table")
    if caption:
        writer.open("caption")
        write_only_paragraph(inlines, writer, caption)
        writer.close()
    table = TableWriter(writer)
    _write_rows(inlines, table, "thead", head, is_head=True)
    for _, row_headings, body_head, rows in bodies:
        _write_rows(inlines, table, "tbody", body_head, is_head=True)
        _write_rows(inlines, table, "tbody", rows, row_headings=row_headings)
    _write_rows(inlines, table, "tbody", foot)
    writer.close()
    writer.separate("\n")


def _write_rows(
    inlines: InlineWriter,
    table: TableWriter,
    tag: str,
    rows: Sequence[Any],
    *,
    is_head: bool = False,
    row_headings: int = 0,
) -> None:
    table.writer.open(tag)
    for _, cells in rows:
        table.begin_row()
        for number, (_, _, rows_taken, columns, blocks) in enumerate(cells):
            table.cell(
                partial(write_only_paragraph, inlines, table.writer, blocks),
                is_head=is_head,
                is_heading=number < row_headings,
                columns=columns,
                rows=rows_taken,
            )
        table.end_row()
    table.writer.close()


_WRITERS: dict[str, Callable[[InlineWriter, TextWriter, dict[str, Any]], None]] = {
    "BlockQuote": _write_quote,
    "BulletList": _write_bullets,
    "CodeBlock": write_code,
    "DefinitionList": _write_definitions,
    "Div": _write_division,
    "Figure": write_figure,
    "Header": _write_heading,
    "LineBlock": _write_lines,
    "OrderedList": _write_numbered,
    "Para": _write_paragraph,
    "Plain": _write_plain,
    "Table": write_table,
}
