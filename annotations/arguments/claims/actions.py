"""Pulling claims out, wording them, and saying what bears on them and what they rest on."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.anchoring.passages import Passage
from annotations.arguments.claims.matching import matching_claims
from annotations.arguments.claims.provenance import invalidate_standing
from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording, Premise
from annotations.essays.models import Block
from annotations.margin.models import Annotation
from annotations.margin.unsettling import unsettle
from annotations.record import Verb, record
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import one_at_a_time, reader_of


class SelfReference(Exception):
    """A claim can be neither merged into itself nor a premise of itself."""


class TakenOffBoard(Exception):
    """The wording is that of a claim that was taken off the board; `by` is who took it off."""

    def __init__(self, by: Member) -> None:
        super().__init__()
        self.by = by


@transaction.atomic
def pull_out_claim(reading: Reading, *, wording: str, by: Member, scheme: str = "") -> Claim:
    """A claim in one line; one that its reader may know by a wording that says the same, of now
    or of before, is that claim.

    One that they can't see yet is made anew: its age and its maker would tell of it. What others
    keep to themselves moves along; what others show where this reader has not written yet stays
    theirs, until a leader merges the two.
    """
    reader = reader_of(reading.seminar, by.user, by)
    found, unseen = matching_claims(wording, reading, reader)
    if found:
        return found[0]
    claim = Claim.objects.create(
        seminar_id=reading.seminar_id, reading=reading, wording=wording, by=by, scheme=scheme
    )
    if reader.gate is None:
        for each in unseen:
            _move_contents(each, into=claim, whole=False)
    _record(claim, by, "pulled out")
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
    """Pull a claim out and say which passage makes it. Two requests at once make one claim.

    Raises TakenOffBoard where the wording is that of a claim that was taken off the board.
    """
    one_at_a_time(reading)
    found, _ = matching_claims(wording, reading, reader_of(reading.seminar, by.user, by))
    if found and found[0].off_by:
        raise TakenOffBoard(found[0].off_by)
    claim = pull_out_claim(reading, wording=wording, by=by, scheme=scheme)
    add_passage(claim, block=block, passage=passage, by=by, wording=wording)
    return claim


@transaction.atomic
def add_passage(
    claim: Claim, *, block: Block, passage: Passage | None, by: Member, wording: str = ""
) -> ClaimPassage:
    """Say that a passage makes this claim; without one, that the whole paragraph does.

    `wording` is how they put the claim, where it is not as it stands.
    """
    start, end = (passage.start, passage.end) if passage else (None, None)
    words = {"start": start, "end": end, "exact": passage.exact if passage else ""}
    # several where claims were merged that the same words make
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
        _record(claim, by, "marked")
    return found


@transaction.atomic
def assign_claim(annotation: Annotation, *, wording: str, by: Member, scheme: str = "") -> Bearing:
    """Say which claim an annotation bears on, pulling the claim out if nobody has."""
    claim = pull_out_claim(annotation.reading, wording=wording, by=by, scheme=scheme)
    return attach_to_claim(annotation, on=claim, wording=wording)


@transaction.atomic
def attach_to_claim(annotation: Annotation, *, on: Claim, wording: str = "") -> Bearing:
    """Say that an annotation bears on a claim. It bears on one; the first stays.

    `wording` is how its author put the claim, where it is not as it stands.
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
        unsettle(annotation)
    return bearing


@transaction.atomic
def take_off_board(claim: Claim, *, by: Member) -> None:
    """Take a claim off the board. What bears on it stays in the margin; twice is once."""
    here = Claim.objects.filter(pk=claim.pk, off_since=None)
    if here.update(off_since=timezone.now(), off_by=by):
        _record(claim, by, "taken off")


@transaction.atomic
def put_back_on_board(claim: Claim, *, by: Member) -> None:
    """Put a claim back on the board, as it was."""
    off = Claim.objects.filter(pk=claim.pk).exclude(off_since=None)
    if off.update(off_since=None, off_by=None):
        _record(claim, by, "put back")


@transaction.atomic
def add_premise(claim: Claim, *, on: Claim, by: Member) -> Premise:
    """Say that one claim rests on another. Twice is once; circles of several are allowed.

    Raises Circular where a claim would be its own premise.
    """
    if claim == on:
        raise SelfReference
    premise, new = Premise.objects.get_or_create(
        claim=claim, rests_on=on, defaults={"by": by, "seminar_id": claim.seminar_id}
    )
    if new:
        _record(claim, by, "rested")
    return premise


@transaction.atomic
def remove_premise(claim: Claim, *, off: Claim, by: Member) -> None:
    """Say that one claim doesn't rest on another after all."""
    gone, _ = Premise.objects.filter(claim=claim, rests_on=off).delete()
    if gone:
        _record(claim, by, "lifted")


@transaction.atomic
def reword_claim(claim: Claim, *, wording: str, by: Member) -> Claim:
    """Put a claim better; what it was called is kept."""
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    if locked.wording != wording:
        _save_earlier_wording(locked, locked, by)
        locked.wording, locked.worded_by = wording, by
        locked.save(update_fields=["wording", "worded_by"])
        invalidate_standing(locked)
        _record(locked, by, "reworded")
    return locked


@transaction.atomic
def set_scheme(claim: Claim, *, scheme: str, by: Member) -> None:
    """Say which pattern of argument leads to a claim; empty for none."""
    if Claim.objects.filter(pk=claim.pk).exclude(scheme=scheme).update(scheme=scheme):
        _record(claim, by, "scheme named")


@transaction.atomic
def merge_claims(claim: Claim, *, into: Claim, by: Member) -> Claim:
    """Make two claims one: what was said of the first is said of the second from now on.

    Raises Circular where they are the same.
    """
    if claim == into:
        raise SelfReference
    if claim.wording != into.wording:
        _save_earlier_wording(into, claim, by, merged=True)
    _move_contents(claim, into=into)
    _record(into, by, "merged")
    return into


def _save_earlier_wording(claim: Claim, worded: Claim, by: Member, *, merged: bool = False) -> None:
    EarlierWording.objects.create(
        claim=claim, wording=worded.wording, worded_by=worded.worded_by, by=by, merged=merged
    )


def _move_contents(claim: Claim, *, into: Claim, whole: bool = True) -> None:
    """Everything that was said of one claim is said of the other from now on; if not `whole`, how
    it was put and what it rested on is left with it, where nobody sees it."""
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
    for premise in Premise.objects.filter(Q(claim=claim) | Q(rests_on=claim)):
        one = into.pk if premise.claim_id == claim.pk else premise.claim_id
        other = into.pk if premise.rests_on_id == claim.pk else premise.rests_on_id
        _move_premise(premise, one, other)


def _move_premise(premise: Premise, claim: UUID, rests_on: UUID) -> None:
    """The same premise between what the claims became, unless that is said already."""
    premise.delete()
    if claim != rests_on:
        Premise.objects.get_or_create(
            claim_id=claim,
            rests_on_id=rests_on,
            defaults={"by_id": premise.by_id, "seminar_id": premise.seminar_id},
        )


def _record(claim: Claim, by: Member, deed: str) -> None:
    record(
        Verb.CLAIMED,
        by=by.user,
        seminar=claim.seminar_id,
        reading=claim.reading_id,
        subject=claim.pk,
        deed=deed,
    )
