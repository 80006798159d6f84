"""Create claims, word and merge them, attach annotations and passages, add premises."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.anchoring.passages import Passage
from annotations.arguments.claims.matching import matching_claims
from annotations.arguments.claims.provenance import invalidate_standing
from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording, Premise
from annotations.essays.models import Block
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies.standing_invalidation import mark_thread_stale
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import build_reader, lock_reading


class SelfReference(Exception):
    """A claim cannot be merged into itself or be a premise of itself."""


class TakenOffBoard(Exception):
    """The wording belongs to a claim that was taken off the board; `by` is who took it off."""

    def __init__(self, by: Member) -> None:
        super().__init__()
        self.by = by


@transaction.atomic
def pull_out_claim(reading: Reading, *, wording: str, by: Member, scheme: str = "") -> Claim:
    """Get the claim that `by` may see under this wording, now or earlier; create it if there is
    none.

    A claim of the same wording that they may not see is never returned: its age and maker would
    reveal it. Instead its annotations and passages move to the new claim, except in *write before
    you read*, where the two stay apart until a moderator merges them.
    """
    reader = build_reader(reading.seminar, by.user, by)
    found, unseen = matching_claims(wording, reading, reader)
    if found:
        return found[0]
    claim = Claim.objects.create(
        seminar_id=reading.seminar_id, reading=reading, wording=wording, by=by, scheme=scheme
    )
    if reader.gate is None:
        for each in unseen:
            _move_contents(each, into=claim, whole=False)
    record(Verb.CLAIMED, claim, by=by.user, deed="pulled out")
    return claim


@transaction.atomic
def pull_out_claim_of_passage(
    reading: Reading,
    *,
    wording: str,
    block: Block,
    passage: Passage | None,
    by: Member,
    scheme: str = "",
) -> Claim:
    """Create a claim, or get it, and add the passage that makes it. Locks the reading, so that two
    requests make one claim.

    Raises TakenOffBoard if the wording is that of a claim off the board.
    """
    lock_reading(reading)
    found, _ = matching_claims(wording, reading, build_reader(reading.seminar, by.user, by))
    if found and found[0].off_by:
        raise TakenOffBoard(found[0].off_by)
    claim = pull_out_claim(reading, wording=wording, by=by, scheme=scheme)
    add_passage(claim, block=block, passage=passage, by=by, wording=wording)
    return claim


@transaction.atomic
def add_passage(
    claim: Claim, *, block: Block, passage: Passage | None, by: Member, wording: str = ""
) -> ClaimPassage:
    """Record that a passage makes this claim, or the whole block without one. Idempotent.

    `wording` is the claim as the member words it; by default the current wording.
    """
    start, end = (passage.start, passage.end) if passage else (None, None)
    words = {"start": start, "end": end, "exact": passage.exact if passage else ""}
    # There are several after a merge of claims that the same words make.
    same = ClaimPassage.objects.filter(claim=claim, paragraph=block.paragraph_id, **words)
    found = same.order_by("id").first()
    if found is None:
        found = ClaimPassage.objects.create(
            claim=claim,
            paragraph_id=block.paragraph_id,
            seminar_id=claim.seminar_id,
            revision_id=block.revision_id,
            by=by,
            wording=wording or claim.wording,
            **words,
        )
        record(Verb.CLAIMED, claim, by=by.user, deed="marked")
    return found


@transaction.atomic
def assign_claim(annotation: Annotation, *, wording: str, by: Member, scheme: str = "") -> Bearing:
    """Attach an annotation to the claim of this wording, which is created if there is none."""
    claim = pull_out_claim(annotation.reading, wording=wording, by=by, scheme=scheme)
    return attach_to_claim(annotation, on=claim, wording=wording)


@transaction.atomic
def attach_to_claim(annotation: Annotation, *, on: Claim, wording: str = "") -> Bearing:
    """Attach an annotation to a claim. An annotation that is attached stays where it is.

    `wording` is the claim as the author words it; by default the current wording.
    """
    bearing, new = Bearing.objects.get_or_create(
        annotation=annotation,
        defaults={
            "claim": on,
            "seminar_id": annotation.seminar_id,
            "wording": wording or on.wording,
        },
    )
    if new:
        mark_thread_stale(annotation)
    return bearing


@transaction.atomic
def take_off_board(claim: Claim, *, by: Member) -> None:
    """Take a claim off the board. Its annotations stay in the margin. Idempotent."""
    here = Claim.objects.filter(pk=claim.pk, off_since=None)
    if here.update(off_since=timezone.now(), off_by=by):
        record(Verb.CLAIMED, claim, by=by.user, deed="taken off")


@transaction.atomic
def put_back_on_board(claim: Claim, *, by: Member) -> None:
    """Put a claim back on the board, unchanged. Idempotent."""
    off = Claim.objects.filter(pk=claim.pk).exclude(off_since=None)
    if off.update(off_since=None, off_by=None):
        record(Verb.CLAIMED, claim, by=by.user, deed="put back")


@transaction.atomic
def add_premise(claim: Claim, *, on: Claim, by: Member) -> Premise:
    """Record that one claim rests on another. Idempotent; cycles of several claims are allowed.

    Raises SelfReference if both are the same claim.
    """
    if claim == on:
        raise SelfReference
    premise, new = Premise.objects.get_or_create(
        claim=claim, rests_on=on, defaults={"by": by, "seminar_id": claim.seminar_id}
    )
    if new:
        record(Verb.CLAIMED, claim, by=by.user, deed="rested")
    return premise


@transaction.atomic
def remove_premise(claim: Claim, *, off: Claim, by: Member) -> None:
    """Remove the premise `off` from a claim. Idempotent."""
    gone, _ = Premise.objects.filter(claim=claim, rests_on=off).delete()
    if gone:
        record(Verb.CLAIMED, claim, by=by.user, deed="lifted")


@transaction.atomic
def reword_claim(claim: Claim, *, wording: str, by: Member) -> Claim:
    """Change a claim's wording and keep the earlier one. Returns the claim, locked."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if locked.wording != wording:
        _save_earlier_wording(locked, locked, by)
        locked.wording, locked.worded_by = wording, by
        locked.save(update_fields=["wording", "worded_by"])
        invalidate_standing(locked)
        record(Verb.CLAIMED, locked, by=by.user, deed="reworded")
    return locked


