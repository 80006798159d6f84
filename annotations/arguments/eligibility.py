"""What counts in an argument.

Only what is published and shown to the seminar counts: what is private or waiting never does,
not even for its author, and what moderation hides is gone with the next look.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, When

from annotations.arguments.models import Bearing
from annotations.margin import rules
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

ARGUMENT_KINDS = (AnnotationKind.COUNTERPOINT, AnnotationKind.SOURCE)
# What counts for everybody to whom the text is open.
ELIGIBLE = Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)


def eligible_annotations(reading: Reading, reader: Reader) -> AnnotationQuerySet:
    """The annotations of a reading that count in its argument, and that this reader may see."""
    return Annotation.objects.filter(eligible_in(reading, reader))


def eligible_in(reading: Reading, reader: Reader) -> Q:
    """The same as a condition."""
    return Q(reading=reading) & eligible_for(reader)


def eligible_for(reader: Reader) -> Q:
    """The same in the whole seminar."""
    if reader.gate is None:  # the same, said shortly
        return Q(seminar=reader.seminar) & ELIGIBLE
    return rules.counted_for(reader) & ELIGIBLE


def filter_eligible(which: Q, counted: Q) -> QuerySet[Annotation]:
    """Those of some annotations that count; `which` names them by their identifiers or threads.

    What is `counted` is asked as a case, for which there is no index: SQLite would else go through
    everything in the seminar that is published.
    """
    counts = Case(When(counted, then=True), default=False, output_field=BooleanField())
    return Annotation.objects.filter(which, counts)


def under_claims(claims: Collection[UUID]) -> Q:
    """What bears on these claims, with everything below it."""
    bearing = Bearing.objects.filter(claim__in=claims).values("annotation")
    return Q(pk__in=bearing) | Q(root__in=bearing)


def answers_by_others(counted: Q) -> QuerySet[Annotation]:
    """What answers the annotation that is asked about: a counterpoint, or somebody else's note."""
    by_others = Q(kind=AnnotationKind.NOTE) & ~Q(author=OuterRef("author"))
    return filter_eligible(Q(about=OuterRef("pk")), counted).filter(
        by_others | Q(kind=AnnotationKind.COUNTERPOINT)
    )
