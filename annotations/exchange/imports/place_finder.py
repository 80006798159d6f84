"""Where annotations from elsewhere belong in a text: by their quotation, wherever it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from annotations.anchoring.quotation import QuotationIndex
from annotations.essays.models import Block
from annotations.web_annotation.parsing.sent_targets import SentTarget
from annotations.web_annotation.places import place_quotation

# How many characters of text are gone through for quotations that are not there word for word: a
# file of thousands of quotations of another text must not keep the server busy for minutes.
MAX_LOOKED_THROUGH = 20_000_000


class Unplaced(Exception):
    """A target is not in the text; `str()` says why, for the leader."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A block, with a range of its text or without (`start` is None). `changed` if the words there
    are not those that were quoted."""

    block: Block
    start: int | None = None
    end: int | None = None
    changed: bool = False

    @property
    def words(self) -> str:
        """The words there; empty for a whole block."""
        return "" if self.start is None else self.block.text[self.start : self.end]


class PlaceFinder:
    """Finds the places of one file's annotations in one text, whose blocks with text are given."""

    def __init__(self, blocks: list[Block], targets: Iterable[SentTarget]) -> None:
        self._blocks = blocks
        self._length = sum(len(block.text) for block in blocks)
        self._by_address = {block.address: block for block in blocks}
        self._looked_through = 0
        # A note about a whole page is about this text only if most of the file is.
        pages = Counter(target.source for target in targets if target.source)
        self._page = max(pages, key=lambda page: pages[page], default="")

    @cached_property
    def _index(self) -> QuotationIndex:
        return QuotationIndex([block.text for block in self._blocks])

    def find(self, target: SentTarget) -> FoundPlace:
        """Return the place of a target. Raises Unplaced."""
        if target.exact.strip():
            return self._quoted(target)
        named = self._by_address.get(target.fragment.removeprefix("#"))
        if named:
            return FoundPlace(named)
        if target.unreadable or target.start is not None or target.fragment:
            raise Unplaced(_("It quotes no words, so its place can’t be known here."))
        if target.source and target.source != self._page:
            raise Unplaced(_("It is about another page than most of the file."))
        return FoundPlace(self._blocks[0])

    def _quoted(self, target: SentTarget) -> FoundPlace:
        hint = target.start or 0
        quoted = target.exact, target.prefix, target.suffix, hint
        found = place_quotation(self._blocks, *quoted, verbatim=True)
        if found is None:
            if self._looked_through > MAX_LOOKED_THROUGH:
                raise Unplaced(
                    _("Its words are not in the text as they stand; too many of this file are not.")
                )
            # Aligning a long quotation costs more than going through the text for a short one.
            self._looked_through += self._length + 10 * len(target.exact)
            found = place_quotation(self._blocks, *quoted, index=self._index)
        if found is None:
            raise Unplaced(_("The words that it quotes are not in the text."))
        block, start, end = found
        words = block.text[start:end]
        if target.fragment and (start, end) == (0, len(block.text)):
            return FoundPlace(block)
        return FoundPlace(block, start, end, words.split() != target.exact.split())
