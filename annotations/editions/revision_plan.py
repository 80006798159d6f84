"""What publishing a text would do: which block becomes which, and where annotations would stand.

Nothing is written here. A plan holds all annotations, private, hidden and withdrawn ones too, since
all of them are carried. Show a reader only what `RevisionPlan.report` returns for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from annotations import lazy_messages
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
    revision_blocks,
)
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.actions import build_blocks
from annotations.essays.models import Block, Paragraph, Revision
from annotations.essays.queries import parsed_essay
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.progress.reports import report_progress
from annotations.prose.blocks import ParsedEssay, parse_essay
from annotations.prose.normalising import normalise
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

COMPARING = lazy_messages.gettext_lazy("Comparing it with the text as it is…")
FINDING = lazy_messages.gettext_lazy("Finding what the annotations are about…")
# The first item of a list of counts, which names what is counted, by outcome.
FIRST_COUNTS = {
    PlacementOutcome.UNCHANGED: ngettext_lazy(
        "%(count)d annotation unchanged", "%(count)d annotations unchanged", "count"
    ),
    PlacementOutcome.SHIFTED: ngettext_lazy(
        "%(count)d annotation shifted", "%(count)d annotations shifted", "count"
    ),
    PlacementOutcome.EDITED: ngettext_lazy(
        "%(count)d annotation edited", "%(count)d annotations edited", "count"
    ),
    PlacementOutcome.MOVED: ngettext_lazy(
        "%(count)d annotation moved", "%(count)d annotations moved", "count"
    ),
    PlacementOutcome.FOUND: ngettext_lazy(
        "%(count)d annotation found again", "%(count)d annotations found again", "count"
    ),
    PlacementOutcome.ORPHANED: ngettext_lazy(
        "%(count)d annotation orphaned", "%(count)d annotations orphaned", "count"
    ),
}
# The items that follow; unchanged annotations always come first.
FURTHER_COUNTS = {
    PlacementOutcome.SHIFTED: ngettext_lazy("%(count)d shifted", "%(count)d shifted", "count"),
    PlacementOutcome.EDITED: ngettext_lazy("%(count)d edited", "%(count)d edited", "count"),
    PlacementOutcome.MOVED: ngettext_lazy("%(count)d moved", "%(count)d moved", "count"),
    PlacementOutcome.FOUND: ngettext_lazy(
        "%(count)d found again", "%(count)d found again", "count"
    ),
    PlacementOutcome.ORPHANED: ngettext_lazy("%(count)d orphaned", "%(count)d orphaned", "count"),
}


@dataclass(frozen=True, slots=True)
class AnnotationMove:
    """One annotation with its placements in two revisions. Its answers move with it."""

    annotation: Annotation
    before: Placement
    after: Placement

    @property
    def outcome(self) -> PlacementOutcome:
        """How its placement changed."""
        return placement_outcome(self.before, self.after)


@dataclass(frozen=True)
class MoveReport:
    """The moves of those annotations that one reader may see."""

    moves: Sequence[AnnotationMove]

    @property
    def counts(self) -> list[tuple[PlacementOutcome, int]]:
        """Each outcome with its number of annotations, without zeros."""
        numbers = Counter(move.outcome for move in self.moves)
        return [(each, numbers[each]) for each in PlacementOutcome if numbers[each]]

    @property
    def summary(self) -> str:
        """The counts in words: “12 annotations unchanged, 3 shifted, 1 orphaned”."""
        counts = self.counts
        if not counts:
            return _("no annotations yet")
        (first, number), *further = counts
        return ", ".join(
            [
                FIRST_COUNTS[first] % {"count": number},
                *(FURTHER_COUNTS[outcome] % {"count": number} for outcome, number in further),
            ]
        )


@dataclass(frozen=True)
class RevisionPlan:
    """A change of a reading's text: to a new text, or to an earlier revision."""

    change: RevisionChange
    moves: Sequence[AnnotationMove]
    # For a new text, its Markdown and blocks; otherwise the revision to restore.
    markdown: str = ""
    pieces: ParsedEssay | None = None
    revision: Revision | None = None

    @property
    def identical(self) -> bool:
        """True if no block differs from the old text."""
        old, new = self.change.old, self.change.new
        return [_visible_form(block) for block in old] == [_visible_form(block) for block in new]

    @property
    def leaves_text_as_it_is(self) -> bool:
        """True if there is nothing to publish: the new text is that of the current revision."""
        return self.revision is None and self.identical

    def report(self, reader: Reader) -> MoveReport:
        """Return the moves that this reader may see."""
        return report_for(reader, self.moves)


