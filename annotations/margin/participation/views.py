"""Who has read and written where in a seminar’s margins, and which paragraphs nobody has written
at: for its leader, and for each member about themselves.

Nobody is ranked. Where somebody has read is known by the threads they opened; when, and for how
long, is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.essays.models import Block
from annotations.essays.queries import blocks_by_paragraph, current_blocks
from annotations.margin.choices import Kind, Visibility, number_of_kind
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.threads.unread import paragraphs_read
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.queries import open_seminar
from annotations.seminars.rules import WRITING, Reader


@dataclass(frozen=True)
class Task:
    """How many annotations of a kind a member is asked for in a reading, and has posted."""

    kind: Kind
    asked: int
    posted: int

    @property
    def done(self) -> bool:
        """True if the member has posted as many as were asked for."""
        return self.posted >= self.asked

    @property
    def text(self) -> str:
        """The line of the checklist: “1 source: done”, “2 counterpoints: 1 so far”."""
        task = number_of_kind(self.kind, self.asked)
        if self.done:
            return _("%(task)s: done") % {"task": task}
        return _("%(task)s: %(number)d so far") % {"task": task, "number": self.posted}


@dataclass(frozen=True)
class MemberParticipation:
    """Where one member has written in one reading, and where they have read others."""

    member: Member
    written_at: list[Block]
    read_at: list[Block]
    tasks: list[Task]


@dataclass(frozen=True)
class ReadingParticipation:
    """Where each member has read and written in one reading, and the blocks nobody wrote at."""

    reading: Reading
    people: list[MemberParticipation]
    untouched: list[Block]


@dataclass(frozen=True)
class MemberPost:
    """An annotation with its block, what it answers, if the reader may see that, and answers."""

    annotation: Annotation
    block: Block
    about: Annotation | None
    answers: list[Annotation]


@login_required
@require_safe
def overview(request: HttpRequest, seminar: str) -> HttpResponse:
    """Show the leader where everybody has read and written; redirect other members to their own
    page. Raises PermissionDenied for who is no member."""
    opened, reader, member = open_seminar(seminar, request.user)
    if not reader.leads:
        if member is None:
            raise PermissionDenied
        return redirect("overview_of", opened.slug, member.pk)
    writing = opened.members.active().filter(role__in=WRITING)
    people = list(writing.order_by("shown_as"))
    context = {
        "seminar": opened,
        "member": member,
        "readings": [
            reading_participation(each, reader, people) for each in open_readings(opened, reader)
        ],
    }
    return render(request, "margin/overview.html", context)


@login_required
@require_safe
def member_overview(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Show what one member posted, in the order of the text, with the answers to it.

    A member sees their own page, a leader everybody's; otherwise raises Http404.
    """
    opened, reader, member = open_seminar(seminar, request.user)
    person = opened.members.filter(pk=id).first()
    if person is None or not (reader.leads or person == member):
        raise Http404
    context = {
        "seminar": opened,
        "member": member,
        "person": person,
        "readings": [
            {
                "reading": reading,
                "participation": reading_participation(reading, reader, [person]).people[0],
                "posts": posts_by_member(reading, reader, person),
            }
            for reading in open_readings(opened, reader)
        ],
    }
    return render(request, "margin/member_overview.html", context)


def open_readings(seminar: Seminar, reader: Reader) -> list[Reading]:
    """Return the seminar's readings that this reader may open, in the order of its list. One
    query."""
    readings = seminar.readings.select_related("essay__current")
    return [each for each in readings if reader.may_open(each)]


def posted_annotations(reading: Reading, reader: Reader) -> AnnotationQuerySet:
    """Return what was posted to the seminar and counts for this reader; nobody's private notes."""
    counted = Annotation.objects.counted_for(reader)
    return counted.filter(reading=reading, visibility=Visibility.SEMINAR)


def reading_participation(
    reading: Reading, reader: Reader, people: list[Member]
) -> ReadingParticipation:
    """Return where these people have read and written. Three queries."""
    read = paragraphs_read(reading, people)
    blocks = list(current_blocks(reading.essay).exclude(number=None))
    written: dict[UUID, set[UUID]] = defaultdict(set)
    posted: dict[tuple[UUID, str], int] = defaultdict(int)
    rows = posted_annotations(reading, reader).values_list("author", "paragraph", "kind")
    for author, paragraph, kind in rows:
        written[author].add(paragraph)
        posted[author, kind] += 1
    touched = set().union(*written.values())
    return ReadingParticipation(
        reading,
        [
            MemberParticipation(
                person,
                [block for block in blocks if block.paragraph_id in written[person.pk]],
                [block for block in blocks if block.paragraph_id in read[person.pk]],
                [
                    Task(kind, reading.tasks[kind.value], posted[person.pk, kind.value])
                    for kind in Kind
                    if kind.value in reading.tasks
                ],
            )
            for person in people
        ],
        [block for block in blocks if block.paragraph_id not in touched],
    )


def posts_by_member(reading: Reading, reader: Reader, person: Member) -> list[MemberPost]:
    """Return what one member posted in a reading, in the order of the text. Four queries."""
    posted = posted_annotations(reading, reader)
    blocks = blocks_by_paragraph(current_blocks(reading.essay))
    own = [
        each
        for each in posted.filter(author=person).select_related("about__author").order_by("id")
        if each.paragraph_id in blocks
    ]
    answers: dict[UUID | None, list[Annotation]] = defaultdict(list)
    for answer in posted.filter(about__in=own).select_related("author").order_by("id"):
        answers[answer.about_id].append(answer)
    targets = posted.filter(pk__in=[each.about_id for each in own])
    visible = set(targets.values_list("pk", flat=True))
    own.sort(key=lambda each: (blocks[each.paragraph_id].position, each.pk))
    return [
        MemberPost(
            annotation=each,
            block=blocks[each.paragraph_id],
            about=each.about if each.about_id in visible else None,
            answers=answers[each.pk],
        )
        for each in own
    ]
