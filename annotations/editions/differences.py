"""The differences of two texts, paragraph by paragraph and word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.anchoring.correspondence import Correspondence
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.models import Block

type PieceKind = Literal["same", "gone", "new"]
type Pieces = tuple[tuple[PieceKind, str], ...]


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """A block that is not what it was. `old` or `new` is empty where there is no such block."""

    old: Block | None
    new: Block | None
    pieces: Pieces = ()
    # In a few words, what happened besides: “split off from ¶ 3”.
    remarks: tuple[str, ...] = ()


def block_differences(change: RevisionChange) -> list[BlockDifference | int]:
    """What changed, in the order of the new text; a number stands for so many unchanged blocks."""
    found: list[BlockDifference | int] = []
    for each in _in_order(change):
        if each is not None:
            found.append(each)
        elif found and isinstance(found[-1], int):
            found[-1] += 1
        else:
            found.append(1)
    return found


def _in_order(change: RevisionChange) -> Iterator[BlockDifference | None]:
    """Each new block, and behind it the old ones that followed it and are no more."""
    heirs = {
        origin.identity: position
        for position, origin in enumerate(change.alignment.blocks)
        if origin.identity is not None
    }
    ended = [block for block in change.old if block.position not in heirs]
    moved = _out_of_order(heirs)
    yield from _deleted_from(change, ended, 0)
    for new in change.new:
        origin = change.alignment.blocks[new.position]
        yield _difference(change, new, moved=new.position in moved)
        if origin.identity is not None:
            yield from _deleted_from(change, ended, origin.identity + 1)


def _deleted_from(
    change: RevisionChange, ended: Sequence[Block], start: int
) -> Iterator[BlockDifference]:
    first = bisect_left(ended, start, key=lambda block: block.position)
    for position, old in enumerate(ended[first:], start):
        if old.position != position:
            return
        yield _deleted(change, old)


def _deleted(change: RevisionChange, old: Block) -> BlockDifference:
    successor = change.alignment.successors[old.position]
    if successor is None:
        return BlockDifference(old, None, (("gone", old.text),))
    return BlockDifference(old, None, (), (f"its words are in {change.new[successor].label} now",))


def _out_of_order(heirs: dict[int, int]) -> set[int]:
    """The new positions of blocks that others overtook: those outside the longest run in order."""
    pairs = sorted(heirs.items())
    kept = {pairs[index][1] for index in longest_increasing_run([new for _, new in pairs])}
    return {new for _, new in pairs} - kept


def _difference(change: RevisionChange, new: Block, *, moved: bool) -> BlockDifference | None:
    origin = change.alignment.blocks[new.position]
    if origin.identity is None:
        remarks = tuple(f"split off from {change.old[p].label}" for p in origin.sources[:1])
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
    if moved:
        yield f"moved: it was {old.label}" if old.number else "moved"
    for other in sources:
        if other != old.position:
            yield f"with words of {change.old[other].label}"
    if (old.type, old.level) != (new.type, new.level):
        yield f"a {new.get_type_display().lower()} now, was a {old.get_type_display().lower()}"
    elif old.text == new.text and old.spans != new.spans:
        yield "emphasis or links changed"


def word_differences(words: Correspondence, old: Block, new: Block) -> Pieces:
    """Two blocks as one text with what is gone and what is new, by whole words."""
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
    """The words, letter for letter, that stand in both, in the order of both."""
    theirs = words.new.of(new.position)
    pairs = [
        (i, j)
        for i in words.old.of(old.position)
        if (j := words.to[i]) in theirs
        and old.text[words.old.starts[i] : words.old.ends[i]]
        == new.text[words.new.starts[j] : words.new.ends[j]]
    ]
    return [pairs[index] for index in longest_increasing_run([j for _, j in pairs])]


def _gap(gone: str, fresh: str) -> list[tuple[PieceKind, str]]:
    """What stands between two shared words; space around both is shared too."""
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
    """The pieces without empty ones, neighbours of one kind together."""
    found: list[tuple[PieceKind, str]] = []
    for kind, text in pieces:
        if text and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return tuple(found)


def longest_increasing_run(numbers: Sequence[int]) -> list[int]:
    """The indices of a longest increasing run of different numbers (Fredman 1975)."""
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
