"""From which revision each annotation is carried into another text: the current one, or, if it is
an orphan there, the latest in which it had a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from annotations.anchoring.passages import LOST
from annotations.editions.carry_forward.placement import (
    Placement,
    orphan_placement,
    placement_from_anchor,
)
from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.seminars.models import Reading


def current_revision(reading: Reading) -> Revision:
    """The revision that is the text today."""
    revision = reading.essay.current
    assert revision is not None
    return revision


def revision_blocks(revision: Revision) -> list[Block]:
    """A revision's blocks in order."""
    return list(revision.blocks.order_by("position"))


def annotations_to_carry(reading: Reading) -> list[Annotation]:
    """All that have a place of their own: each thread's first, and any about a passage."""
    own = Q(about=None) | ~Q(start=None)
    found = Annotation.objects.filter(own, reading=reading)
    return list(found.select_related("author").order_by("created_at", "id"))


def carry_placements(
    reading: Reading, change: RevisionChange, here: Mapping[UUID, Placement]
) -> dict[UUID, Placement]:
    """The places of these annotations in a change's new text, by what they are in its old one."""
    sound = {key: place for key, place in here.items() if not place.lost}
    found = dict(zip(sound, change.carried([*sound.values()]), strict=True))
    lost = {key: place for key, place in here.items() if place.lost}
    return found | (_carry_orphans(reading, change, lost) if lost else {})


def _carry_orphans(
    reading: Reading, change: RevisionChange, lost: Mapping[UUID, Placement]
) -> dict[UUID, Placement]:
    """Orphans whose words may be back are looked for from where they last were."""
    found = {
        key: orphan_placement(change.home(place.block), place.reason) for key, place in lost.items()
    }
    for revision, anchors in _last_anchors_by_revision(reading, lost).items():
        blocks = revision_blocks(revision)
        homes = {block.paragraph_id: block for block in blocks}
        before = [placement_from_anchor(each, homes[each.paragraph_id]) for each in anchors]
        after = RevisionChange(blocks, change.new).carried(before)
        for anchor, place in zip(anchors, after, strict=True):
            if not place.lost:
                found[anchor.annotation_id] = place
    return found


def _last_anchors_by_revision(
    reading: Reading, lost: Mapping[UUID, Placement]
) -> dict[Revision, list[Anchor]]:
    last = {
        anchor.annotation_id: anchor
        for anchor in Anchor.objects.filter(annotation__reading=reading)
        .exclude(reason__in=LOST)
        .select_related("revision")
        .order_by("revision__number")
        if anchor.annotation_id in lost
    }
    grouped: dict[Revision, list[Anchor]] = defaultdict(list)
    for anchor in last.values():
        grouped[anchor.revision].append(anchor)
    return grouped
