"""How an essay in Markdown is parsed into blocks, and which texts are refused.

The author's characters stay: no quotation mark or dash is changed. One list, one quotation and one
piece of code is one block each; its parts are separated by a line end. An image becomes its
description; nothing is ever fetched. A thematic break is a block without text, which is drawn as a
pause and can't be annotated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from annotations.lazy_messages import gettext_lazy as _
from annotations.lazy_messages import ngettext_lazy
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.normalising import normalise
from annotations.prose.parsing import NestingTooDeep, essay_parser, split_front_matter
from annotations.prose.plain_text import flatten_tokens, flatten_verse

MAX_ESSAY_LENGTH = 6_000_000
MAX_PARAGRAPH_LENGTH = 200_000
"""Both in code points, of Markdown."""
MAX_LINES = 300_000
MAX_BLOCKS = 20_000

ParsedBlockType = Literal[
    "title",
    "heading",
    "paragraph",
    "quote",
    "verse",
    "list",
    "table",
    "formula",
    "code",
    "image",
    "footnote",
    "break",
]
StoredSpans = list[list[int | str | dict[str, str]]]

_TYPES: dict[str, ParsedBlockType] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "fence": "code",
    "code_block": "code",
    "hr": "break",
    "dl_open": "list",
    "footnote_reference_open": "footnote",
    "math_block": "paragraph",
    "table_open": "table",
    "verse_open": "verse",
}


class InvalidEssay(ValueError):
    """The text is too long, nested too deep, or holds no paragraph; `str()` says why, for the
    reader.
    """


@dataclass(frozen=True, slots=True)
class ParsedBlock:
    """A block of an essay.

    `level` is 1 for the title, 1 to 6 for a heading, its number for a footnote, else 0. `text` is
    plain, normalised and, except for a break, not empty. `spans` carry its markup. The spans of a
    quote, list, table or code include the outermost element; for the other types the page chooses
    it. A footnote follows the block that holds its mark. `suspected` is what the block seems to be
    if it seems to be no part of the text, such as "menu"; "" in an essay.
    """

    type: ParsedBlockType
    level: int
    text: str
    spans: tuple[MarkupSpan, ...] = ()
    suspected: str = ""

    @property
    def is_numbered(self) -> bool:
        """True if the block counts as a paragraph: ¶ 1, ¶ 2 …"""
        return self.type not in {"title", "heading", "footnote", "break"}


@dataclass(frozen=True, slots=True)
class ParsedEssay:
    """The blocks of a text. The title, if there is one, is also the first block."""

    title: str | None
    blocks: tuple[ParsedBlock, ...]


def parse_essay(markdown: str) -> ParsedEssay:
    """Parse Markdown into blocks, in order; a heading of level 1 that comes first is the title.

    Metadata before the text are passed over: `split_front_matter` returns them.

    Raises `UnreadableText` for what is not text, `InvalidEssay` for a text that is too long or
    nested too deep, or holds no paragraph.
    """
    _refuse_too_long(markdown)
    parser = essay_parser()
    parser.core.ruler.after("block", "limits", _refuse_too_much)
    try:
        tokens = parser.parse(split_front_matter(normalise(markdown))[1])
    except NestingTooDeep as deep:
        raise InvalidEssay(*deep.args) from None
    return checked_essay(_with_title([*_blocks(tokens)]))


def checked_essay(blocks: Sequence[ParsedBlock]) -> ParsedEssay:
    """Return the essay of these blocks; raises `InvalidEssay` for too much, or no paragraph."""
    _refuse_without_paragraphs(blocks)
    _refuse_too_many(len(blocks))
    for number, block in enumerate(blocks, 1):
        if len(block.text) > MAX_PARAGRAPH_LENGTH:
            complaint = ngettext_lazy(
                "Part %(number)s of this text has %(count)s character; %(most)s is the most.",
                "Part %(number)s of this text has %(count)s characters; %(most)s is the most.",
                len(block.text),
            )
            raise InvalidEssay(
                complaint
                % {"number": number, "count": len(block.text), "most": MAX_PARAGRAPH_LENGTH}
            )
    return ParsedEssay(blocks[0].text if blocks[0].type == "title" else None, tuple(blocks))


def _refuse_too_many(number: int) -> None:
    if number > MAX_BLOCKS:
        complaint = ngettext_lazy(
            "This text has %(count)s paragraph; %(most)s is the most.",
            "This text has %(count)s paragraphs; %(most)s is the most.",
            number,
        )
        raise InvalidEssay(complaint % {"count": number, "most": MAX_BLOCKS})


def _refuse_too_long(markdown: str) -> None:
    length, lines = len(markdown), markdown.count("\n")
    if length > MAX_ESSAY_LENGTH:
        complaint = ngettext_lazy(
            "This text has %(count)s character; %(most)s is the most."
            " Split it into several essays.",
            "This text has %(count)s characters; %(most)s is the most."
            " Split it into several essays.",
            length,
        )
        raise InvalidEssay(complaint % {"count": length, "most": MAX_ESSAY_LENGTH})
    if lines > MAX_LINES:
        complaint = ngettext_lazy(
            "This text has %(count)s line; %(most)s is the most. Split it into several essays.",
            "This text has %(count)s lines; %(most)s is the most. Split it into several essays.",
            lines,
        )
        raise InvalidEssay(complaint % {"count": lines, "most": MAX_LINES})


def _refuse_too_much(state: StateCore) -> None:
    """Check the limits between the parser's two halves: the second, which parses text, is slow."""
    branches = [*_branches(state.tokens)]
    _refuse_too_many(len(branches))
    for branch in branches:
        length = sum(len(token.content) for token in branch)
        if length > MAX_PARAGRAPH_LENGTH:
            line = branch[0].map[0] + 1 if branch[0].map else 1
            complaint = ngettext_lazy(
                "The paragraph in line %(line)s has %(count)s character; %(most)s is the most.",
                "The paragraph in line %(line)s has %(count)s characters; %(most)s is the most.",
                length,
            )
            raise InvalidEssay(
                complaint % {"line": str(line), "count": length, "most": MAX_PARAGRAPH_LENGTH}
            )


