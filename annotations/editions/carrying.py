"""From which revision each annotation is carried into another text: the current one, or, if it is
an orphan there, the latest in which it had a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.changes import Change
from annotations.editions.places import Place, adrift, place_of
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.seminars.models import Reading


def current(reading: Reading) -> Revision:
    """The revision that is the text today."""
    revision = reading.essay.current
    assert revision is not None
    return revision


def blocks_of(revision: Revision) -> list[Block]:
    """A revision's blocks in order."""
    return list(revision.blocks.order_by("position"))


def carried_with(reading: Reading) -> list[Annotation]:
    """All that have a place of their own: each thread's first, and any about a passage."""
    own = Q(about=None) | ~Q(start=None)
    found = Annotation.objects.filter(own, reading=reading)
    return list(found.select_related("author").order_by("created_at", "id"))


def carried(reading: Reading, change: Change, here: Mapping[UUID, Place]) -> dict[UUID, Place]:
    """The places of these annotations in a change's new text, by what they are in its old one."""
    sound = {key: place for key, place in here.items() if not place.lost}
    found = dict(zip(sound, change.carried([*sound.values()]), strict=True))
    lost = {key: place for key, place in here.items() if place.lost}
    return found | (_sought(reading, change, lost) if lost else {})


def _sought(reading: Reading, change: Change, lost: Mapping[UUID, Place]) -> dict[UUID, Place]:
    """Orphans whose words may be back are looked for from where they last were."""
    found = {key: adrift(change.home(place.block), place.reason) for key, place in lost.items()}
    for revision, anchors in _last_seen(reading, lost).items():
        blocks = blocks_of(revision)
        homes = {block.paragraph_id: block for block in blocks}
        before = [place_of(each, homes[each.paragraph_id]) for each in anchors]
        after = Change(blocks, change.new).carried(before)
        for anchor, place in zip(anchors, after, strict=True):
            if not place.lost:
                found[anchor.annotation_id] = place
    return found


def _last_seen(reading: Reading, lost: Mapping[UUID, Place]) -> dict[Revision, list[Anchor]]:
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
