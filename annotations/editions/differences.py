"""The differences between two revisions, by blocks and by words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.anchoring.matching.correspondence import Correspondence
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.models import Block, BlockType

type PieceKind = Literal["same", "gone", "new"]
type Pieces = tuple[tuple[PieceKind, str], ...]

ELEMENTS: dict[PieceKind, str] = {
    "same": "{}",
    "gone": "<del>{}</del>",
    "new": "<ins>{}</ins>",
}
OLD_TYPES = {
    BlockType.TITLE: gettext_lazy("was the title"),
    BlockType.HEADING: gettext_lazy("was a heading"),
    BlockType.PARAGRAPH: gettext_lazy("was a paragraph"),
    BlockType.QUOTE: gettext_lazy("was a quote"),
    BlockType.VERSE: gettext_lazy("was verse"),
    BlockType.LIST: gettext_lazy("was a list"),
    BlockType.TABLE: gettext_lazy("was a table"),
    BlockType.FORMULA: gettext_lazy("was a formula"),
    BlockType.FOOTNOTE: gettext_lazy("was a footnote"),
    BlockType.CODE: gettext_lazy("was code"),
    BlockType.IMAGE: gettext_lazy("was an image"),
    BlockType.BREAK: gettext_lazy("was a break"),
}
NEW_TYPES = {
    BlockType.TITLE: gettext_lazy("the title now"),
    BlockType.HEADING: gettext_lazy("a heading now"),
    BlockType.PARAGRAPH: gettext_lazy("a paragraph now"),
    BlockType.QUOTE: gettext_lazy("a quote now"),
    BlockType.VERSE: gettext_lazy("verse now"),
    BlockType.LIST: gettext_lazy("a list now"),
    BlockType.TABLE: gettext_lazy("a table now"),
    BlockType.FORMULA: gettext_lazy("a formula now"),
    BlockType.FOOTNOTE: gettext_lazy("a footnote now"),
    BlockType.CODE: gettext_lazy("code now"),
    BlockType.IMAGE: gettext_lazy("an image now"),
    BlockType.BREAK: gettext_lazy("a break now"),
}


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """A block that changed. `old` is None for a new block, `new` is None for a deleted one."""

    old: Block | None
    new: Block | None
    pieces: Pieces = ()
    # What else happened to the block, in the language of whoever reads: “split off from ¶ 3”.
    remarks: tuple[str, ...] = ()

    @property
    def html(self) -> SafeString:
        """The pieces as HTML, with <del> and <ins>."""
        elements = (format_html(ELEMENTS[kind], text) for kind, text in self.pieces)
        return format_html_join("", "{}", ((element,) for element in elements))

    @property
    def place(self) -> str:
        """The number of the new block, or its type; for a deleted block, what it was."""
        if self.new is not None:
            return self.new.label if self.new.number else self.new.get_type_display()
        assert self.old is not None  # one of the two is a block
        if self.old.number:
            return _("was %(place)s") % {"place": self.old.label}
        return str(OLD_TYPES[BlockType(self.old.type)])


def block_differences(change: RevisionChange) -> list[BlockDifference | int]:
    """Return the changed blocks in the order of the new text, described in the active language.

    A number stands for that many unchanged blocks in a row.
    """
    differences: list[BlockDifference | int] = []
    for each in _in_order(change):
        if each is not None:
            differences.append(each)
        elif differences and isinstance(differences[-1], int):
            differences[-1] += 1
        else:
            differences.append(1)
    return differences


def _in_order(change: RevisionChange) -> Iterator[BlockDifference | None]:
    """Yield each new block, None if unchanged, followed by deleted blocks that came after it."""
    successors = {
        origin.identity: position
        for position, origin in enumerate(change.alignment.blocks)
        if origin.identity is not None
    }
    ended = [block for block in change.old if block.position not in successors]
    moved = _out_of_order(successors)
    yield from _deleted_from(change, ended, 0)
    for new in change.new:
        origin = change.alignment.blocks[new.position]
        yield _difference(change, new, moved=new.position in moved)
        if origin.identity is not None:
            yield from _deleted_from(change, ended, origin.identity + 1)


def _deleted_from(
    change: RevisionChange, ended: Sequence[Block], start: int
) -> Iterator[BlockDifference]:
    """Yield the deleted blocks that stood in a row from an old position on."""
    first = bisect_left(ended, start, key=lambda block: block.position)
    for position, old in enumerate(ended[first:], start):
        if old.position != position:
            return
        yield _deleted(change, old)


def _deleted(change: RevisionChange, old: Block) -> BlockDifference:
    """Return the difference for an old block that no new block continues."""
    successor = change.alignment.successors[old.position]
    if successor is None:
        return BlockDifference(old, None, (("gone", old.text),))
    place = change.new[successor].label
    return BlockDifference(old, None, (), (_("its words are in %(place)s now") % {"place": place},))


def _out_of_order(successors: dict[int, int]) -> set[int]:
    """Return the new positions of moved blocks: those outside the longest run in old order."""
    pairs = sorted(successors.items())
    kept = {pairs[index][1] for index in longest_increasing_run([new for _, new in pairs])}
    return {new for _, new in pairs} - kept


def _difference(change: RevisionChange, new: Block, *, moved: bool) -> BlockDifference | None:
    """Return the difference for a new block, None if it is unchanged."""
    origin = change.alignment.blocks[new.position]
    if origin.identity is None:
        remarks = tuple(
            _("split off from %(place)s") % {"place": change.old[position].label}
            for position in origin.sources[:1]
        )
        pieces: Pieces = (("same" if remarks else "new", new.text),)
        return BlockDifference(None, new, pieces, remarks)
    old = change.old[origin.identity]
    remarks = tuple(_remarks(change, old, new, origin.sources, moved=moved))
    if old.text == new.text and not remarks:
        return None
    return BlockDifference(old, new, word_differences(change.alignment.words, old, new), remarks)


def _remarks(
    change: RevisionChange, old: Block, new: Block, sources: Sequence[int], *, moved: bool
) -> Iterator[str]:
    """Yield what happened to a block besides its words."""
    if moved:
        yield _("moved: it was %(place)s") % {"place": old.label} if old.number else _("moved")
    for other in sources:
        if other != old.position:
            yield _("with words of %(place)s") % {"place": change.old[other].label}
    is_note = old.type == new.type == BlockType.FOOTNOTE  # whose number says only where it is
    if (old.type, old.level) != (new.type, new.level) and not is_note:
        yield str(NEW_TYPES[BlockType(new.type)])
        yield str(OLD_TYPES[BlockType(old.type)])
    elif old.text == new.text and _markup(old) != _markup(new):
        yield _("emphasis or links changed")


def _markup(block: Block) -> list[object]:
    """Return a block's spans for comparing: notes without their numbers, no places of pages."""
    return [span[:3] if span[2] == "note" else span for span in block.spans if span[2] != "page"]


