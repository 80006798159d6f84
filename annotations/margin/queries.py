"""Loads threads, in pages by key, with a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.http import Http404

from annotations.essays.models import Paragraph, Revision
from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.threads.layout import ThreadRow, lay_out_threads
from annotations.people.visitors import Visitor
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import readable_seminars, reader_in, reader_on
from annotations.seminars.rules import Reader
from annotations.sources.models import Work

# Of a paragraph with more threads than this, only the first few are shown at first.
MOST_THREADS_UNFOLDED = 4
FIRST_THREADS = 3
THREADS_PER_PAGE = 20
ANSWERS_PER_PAGE = 50

type Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class Thread:
    """A page of the threads at a paragraph, in reading order."""

    places: list[ThreadRow]
    # The number of threads besides the first few.
    more: int = 0
    # The key of the last thread, after which the next page begins; empty on the last page.
    after: str = ""
    # By root, the key after which the next page of its answers begins.
    unfinished: dict[UUID, str] | None = None


@dataclass(frozen=True)
class OpenedAnnotation:
    """An annotation, with its visitor's rights and membership in its seminar."""

    annotation: Annotation
    reader: Reader
    member: Member | None


def open_annotation(id: UUID, visitor: Visitor, *, withdrawn: bool = False) -> OpenedAnnotation:
    """Return the annotation with this identifier, for a visitor who may see it.

    Raises Http404 both if there is none and if the visitor may not see it. With `withdrawn`, an
    author may also open what they withdrew. What stands on a reading that is off the list is still
    its author's: they may withdraw it, or appeal against a decision about it.
    """
    annotation = (
        Annotation.objects.for_display()
        .select_related("seminar", "reading__essay__current")
        .filter(pk=id, seminar__in=readable_seminars(visitor))
        .first()
    )
    if annotation is None:
        raise Http404
    reader, member = reader_in(annotation.seminar, visitor)
    mine = annotation.author_id == reader.member
    if not reader.may_open(annotation.reading) and not (mine and annotation.reading.is_off_list):
        raise Http404
    own_trash = withdrawn and mine and annotation.state == rules.WITHDRAWN
    if not own_trash and not rules.may_see(reader, annotation):
        raise Http404
    return OpenedAnnotation(annotation, reader_on(annotation.reading, reader), member)


def position_key(annotation: Annotation) -> str:
    """Return the key of its position in time, for a link to the page after it."""
    return f"{annotation.created_at.isoformat()}_{annotation.pk}"


def parse_position_key(key: str) -> Key | None:
    """Return the position that a key from a link names; None if the key is malformed."""
    moment, _, identifier = key.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(identifier)
    except (ValueError, OverflowError):  # overflow: the first or last hours of the calendar
        return None


def _after(queryset: AnnotationQuerySet, key: str) -> AnnotationQuerySet:
    place = parse_position_key(key) if key else None
    if place is None:
        return queryset
    moment, identifier = place
    return queryset.filter(Q(created_at=moment, pk__gt=identifier) | Q(created_at__gt=moment))


def visible_threads(
    reading: Reading | UUID,
    paragraph: Paragraph | UUID,
    reader: Reader,
    revision: Revision | None = None,
) -> AnnotationQuerySet:
    """Return the threads at a paragraph of which the reader may see the root or an answer.

    With a `revision`, those that were at the paragraph in that earlier revision.
    """
    answered = Annotation.objects.filter(root=OuterRef("pk")).visible_to(reader)
    here = Annotation.objects.filter(reading=reading)
    if revision is None:
        here = here.filter(paragraph=paragraph)
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
    only: str = "",
    including: Collection[UUID] = (),
    revision: Revision | None = None,
) -> Thread:
    """Return the first few threads at a paragraph, or a page of all of them.

    Args:
        whole: return a page even if there are many threads.
        after: the key at the end of an earlier page.
        by_endorsements: the most endorsed first, one page.
        only: a kind. Returns its annotations that count for this reader, at their places in their
            threads, with what they answer as context; a page, even if there are many threads.
        including: the roots of threads that must be among the first few.
        revision: return a page of the threads that were here in this earlier revision.
    """
    if not (revision or whole or after or by_endorsements or only):
        return _first_threads_at(reading, paragraph, reader, including)
    roots = visible_threads(reading, paragraph, reader, revision)
    if only:
        counted = Annotation.objects.counted_for(reader).filter(kind=only)
        answers = counted.filter(root=OuterRef("pk"))
        roots = roots.filter(Q(rules.counted_for(reader), kind=only) | Exists(answers))
    if by_endorsements:
        chosen = list(roots.order_by("-endorsed", "created_at", "id")[:THREADS_PER_PAGE])
        return _with_answers(chosen, reader, only=only)
    page = list(_after(roots, after)[: THREADS_PER_PAGE + 1])
    following = position_key(page[THREADS_PER_PAGE - 1]) if len(page) > THREADS_PER_PAGE else ""
    return _with_answers(page[:THREADS_PER_PAGE], reader, after=following, only=only)


