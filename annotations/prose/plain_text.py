"""How Markdown's tokens become plain text, with spans that hold its markup."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from markdown_it.token import Token

from annotations.prose.addresses.link_addresses import safe_address
from annotations.prose.markup.table_writer import TableWriter
from annotations.prose.markup.text_writer import MarkupSpan, SpanAttributes, TextWriter
from annotations.prose.normalising import normalise_entity


def flatten_tokens(tokens: Iterable[Token]) -> tuple[str, tuple[MarkupSpan, ...]]:
    """Return the plain text of the blocks, in NFC, and its spans: properly nested, outer ones
    first.
    """
    writer = TextWriter()
    rest = iter(tokens)
    for token in rest:
        if token.type == "table_open":
            _write_table(writer, rest)
        else:
            _write_block(writer, token)
    return writer.finish()


def _write_table(writer: TextWriter, rest: Iterator[Token]) -> None:
    """Write a table, whose opening token has been read already."""
    writer.pause("\n")
    writer.open("table")
    table, is_head = TableWriter(writer), False
    for token in rest:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            table.begin_row()
        elif token.type == "tr_close":
            table.end_row()
        elif token.type in {"thead_open", "tbody_open"}:
            writer.open(token.tag)
        elif token.type in {"thead_close", "tbody_close"}:
            writer.close()
        elif token.type == "inline":
            table.cell(partial(_write_block, writer, token), is_head=is_head)
        elif token.type in {"th_open", "td_open"}:
            is_head = token.type == "th_open"
    writer.close()
    writer.separate("\n")


def _write_block(writer: TextWriter, token: Token) -> None:
    if token.type == "inline":
        for child in token.children or ():
            _write_inline(writer, child)
    elif token.type in {"fence", "code_block"}:
        _write_code(writer, token)
    elif token.type == "math_block":
        writer.write(f"$${token.content.strip()}$$")
    elif token.nesting == 1:
        writer.pause("\n")
        if not token.hidden:
            _open_block(writer, token)
    elif token.nesting == -1 and not token.hidden:
        _close_block(writer, token)


def _open_block(writer: TextWriter, token: Token) -> None:
    if token.type == "heading_open":
        writer.open("p")
        writer.open("strong")
    elif token.type == "ordered_list_open" and token.attrGet("start") is not None:
        writer.open("ol", (("start", str(token.attrGet("start"))),))
    else:
        writer.open(token.tag)


def _close_block(writer: TextWriter, token: Token) -> None:
    if token.type == "heading_close":
        writer.close()
    writer.close()


def _write_code(writer: TextWriter, token: Token) -> None:
    language = re.match(r"[\w+#.-]{1,40}", token.info, re.ASCII)
    writer.pause("\n")
    writer.open("pre")
    writer.open("code", (("data-language", language.group()),) if language else ())
    writer.write_as_is(token.content.rstrip())
    writer.close()
    writer.close()


def _write_inline(writer: TextWriter, token: Token) -> None:
    if token.type == "softbreak":
        writer.pause_at_line_end()
    elif token.type == "hardbreak":
        writer.pause("<br>")
    elif token.type == "code_inline":
        writer.open("code")
        writer.write(token.content)
        writer.close()
    elif token.type == "image":
        writer.write(describe_image(token))
    elif token.type == "footnote_ref":
        if not token.meta["subId"]:  # a footnote stands below its first mark
            writer.note(token.meta["id"] + 1)
    elif token.type.startswith("math_inline"):
        writer.write(f"{token.markup}{token.content}{token.markup}")
    elif token.nesting == 0:
        writer.write(token.content)
    elif token.nesting == 1:
        writer.open(*_inline_element(token))
    else:
        writer.close()


def _inline_element(token: Token) -> tuple[str, SpanAttributes]:
    if token.type != "link_open":
        return token.tag or token.type.removesuffix("_open"), ()
    address = safe_address(str(token.attrGet("href") or ""))
    return ("a", (("href", address),)) if address else ("", ())


def describe_image(image: Token) -> str:
    """Return the text that stands for an image: its description, else its title, else its file
    name.
    """
    writer = TextWriter()
    for child in image.children or ():
        if child.nesting == 0:
            _write_inline(writer, child)
    description, _ = writer.finish()
    name = str(image.attrGet("src") or "").rsplit("/", 1)[-1]
    return description or normalise_entity(str(image.attrGet("title") or "")) or name


def flatten_verse(tokens: Iterable[Token]) -> tuple[str, tuple[MarkupSpan, ...]]:
    """Return the plain text and spans of a stanza, each line in an element for its indent."""
    writer = TextWriter()
    indent = 0
    for token in tokens:
        if token.type == "verse_line":
            writer.pause("<br>")
            indent = token.meta["indent"]
        elif token.type == "inline":
            writer.open(f"indent-{indent}" if indent else "")
            _write_block(writer, token)
            writer.close()
    return writer.finish()
