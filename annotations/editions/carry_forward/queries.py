"""Which annotations are carried into another revision, and from which revision.

It is the current one; for an orphan, the latest revision in which it had a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.carry_forward.placement import (
    Placement,
    orphan_placement,
    placement_from_anchor,
)
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.seminars.models import Reading


def revision_blocks(revision: Revision) -> list[Block]:
    """Return a revision's blocks in order. One query."""
    return list(revision.blocks.order_by("position"))


def annotations_to_carry(reading: Reading) -> list[Annotation]:
    """Return the annotations that have a placement of their own, oldest first. One query.

    These are the first of each thread, and answers that are about a passage. Other answers stand
    where their thread stands. Every visibility and state is included.
    """
    own = Q(about=None) | ~Q(start=None)
    annotations = reading.annotations.filter(own)
    return list(annotations.select_related("author").order_by("created_at", "id"))


def carry_placements(
    reading: Reading, change: RevisionChange, placements: Mapping[UUID, Placement]
) -> dict[UUID, Placement]:
    """Return where annotations stand in a change's new text, by where they are in its old text.

    No query without orphans; else one for their anchors and one for each revision they are in.
    """
    placed = {key: place for key, place in placements.items() if not place.lost}
    carried = dict(zip(placed, change.carry([*placed.values()]), strict=True))
    lost = {key: place for key, place in placements.items() if place.lost}
    return carried | (_carry_orphans(reading, change, lost) if lost else {})


def _carry_orphans(
    reading: Reading, change: RevisionChange, lost: Mapping[UUID, Placement]
) -> dict[UUID, Placement]:
    """Search for the words of each orphan, starting from the latest revision that had them."""
    carried = {
        key: orphan_placement(change.orphan_block(place.block), place.reason)
        for key, place in lost.items()
    }
    for revision, anchors in _last_anchors_by_revision(reading, lost).items():
        blocks = revision_blocks(revision)
        by_paragraph = {block.paragraph_id: block for block in blocks}
        before = [placement_from_anchor(each, by_paragraph[each.paragraph_id]) for each in anchors]
        after = RevisionChange(blocks, change.new).carry(before)
        for anchor, place in zip(anchors, after, strict=True):
            if not place.lost:
                carried[anchor.annotation_id] = place
    return carried


def _last_anchors_by_revision(
    reading: Reading, lost: Mapping[UUID, Placement]
) -> dict[Revision, list[Anchor]]:
    """Return the latest anchor of each orphan that names a place, by revision. One query."""
    last = {
        anchor.annotation_id: anchor
        for anchor in Anchor.objects.filter(annotation__reading=reading)
        .exclude(reason__in=ORPHAN_REASONS)
        .select_related("revision")
        .order_by("revision__number")
        if anchor.annotation_id in lost
    }
    grouped: dict[Revision, list[Anchor]] = defaultdict(list)
    for anchor in last.values():
        grouped[anchor.revision].append(anchor)
    return grouped
