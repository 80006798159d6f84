"""Writing paragraphs of a PDF as blocks of an essay, with the pages on which they stand."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.prose.blocks import ParsedBlock, ParsedBlockType
from annotations.prose.documents.pdf.block_kinds import PdfSection
from annotations.prose.documents.pdf.lines.footnotes import Footnote
from annotations.prose.documents.pdf.lines.layout import Layout
from annotations.prose.documents.pdf.lines.list_marks import is_bullet, list_mark
from annotations.prose.documents.pdf.lines.pieces import Line
from annotations.prose.documents.pdf.lines.verse import verse_lines
from annotations.prose.documents.pdf.paragraphs import Group
from annotations.prose.documents.pdf.tables import has_head, table_cells
from annotations.prose.documents.pdf.word_tokens import WordReader, WordToken
from annotations.prose.markup.table_writer import TableWriter
from annotations.prose.markup.text_writer import SpanAttributes, TextWriter

_MAX_INDENT = 10
_NUMBER = re.compile(r"\d+")


@dataclass
class BlockWriter:
    """Writes blocks in order, and below each the footnotes that are marked in it."""

    words: WordReader
    layout: Layout
    page_names: Sequence[str]
    notes: Mapping[tuple[int, str], Sequence[Footnote]]
    blocks: list[ParsedBlock] = field(default_factory=list)
    _used: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    _waiting: list[tuple[int, Footnote]] = field(default_factory=list)
    _number: int = 0
    _page: int = 0  # on which the mark of a footnote is looked up
    _last_page: int = -1
    _named: int = -1  # which the block that is being written has named last

    def write(self, sections: Iterable[PdfSection]) -> None:
        """Write these sections; footnotes without a mark come behind the text of their page."""
        for section in sections:
            self._leave_pages(section.groups[0].first.page)
            self._page = section.groups[0].first.page
            self._write_section(section)
        self._leave_pages(len(self.page_names) + 2)

    def _leave_pages(self, page: int) -> None:
        for key, notes in sorted(self.notes.items()):
            if key[0] < page - 1:
                for note in notes[self._used[key] :]:
                    self._add(
                        "paragraph", lambda writer, note=note: self._lines(writer, note.lines)
                    )
                self._used[key] = len(notes)

    def _write_section(self, section: PdfSection) -> None:
        group = section.groups[0]
        if section.kind == "heading":
            self._add("heading", lambda writer: self._heading(writer, group), section.level)
        elif section.kind == "verse":
            self._add("verse", lambda writer: self._verse(writer, group))
        elif section.kind == "table":
            self._add("table", lambda writer: self._table(writer, group.lines))
        elif section.kind == "code":
            self._add("code", lambda writer: self._code(writer, section.groups))
        elif section.kind == "quote":
            self._add("quote", lambda writer: self._quote(writer, section.groups))
        elif section.kind == "list":
            self._add("list", lambda writer: self._list(writer, section.groups))
        else:
            self._add("paragraph", lambda writer: self._lines(writer, group.lines))

    def _add(self, kind: ParsedBlockType, write, level: int = 0) -> None:  # type: ignore[no-untyped-def]
        writer, self._named = TextWriter(), -1
        write(writer)
        text, spans = writer.finish()
        if text.strip():
            self.blocks.append(ParsedBlock(kind, level, text, spans))
        waiting, self._waiting = self._waiting, []
        for number, note in waiting:
            self._add("footnote", lambda writer, note=note: self._lines(writer, note.lines), number)

    def _heading(self, writer: TextWriter, group: Group) -> None:
        plain = tuple(
            tag
            for tag, applies in (
                ("strong", all(line.is_bold for line in group.lines)),
                ("em", all(piece.font.is_italic for line in group.lines for piece in line.pieces)),
            )
            if applies
        )
        self._tokens(writer, self.words.paragraph(group.lines, plain=plain))

    def _lines(self, writer: TextWriter, lines: Sequence[Line]) -> None:
        self._tokens(writer, self.words.paragraph(lines))

    def _tokens(self, writer: TextWriter, tokens: Iterable[WordToken]) -> None:
        for token in tokens:
            if token.page >= 0:
                self._begin_page(writer, token.page)
            elif token.note:
                self._mark(writer, token.note)
            elif token.line_end:
                writer.pause_at_line_end()
            else:
                if token.text.startswith(" "):
                    writer.pause(" ")
                for tag in token.tags:
                    writer.open(tag)
                writer.write(token.text)
                for _tag in token.tags:
                    writer.close()

    def _begin_page(self, writer: TextWriter, page: int) -> None:
        self._page = page
        if self._named != page:
            writer.page(self.page_names[page], begins=page > self._last_page)
            self._named = page
            self._last_page = max(page, self._last_page)

    def _mark(self, writer: TextWriter, mark: str) -> None:
        key = note_key(self.notes, self._page, mark) or (self._page, mark)
        notes = self.notes.get(key, ())
        index = self._used[key]
        if index >= len(notes):
            writer.open("sup")
            writer.write(mark)
            writer.close()
            return
        self._used[key] += 1
        self._number += 1
        self._waiting.append((self._number, notes[index]))
        writer.note(self._number)

    def _verse(self, writer: TextWriter, group: Group) -> None:
        common = min(self.layout.indent(line) for line in group.lines)
        joins_rests = all(not each[0].text[0].islower() for each in verse_lines(group.lines))
        for lines in verse_lines(group.lines) if joins_rests else [[each] for each in group.lines]:
            own = self.layout.indent(lines[0]) - common
            indent = min(_MAX_INDENT, round(own / lines[0].size))
            writer.open(f"indent-{indent}" if indent > 0 else "")
            self._tokens(writer, self.words.paragraph(lines))
            writer.close()
            writer.pause("<br>")

    def _table(self, writer: TextWriter, lines: Sequence[Line]) -> None:
        table = TableWriter(writer)
        rows, heads = table_cells(lines), int(has_head(lines))
        for part, within in (("thead", rows[:heads]), ("tbody", rows[heads:])):
            if within:
                writer.open(part)
                for row in within:
                    self._row(table, row, is_head=part == "thead")
                writer.close()

    def _row(self, table: TableWriter, row: Sequence[Sequence[Line]], *, is_head: bool) -> None:
        plain = ("strong",) if is_head else ()
        table.begin_row()
        for cell in row:
            tokens = self.words.paragraph(cell, plain=plain)
            table.cell(lambda tokens=tokens: self._tokens(table.writer, tokens), is_head=is_head)  # type: ignore[misc]
        table.end_row()

    def _code(self, writer: TextWriter, groups: Sequence[Group]) -> None:
        lines = [line for group in groups for line in group.lines]
        left = min(line.left for line in lines)
        written = []
        for line in lines:
            first = line.pieces[0]
            width = (first.right - first.left) / max(1, len(first.words))
            written.append(" " * round((line.left - left) / width if width else 0) + line.text)
        self._begin_page(writer, lines[0].page)
        writer.open("pre")
        writer.open("code")
        writer.write_as_is("\n".join(written).strip("\n"))
        writer.close()
        writer.close()

    def _quote(self, writer: TextWriter, groups: Sequence[Group]) -> None:
        writer.open("blockquote")
        for group in groups:
            self._paragraph(writer, group.lines)
        writer.close()

    def _paragraph(self, writer: TextWriter, lines: Sequence[Line]) -> None:
        writer.pause("\n")
        writer.open("p")
        self._lines(writer, lines)
        writer.close()

    def _list(self, writer: TextWriter, groups: Sequence[Group]) -> None:
        """Write the items of a list; those that are indented further make a list in an item."""
        open_lists: list[float] = []
        for group in groups:
            mark, indent = list_mark(group.first), self.layout.indent(group.first)
            if not mark and open_lists:
                self._paragraph(writer, group.lines)
                continue
            while len(open_lists) > 1 and indent < open_lists[-1] - 0.6 * group.first.size:
                open_lists.pop()
                writer.close()
                writer.close()
            if not open_lists or indent > open_lists[-1] + 0.6 * group.first.size:
                open_lists.append(indent)
                writer.pause("\n")
                writer.open("ul" if is_bullet(mark) else "ol", _list_attributes(mark))
            else:
                writer.close()
            writer.pause("\n")
            writer.open("li")
            self._paragraph(writer, _without_mark(group.lines))
        for _open in open_lists:
            writer.close()
            writer.close()


def note_key(
    notes: Mapping[tuple[int, str], Sequence[Footnote]], page: int, mark: str
) -> tuple[int, str] | None:
    """Return where the footnotes of a mark on a page are: there, or moved to the next page."""
    found = ((at, mark) for at in (page, page + 1) if (at, mark) in notes)
    return next(found, None)


def _list_attributes(mark: str) -> SpanAttributes:
    if is_bullet(mark):
        return ()
    number = _NUMBER.search(mark)
    if number:
        return (("start", number[0].lstrip("0") or "0"),) if number[0] != "1" else ()
    letter = mark.strip("().")
    if letter in {"i", "I"}:
        return (("type", letter),)
    return (("type", "a" if letter.islower() else "A"),)


def _without_mark(lines: Sequence[Line]) -> list[Line]:
    first, *rest = lines
    return [Line(first.page, first.pieces[1:], first.column), *rest]
