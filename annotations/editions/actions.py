"""Publishing a text under living annotations, going back, and giving an orphan a place. Each is
one transaction, and records itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.carrying import blocks_of, current
from annotations.editions.changes import Change
from annotations.editions.places import BY_HAND, Place, standing
from annotations.editions.preparing import Edition, prepare, returning
from annotations.essays.actions import add_revision
from annotations.essays.models import Block, BlockType, Essay, Paragraph, Revision
from annotations.margin import tallies
from annotations.margin.models import Anchor, Annotation
from annotations.people.models import User
from annotations.record import Verb, record
from annotations.seals import update_row, update_rows
from annotations.seminars.models import Reading
from annotations.seminars.queries import one_at_a_time

BATCH = 500


class Unchanged(Exception):
    """It is the text as it stands: nothing was published."""


class Overtaken(Exception):
    """Somebody else published since this began; `current` is the text now."""

    def __init__(self, now: Revision) -> None:
        super().__init__("published meanwhile")
        self.current = now


@transaction.atomic
def publish(
    reading: Reading, *, markdown: str, by: User | None, expected_current: UUID, remark: str = ""
) -> Edition:
    """Make a text the current one and carry every annotation into it. Returns what happened.

    `expected_current` is the revision that its author saw. Raises Unchanged for the text as it
    stands, Overtaken if another is current by now, and what `prepare` raises.
    """
    fresh = _locked(reading)
    edition = prepare(fresh, markdown)
    if edition.revision is None and edition.identical:
        raise Unchanged
    if fresh.essay.current_id != expected_current:
        raise Overtaken(current(fresh))
    revision = edition.revision or _brought_in(fresh.essay, edition, by=by, remark=remark)
    return _put_in_force(fresh, edition, revision, by=by)


@transaction.atomic
def restore(
    reading: Reading, revision: Revision, *, by: User | None, expected_current: UUID
) -> Edition:
    """Make an earlier revision current again. Raises Unchanged and Overtaken, as `publish` does."""
    fresh = _locked(reading)
    if revision.pk == fresh.essay.current_id:
        raise Unchanged
    if fresh.essay.current_id != expected_current:
        raise Overtaken(current(fresh))
    return _put_in_force(fresh, returning(fresh, revision), revision, by=by)


def _locked(reading: Reading) -> Reading:
    """The reading as it is now, and for us alone: posts and decisions wait until the text stands.

    The annotations are locked first, since whoever holds one may yet have to count it.
    """
    own = Annotation.objects.select_for_update(no_key=True).filter(reading=reading).order_by("pk")
    list(own.values_list("pk", flat=True))
    return hold(reading)


def hold(reading: Reading) -> Reading:
    """The reading as it is now, which stays so until this transaction ends.

    Whoever posts holds it, and whoever publishes: so either the post sees the new text, or the new
    text sees the post.
    """
    one_at_a_time(reading)
    return Reading.objects.select_related("essay__current", "seminar").get(pk=reading.pk)


def _brought_in(essay: Essay, edition: Edition, *, by: User | None, remark: str) -> Revision:
    assert edition.pieces is not None
    known = {block.paragraph_id for block in edition.change.old}
    identities = [block.paragraph_id for block in edition.change.new]
    fresh = [Paragraph(pk=pk, essay=essay) for pk in identities if pk not in known]
    Paragraph.objects.bulk_create(fresh, batch_size=BATCH)
    return add_revision(essay, edition.markdown, edition.pieces, identities, by=by, remark=remark)


def _put_in_force(
    reading: Reading, edition: Edition, revision: Revision, *, by: User | None
) -> Edition:
    """Write down where everything stood and where it stands, and let the revision be the text."""
    before = edition.change.old[0].revision_id
    _anchor(before, ((move.annotation, move.before) for move in edition.moves))
    _anchor(revision.pk, ((move.annotation, move.after) for move in edition.moves))
    _rehome((move.annotation, move.after.block) for move in edition.moves)
    _entitle(reading.essay, edition.change)
    reading.essay.current = revision
    reading.essay.save(update_fields=["current", "title"])
    tallies.recount(reading)
    record(
        Verb.REVISED,
        by=by,
        seminar=reading.seminar_id,
        reading=reading.pk,
        subject=revision.pk,
        number=revision.number,
    )
    return edition


def _anchor(revision: UUID, places: Iterable[tuple[Annotation, Place]]) -> None:
    """Keep these places, but for those that the revision's anchors hold already."""
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


