"""What a member has not read yet of what others wrote: everything that no thread has shown them.

A mark is made when an annotation is in front of somebody. No time is kept with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q

from annotations.margin.models import Annotation, ReadMark
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader


def unread_by(reader: Reader, annotation: str) -> Q:
    """Of rows with an author and, under the name given, an annotation: those of others that this
    reader has not had in front of them. For who is no member, nothing is unread."""
    if reader.member is None:
        return Q(pk__in=[])
    mark = ReadMark.objects.filter(member=reader.member, annotation=OuterRef(annotation))
    return Q(~Exists(mark), ~Q(author=reader.member))


def unread_among(reader: Reader, annotations: Iterable[Annotation]) -> set[UUID]:
    """Which of these others wrote and this reader has not read. One query for a member."""
    if reader.member is None:
        return set()
    others = {each.pk for each in annotations if each.author_id != reader.member}
    marks = ReadMark.objects.filter(member=reader.member, annotation__in=others)
    return others - set(marks.values_list("annotation", flat=True))


def mark_read(reader: Reader, annotations: Collection[UUID]) -> None:
    """This member has these in front of them. At most one query; twice is once. Where nothing
    can be written just now, reading goes on."""
    if reader.member is None or not annotations:
        return
    marks = [ReadMark(member_id=reader.member, annotation_id=each) for each in annotations]
    with suppress(DatabaseError), transaction.atomic():
        ReadMark.objects.bulk_create(marks, ignore_conflicts=True)


def paragraphs_read(reading: Reading, people: Iterable[Member]) -> dict[UUID, set[UUID]]:
    """At which paragraphs each of these members has read something of others. One query."""
    marks = ReadMark.objects.filter(annotation__reading=reading, member__in=people)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for member, paragraph in marks.values_list("member", "annotation__paragraph").distinct():
        found[member].add(paragraph)
    return found
