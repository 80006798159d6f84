"""A new text made ready: which of its blocks is which, and where everything would stand.

Nothing is written here. An `Edition` knows the places of all annotations, private, hidden and
withdrawn ones too, since all of them are carried; whatever is shown of it goes through `report`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from annotations.editions.carrying import blocks_of, carried, carried_with, current
from annotations.editions.changes import Change
from annotations.editions.places import Fate, Place, anchored, fate, standing
from annotations.essays.actions import build_blocks
from annotations.essays.models import Block, Paragraph, Revision
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.prose.blocks import ParsedEssay, parse_essay
from annotations.prose.normalising import normalise
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


@dataclass(frozen=True, slots=True)
class Move:
    """One annotation between two texts. Its answers go along with it."""

    annotation: Annotation
    before: Place
    after: Place

    @property
    def fate(self) -> Fate:
        """What happened to its place."""
        return fate(self.before, self.after)


@dataclass(frozen=True)
class Report:
    """What one reader may know of the annotations between two texts."""

    moves: Sequence[Move]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        """How many had each fate, without those that none had."""
        found = Counter(move.fate for move in self.moves)
        return [(each, found[each]) for each in Fate if found[each]]

    @property
    def summary(self) -> str:
        """“12 annotations unchanged, 3 shifted, 1 orphaned”."""
        counts = self.counts
        if not counts:
            return "no annotations yet"
        (first, number), *rest = counts
        noun = "annotation" if number == 1 else "annotations"
        return ", ".join(
            [f"{number} {noun} {first.label}", *(f"{n} {each.label}" for each, n in rest)]
        )


@dataclass(frozen=True)
class Edition:
    """Another text for a reading: a new one, or an earlier one again."""

    change: Change
    moves: Sequence[Move]
    # A new text: its Markdown and its pieces. Otherwise the revision to go back to.
    markdown: str = ""
    pieces: ParsedEssay | None = None
    revision: Revision | None = None

    @property
    def identical(self) -> bool:
        """It is the text as it stands."""
        old, new = self.change.old, self.change.new
        return [_form(block) for block in old] == [_form(block) for block in new]

    def report(self, reader: Reader) -> Report:
        """What this reader may know of it."""
        return seen_by(reader, self.moves)


def seen_by(reader: Reader, moves: Iterable[Move]) -> Report:
    """The report of those that this reader may see."""
    return Report([move for move in moves if rules.may_see(reader, move.annotation)])


def prepare(reading: Reading, markdown: str) -> Edition:
    """Make a text ready to follow the reading's current one.

    A text that was published before is that revision again, with its own identities and anchors.
    Raises `UnreadableText` or `InvalidEssay`, as `parse_essay` does.
    """
    text = normalise(markdown)
    pieces = parse_essay(text)
    earlier = reading.essay.revisions.filter(markdown__in={text, markdown})
    again = earlier.exclude(pk=current(reading).pk).order_by("number").last()
    if again is not None:
        return returning(reading, again)
    change = _identified(reading, blocks_of(current(reading)), pieces)
    return _with_moves(reading, Edition(change, (), text, pieces))


def _identified(reading: Reading, old: Sequence[Block], pieces: ParsedEssay) -> Change:
    """The change to these pieces, as blocks under the identities they keep, or new ones."""
    draft = Revision(essay=reading.essay)
    fresh = [Paragraph(essay=reading.essay).pk for _ in pieces.blocks]
    change = Change(old, build_blocks(draft, pieces.blocks, fresh))
    for block, origin in zip(change.new, change.alignment.blocks, strict=True):
        if origin.identity is not None:
            block.paragraph_id = old[origin.identity].paragraph_id
    return change


def returning(reading: Reading, revision: Revision) -> Edition:
    """Make ready to go back to a revision: anchors it has are used again exactly."""
    change = Change(blocks_of(current(reading)), blocks_of(revision))
    return _with_moves(reading, Edition(change, (), revision=revision))


def _with_moves(reading: Reading, edition: Edition) -> Edition:
    listed = carried_with(reading)
    here = standing(current(reading), edition.change.old, listed)
    there = anchored(edition.revision, edition.change.new) if edition.revision else {}
    rest = [each for each in listed if each.pk not in there]
    there |= carried(reading, edition.change, {each.pk: here[each.pk] for each in rest})
    moves = [Move(each, here[each.pk], there[each.pk]) for each in listed]
    return replace(edition, moves=moves)


def between(reading: Reading, old: Revision, new: Revision) -> Edition:
    """What is known of two revisions: the annotations that have a place in both."""
    before, after = blocks_of(old), blocks_of(new)
    listed = carried_with(reading)
    mine, theirs = _standing(reading, old, before, listed), _standing(reading, new, after, listed)
    return Edition(
        Change(before, after),
        [
            Move(each, mine[each.pk], theirs[each.pk])
            for each in listed
            if each.pk in mine and each.pk in theirs
        ],
        revision=new,
    )


def _standing(
    reading: Reading, revision: Revision, blocks: Sequence[Block], listed: Iterable[Annotation]
) -> dict[UUID, Place]:
    if revision.pk == reading.essay.current_id:
        return standing(revision, blocks, listed)
    return anchored(revision, blocks)


def _form(block: Block) -> tuple[object, ...]:
    return block.type, block.level, block.text, block.spans
