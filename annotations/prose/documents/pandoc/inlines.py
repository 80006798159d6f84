"""The words of a tree's paragraphs: inline nodes written as text with spans."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.prose.addresses.link_addresses import safe_address
from annotations.prose.documents.left_out import LeftOutCounter, TextPlace
from annotations.prose.documents.pandoc.formulas import Formula, FormulasByTex
from annotations.prose.markup.text_writer import TextWriter
from annotations.prose.normalising import without_unreadable

_TAGS = {
    "Emph": "em",
    "Strong": "strong",
    "Strikeout": "s",
    "Superscript": "sup",
    "Subscript": "sub",
    "Underline": "u",
    "SmallCaps": "small-caps",
}
_QUOTATION_MARKS = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
_TRACKED = {"insertion": "insertion", "deletion": "deletion", "comment-start": "comment"}
_INDENTED_CLASS = re.compile(r"i(\d{1,2})|indent-?(\d{1,2})?")
_LEADING_SPACES = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000]*")
MAX_INDENT = 10
UNDERLINE_ADDRESS = "x-underline:"
"""Where a link leads whose words are underlined, of a format whose underlines pandoc can't read."""


@dataclass
class InlineWriter:
    """Writes inline nodes, and notes what has no place in the text.

    `footnotes` holds the blocks of the footnotes whose marks were written since it was emptied.
    `block` is the index of the block that is being written.
    """

    formulas: FormulasByTex
    left_out: LeftOutCounter
    note_bodies: dict[str, list[Any]] = field(default_factory=dict)
    footnotes: list[tuple[int, list[Any]]] = field(default_factory=list)
    number_of_notes: int = 0
    block: int = 0
    # While verse is written: whether a line has just begun, so that its indentation counts.
    _line_begins: bool | None = None

    def write(self, writer: TextWriter, nodes: Sequence[Any]) -> None:
        """Write a sequence of inline nodes."""
        words: list[str] = []
        for node in nodes:
            if isinstance(node, str):
                words.append(node)
                continue
            self._write_words(writer, words)
            words = []
            _WRITERS.get(node["t"], InlineWriter._leave_out)(self, writer, node)
        self._write_words(writer, words)

    def write_verse(self, writer: TextWriter, nodes: Sequence[Any]) -> None:
        """Write a stanza, whose lines keep their indentation."""
        self._line_begins = True
        self.write(writer, nodes)
        self._line_begins = None

    def _write_words(self, writer: TextWriter, words: list[str]) -> None:
        text = self.readable("".join(words))
        if self._line_begins and text:
            text = self._write_indented(writer, text)
        if text:
            writer.write(text)

    def _write_indented(self, writer: TextWriter, text: str) -> str:
        """Write the indented first word of a line; returns what comes after it."""
        found = _LEADING_SPACES.match(text)
        spaces = found.end() if found else 0
        word = text[spaces:].partition(" ")[0]
        if not word:
            return text
        self._line_begins = False
        if spaces < 2:
            return text
        writer.open(f"indent-{min(MAX_INDENT, (spaces + 1) // 2)}")
        writer.write(word)
        writer.close()
        return text[spaces + len(word) :]

    def readable(self, text: str) -> str:
        """Return text without the characters that no reader sees, which are counted."""
        if text.isascii() and text.isprintable():
            return text
        text, removed = without_unreadable(text)
        self.left_out.add("character", self.block, removed)
        return text

    def _leave_out(self, writer: TextWriter, node: dict[str, Any]) -> None:
        if node["t"] == "RawInline":
            self.left_out.add("raw", node["c"][1])

    def _write_element(self, writer: TextWriter, node: dict[str, Any]) -> None:
        self._within(writer, _TAGS[node["t"]], lambda: self.write(writer, node["c"]))

    def _within(
        self,
        writer: TextWriter,
        tag: str,
        write: Callable[[], None],
        attributes: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Write something inside an element; inside an equal one, without a second one."""
        is_open = any(element.tag == tag for element in writer.open_now)
        writer.open("" if is_open else tag, attributes)
        write()
        writer.close()

    def _write_quoted(self, writer: TextWriter, node: dict[str, Any]) -> None:
        begin, end = _QUOTATION_MARKS[node["c"][0]["t"]]
        writer.write(begin)
        self.write(writer, node["c"][1])
        writer.write(end)

    def _write_cite(self, writer: TextWriter, node: dict[str, Any]) -> None:
        citations, nodes = node["c"]
        shown = [each for each in nodes if isinstance(each, str) or each["t"] != "RawInline"]
        if shown:
            self.write(writer, shown)
        else:
            keys = ", ".join(citation["citationId"] for citation in citations)
            writer.write(self.readable(f"[{keys}]"))

    def _write_code(self, writer: TextWriter, node: dict[str, Any]) -> None:
        text = self.readable(node["c"][1])
        self._within(writer, "code", lambda: writer.write(text))

    def _write_math(self, writer: TextWriter, node: dict[str, Any]) -> None:
        kind, tex = node["c"][0]["t"], node["c"][1]
        formula = self.formulas.get((kind, tex)) or Formula(" ".join(tex.split()))
        attributes = (("mathml", formula.mathml), ("tex", tex))
        is_display = (("display", ""),) if kind == "DisplayMath" else ()
        writer.open("formula", attributes + is_display)
        writer.write(self.readable(formula.text))
        writer.close()

    def _write_link(self, writer: TextWriter, node: dict[str, Any]) -> None:
        _, nodes, (address, _title) = node["c"]
        if address == UNDERLINE_ADDRESS:
            self._within(writer, "u", lambda: self.write(writer, nodes))
            return
        safe = safe_address(address)
        attributes = (("href", safe),) if safe else ()
        self._within(writer, "a" if safe else "", lambda: self.write(writer, nodes), attributes)

    def _write_image(self, writer: TextWriter, node: dict[str, Any]) -> None:
        _, nodes, (_address, title) = node["c"]
        description = TextWriter()
        InlineWriter(self.formulas, LeftOutCounter()).write(description, nodes)
        text = description.finish()[0] or self.readable(title).strip()
        if text in {"", "image"}:  # pandoc's word for a picture in LaTeX
            here = TextPlace(self.block, writer.length)
            self.left_out.add("picture", self.block, context=here)
            return
        here = TextPlace(self.block, writer.length, text)
        self.left_out.add("described picture", text, context=here)
        writer.pause(" ")
        self._within(writer, "picture", lambda: writer.write(text))
        writer.pause(" ")

    def _write_note(self, writer: TextWriter, node: dict[str, Any]) -> None:
        self._note(writer, node["c"])

    def _note(self, writer: TextWriter, blocks: list[Any]) -> None:
        self.number_of_notes += 1
        self.footnotes.append((self.number_of_notes, blocks))
        writer.note(self.number_of_notes)

    def _write_span(self, writer: TextWriter, node: dict[str, Any]) -> None:
        (_, classes, pairs), nodes = node["c"]
        body = self.note_bodies.pop(dict(pairs).get("footnote", ""), None)
        if body is not None:
            self._note(writer, body)
            return
        tracked = next((_TRACKED[name] for name in classes if name in _TRACKED), None)
        if tracked:
            words = _plain_words(nodes)
            here = TextPlace(self.block, writer.length, words)
            self.left_out.add(tracked, words or self.block, context=here)
        if tracked in {"deletion", "comment"}:
            return
        indent = self._indent(classes) if self._line_begins else 0
        if indent:
            self._line_begins = False
        self._within(
            writer, f"indent-{indent}" if indent else "", lambda: self.write(writer, nodes)
        )

    def _indent(self, classes: Iterable[str]) -> int:
        for name in classes:
            found = _INDENTED_CLASS.fullmatch(name)
            if found:
                return min(MAX_INDENT, int(found[1] or found[2] or 1))
        return 0

    def _write_line_break(self, writer: TextWriter, node: dict[str, Any]) -> None:
        writer.pause("<br>")
        if self._line_begins is not None:
            self._line_begins = True

    def _write_soft_break(self, writer: TextWriter, node: dict[str, Any]) -> None:
        writer.pause_at_line_end()


def _plain_words(nodes: Iterable[Any]) -> str:
    return "".join(each if isinstance(each, str) else " " for each in nodes).strip()


_WRITERS: dict[str, Callable[[InlineWriter, TextWriter, dict[str, Any]], None]] = {
    **dict.fromkeys(_TAGS, InlineWriter._write_element),
    "Cite": InlineWriter._write_cite,
    "Code": InlineWriter._write_code,
    "Image": InlineWriter._write_image,
    "LineBreak": InlineWriter._write_line_break,
    "Link": InlineWriter._write_link,
    "Math": InlineWriter._write_math,
    "Note": InlineWriter._write_note,
    "Quoted": InlineWriter._write_quoted,
    "SoftBreak": InlineWriter._write_soft_break,
    "Span": InlineWriter._write_span,
}
