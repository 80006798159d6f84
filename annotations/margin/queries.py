"""Reading threads: in pages by key, at a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from annotations.essays.models import Paragraph, Revision
from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, AnnotationQuerySet, Endorsement
from annotations.margin.threads.layout import Place, laid_out
from annotations.people.visitors import Visitor
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import readable_seminars, reader_in
from annotations.seminars.rules import Reader
from annotations.sources.models import Work

# A paragraph with more threads than this shows only a few of them at first.
CROWDED = 4
FIRST = 3
PAGE = 20
ANSWERS = 50

type Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class Thread:
    """Some of what stands at a paragraph, in reading order."""

    places: list[Place]
    # How many threads a crowded paragraph has besides those shown at first.
    more: int = 0
    # Where the next page of threads begins; empty on the last.
    after: str = ""
    # Threads whose answers go on: root → where their next page begins.
    unfinished: dict[UUID, str] | None = None


@dataclass(frozen=True)
class OpenedAnnotation:
    """An annotation, and what its visitor is in its seminar."""

    annotation: Annotation
    reader: Reader
    member: Member | None


def open_annotation(id: UUID, visitor: Visitor, *, withdrawn: bool = False) -> OpenedAnnotation:
    """The annotation with this identifier, or 404 alike for one that isn't there and one that
    may not be seen. With `withdrawn`, also what its author has in the trash."""
    found = (
        Annotation.objects.for_display()
        .select_related("seminar", "reading__essay__current")
        .filter(pk=id, seminar__in=readable_seminars(visitor))
        .first()
    )
    if found is None:
        raise Http404
    reader, member = reader_in(found.seminar, visitor)
    if found.reading.is_upcoming and not reader.moderates:
        raise Http404
    own_trash = withdrawn and found.state == rules.WITHDRAWN and found.author_id == reader.member
    if not own_trash and not rules.may_see(reader, found):
        raise Http404
    return OpenedAnnotation(found, reader, member)


def key_of(annotation: Annotation) -> str:
    """Where in time it stands, for a link to what comes after it."""
    return f"{annotation.created_at.isoformat()}_{annotation.pk}"


def read_key(key: str) -> Key | None:
    """The place a link speaks of; None when it makes no sense."""
    moment, _, identifier = key.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(identifier)
    except (ValueError, OverflowError):  # overflow: the first or last hours of the calendar
        return None


def _after(queryset: AnnotationQuerySet, key: str) -> AnnotationQuerySet:
    place = read_key(key) if key else None
    if place is None:
        return queryset
    moment, identifier = place
    return queryset.filter(Q(created_at=moment, pk__gt=identifier) | Q(created_at__gt=moment))


def roots_of(
    reading: Reading, paragraph: Paragraph, reader: Reader, revision: Revision | None = None
) -> AnnotationQuerySet:
    """The threads at a paragraph: those whose beginning may be seen, or an answer to it.

    With a `revision`, those that stood there in that earlier one.
    """
    answered = Annotation.objects.filter(root=OuterRef("pk")).visible_to(reader)
    here = Annotation.objects.filter(reading=reading)
    if revision is None:
        here = here.about(paragraph)
    else:
        here = here.filter(anchors__revision=revision, anchors__paragraph=paragraph)
    return (
        here.roots()
        .filter(rules.seen_by(reader) | Exists(answered))
        .for_display()
        .order_by("created_at", "id")
    )


def thread_at(
    reading: Reading,
    paragraph: Paragraph,
    reader: Reader,
    *,
    whole: bool = False,
    after: str = "",
    by_endorsements: bool = False,
    only: Q | None = None,
    including: UUID | None = None,
    revision: Revision | None = None,
) -> Thread:
    """What stands at a paragraph: the first few threads of a crowded one, or a page of them all.

    `only` narrows the threads (a filter the reader chose); `by_endorsements` is an order they
    chose. `after` is a key from an earlier page. `including` is the root of a thread that must
    be among a crowded paragraph's few. `revision` asks for an earlier one's thread.
    """
    roots = roots_of(reading, paragraph, reader, revision)
    if only is not None:
        roots = roots.filter(only)
    if by_endorsements:
        chosen = list(roots.order_by("-endorsed", "created_at", "id")[:PAGE])
        return _with_answers(chosen, reader)
    if not whole and not after:
        few = list(roots[: CROWDED + 1])
        if len(few) > CROWDED:
            chosen = few_first(few, roots, including)
            return _with_answers(chosen, reader, more=roots.count() - len(chosen))
    page = list(_after(roots, after)[: PAGE + 1])
    following = key_of(page[PAGE - 1]) if len(page) > PAGE else ""
    return _with_answers(page[:PAGE], reader, after=following)


def few_first(
    first: list[Annotation], roots: AnnotationQuerySet, including: UUID | None
) -> list[Annotation]:
    """The first few threads, one of them a counterpoint where there is one: readers think
    hardest about two opposed annotations on one passage (Wolfe 2008)."""
    few = first[:FIRST]
    if all(root.kind != Kind.COUNTERPOINT for root in few):
        opposed = roots.counterpoints().first()
        few = [*few[: FIRST - 1], opposed] if opposed else few
    if including and all(root.pk != including for root in few):
        few += roots.filter(pk=including)
    return few


def _with_answers(
    roots: list[Annotation], reader: Reader, *, more: int = 0, after: str = ""
) -> Thread:
    threads = Annotation.objects.filter(root__in=[root.pk for root in roots])
    numbered = threads.visible_to(reader).annotate(
        nth=Window(RowNumber(), partition_by=F("root"), order_by=["created_at", "id"])
    )
    found = list(numbered.filter(nth__lte=ANSWERS + 1).for_display().order_by("created_at", "id"))
    by_root: dict[UUID, list[Annotation]] = defaultdict(list)
    for answer in found:
        by_root[answer.root_id or answer.pk].append(answer)
    shown = [answer for answers in by_root.values() for answer in answers[:ANSWERS]]
    unfinished = {
        root: key_of(answers[ANSWERS - 1])
        for root, answers in by_root.items()
        if len(answers) > ANSWERS
    }
    rows = in_time([*shown, *places_held(threads, reader)])
    return Thread(laid_out(roots, rows, reader), more, after, unfinished)


def answers_after(root: UUID, reader: Reader, after: str) -> Thread:
    """The next page of one thread's answers."""
    return _answers(root, reader, _after(_answers_of(root, reader), after))


