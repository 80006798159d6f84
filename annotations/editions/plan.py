"""A new text made ready: which of its blocks is which, and where everything would stand.

Nothing is written here. An `Edition` knows the places of all annotations, private, hidden and
withdrawn ones too, since all of them are carried; whatever is shown of it goes through `report`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from annotations.editions.carry_forward.placement import (
    Placement,
    PlacementOutcome,
    anchored_placements,
    current_placements,
    placement_outcome,
)
from annotations.editions.carry_forward.queries import (
    annotations_to_carry,
    carry_placements,
    current_revision,
    revision_blocks,
)
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.actions import numbered
from annotations.essays.models import Block, Paragraph, Revision
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.prose.blocks import Cut, cut
from annotations.prose.cleaning import tidy
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


@dataclass(frozen=True, slots=True)
class AnnotationMove:
    """One annotation between two texts. Its answers go along with it."""

    annotation: Annotation
    before: Placement
    after: Placement

    @property
    def fate(self) -> PlacementOutcome:
        """What happened to its place."""
        return placement_outcome(self.before, self.after)


@dataclass(frozen=True)
class MoveReport:
    """What one reader may know of the annotations between two texts."""

    moves: Sequence[AnnotationMove]

    @property
    def counts(self) -> list[tuple[PlacementOutcome, int]]:
        """How many had each fate, without those that none had."""
        found = Counter(move.fate for move in self.moves)
        return [(each, found[each]) for each in PlacementOutcome if found[each]]

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
class RevisionPlan:
    """Another text for a reading: a new one, or an earlier one again."""

    change: RevisionChange
    moves: Sequence[AnnotationMove]
    # A new text: its Markdown and its pieces. Otherwise the revision to go back to.
    markdown: str = ""
    pieces: Cut | None = None
    revision: Revision | None = None

    @property
    def identical(self) -> bool:
        """It is the text as it stands."""
        old, new = self.change.old, self.change.new
        return [_visible_form(block) for block in old] == [_visible_form(block) for block in new]

    def report(self, reader: Reader) -> MoveReport:
        """What this reader may know of it."""
        return report_for(reader, self.moves)


def report_for(reader: Reader, moves: Iterable[AnnotationMove]) -> MoveReport:
    """The report of those that this reader may see."""
    return MoveReport([move for move in moves if rules.may_see(reader, move.annotation)])


def plan_revision(reading: Reading, markdown: str) -> RevisionPlan:
    """Make a text ready to follow the reading's current one.

    A text that was published before is that revision again, with its own identities and anchors.
    Raises `Unreadable` or `TooMuch`, as `prose.blocks.cut` does.
    """
    text = tidy(markdown)
    pieces = cut(text)
    earlier = reading.essay.revisions.filter(markdown__in={text, markdown})
    again = earlier.exclude(pk=current_revision(reading).pk).order_by("number").last()
    if again is not None:
        return plan_restore(reading, again)
    change = _match_paragraphs(reading, revision_blocks(current_revision(reading)), pieces)
    return _with_moves(reading, RevisionPlan(change, (), text, pieces))


def _match_paragraphs(reading: Reading, old: Sequence[Block], pieces: Cut) -> RevisionChange:
    """The change to these pieces, as blocks under the identities they keep, or new ones."""
    draft = Revision(essay=reading.essay)
    fresh = [Paragraph(essay=reading.essay).pk for _ in pieces.blocks]
    change = RevisionChange(old, numbered(draft, pieces.blocks, fresh))
    for block, origin in zip(change.new, change.alignment.blocks, strict=True):
        if origin.identity is not None:
            block.paragraph_id = old[origin.identity].paragraph_id
    return change


def plan_restore(reading: Reading, revision: Revision) -> RevisionPlan:
    """Make ready to go back to a revision: anchors it has are used again exactly."""
    change = RevisionChange(revision_blocks(current_revision(reading)), revision_blocks(revision))
    return _with_moves(reading, RevisionPlan(change, (), revision=revision))


def _with_moves(reading: Reading, edition: RevisionPlan) -> RevisionPlan:
    listed = annotations_to_carry(reading)
    here = current_placements(current_revision(reading), edition.change.old, listed)
    there = anchored_placements(edition.revision, edition.change.new) if edition.revision else {}
    rest = [each for each in listed if each.pk not in there]
    there |= carry_placements(reading, edition.change, {each.pk: here[each.pk] for each in rest})
    moves = [AnnotationMove(each, here[each.pk], there[each.pk]) for each in listed]
    return replace(edition, moves=moves)


def compare_revisions(reading: Reading, old: Revision, new: Revision) -> RevisionPlan:
    """What is known of two revisions: the annotations that have a place in both."""
    before, after = revision_blocks(old), revision_blocks(new)
    listed = annotations_to_carry(reading)
    mine, theirs = (
        _placements_in(reading, old, before, listed),
        _placements_in(reading, new, after, listed),
    )
    return RevisionPlan(
        RevisionChange(before, after),
        [
            AnnotationMove(each, mine[each.pk], theirs[each.pk])
            for each in listed
            if each.pk in mine and each.pk in theirs
        ],
        revision=new,
    )


def _placements_in(
    reading: Reading, revision: Revision, blocks: Sequence[Block], listed: Iterable[Annotation]
) -> dict[UUID, Placement]:
    if revision.pk == reading.essay.current_id:
        return current_placements(revision, blocks, listed)
    return anchored_placements(revision, blocks)


def _visible_form(block: Block) -> tuple[object, ...]:
    return block.type, block.level, block.text, block.spans