def _refuse_without_paragraphs(blocks: Sequence[ParsedBlock]) -> None:
    if any(block.is_numbered for block in blocks):
        return
    if any(block.text for block in blocks):
        raise InvalidEssay(_("There is no paragraph in this text, only headings."))
    raise InvalidEssay(_("There is no text here."))


def _with_title(blocks: list[ParsedBlock]) -> list[ParsedBlock]:
    if blocks and blocks[0].type == "heading" and blocks[0].level == 1:
        first = blocks[0]
        return [ParsedBlock("title", 1, first.text, first.spans), *blocks[1:]]
    return blocks


def _blocks(tokens: Sequence[Token]) -> Iterator[ParsedBlock]:
    branches = [*_branches(tokens)]
    notes = {
        branch[0].meta["label"]: branch
        for branch in branches
        if branch[0].type == "footnote_reference_open"
    }
    marked = {
        token.meta["label"]: token.meta["id"] + 1 for branch in branches for token in _marks(branch)
    }
    for branch in branches:
        kind = "image" if _is_image(branch) else _TYPES[branch[0].type]
        if kind == "footnote" and branch[0].meta["label"] in marked:
            continue  # it stands below its mark
        yield from _with_footnotes(branch, "paragraph" if kind == "footnote" else kind, notes)


def _with_footnotes(
    branch: Sequence[Token],
    kind: ParsedBlockType,
    notes: Mapping[str, Sequence[Token]],
    number: int = 0,
    seen: frozenset[str] = frozenset(),
) -> Iterator[ParsedBlock]:
    """Yield a block, unless it has no text, and then the footnotes that are marked in it."""
    level = int(branch[0].tag[1]) if kind == "heading" else number
    has_own_element = kind in {"quote", "list", "code", "table"} or len(branch) == 1
    if kind == "verse":
        text, spans = flatten_verse(branch)
    else:
        inner = branch if has_own_element else branch[1:-1]
        if kind == "footnote" and len(inner) == 3:  # a single paragraph needs no element
            inner = inner[1:-1]
        text, spans = flatten_tokens(inner)
    if text.strip() or kind == "break":
        yield ParsedBlock(kind, level, text, spans)
    for mark in _marks(branch):
        label = mark.meta["label"]
        if not mark.meta["subId"] and label in notes and label not in seen:
            yield from _with_footnotes(
                notes[label], "footnote", notes, mark.meta["id"] + 1, seen | {label}
            )


def _marks(branch: Sequence[Token]) -> Iterator[Token]:
    """Yield the marks of footnotes in a block, in order."""
    for token in branch:
        yield from (child for child in token.children or () if child.type == "footnote_ref")


def _branches(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the tokens of each block at the top of the tree."""
    start = 0
    for end, token in enumerate(tokens, 1):
        if token.level == 0 and token.nesting <= 0:
            yield tokens[start:end]
            start = end


def _is_image(branch: Sequence[Token]) -> bool:
    """Tell whether the block is a paragraph of nothing but images, perhaps linked."""
    children = branch[1].children or () if branch[0].type == "paragraph_open" else ()
    drawn = {child.type for child in children if child.content.strip() or child.type == "image"}
    return drawn == {"image"}


def spans_to_json(spans: Sequence[MarkupSpan]) -> StoredSpans:
    """Return the spans as lists that JSON can hold: [start, end, tag, {attribute: value}]."""
    return [[span.start, span.end, span.tag, dict(span.attributes)] for span in spans]


def spans_from_json(stored: StoredSpans) -> tuple[MarkupSpan, ...]:
    """Return the spans that `spans_to_json` wrote; raises TypeError for anything else."""
    return tuple(_span(*entry) for entry in stored)


def _span(start: object, end: object, tag: object, attributes: object) -> MarkupSpan:
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(attributes, dict)):
        raise TypeError("These spans were not written by spans_to_json.")
    return MarkupSpan(start, end, str(tag), tuple(attributes.items()))
