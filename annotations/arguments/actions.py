"""Pulling claims out, and saying what bears on them."""

from django.db import transaction

from annotations.arguments.models import Bearing, Claim, Premise
from annotations.margin.models import Annotation
from annotations.record import Verb, record
from annotations.seminars.models import Member, Reading


@transaction.atomic
def pull_out(reading: Reading, *, wording: str, by: Member, scheme: str = "") -> Claim:
    """A claim in one line; the same wording, whatever its case, is the same claim."""
    found = Claim.objects.filter(reading=reading, wording__iexact=wording).first()
    if found:
        return found
    claim = Claim.objects.create(
        seminar_id=reading.seminar_id, reading=reading, wording=wording, by=by, scheme=scheme
    )
    record(
        Verb.CLAIMED,
        by=by.user,
        seminar=reading.seminar_id,
        reading=reading.pk,
        subject=claim.pk,
    )
    return claim


@transaction.atomic
def tie(annotation: Annotation, *, wording: str, by: Member, scheme: str = "") -> Bearing:
    """Say which claim an annotation bears on, pulling the claim out if nobody has."""
    claim = pull_out(annotation.reading, wording=wording, by=by, scheme=scheme)
    bearing, _ = Bearing.objects.get_or_create(
        annotation=annotation, defaults={"claim": claim, "seminar_id": annotation.seminar_id}
    )
    return bearing


@transaction.atomic
def rest(claim: Claim, *, on: Claim, by: Member) -> Premise:
    """Say that one claim rests on another. Twice is once; circles are allowed."""
    premise, _ = Premise.objects.get_or_create(
        claim=claim, rests_on=on, defaults={"by": by, "seminar_id": claim.seminar_id}
    )
    return premise