def report_for(reader: Reader, moves: Iterable[AnnotationMove]) -> MoveReport:
    """Return a report of the moves of annotations that this reader may see."""
    return MoveReport([move for move in moves if rules.may_see(reader, move.annotation)])


def plan_revision(
    reading: Reading, markdown: str, parsed: ParsedEssay | None = None
) -> RevisionPlan:
    """Plan the change from the reading's current revision to a new text. Writes nothing.

    `parsed` holds the blocks of a text that came in another format than Markdown. A text that was
    published before is planned as a return to that revision, with its paragraphs and anchors.
    Raises UnreadableText and InvalidEssay as `normalise` and `parse_essay` do.
    """
    text = normalise(markdown)
    same = reading.essay.revisions.filter(markdown__in={text, markdown}).order_by("number")
    earlier = [each for each in same if parsed is None or parsed_essay(each) == parsed]
    others = [each for each in earlier if each.pk != reading.essay.current_id]
    if others:
        return plan_restore(reading, others[-1])
    # What was typed may be the Markdown of a text that came in another format, as it stands.
    pieces = parsed or (parsed_essay(earlier[-1]) if earlier else parse_essay(text))
    report_progress(COMPARING)
    change = _match_paragraphs(reading, revision_blocks(reading.essay.current_revision), pieces)
    return _with_moves(reading, RevisionPlan(change, (), text, pieces))


def refresh_plan(reading: Reading, plan: RevisionPlan) -> RevisionPlan | None:
    """Return a plan with the annotations of now, None if another revision is current than in it.

    Texts never change, so how they are aligned is not computed again.
    """
    if plan.change.old[0].revision_id != reading.essay.current_id:
        return None
    return _with_moves(reading, plan)


def _match_paragraphs(
    reading: Reading, old: Sequence[Block], pieces: ParsedEssay
) -> RevisionChange:
    """Return the change to a new text, whose unsaved blocks keep their paragraphs where aligned."""
    draft = Revision(essay=reading.essay)
    fresh = [Paragraph(essay=reading.essay).pk for _ in pieces.blocks]
    change = RevisionChange(old, build_blocks(draft, pieces.blocks, fresh))
    for block, origin in zip(change.new, change.alignment.blocks, strict=True):
        if origin.identity is not None:
            block.paragraph_id = old[origin.identity].paragraph_id
    return change


def plan_restore(reading: Reading, revision: Revision) -> RevisionPlan:
    """Plan a return to a revision. Annotations with anchors there return exactly to them."""
    change = RevisionChange(
        revision_blocks(reading.essay.current_revision), revision_blocks(revision)
    )
    return _with_moves(reading, RevisionPlan(change, (), revision=revision))


def _with_moves(reading: Reading, plan: RevisionPlan) -> RevisionPlan:
    """Return the plan with the moves of all annotations."""
    listed = annotations_to_carry(reading)
    report_progress(FINDING)
    here = current_placements(reading.essay.current_revision, plan.change.old, listed)
    there = anchored_placements(plan.revision, plan.change.new) if plan.revision else {}
    rest = [each for each in listed if each.pk not in there]
    there |= carry_placements(reading, plan.change, {each.pk: here[each.pk] for each in rest})
    moves = [AnnotationMove(each, here[each.pk], there[each.pk]) for each in listed]
    return replace(plan, moves=moves)


def compare_revisions(reading: Reading, old: Revision, new: Revision) -> RevisionPlan:
    """Return the change between two revisions, with the annotations that have a place in both."""
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
    """Return the placements in a revision, by annotation id; only the current one has them all."""
    if revision.pk == reading.essay.current_id:
        return current_placements(revision, blocks, listed)
    return anchored_placements(revision, blocks)


def _visible_form(block: Block) -> tuple[object, ...]:
    """Return all that a reader sees of a block, for comparing."""
    return block.type, block.level, block.text, block.spans
