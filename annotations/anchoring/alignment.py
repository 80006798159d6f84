"""The origin of each new block: an old block unchanged or edited, a part, a merger, or none."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from annotations.anchoring.matching.correspondence import UNMATCHED, Correspondence, match_texts
from annotations.anchoring.matching.tokens import TokenizedText

type OriginKind = Literal["same", "edited", "part", "merged", "new"]

_MOST = 0.5
_SIMILAR = 0.2
"""Paired paragraphs that share less than this are not the same paragraph."""


@dataclass(frozen=True, slots=True)
class BlockOrigin:
    """Where a new block comes from.

    `identity` is the old block that lives on in this one; no two blocks have the same. `sources`
    are all old blocks that gave a substantial part, the greatest first.
    """

    kind: OriginKind
    identity: int | None
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each new block comes from, and which new block holds most of each old one.

    A successor is None where the old block was deleted.
    """

    blocks: tuple[BlockOrigin, ...]
    successors: tuple[int | None, ...]
    words: Correspondence = field(repr=False, compare=False)


def align_revisions(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align two revisions, each given as its blocks' plain texts in order."""
    found = match_texts(old, new)
    flows = _CharacterFlows(found)
    ancestors = {
        q: p for p, q in found.paragraph_pairs.items() if old[p] == new[q] or flows.is_similar(p, q)
    }
    continuations = {p: q for q, p in ancestors.items()}
    return Alignment(
        tuple(_block(flows, q, ancestors.get(q), old, text) for q, text in enumerate(new)),
        tuple(continuations.get(p, flows.successor(p)) for p in range(len(old))),
        found,
    )


def _block(
    flows: "_CharacterFlows", q: int, ancestor: int | None, old: Sequence[str], text: str
) -> BlockOrigin:
    if ancestor is not None and old[ancestor] == text:
        return BlockOrigin("same", ancestor, (ancestor,))
    sources = flows.sources(q, ancestor)
    if len(sources) > 1:
        return BlockOrigin("merged", ancestor, sources)
    if ancestor is not None:
        return BlockOrigin("edited", ancestor, (ancestor,))
    return BlockOrigin("part", None, sources) if sources else BlockOrigin("new", None, ())


class _CharacterFlows:
    """How many characters went from each old paragraph to each new one."""

    def __init__(self, found: Correspondence) -> None:
        self.received: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.sent: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for i, j in enumerate(found.to_new):
            if j != UNMATCHED:
                p, q = found.old.paragraph_of[i], found.new.paragraph_of[j]
                self.received[q][p] += len(found.new.keys[j])
                self.sent[p][q] += len(found.new.keys[j])
        self.old_size = _sizes(found.old)
        self.new_size = _sizes(found.new)

    def is_similar(self, p: int, q: int) -> bool:
        return self.sent[p][q] > _SIMILAR * min(self.old_size[p], self.new_size[q])

    def successor(self, p: int) -> int | None:
        """Return the new paragraph that holds most of the old one, if one does."""
        for q, size in self.sent[p].most_common(1):
            return q if size >= _MOST * self.old_size[p] else None
        return None

    def sources(self, q: int, ancestor: int | None) -> tuple[int, ...]:
        """Return the old paragraphs that gave most of themselves, or most of the new one."""
        return tuple(
            p
            for p, size in self.received[q].most_common()
            if p == ancestor or size >= _MOST * min(self.old_size[p], self.new_size[q])
        )


def _sizes(words: TokenizedText) -> list[int]:
    return [sum(map(len, words.keys[slice(*ends)])) for ends in pairwise(words.first_words)]