def _first_threads_at(
    reading: Reading, paragraph: Paragraph, reader: Reader, including: Collection[UUID]
) -> Thread:
    """Return what a thread shows when it is opened: the same as `thread_at` without options."""
    # An empty list is not prepared: no annotation has the identifier of the paragraph.
    among = [*including] or [paragraph.pk]
    roots = _first_roots(reading.pk, paragraph.pk, among, reader)
    if len(roots) <= MOST_THREADS_UNFOLDED:
        return _with_answers(roots, reader)
    chosen = first_threads(roots, including)
    number: int = vars(roots[0])["of_all"]
    return _with_answers(chosen, reader, more=number - len(chosen))


@prepared
def _first_roots(
    reading: UUID, paragraph: UUID, including: list[UUID], reader: Reader
) -> AnnotationQuerySet:
    """Return the first threads at a paragraph, the first that begins with a counterpoint, and those
    of these identifiers; oldest first, and with each how many threads there are: `of_all`."""
    roots = visible_threads(reading, paragraph, reader)
    keys = roots.select_related(None).values("pk")
    first, opposed = keys[: MOST_THREADS_UNFOLDED + 1], keys.filter(kind=Kind.COUNTERPOINT)[:1]
    one_group = roots.select_related(None).order_by().values(all=Value(1))
    number = one_group.annotate(number=Count("pk")).values("number")
    which = Q(pk__in=first) | Q(pk__in=opposed) | Q(pk__in=including)
    return roots.filter(which).annotate(of_all=Subquery(number))


def first_threads(roots: list[Annotation], including: Collection[UUID]) -> list[Annotation]:
    """Return the first few of these threads, one of them a counterpoint if there is one: readers
    think hardest about two opposed annotations on one passage (Wolfe 2008); and those `including`.
    No query."""
    few = roots[:FIRST_THREADS]
    if all(root.kind != Kind.COUNTERPOINT for root in few):
        opposed = [root for root in roots if root.kind == Kind.COUNTERPOINT][:1]
        few = [*few[: FIRST_THREADS - 1], *opposed] if opposed else few
    wanted = set(including) - {root.pk for root in few}
    return [*few, *(root for root in roots if root.pk in wanted)]


def _with_answers(
    roots: list[Annotation], reader: Reader, *, more: int = 0, after: str = "", only: str = ""
) -> Thread:
    ids = [root.pk for root in roots]
    by_root: dict[UUID, list[Annotation]] = defaultdict(list)
    above: list[Annotation] = []
    for answer in _first_answers(ids, reader, only=only) if roots else ():
        if vars(answer)["shown"]:
            by_root[answer.root_id or answer.pk].append(answer)
        else:
            above.append(answer)
    page = [answer for some in by_root.values() for answer in some[:ANSWERS_PER_PAGE]]
    unfinished = {
        root: position_key(some[ANSWERS_PER_PAGE - 1])
        for root, some in by_root.items()
        if len(some) > ANSWERS_PER_PAGE
    }
    if only:
        above = [*_answered_by(page, ids)]
    rows = oldest_first([*page, *above])
    return Thread(lay_out_threads(roots, rows, reader, only), more, after, unfinished)


