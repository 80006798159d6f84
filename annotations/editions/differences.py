"""The differences of two texts, paragraph by paragraph and word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.anchoring.matching.correspondence import Correspondence
from annotations.editions.changes import Change
from annotations.essays.models import Block

type Kind = Literal["same", "gone", "new"]
type Pieces = tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A block that is not what it was. `old` or `new` is empty where there is no such block."""

    old: Block | None
    new: Block | None
    pieces: Pieces = ()
    # In a few words, what happened besides: “split off from ¶ 3”.
    remarks: tuple[str, ...] = ()


def differences(change: Change) -> list[Difference | int]:
    """What changed, in the order of the new text; a number stands for so many unchanged blocks."""
    found: list[Difference | int] = []
    for each in _in_order(change):
        if each is not None:
            found.append(each)
        elif found and isinstance(found[-1], int):
            found[-1] += 1
        else:
            found.append(1)
    return found


def _in_order(change: Change) -> Iterator[Difference | None]:
    """Each new block, and behind it the old ones that followed it and are no more."""
    heirs = {
        origin.identity: position
        for position, origin in enumerate(change.alignment.blocks)
        if origin.identity is not None
    }
    ended = [block for block in change.old if block.position not in heirs]
    moved = _out_of_order(heirs)
    yield from _endings(change, ended, 0)
    for new in change.new:
        origin = change.alignment.blocks[new.position]
        yield _difference(change, new, moved=new.position in moved)
        if origin.identity is not None:
            yield from _endings(change, ended, origin.identity + 1)


def _endings(change: Change, ended: Sequence[Block], start: int) -> Iterator[Difference]:
    first = bisect_left(ended, start, key=lambda block: block.position)
    for position, old in enumerate(ended[first:], start):
        if old.position != position:
            return
        yield _ending(change, old)


def _ending(change: Change, old: Block) -> Difference:
    successor = change.alignment.successors[old.position]
    if successor is None:
        return Difference(old, None, (("gone", old.text),))
    return Difference(old, None, (), (f"its words are in {change.new[successor].label} now",))


def _out_of_order(heirs: dict[int, int]) -> set[int]:
    """The new positions of blocks that others overtook: those outside the longest run in order."""
    pairs = sorted(heirs.items())
    kept = {pairs[index][1] for index in increasing([new for _, new in pairs])}
    return {new for _, new in pairs} - kept


def _difference(change: Change, new: Block, *, moved: bool) -> Difference | None:
    origin = change.alignment.blocks[new.position]
    if origin.identity is None:
        remarks = tuple(f"split off from {change.old[p].label}" for p in origin.sources[:1])
        pieces: Pieces = (("same" if remarks else "new", new.text),)
        return Difference(None, new, pieces, remarks)
    old = change.old[origin.identity]
    remarks = tuple(_remarks(change, old, new, origin.sources, moved=moved))
    if old.text == new.text and not remarks:
        return None
    return Difference(old, new, compared(change.alignment.words, old, new), remarks)


def _remarks(
    change: Change, old: Block, new: Block, sources: Sequence[int], *, moved: bool
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


def compared(words: Correspondence, old: Block, new: Block) -> Pieces:
    """Two blocks as one text with what is gone and what is new, by whole words."""
    if old.text == new.text:
        return (("same", new.text),)
    pieces: list[tuple[Kind, str]] = []
    left = right = 0
    for i, j in _shared(words, old, new):
        pieces += _gap(old.text[left : words.old.starts[i]], new.text[right : words.new.starts[j]])
        left, right = words.old.ends[i], words.new.ends[j]
        pieces.append(("same", new.text[words.new.starts[j] : right]))
    return joined([*pieces, *_gap(old.text[left:], new.text[right:])])


def _shared(words: Correspondence, old: Block, new: Block) -> list[tuple[int, int]]:
    """The words, letter for letter, that stand in both, in the order of both."""
    theirs = words.new.words_in(new.position)
    pairs = [
        (i, j)
        for i in words.old.words_in(old.position)
        if (j := words.to_new[i]) in theirs
        and old.text[words.old.starts[i] : words.old.ends[i]]
        == new.text[words.new.starts[j] : words.new.ends[j]]
    ]
    return [pairs[index] for index in increasing([j for _, j in pairs])]


def _gap(gone: str, fresh: str) -> list[tuple[Kind, str]]:
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


def joined(pieces: Sequence[tuple[Kind, str]]) -> Pieces:
    """The pieces without empty ones, neighbours of one kind together."""
    found: list[tuple[Kind, str]] = []
    for kind, text in pieces:
        if text and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return tuple(found)


def increasing(numbers: Sequence[int]) -> list[int]:
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
