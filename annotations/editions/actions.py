"""Publishing a revision, restoring an earlier one, and placing an orphan by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from annotations.activity import Verb, record
from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.carry_forward.placement import (
    PLACED_BY_HAND,
    Placement,
    current_placements,
)
from annotations.editions.carry_forward.queries import revision_blocks
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.editions.revision_plan import (
    RevisionPlan,
    plan_restore,
    plan_revision,
    refresh_plan,
)
from annotations.essays.actions import add_revision
from annotations.essays.models import Block, BlockType, Essay, Paragraph, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.people.models import User
from annotations.prepared_queries.compilation import prepared
from annotations.prose.blocks import ParsedEssay
from annotations.seals import update_row, update_rows
from annotations.seminars.models import Reading
from annotations.seminars.queries import lock_reading
from annotations.seminars.readings.actions import EssayDetails, save_details

BATCH = 500


class TextUnchanged(Exception):
    """The text equals the current revision: nothing was published."""


class RevisionConflict(Exception):
    """Another revision has become current meanwhile; `current` is that revision."""

    def __init__(self, now: Revision) -> None:
        super().__init__("published meanwhile")
        self.current = now


@transaction.atomic
def publish_revision(
    reading: Reading,
    *,
    markdown: str,
    parsed: ParsedEssay | None = None,
    by: User | None,
    expected_current: UUID,
    remark: str = "",
    plan: RevisionPlan | None = None,
    details: EssayDetails | None = None,
) -> RevisionPlan:
    """Publish a text as the current revision and carry every annotation into it.

    `parsed` is as in `plan_revision`; `expected_current` is the revision that the text's author
    saw; `plan` is what was planned for this text just before, which saves some work. `details` are
    the essay's new title, byline and language; without them, a title in the text that was the
    essay's title stays its title.

    Returns the plan that was carried out. Raises TextUnchanged if the text equals the current
    revision, RevisionConflict if another revision has become current, and what `plan_revision`
    raises.
    """
    fresh = _lock_with_annotations(reading)
    plan = (plan and refresh_plan(fresh, plan)) or plan_revision(fresh, markdown, parsed)
    if plan.leaves_text_as_it_is:
        raise TextUnchanged
    if fresh.essay.current_id != expected_current:
        raise RevisionConflict(fresh.essay.current_revision)
    revision = plan.revision or _create_revision(fresh.essay, plan, by=by, remark=remark)
    _make_current(fresh, plan, revision, by=by)
    if details is not None:
        save_details(fresh.essay, details)
    return plan


@transaction.atomic
def restore_revision(
    reading: Reading, revision: Revision, *, by: User | None, expected_current: UUID
) -> RevisionPlan:
    """Make another revision of the essay current again, and carry every annotation into it.

    Returns the plan that was carried out. Raises TextUnchanged if the revision is current, and
    RevisionConflict as `publish_revision` does.
    """
    fresh = _lock_with_annotations(reading)
    if revision.pk == fresh.essay.current_id:
        raise TextUnchanged
    if fresh.essay.current_id != expected_current:
        raise RevisionConflict(fresh.essay.current_revision)
    return _make_current(fresh, plan_restore(fresh, revision), revision, by=by)


def _lock_with_annotations(reading: Reading) -> Reading:
    """Lock a reading and its annotations, and return the reading as it is now.

    Posts and decisions wait until the transaction ends. The annotations are locked before the
    reading, in the order in which a decision locks them: whoever holds an annotation may still
    need the reading's counts.
    """
    own = Annotation.objects.select_for_update(no_key=True).filter(reading=reading).order_by("pk")
    list(own.values_list("pk", flat=True))
    return lock_reading_fresh(reading)


def lock_reading_fresh(reading: Reading) -> Reading:
    """Lock a reading until the transaction ends, and return it as it is now. Two queries.

    Posting and publishing both take this lock: so either the post sees the new text, or the new
    text carries the post along.
    """
    lock_reading(reading)
    (fresh,) = _with_text(reading.pk)
    return fresh


@prepared
def _with_text(reading: UUID) -> QuerySet[Reading]:
    return Reading.objects.select_related("essay__current", "seminar").filter(pk=reading)


def _create_revision(essay: Essay, plan: RevisionPlan, *, by: User | None, remark: str) -> Revision:
    """Store the planned revision, with a new paragraph for each block that has none yet."""
    assert plan.pieces is not None  # a plan without an earlier revision has a text
    known = {block.paragraph_id for block in plan.change.old}
    identities = [block.paragraph_id for block in plan.change.new]
    fresh = [Paragraph(pk=pk, essay=essay) for pk in identities if pk not in known]
    Paragraph.objects.bulk_create(fresh, batch_size=BATCH)
    return add_revision(essay, plan.markdown, plan.pieces, identities, by=by, remark=remark)


def _make_current(
    reading: Reading, plan: RevisionPlan, revision: Revision, *, by: User | None
) -> RevisionPlan:
    """Store the placements before and after the change, and make the revision current."""
    before = plan.change.old[0].revision_id
    _save_anchors(before, ((move.annotation, move.before) for move in plan.moves))
    _save_anchors(revision.pk, ((move.annotation, move.after) for move in plan.moves))
    _move_threads((move.annotation, move.after.block) for move in plan.moves)
    reading.essay.title = title_after(reading.essay, plan.change)
    reading.essay.current = revision
    reading.essay.save(update_fields=["current", "title"])
    store.rebuild_tallies(reading)
    record(
        Verb.REVISED,
        revision,
        by=by,
        seminar=reading.seminar_id,
        reading=reading.pk,
        number=revision.number,
    )
    return plan


def _save_anchors(revision: UUID, places: Iterable[tuple[Annotation, Placement]]) -> None:
    """Store placements as anchors of a revision; anchors that it has already stay as they are."""
    anchored = set(Anchor.objects.filter(revision=revision).values_list("annotation", flat=True))
    fresh = [
        Anchor(
            seminar_id=annotation.seminar_id,
            annotation=annotation,
            revision_id=revision,
            paragraph_id=place.block.paragraph_id,
            start=place.start,
            end=place.end,
            reason=place.reason,
            confidence=place.confidence,
        )
        for annotation, place in places
        if annotation.pk not in anchored
    ]
    Anchor.objects.bulk_create(fresh, batch_size=BATCH)


def _move_threads(homes: Iterable[tuple[Annotation, Block]]) -> None:
    """Move threads to the paragraphs of these blocks, with all their answers."""
    movers: dict[UUID, list[UUID]] = defaultdict(list)
    for annotation, block in homes:
        if annotation.about_id is None and annotation.paragraph_id != block.paragraph_id:
            movers[block.paragraph_id].append(annotation.pk)
    for paragraph, roots in movers.items():
        for start in range(0, len(roots), BATCH):
            some = roots[start : start + BATCH]
            thread = Annotation.objects.filter(Q(pk__in=some) | Q(root__in=some))
            update_rows(thread, paragraph_id=paragraph)


def title_after(essay: Essay, change: RevisionChange) -> str:
    """Return the essay's title after a change: that of its text, if it was the old text's title."""
    titles = [
        block.text[:300] if block.type == BlockType.TITLE else ""
        for block in (change.old[0], change.new[0])
    ]
    return titles[1] if titles[0] == essay.title and titles[1] else essay.title


@transaction.atomic
def place_orphan(
    annotation: Annotation,
    block: Block,
    *,
    by: User | None,
    start: int | None = None,
    end: int | None = None,
) -> None:
    """Attach an orphan to a passage of a block of the current revision, or to the whole block.

    `start` and `end` are in code points, None for the whole block. An annotation that is no longer
    an orphan stays where it is. Raises RevisionConflict if the block is not of the current
    revision.
    """
    locked = Annotation.objects.select_for_update(no_key=True).get(pk=annotation.pk)
    reading = lock_reading_fresh(locked.reading)
    now = reading.essay.current_revision
    if block.revision_id != now.pk:
        raise RevisionConflict(now)
    lost = Anchor.objects.filter(annotation=locked, revision=now, reason__in=ORPHAN_REASONS).first()
    place = {"start": start, "end": end, "reason": PLACED_BY_HAND, "confidence": 1.0}
    if not lost or not update_row(lost, paragraph_id=block.paragraph_id, **place):
        return
    _move_threads([(locked, block)])
    store.rebuild_tallies(reading)
    record(Verb.PLACED, locked, by=by, revision=now.number)


@transaction.atomic(savepoint=False)
def carry_to_current(annotation: Annotation, reading: Reading) -> bool:
    """Carry an annotation that was just posted to an earlier revision into the current one.

    Returns True if it was moved. Call it in the transaction that posts, with the reading that
    `lock_reading_fresh` returned there before.
    """
    now = reading.essay.current_revision
    if annotation.about is not None:
        behind = _follow_parent(annotation, annotation.about)
    else:
        known = Anchor.objects.filter(annotation=annotation, revision=now)
        behind = annotation.revision_id != now.pk and not known.exists()
        if behind:
            _carry(annotation, now)
    if behind:
        store.rebuild_tallies(reading)
    return behind


def _carry(annotation: Annotation, now: Revision) -> None:
    """Carry one annotation from the revision it was posted to into the current one."""
    old = revision_blocks(annotation.revision)
    place = current_placements(annotation.revision, old, [annotation])[annotation.pk]
    (after,) = RevisionChange(old, revision_blocks(now)).carry([place])
    _save_anchors(annotation.revision_id, [(annotation, place)])
    _save_anchors(now.pk, [(annotation, after)])
    _move_threads([(annotation, after.block)])


def _follow_parent(annotation: Annotation, about: Annotation) -> bool:
    """Move an answer to the paragraph of what it answers; return True if it was elsewhere."""
    home = Annotation.objects.values_list("paragraph", flat=True).get(pk=about.pk)
    if annotation.paragraph_id == home:
        return False
    update_row(annotation, paragraph_id=home)
    return True
