"""The mends that a leader makes in a preview: a list that is applied to a text from its beginning.

The text as it was read stays as it is. So a mend can be taken back, and all that was dropped stays
where it was, to be put back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from annotations.prose.blocks import ParsedBlock
from annotations.prose.markup.text_writer import MarkupSpan
from annotations.prose.preview.block_edits import RETYPED, join_blocks, retype_block, split_block
from annotations.prose.preview.split_places import split_places

MendAction = Literal["split", "join", "drop", "restore", "retype"]
MEND_ACTIONS: tuple[MendAction, ...] = get_args(MendAction)
MAX_MENDS = 2_000
MAX_MENDED_POSITIONS = 100_000
"""Of one text, all its mends together."""


class ImpossibleMend(ValueError):
    """There is no such block any more, or this can't be done to it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a text that is being mended. One that was dropped keeps its place."""

    block: ParsedBlock
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    """One change. `at` are positions in the list of pieces as it was just before.

    `offset` is where a block is split; `kind` and `level` are what a block is made.
    """

    action: MendAction
    at: tuple[int, ...]
    offset: int = 0
    kind: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class MendCounts:
    """How many blocks were split, joined to the one before, dropped and made another type."""

    split: int = 0
    joined: int = 0
    dropped: int = 0
    retyped: int = 0


def mended_pieces(blocks: Iterable[ParsedBlock], mends: Iterable[Mend]) -> list[Piece]:
    """Return the pieces of a text after these mends, which were possible once; raises
    ImpossibleMend if one is not any more."""
    pieces = [Piece(block) for block in blocks]
    for mend in mends:
        apply_mend(pieces, mend, is_new=False)
    return pieces


def apply_mend(pieces: list[Piece], mend: Mend, *, is_new: bool = True) -> None:
    """Change the pieces; raises ImpossibleMend, and leaves them as they were.

    A new mend may split a block only at one of its `split_places`, which takes a while to tell.
    """
    if not mend.at or any(not 0 <= at < len(pieces) for at in mend.at):
        raise ImpossibleMend
    try:
        if mend.action == "split":
            if is_new:
                _refuse_odd_place(pieces[mend.at[0]], mend.offset)
            _split(pieces, mend.at[0], mend.offset)
        elif mend.action == "join":
            _join(pieces, mend.at[0])
        elif mend.action == "retype":
            _retype(pieces, mend)
        else:
            for at in mend.at:
                for place in range(at, footnotes_end(pieces, at)):
                    pieces[place] = replace(pieces[place], is_dropped=mend.action == "drop")
    except ValueError as problem:
        raise ImpossibleMend from problem


def footnotes_end(pieces: Sequence[Piece], at: int) -> int:
    """Return the position after a block and the footnotes below it; after a footnote, the next."""
    end = at + 1
    if pieces[at].block.type != "footnote":
        while end < len(pieces) and pieces[end].block.type == "footnote":
            end += 1
    return end


def next_to_join(pieces: Sequence[Piece], at: int) -> int | None:
    """Return the position of the block that `join` adds to the one at `at`: the next one that is
    not dropped and is no footnote. None if there is none."""
    for place in range(at + 1, len(pieces)):
        if not pieces[place].is_dropped and pieces[place].block.type != "footnote":
            return place
    return None


def _refuse_odd_place(piece: Piece, offset: int) -> None:
    if offset not in {place.offset for place in split_places(piece.block)}:
        raise ImpossibleMend


def _split(pieces: list[Piece], at: int, offset: int) -> None:
    if pieces[at].is_dropped:
        raise ImpossibleMend
    left, right = split_block(pieces[at].block, offset)
    if right.type == "title":
        right = retype_block(right, "paragraph")
    marked = {_number(span) for span in right.spans if span.tag == "note"}
    end = footnotes_end(pieces, at)
    notes = pieces[at + 1 : end]
    pieces[at:end] = [
        replace(pieces[at], block=left),
        *(note for note in notes if note.block.level not in marked),
        replace(pieces[at], block=right),
        *(note for note in notes if note.block.level in marked),
    ]


