"""The text of an uploaded file, and what the file says about it."""

from dataclasses import dataclass
from typing import Any

from annotations.prose.blocks import ParsedBlock, ParsedEssay, spans_from_json, spans_to_json
from annotations.prose.documents.left_out import LeftOut
from annotations.prose.markup.table_rows import table_rows


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its title, byline and language; `""` where the file names none.

    `markdown` is the text as somebody typed it, `""` if it came in another format. `left_out` is
    what of the file is not in the text. `encoding` is what the bytes were taken for, if that had to
    be guessed. `with_suspected` are the blocks of the essay among those that seem to be no part of
    the text, such as a menu; empty if there are none.
    """

    essay: ParsedEssay
    markdown: str = ""
    title: str = ""
    byline: str = ""
    language: str = ""
    left_out: tuple[LeftOut, ...] = ()
    encoding: str = ""
    with_suspected: tuple[ParsedBlock, ...] = ()

    @property
    def blocks_to_preview(self) -> tuple[ParsedBlock, ...]:
        """All blocks, those that seem to be no part of the text among them."""
        return self.with_suspected or self.essay.blocks


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as what JSON can hold."""
    return {
        "title": document.title,
        "byline": document.byline,
        "language": document.language,
        "encoding": document.encoding,
        "blocks": [
            [block.type, block.level, block.text, spans_to_json(block.spans), block.suspected]
            for block in document.blocks_to_preview
        ],
        "left_out": [
            [each.kind, each.count, list(each.places), list(each.contexts)]
            for each in document.left_out
        ],
    }


def document_from_json(stored: dict[str, Any]) -> Document:
    """Return the document that `document_to_json` wrote."""
    blocks = tuple(
        ParsedBlock(kind, level, text, spans_from_json(spans), *suspected)
        for kind, level, text, spans, *suspected in stored["blocks"]
    )
    essay = tuple(block for block in blocks if not block.suspected)
    left_out = tuple(
        LeftOut(kind, count, *map(tuple, places)) for kind, count, *places in stored["left_out"]
    )
    return Document(
        parsed_blocks(essay),
        title=stored["title"],
        byline=stored["byline"],
        language=stored["language"],
        left_out=left_out,
        encoding=stored["encoding"],
        with_suspected=blocks if len(essay) < len(blocks) else (),
    )


def parsed_blocks(blocks: tuple[ParsedBlock, ...]) -> ParsedEssay:
    """Return the essay of these blocks, without checking them."""
    return ParsedEssay(blocks[0].text if blocks and blocks[0].type == "title" else None, blocks)


def document_report(document: Document) -> dict[str, Any]:
    """Return what a file was read as, for machines: blocks, footnotes and what was left out.

    `block` of a footnote is the index, in `blocks`, of the block that its mark stands in.
    """
    blocks: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    number = 0
    for block in document.essay.blocks:
        if block.type == "footnote":
            notes.append({"block": max(len(blocks) - 1, 0), "text": block.text})
            continue
        entry: dict[str, Any] = {"type": block.type, "text": block.text}
        if block.is_numbered:
            number += 1
            entry["number"] = number
        if block.type == "table":
            entry["rows"] = table_rows(block.text, block.spans)
        blocks.append(entry)
    return {
        "title": document.title or document.essay.title or "",
        "byline": document.byline,
        "language": document.language,
        "blocks": blocks,
        "notes": notes,
        "left_out": [
            {"what": each.name, "count": each.count, "where": list(each.places)}
            for each in document.left_out
        ],
    }
