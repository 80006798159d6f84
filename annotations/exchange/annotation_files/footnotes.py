"""A text in Markdown with what was written about it in footnotes, each after its paragraph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import indent
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from annotations.essays.models import Block, Revision
from annotations.exchange.annotation_files.reading_order import (
    ParagraphThreads,
    PlacedThread,
    ThreadEntry,
)
from annotations.exchange.annotation_files.selection import ReadingFile
from annotations.margin import rules
from annotations.margin.bibliographic_entries import EntryText
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import entries_of_cited_works, work_text
from annotations.prose.blocks import ParsedBlock, spans_from_json
from annotations.prose.documents.plain_text import plain_to_markdown
from annotations.prose.markdown.writer import blocks_to_markdown
from annotations.prose.markup.text_writer import MarkupSpan

# Blocks in whose running text a mark may stand; after the others it stands by itself.
RUNNING_TEXT = ("paragraph", "heading", "title")
# Elements that a mark would break: it follows them.
UNBROKEN = ("code", "formula", "a")


def footnote_parts(file: ReadingFile) -> Iterator[str]:
    """Yield the text block by block, each with its footnotes. Two queries a block with annotations,
    one more for each batch of them."""
    rows, revision = file.handed_on, file.reading.essay.current_revision
    first = 1
    orphans: list[tuple[ParagraphThreads, list[PlacedThread]]] = []
    for block in revision.blocks.all().iterator(chunk_size=100):
        here = ParagraphThreads(rows, Q(paragraph=block.paragraph_id), revision)
        placed = [root for root in here.roots if not root.orphan]
        if lost := [root for root in here.roots if root.orphan]:
            orphans.append((here, lost))
        marks = [(root.end, f"n{first + at}") for at, root in enumerate(placed)]
        yield _marked_block(block, marks) + "\n"
        yield from _definitions(file, here, placed, first, block)
        first += len(placed)
    yield from _without_place(file, rows_elsewhere(file, revision), orphans)


def rows_elsewhere(file: ReadingFile, revision: Revision) -> ParagraphThreads:
    """Return the annotations whose paragraph is no longer in the text. One query."""
    present = revision.blocks.values("paragraph")
    return ParagraphThreads(file.handed_on, ~Q(paragraph__in=present), revision)


def _without_place(
    file: ReadingFile,
    elsewhere: ParagraphThreads,
    orphans: list[tuple[ParagraphThreads, list[PlacedThread]]],
) -> Iterator[str]:
    lost = [*orphans, *([(elsewhere, elsewhere.roots)] if elsewhere.roots else [])]
    if lost:
        yield "## " + _("About words that are no longer in the text") + "\n\n"
    for threads, roots in lost:
        for batch in threads.entries(roots):
            entries = entries_of_cited_works([each.annotation for each in batch], file.reader)
            for entry in batch:
                yield indent(_item(entry, file, entries), "  " * entry.level) + "\n"


def _marked_block(block: Block, marks: Sequence[tuple[int | None, str]]) -> str:
    spans = spans_from_json(block.spans)
    if block.type in RUNNING_TEXT:
        length = len(block.text)
        added = [(_after_unbroken(spans, min(end or length, length)), name) for end, name in marks]
        spans = _with_marks(spans, added)
        marks = ()
    parsed = ParsedBlock(block.type, block.level, block.text, spans)  # type: ignore[arg-type]
    written = blocks_to_markdown([parsed])
    if marks:
        written += "\n" + "".join(f"[^{name}]" for _end, name in marks) + "\n"
    return written


def _after_unbroken(spans: Sequence[MarkupSpan], place: int) -> int:
    ends = [each.end for each in spans if each.tag in UNBROKEN and each.start < place < each.end]
    return max(ends, default=place)


def _with_marks(
    spans: Sequence[MarkupSpan], marks: Sequence[tuple[int, str]]
) -> tuple[MarkupSpan, ...]:
    """Return the spans with a footnote's mark at each of these places, before what begins there."""
    added = [MarkupSpan(at, at, "note", (("number", name),)) for at, name in marks]
    numbered = [*enumerate(added), *enumerate(spans, len(added))]
    in_order = sorted(numbered, key=lambda each: (each[1].start, each[0]))
    return tuple(replace(span) for _number, span in in_order)


def _definitions(
    file: ReadingFile,
    threads: ParagraphThreads,
    roots: Sequence[PlacedThread],
    first: int,
    block: Block,
) -> Iterator[str]:
    """Yield a footnote for each of these threads about a block, with its answers as a list in
    it."""
    number = first - 1
    for batch in threads.entries(roots):
        entries = entries_of_cited_works([each.annotation for each in batch], file.reader)
        for entry in batch:
            if entry.level == 0:
                number += 1
                pages = _pages_of(entry.annotation, block)
                said = indent(_said(entry, file, entries, pages), "    ").lstrip()
                yield f"[^n{number}]: {said}\n\n"
            else:
                yield indent(_item(entry, file, entries), "    " + "  " * (entry.level - 1)) + "\n"


def _item(entry: ThreadEntry, file: ReadingFile, entries: Mapping[UUID, EntryText]) -> str:
    return "- " + indent(_said(entry, file, entries), "  ").lstrip() + "\n"


def _pages_of(annotation: Annotation, block: Block) -> str:
    """Return the pages of an annotation's passage in the text's source, “p. 12”; those of its
    paragraph where the text is another one since, "" where they are not known."""
    if annotation.revision_id != block.revision_id:
        return block.pages
    return block.pages_of(annotation.start, annotation.end)


def _said(
    entry: ThreadEntry, file: ReadingFile, entries: Mapping[UUID, EntryText], pages: str = ""
) -> str:
    """Return what an annotation says: what it is and whose, on which pages of the source, its work,
    and its words."""
    annotation = entry.annotation
    words = {
        "kind": annotation.get_kind_display(),
        "what": annotation.get_attack_display() or annotation.get_relation_display(),
        "name": escape_inline_markdown(annotation.author.name),
        "passage": escape_inline_markdown(annotation.exact),
    }
    heads = {
        (False, False): _("**%(kind)s** by %(name)s"),
        (True, False): _("**%(kind)s** (%(what)s) by %(name)s"),
        (False, True): _("**%(kind)s** by %(name)s on “%(passage)s”"),
        (True, True): _("**%(kind)s** (%(what)s) by %(name)s on “%(passage)s”"),
    }
    head = heads[bool(words["what"]), bool(annotation.exact)] % words
    if pages:
        head = _("%(annotation)s, %(pages)s") % {"annotation": head, "pages": pages}
    if annotation.state != rules.PUBLISHED:
        head += f" ({annotation.get_state_display()})"
    cited = ""
    if annotation.kind == "source":
        cited = work_text(annotation, file.reading.essay.language, entries)
    cited = ", ".join(filter(None, (cited, annotation.locator)))
    blocks = [head, escape_inline_markdown(cited), annotation.body]
    if annotation.quotation:
        blocks.insert(2, "> " + escape_inline_markdown(annotation.quotation))
    return "\n\n".join(filter(None, blocks))


def escape_inline_markdown(text: str) -> str:
    """Return the text on one line, escaped so that Markdown shows it as it is."""
    return plain_to_markdown(" ".join(text.split())).replace("|", r"\|")