def _join(pieces: list[Piece], at: int) -> None:
    other = next_to_join(pieces, at)
    if other is None or pieces[at].is_dropped or pieces[at].block.type == "footnote":
        raise ImpossibleMend
    joined = join_blocks(pieces[at].block, pieces[other].block)
    last = footnotes_end(pieces, other)
    own = footnotes_end(pieces, at)
    pieces[at:last] = [
        replace(pieces[at], block=joined),
        *pieces[at + 1 : own],
        *pieces[other + 1 : last],
        *pieces[own:other],  # what lies between is dropped already
    ]


def _retype(pieces: list[Piece], mend: Mend) -> None:
    at = mend.at[0]
    kind = next((each for each in RETYPED if each == mend.kind), None)
    if kind is None or pieces[at].is_dropped or (kind == "title" and not may_be_title(pieces, at)):
        raise ImpossibleMend
    pieces[at] = replace(pieces[at], block=retype_block(pieces[at].block, kind, mend.level))


def may_be_title(pieces: Sequence[Piece], at: int) -> bool:
    """Tell whether a block is the first that is not dropped."""
    return all(piece.is_dropped for piece in pieces[:at])


def kept_blocks(pieces: Iterable[Piece]) -> list[ParsedBlock]:
    """Return the blocks that are not dropped. Footnotes are counted afresh, marks without one go,
    and a title that does not come first is a heading."""
    kept = [piece.block for piece in pieces if not piece.is_dropped]
    while kept and kept[-1].type == "break":
        kept.pop()
    while kept and kept[0].type == "break":
        del kept[0]
    notes = [block.level for block in kept if block.type == "footnote"]
    numbers = {old: new for new, old in enumerate(notes, 1)}
    return [
        _settled(replace(block, suspected=""), numbers, is_first=not place)
        for place, block in enumerate(kept)
    ]


def _settled(block: ParsedBlock, numbers: dict[int, int], *, is_first: bool) -> ParsedBlock:
    if block.type == "footnote":
        block = replace(block, level=numbers[block.level])
    elif block.type == "title" and not is_first:
        block = replace(block, type="heading", level=1)
    if not any(span.tag == "note" for span in block.spans):
        return block
    spans = (_renumbered(span, numbers) for span in block.spans)
    return replace(block, spans=tuple(span for span in spans if span))


def _renumbered(span: MarkupSpan, numbers: dict[int, int]) -> MarkupSpan | None:
    if span.tag != "note":
        return span
    number = numbers.get(_number(span))
    if number is None:
        return None
    attributes = {**dict(span.attributes), "number": str(number)}
    return replace(span, attributes=tuple(attributes.items()))


def _number(note: MarkupSpan) -> int:
    number = dict(note.attributes).get("number", "")
    return int(number) if number.isdecimal() else 0


def count_mends(pieces: Iterable[Piece], mends: Iterable[Mend]) -> MendCounts:
    """Return how many blocks were split, joined and retyped, and how many are dropped now."""
    actions = [mend.action for mend in mends]
    return MendCounts(
        split=actions.count("split"),
        joined=actions.count("join"),
        dropped=sum(piece.is_dropped for piece in pieces),
        retyped=actions.count("retype"),
    )


def mends_to_json(mends: Iterable[Mend]) -> list[list[Any]]:
    """Return mends as what JSON can hold."""
    return [[each.action, [*each.at], each.offset, each.kind, each.level] for each in mends]


def mends_from_json(stored: Iterable[list[Any]]) -> list[Mend]:
    """Return the mends that `mends_to_json` wrote."""
    return [
        Mend(action, tuple(at), offset, kind, level) for action, at, offset, kind, level in stored
    ]
