"""Finding revisions, who published them, and orphans."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.places import Place, place_of
from annotations.essays.models import Block, Revision
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.people.models import User
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.rules import Reader


@dataclass(frozen=True)
class Published:
    """A revision, and under what name whoever published it goes in the seminar."""

    revision: Revision
    by: str


def published(reading: Reading) -> list[Published]:
    """The revisions of a reading's essay, the latest first. Two queries."""
    names = {each.user_id: each.name for each in reading.seminar.members.all()}
    return [
        Published(revision, names.get(revision.created_by_id, ""))
        for revision in reading.essay.revisions.defer("markdown").order_by("-number")
    ]


def revision_at(reading: Reading, number: int) -> Revision:
    """The revision of this number, or 404."""
    found = reading.essay.revisions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class LostPlace:
    """An orphan, where it is kept now, and where it last had a place."""

    annotation: Annotation
    kept_at: Block
    last: Place | None
    last_in: int

    @property
    def around(self) -> tuple[str, str, str]:
        """The words it was about between those around them, of the block where they last were."""
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
    """The anchors that name no place in the text as it is today."""
    return Anchor.objects.filter(
        reason__in=ORPHAN_REASONS, revision=F("annotation__reading__essay__current")
    )


def orphans_in(reading: Reading, reader: Reader) -> list[LostPlace]:
    """A reading's orphans: a leader's are all they may see, anybody else's their own."""
    anchors = orphan_anchors().filter(annotation__reading=reading)
    seen = Annotation.objects.visible_to(reader)
    if not reader.leads:
        seen = seen.filter(author=reader.member) if reader.member else seen.none()
    return with_places(anchors.filter(annotation__in=seen))


def orphans_of(user: User) -> list[LostPlace]:
    """Everything one person wrote, where they may still read, that lost its place."""
    seminars = Seminar.objects.readable_by(user)
    mine = orphan_anchors().filter(
        annotation__author__user=user,
        annotation__state__in=rules.PRESENT,
        annotation__seminar__in=seminars,
    )
    return with_places(mine)


def with_places(anchors: QuerySet[Anchor]) -> list[LostPlace]:
    """These orphans with where they are kept and where they were. Three queries."""
    lost = list(
        anchors.select_related(
            "annotation__author", "annotation__reading__essay", "annotation__reading__seminar"
        ).order_by("annotation__created_at", "annotation")
    )
    last = _last_seen([anchor.annotation_id for anchor in lost])
    blocks = _blocks([*lost, *last.values()])
    return [_lost_place(anchor, last.get(anchor.annotation_id), blocks) for anchor in lost]


def _last_seen(annotations: list[UUID]) -> dict[UUID, Anchor]:
    anchors = Anchor.objects.filter(annotation__in=annotations).exclude(reason__in=ORPHAN_REASONS)
    listed = anchors.select_related("revision").order_by("revision__number")
    return {anchor.annotation_id: anchor for anchor in listed}


def _blocks(anchors: list[Anchor]) -> dict[tuple[UUID, UUID], Block]:
    found = Block.objects.filter(
        revision__in={anchor.revision_id for anchor in anchors},
        paragraph__in={anchor.paragraph_id for anchor in anchors},
    )
    return {(block.revision_id, block.paragraph_id): block for block in found}


def _lost_place(
    anchor: Anchor, last: Anchor | None, blocks: dict[tuple[UUID, UUID], Block]
) -> LostPlace:
    place = place_of(last, blocks[last.revision_id, last.paragraph_id]) if last else None
    kept_at = blocks[anchor.revision_id, anchor.paragraph_id]
    return LostPlace(anchor.annotation, kept_at, place, last.revision.number if last else 0)