def word_differences(words: Correspondence, old: Block, new: Block) -> Pieces:
    """Return two blocks as one sequence of same, deleted and new pieces, by whole words."""
    if old.text == new.text:
        return (("same", new.text),)
    pieces: list[tuple[PieceKind, str]] = []
    left = right = 0
    for i, j in _shared_words(words, old, new):
        pieces += _gap(old.text[left : words.old.starts[i]], new.text[right : words.new.starts[j]])
        left, right = words.old.ends[i], words.new.ends[j]
        pieces.append(("same", new.text[words.new.starts[j] : right]))
    return merge_pieces([*pieces, *_gap(old.text[left:], new.text[right:])])


def _shared_words(words: Correspondence, old: Block, new: Block) -> list[tuple[int, int]]:
    """Return pairs of indices of identical words that are in both blocks, in increasing order."""
    successors = words.new.words_in(new.position)
    pairs = [
        (i, j)
        for i in words.old.words_in(old.position)
        if (j := words.to_new[i]) in successors
        and old.text[words.old.starts[i] : words.old.ends[i]]
        == new.text[words.new.starts[j] : words.new.ends[j]]
    ]
    return [pairs[index] for index in longest_increasing_run([j for _, j in pairs])]


def _gap(gone: str, fresh: str) -> list[tuple[PieceKind, str]]:
    """Return the pieces between two shared words; common surrounding white space is shared."""
    lead = len(gone) - len(gone.lstrip()) if gone[:1] == fresh[:1] else 0
    lead = min(lead, len(fresh) - len(fresh.lstrip()))
    if gone[:lead] != fresh[:lead]:
        lead = 0
    space, gone, fresh = fresh[:lead], gone[lead:], fresh[lead:]
    tail = 1 if gone[-1:] == fresh[-1:] and fresh[-1:].isspace() else 0
    end = fresh[len(fresh) - tail :]
    gone, fresh = gone[: len(gone) - tail], fresh[: len(fresh) - tail]
    return [("same", space), ("gone", gone), ("new", fresh), ("same", end)]


def merge_pieces(pieces: Sequence[tuple[PieceKind, str]]) -> Pieces:
    """Return the pieces without empty ones, with neighbours of the same kind merged."""
    merged: list[tuple[PieceKind, str]] = []
    for kind, text in pieces:
        if text and merged and merged[-1][0] == kind:
            merged[-1] = (kind, merged[-1][1] + text)
        elif text:
            merged.append((kind, text))
    return tuple(merged)


def longest_increasing_run(numbers: Sequence[int]) -> list[int]:
    """Return the indices of a longest strictly increasing subsequence (Fredman 1975).

    `numbers` are all different.
    """
    tails: list[int] = []
    indices: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        before.append(indices[length - 1] if length else None)
        indices[length : length + 1] = [index]
    run: list[int] = []
    step = indices[-1] if indices else None
    while step is not None:
        run.append(step)
        step = before[step]
    return run[::-1]
