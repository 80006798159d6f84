"""Which annotations are eligible: those that count in an argument.

Only published annotations that are shown to the seminar are eligible. Private and pending ones are
not, even for their author; hidden ones stop being eligible at the next request.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, When

from annotations.arguments.models import Bearing
from annotations.margin import rules
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.vocabulary import AnnotationKind

ARGUMENT_KINDS = (AnnotationKind.COUNTERPOINT, AnnotationKind.SOURCE)
# Eligible for every reader who may see all of the reading.
ELIGIBLE = Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)


def eligible_annotations(reading: Reading, reader: Reader) -> AnnotationQuerySet:
    """The eligible annotations of a reading that this reader may see."""
    return Annotation.objects.filter(eligible_in(reading, reader))


def eligible_in(reading: Reading | UUID, reader: Reader) -> Q:
    """Condition for the eligible annotations of a reading that this reader may see."""
    return Q(reading=reading) & eligible_for(reader)


def eligible_for(reader: Reader) -> Q:
    """Condition for the eligible annotations of the whole seminar that this reader may see."""
    if reader.gate is None:  # the same result by a shorter condition
        return Q(seminar=reader.seminar) & ELIGIBLE
    return rules.counted_for(reader) & ELIGIBLE


def filter_eligible(which: Q, eligible: Q) -> QuerySet[Annotation]:
    """The annotations that match `which` (a condition on identifiers or threads) and `eligible`.

    Passes `eligible` as a CASE expression, which no index serves: otherwise SQLite would scan
    everything that is published in the seminar.
    """
    counts = Case(When(eligible, then=True), default=False, output_field=BooleanField())
    return Annotation.objects.filter(which, counts)


def under_claims(claims: Collection[UUID]) -> Q:
    """Condition for the annotations attached to these claims, and everything below them."""
    bearing = Bearing.objects.filter(claim__in=claims).values("annotation")
    return Q(pk__in=bearing) | Q(root__in=bearing)


def answers_by_others(eligible: Q) -> QuerySet[Annotation]:
    """Subquery: counterpoints about the outer annotation, and notes about it by other authors."""
    by_others = Q(kind=AnnotationKind.NOTE) & ~Q(author=OuterRef("author"))
    return filter_eligible(Q(about=OuterRef("pk")), eligible).filter(
        by_others | Q(kind=AnnotationKind.COUNTERPOINT)
    )
