"""Which new block is which old one: the same, an edit, a part or a merger of it, or new."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from annotations.anchoring.matching.correspondence import NOWHERE, Correspondence, correspondence
from annotations.anchoring.matching.tokens import Words

type BlockKind = Literal["same", "edited", "part", "merged", "new"]

_MOST = 0.5
_AKIN = 0.2
"""Paragraphs paired for want of better, that share less than this, are not the same paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where a new block comes from.

    `identity` is the old block that lives on in this one; no two blocks have the same. `sources`
    are all old blocks that gave a substantial part, the greatest first.
    """

    kind: BlockKind
    identity: int | None
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """One `Block` for each new block, and for each old one the new block that holds most of it.

    A successor is None where the old block was deleted.
    """

    blocks: tuple[Block, ...]
    successors: tuple[int | None, ...]
    words: Correspondence = field(repr=False, compare=False)


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align two revisions, each given as its blocks' plain texts in order."""
    found = correspondence(old, new)
    flows = _Flows(found)
    heirs = {q: p for p, q in found.partners.items() if old[p] == new[q] or flows.akin(p, q)}
    continued = {p: q for q, p in heirs.items()}
    return Alignment(
        tuple(_block(flows, q, heirs.get(q), old, text) for q, text in enumerate(new)),
        tuple(continued.get(p, flows.home(p)) for p in range(len(old))),
        found,
    )


def _block(flows: "_Flows", q: int, heir: int | None, old: Sequence[str], text: str) -> Block:
    if heir is not None and old[heir] == text:
        return Block("same", heir, (heir,))
    sources = flows.sources(q, heir)
    if len(sources) > 1:
        return Block("merged", heir, sources)
    if heir is not None:
        return Block("edited", heir, (heir,))
    return Block("part", None, sources) if sources else Block("new", None, ())


class _Flows:
    """How many characters went from each old paragraph to each new one."""

    def __init__(self, found: Correspondence) -> None:
        self.given: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.went: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for i, j in enumerate(found.to):
            if j != NOWHERE:
                p, q = found.old.homes[i], found.new.homes[j]
                self.given[q][p] += len(found.new.keys[j])
                self.went[p][q] += len(found.new.keys[j])
        self.old_size = _sizes(found.old)
        self.new_size = _sizes(found.new)

    def akin(self, p: int, q: int) -> bool:
        return self.went[p][q] > _AKIN * min(self.old_size[p], self.new_size[q])

    def home(self, p: int) -> int | None:
        """Return the new paragraph that holds most of the old one, if one does."""
        for q, size in self.went[p].most_common(1):
            return q if size >= _MOST * self.old_size[p] else None
        return None

    def sources(self, q: int, heir: int | None) -> tuple[int, ...]:
        """Return the old paragraphs that gave most of themselves, or most of the new one."""
        return tuple(
            p
            for p, size in self.given[q].most_common()
            if p == heir or size >= _MOST * min(self.old_size[p], self.new_size[q])
        )


def _sizes(words: Words) -> list[int]:
    return [sum(map(len, words.keys[slice(*ends)])) for ends in pairwise(words.firsts)]
