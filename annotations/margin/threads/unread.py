"""Which annotations of others a member has not read yet: those that no thread has shown them.

A mark is stored when a thread shows somebody an annotation, without the time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from annotations.margin.models import Annotation, ReadMark
from annotations.margin.threads.walk import walk_threads
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader


def unread_by(reader: Reader, annotation: str) -> Q:
    """Return the condition that a row is by somebody else and this reader has not read it.

    The rows have an `author`; `annotation` names their field with the annotation's key. For a
    reader who is no member, nothing is unread.
    """
    if reader.member is None:
        return Q(pk__in=[])
    mark = ReadMark.objects.filter(member=reader.member, annotation=OuterRef(annotation))
    return Q(~Exists(mark), ~Q(author=reader.member))


def first_unread(reader: Reader, reading: Reading, paragraph: UUID) -> Annotation | None:
    """Return the unread annotation that stands first in the threads at a paragraph. Two queries at
    most, however many there are."""
    here = Annotation.objects.filter(reading=reading, paragraph=paragraph)
    unread = here.counted_for(reader).filter(unread_by(reader, "pk"))
    began = Coalesce("root__created_at", "created_at")
    earliest = unread.order_by(began, Coalesce("root_id", "pk")).first()
    if earliest is None or earliest.root_id is None:
        return earliest
    thread = here.filter(root=earliest.root_id).order_by("created_at", "pk")
    answers: dict[UUID | None, list[Annotation]] = defaultdict(list)
    for answer in thread.annotate(is_unread=Exists(unread.filter(pk=OuterRef("pk")))):
        answers[answer.about_id].append(answer)
    in_order = walk_threads(answers[earliest.root_id], lambda each: answers[each.pk])
    unread_answers = (each for each, _ in in_order if each.is_unread)  # type: ignore[attr-defined]
    return next(unread_answers, earliest)


def mark_read(reader: Reader, annotations: Collection[UUID]) -> None:
    """Store that this reader has read these annotations. Idempotent. At most one query. A database
    error is ignored, so that one can read while the database can't be written."""
    if reader.member is None or not annotations:
        return
    marks = [ReadMark(member_id=reader.member, annotation_id=each) for each in annotations]
    with suppress(DatabaseError), transaction.atomic():
        ReadMark.objects.bulk_create(marks, ignore_conflicts=True)


def paragraphs_read(reading: Reading, people: Iterable[Member]) -> dict[UUID, set[UUID]]:
    """Return the paragraphs at which each of these members has read something of others. One
    query."""
    marks = ReadMark.objects.filter(annotation__reading=reading, member__in=people)
    read: dict[UUID, set[UUID]] = defaultdict(set)
    for member, paragraph in marks.values_list("member", "annotation__paragraph").distinct():
        read[member].add(paragraph)
    return read