@transaction.atomic
def set_scheme(claim: Claim, *, scheme: str, by: Member) -> None:
    """Set the argumentation scheme of a claim by its code; empty for none."""
    if Claim.objects.filter(pk=claim.pk).exclude(scheme=scheme).update(scheme=scheme):
        record(Verb.CLAIMED, claim, by=by.user, deed="scheme named")


@transaction.atomic
def merge_claims(claim: Claim, *, into: Claim, by: Member) -> Claim:
    """Move everything from one claim to another, and redirect the first to the second. Returns the
    second.

    Raises SelfReference if both are the same claim.
    """
    if claim == into:
        raise SelfReference
    if claim.wording != into.wording:
        _save_earlier_wording(into, claim, by, merged=True)
    _move_contents(claim, into=into)
    record(Verb.CLAIMED, into, by=by.user, deed="merged")
    return into


def _save_earlier_wording(claim: Claim, worded: Claim, by: Member, *, merged: bool = False) -> None:
    """Keep the present wording of `worded` as an earlier wording of `claim`."""
    EarlierWording.objects.create(
        claim=claim, wording=worded.wording, worded_by=worded.worded_by, by=by, merged=merged
    )


def _move_contents(claim: Claim, *, into: Claim, whole: bool = True) -> None:
    """Move annotations and passages to the other claim and redirect there; `whole` also moves
    earlier wordings and premises, which otherwise stay on the invisible claim."""
    invalidate_standing(claim)
    claim.bearings.update(claim=into)
    claim.passages.update(claim=into)
    if whole:
        claim.earlier_wordings.update(claim=into)
        _move_premises(claim, into=into)
    Claim.objects.filter(merged_into=claim).update(merged_into=into)
    claim.merged_into = into
    claim.save(update_fields=["merged_into"])


def _move_premises(claim: Claim, *, into: Claim) -> None:
    """Replace a claim by another in all premises."""
    for premise in Premise.objects.filter(Q(claim=claim) | Q(rests_on=claim)):
        one = into.pk if premise.claim_id == claim.pk else premise.claim_id
        other = into.pk if premise.rests_on_id == claim.pk else premise.rests_on_id
        _move_premise(premise, one, other)


def _move_premise(premise: Premise, claim: UUID, rests_on: UUID) -> None:
    """Recreate a premise between other claims, unless it exists or would be a self-reference."""
    premise.delete()
    if claim != rests_on:
        Premise.objects.get_or_create(
            claim_id=claim,
            rests_on_id=rests_on,
            defaults={"by_id": premise.by_id, "seminar_id": premise.seminar_id},
        )
