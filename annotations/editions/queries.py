"""Revisions with their publishers, and orphans: annotations whose words are gone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.carry_forward.placement import Placement, placement_from_anchor
from annotations.essays.models import Block, Revision
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.people.models import User
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.rules import Reader


@dataclass(frozen=True)
class PublishedRevision:
    """A revision, with the display name of its publisher; "" if they are no member."""

    revision: Revision
    by: str


def revisions_with_publishers(reading: Reading) -> list[PublishedRevision]:
    """Return the revisions of a reading's essay, the latest first. Two queries."""
    members = reading.seminar.members.all()
    names = {key: each.name for each in members for key in (each.user_id, each.pk)} | {None: ""}
    return [
        PublishedRevision(revision, names.get(revision.created_by_id or revision.archived_by, ""))
        for revision in reading.essay.revisions.defer("markdown").order_by("-number")
    ]


def get_revision_or_404(reading: Reading, number: int) -> Revision:
    """Return the revision with this number; raises Http404. One query."""
    revision = reading.essay.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision


@dataclass(frozen=True)
class OrphanedAnnotation:
    """An orphan, the block at which it is kept, and its last placement.

    `last` is None if no revision has a placement for it; `last_in` is that revision's number or 0.
    """

    annotation: Annotation
    kept_at: Block
    last: Placement | None
    last_in: int

    @property
    def around(self) -> tuple[str, str, str]:
        """The text before, in and after the passage, from the block in which it last was."""
        if self.last is None:
            return "", "", ""
        text, start, end = self.last.block.text, self.last.start, self.last.end
        if start is None or end is None:
            return "", text, ""
        before, after = text[max(0, start - 120) : start], text[end : end + 120]
        return (
            "… " * (start > 120) + before,
            text[start:end],
            after + " …" * (end + 120 < len(text)),
        )


def orphan_anchors() -> QuerySet[Anchor]:
    """Return the anchors of orphans in the current revisions of all readings."""
    return Anchor.objects.filter(
        reason__in=ORPHAN_REASONS, revision=F("annotation__reading__essay__current")
    )


def orphans_in_reading(reading: Reading, reader: Reader) -> list[OrphanedAnnotation]:
    """Return a reading's orphans: to a leader all that they may see, to others their own.

    Three queries.
    """
    anchors = orphan_anchors().filter(annotation__reading=reading)
    seen = Annotation.objects.visible_to(reader)
    if not reader.leads:
        seen = seen.filter(author=reader.member) if reader.member else seen.none()
    return orphans_from_anchors(anchors.filter(annotation__in=seen))


def orphans_by_author(user: User) -> list[OrphanedAnnotation]:
    """Return a user's orphans in all seminars that they may read, on the readings on which members
    may write. Three queries."""
    seminars = Seminar.objects.readable_by(user)
    mine = orphan_anchors().filter(
        annotation__author__user=user,
        annotation__state__in=rules.PRESENT,
        annotation__seminar__in=seminars,
        annotation__reading__off_list_since=None,
        annotation__reading__deleted_from=None,
    )
    return orphans_from_anchors(mine)


def orphans_from_anchors(anchors: QuerySet[Anchor]) -> list[OrphanedAnnotation]:
    """Return orphans with the blocks they are kept at and last were in. Three queries."""
    lost = list(
        anchors.select_related(
            "annotation__author", "annotation__reading__essay", "annotation__reading__seminar"
        ).order_by("annotation__created_at", "annotation")
    )
    last = _last_anchors([anchor.annotation_id for anchor in lost])
    blocks = _blocks([*lost, *last.values()])
    return [_orphan(anchor, last.get(anchor.annotation_id), blocks) for anchor in lost]


def _last_anchors(annotations: list[UUID]) -> dict[UUID, Anchor]:
    """Return the latest anchor of each annotation that names a place, by annotation id."""
    anchors = Anchor.objects.filter(annotation__in=annotations).exclude(reason__in=ORPHAN_REASONS)
    listed = anchors.select_related("revision").order_by("revision__number")
    return {anchor.annotation_id: anchor for anchor in listed}


def _blocks(anchors: list[Anchor]) -> dict[tuple[UUID, UUID], Block]:
    """Return the blocks of these anchors, by revision id and paragraph id."""
    blocks = Block.objects.filter(
        revision__in={anchor.revision_id for anchor in anchors},
        paragraph__in={anchor.paragraph_id for anchor in anchors},
    )
    return {(block.revision_id, block.paragraph_id): block for block in blocks}


def _orphan(
    anchor: Anchor, last: Anchor | None, blocks: dict[tuple[UUID, UUID], Block]
) -> OrphanedAnnotation:
    place = (
        placement_from_anchor(last, blocks[last.revision_id, last.paragraph_id]) if last else None
    )
    kept_at = blocks[anchor.revision_id, anchor.paragraph_id]
    return OrphanedAnnotation(
        anchor.annotation, kept_at, place, last.revision.number if last else 0
    )
