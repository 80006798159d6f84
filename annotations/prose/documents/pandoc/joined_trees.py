"""Trees of the parts of one document, joined as if pandoc had read it as a whole."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Join:
    """How a part goes on where the part before it ended.

    The part begins with a paragraph of its own, and then, if it begins `depth` lists deep, with as
    many items that stand for those before it; both are dropped. Its first block then continues the
    last list or table (`continues`), or even its last item (`continues_item`). The caption of a
    table that continues one with a caption is dropped too (`has_caption`).
    """

    depth: int = 0
    continues: bool = False
    continues_item: bool = False
    has_caption: bool = False


@dataclass(frozen=True, slots=True)
class TreePart:
    """A further part of a document: its content, and how its tree is joined to that before it."""

    content: bytes
    join: Join


def joined_blocks(before: list[Any], after: list[Any], join: Join) -> list[Any]:
    """Return the blocks of two parts as one list; only the last of `before` can change."""
    return _joined(before, after[1:], join, join.depth)


def _joined(before: list[Any], after: list[Any], join: Join, depth: int) -> list[Any]:
    if not before or not after:
        return before + after
    if depth:
        items, further = _items(before[-1]), _items(after[0])
        items[-1] = _joined(items[-1], further[0][1:], join, depth - 1)
        items += further[1:]
        return before + after[1:]
    if join.continues and before[-1]["t"] == "Table":
        _continue_table(before[-1], after[0], has_caption=join.has_caption)
        return before + after[1:]
    if join.continues:
        items, further = _items(before[-1]), _items(after[0])
        if join.continues_item:
            items[-1] = items[-1] + further[0]
            further = further[1:]
        items += further
        return before + after[1:]
    if join.depth or not _merge(before[-1], after[0]):
        return before + after
    return before + after[1:]


def _items(block: dict[str, Any]) -> list[Any]:
    """Return the items of a list, which can be changed there."""
    content: list[Any] = block["c"][1] if block["t"] == "OrderedList" else block["c"]
    return content


def _continue_table(table: dict[str, Any], further: dict[str, Any], *, has_caption: bool) -> None:
    """Add the rows of a table to those before them, and the caption that stands behind it."""
    _, caption, _, (_, head), bodies, _ = table["c"]
    _, further_caption, _, (_, further_head), further_bodies, _ = further["c"]
    head += further_head
    for body in further_bodies:
        bodies[-1][3] += body[3]
    if further_caption[1] and not has_caption:
        caption[:] = further_caption


def _merge(block: dict[str, Any], further: dict[str, Any]) -> bool:
    """Add a block to the same kind of block before it, as pandoc does; tells whether it did."""
    kind = block["t"]
    if kind != further["t"] or kind not in {"BlockQuote", "CodeBlock", "DefinitionList"}:
        return False
    if kind != "CodeBlock":
        block["c"] += further["c"]
    elif block["c"][0] == further["c"][0]:
        block["c"][1] += "\n" + further["c"][1]
    else:
        return False
    return True