def answers_from(first: Annotation, reader: Reader) -> Thread:
    """The page of a thread's answers that begins with this one."""
    assert first.root_id is not None
    here = Q(created_at=first.created_at, pk__gte=first.pk) | Q(created_at__gt=first.created_at)
    return _answers(first.root_id, reader, _answers_of(first.root_id, reader).filter(here))


def _answers_of(root: UUID, reader: Reader) -> AnnotationQuerySet:
    return (
        Annotation.objects.filter(root=root)
        .visible_to(reader)
        .for_display()
        .select_related("about__author")
        .order_by("created_at", "id")
    )


def _answers(root: UUID, reader: Reader, answers: AnnotationQuerySet) -> Thread:
    page = list(answers[: ANSWERS + 1])
    unfinished = {root: key_of(page[ANSWERS - 1])} if len(page) > ANSWERS else {}
    held = places_held(Annotation.objects.filter(root=root), reader)
    return Thread(laid_out([], in_time([*page[:ANSWERS], *held]), reader), unfinished=unfinished)


def places_held(answers: AnnotationQuerySet, reader: Reader) -> AnnotationQuerySet:
    """What may not be seen among these but was answered, so that it may have to hold a place.

    Apart from the answers that are seen, so that pages are cut by those alone: a link to more
    that appears when something hidden is added would tell of it.
    """
    answered = Annotation.objects.filter(about=OuterRef("pk"))
    unseen = answers.exclude(rules.seen_by(reader)).filter(Exists(answered))
    return unseen.select_related("author", "about__author")


def in_time(annotations: list[Annotation]) -> list[Annotation]:
    """The oldest first."""
    return sorted(annotations, key=lambda each: (each.created_at, each.pk))


def endorsed_by(reader: Reader, annotations: list[UUID]) -> set[UUID]:
    """Which of these the reader endorsed."""
    if reader.member is None:
        return set()
    return set(
        Endorsement.objects.filter(member=reader.member, annotation__in=annotations).values_list(
            "annotation", flat=True
        )
    )


def works_known_to(reader: Reader) -> QuerySet[Work]:
    """The works that this reader may know to be cited in the seminar."""
    citing = Annotation.objects.counted_for(reader).exclude(work=None)
    return Work.objects.filter(seminar=reader.seminar, pk__in=citing.values("work"))