@prepared
def _first_answers(roots: list[UUID], reader: Reader, *, only: str) -> AnnotationQuerySet:
    """Return of each of these threads one answer more than a page, oldest first.

    Without `only`, there are also those that the reader may not see and that were answered, the
    candidates for tombstones, which are not `shown`. They are numbered apart from the others, so
    that they do not change how pages are cut: a link to a further page that appears when something
    hidden is added would reveal it.
    """
    answers = Annotation.objects.filter(root__in=roots)
    if only:
        answers = shown_answers(answers, reader, only)
    is_shown = rules.seen_by(reader)
    candidates = When(Exists(Annotation.objects.filter(about=OuterRef("pk"))), then=0)
    seen = answers.annotate(shown=Case(When(is_shown, then=1), candidates)).exclude(shown=None)
    numbered = seen.annotate(
        nth=Window(RowNumber(), partition_by=[F("root"), F("shown")], order_by=["created_at", "id"])
    )
    first = numbered.filter(Q(nth__lte=ANSWERS_PER_PAGE + 1) | Q(shown=0))
    return first.for_display().order_by("created_at", "id")


def shown_answers(threads: AnnotationQuerySet, reader: Reader, only: str) -> AnnotationQuerySet:
    """Return those of these that the reader may see; with `only`, those of a kind that count."""
    return threads.counted_for(reader).filter(kind=only) if only else threads.visible_to(reader)


def answers_above(
    page: list[Annotation], roots: list[UUID], reader: Reader, only: str
) -> Iterable[Annotation]:
    """Return what is laid out besides a page of answers in these threads: the candidates for
    tombstones; with `only`, all that the page answers. One query, or two."""
    return _answered_by(page, roots) if only else answered_but_unseen(roots, reader)


def _answered_by(page: list[Annotation], roots: list[UUID]) -> AnnotationQuerySet:
    """Return all that a page of answers in these threads answers and that is not on it. Two
    queries."""
    threads = Annotation.objects.filter(root__in=roots)
    targets = dict(threads.values_list("pk", "about_id"))
    above: set[UUID] = set()
    for answer in page:
        target = answer.about_id
        while target in targets and target not in above:
            above.add(target)
            target = targets[target]
    above -= {answer.pk for answer in page}
    return threads.filter(pk__in=above).for_display().select_related("about__author")


def answers_after(root: UUID, reader: Reader, after: str, only: str = "") -> Thread:
    """Return the page of a thread's answers after this key."""
    return _answers(root, reader, _after(_answers_of(root, reader, only), after), only)


def answers_from(first: Annotation, reader: Reader) -> Thread:
    """Return the page of a thread's answers that begins with this one."""
    assert first.root_id is not None
    here = Q(created_at=first.created_at, pk__gte=first.pk) | Q(created_at__gt=first.created_at)
    return _answers(first.root_id, reader, _answers_of(first.root_id, reader).filter(here))


def _answers_of(root: UUID, reader: Reader, only: str = "") -> AnnotationQuerySet:
    return (
        shown_answers(Annotation.objects.filter(root=root), reader, only)
        .for_display()
        .select_related("about__author", "about__reading")
        .order_by("created_at", "id")
    )


def _answers(root: UUID, reader: Reader, answers: AnnotationQuerySet, only: str = "") -> Thread:
    found = list(answers[: ANSWERS_PER_PAGE + 1])
    page = found[:ANSWERS_PER_PAGE]
    unfinished = {root: position_key(page[-1])} if len(found) > ANSWERS_PER_PAGE else {}
    above = answers_above(page, [root], reader, only)
    rows = lay_out_threads([], oldest_first([*page, *above]), reader, only)
    return Thread(rows, unfinished=unfinished)


@prepared
def answered_but_unseen(roots: list[UUID], reader: Reader) -> AnnotationQuerySet:
    """Return those answers in these threads that the reader may not see and that were answered: the
    candidates for tombstones. One query.

    They are loaded apart from the answers that the reader sees, so that they do not change how
    pages are cut: a link to a further page that appears when something hidden is added would reveal
    it.
    """
    answered = Annotation.objects.filter(about=OuterRef("pk"))
    answers = Annotation.objects.filter(root__in=roots)
    unseen = answers.exclude(rules.seen_by(reader)).filter(Exists(answered))
    return unseen.select_related("author", "reading", "about__author", "about__reading")


def oldest_first(annotations: list[Annotation]) -> list[Annotation]:
    """Return these in order of time, oldest first."""
    return sorted(annotations, key=lambda each: (each.created_at, each.pk))


def works_cited_for(reader: Reader) -> QuerySet[Work]:
    """Return the works cited in the seminar by annotations that count for this reader."""
    citing = Annotation.objects.counted_for(reader).exclude(work=None)
    return Work.objects.filter(seminar=reader.seminar, pk__in=citing.values("work"))