def _rehome(homes: Iterable[tuple[Annotation, Block]]) -> None:
    """Let threads stand at these blocks: their answers go along."""
    movers: dict[UUID, list[UUID]] = defaultdict(list)
    for annotation, block in homes:
        if annotation.about_id is None and annotation.paragraph_id != block.paragraph_id:
            movers[block.paragraph_id].append(annotation.pk)
    for paragraph, roots in movers.items():
        for start in range(0, len(roots), BATCH):
            some = roots[start : start + BATCH]
            thread = Annotation.objects.filter(Q(pk__in=some) | Q(root__in=some))
            update_rows(thread, paragraph_id=paragraph)


def _entitle(essay: Essay, change: Change) -> None:
    """An essay that is called what its text is called still is."""
    titles = [
        block.text[:300] if block.type == BlockType.TITLE else ""
        for block in (change.old[0], change.new[0])
    ]
    if titles[0] == essay.title and titles[1]:
        essay.title = titles[1]


@transaction.atomic
def give_place(
    annotation: Annotation,
    block: Block,
    *,
    by: User | None,
    start: int | None = None,
    end: int | None = None,
) -> None:
    """Attach an orphan to words of a block of the current revision, or to the whole block.

    One that has a place by now keeps it. Raises Overtaken where the block is no longer the text.
    """
    locked = Annotation.objects.select_for_update(no_key=True).get(pk=annotation.pk)
    reading = hold(locked.reading)
    now = current(reading)
    if block.revision_id != now.pk:
        raise Overtaken(now)
    lost = Anchor.objects.filter(annotation=locked, revision=now, reason__in=ORPHAN_REASONS).first()
    place = {"start": start, "end": end, "reason": BY_HAND, "confidence": 1.0}
    if not lost or not update_row(lost, paragraph_id=block.paragraph_id, **place):
        return
    _rehome([(locked, block)])
    tallies.recount(reading)
    record(
        Verb.PLACED,
        by=by,
        seminar=reading.seminar_id,
        reading=reading.pk,
        subject=locked.pk,
        revision=now.number,
    )


@transaction.atomic
def catch_up(annotation: Annotation) -> bool:
    """Carry what was posted to an earlier text into the one that is current. Whether it had to be.

    Call it in the transaction that posted, which must `hold` the reading before it posts.
    """
    reading = Reading.objects.select_related("essay__current").get(pk=annotation.reading_id)
    now = current(reading)
    if annotation.about is not None:
        behind = _follow(annotation, annotation.about)
    else:
        known = Anchor.objects.filter(annotation=annotation, revision=now)
        behind = annotation.revision_id != now.pk and not known.exists()
        if behind:
            _carry(annotation, now)
    if behind:
        tallies.recount(reading)
    return behind


def _carry(annotation: Annotation, now: Revision) -> None:
    old = blocks_of(annotation.revision)
    place = standing(annotation.revision, old, [annotation])[annotation.pk]
    (after,) = Change(old, blocks_of(now)).carried([place])
    _anchor(annotation.revision_id, [(annotation, place)])
    _anchor(now.pk, [(annotation, after)])
    _rehome([(annotation, after.block)])


def _follow(annotation: Annotation, about: Annotation) -> bool:
    """An answer stands where what it answers stands."""
    home = Annotation.objects.values_list("paragraph", flat=True).get(pk=about.pk)
    if annotation.paragraph_id == home:
        return False
    update_row(annotation, paragraph_id=home)
    return True
