"""Who has read and written where in a seminar’s margins, and what nobody has touched: for its
leader, and for each member about themselves. Nobody is ranked. Where somebody has read is known by
the threads they opened; when, and for how long, is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from annotations.essays.models import Block
from annotations.margin.choices import Kind, Visibility
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.threads.unread import paragraphs_read
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.queries import open_seminar
from annotations.seminars.rules import WRITING, Reader


@dataclass(frozen=True)
class Task:
    """One line of a member's checklist."""

    kind: Kind
    asked: int
    brought: int

    @property
    def done(self) -> bool:
        """As many are there as were asked for."""
        return self.brought >= self.asked


@dataclass(frozen=True)
class Written:
    """Where one member has written in one reading, and where they have read others."""

    member: Member
    blocks: list[Block]
    read: list[Block]
    tasks: list[Task]


@dataclass(frozen=True)
class Reached:
    """One reading: where each has read and written, and where nobody has written."""

    reading: Reading
    people: list[Written]
    untouched: list[Block]


@login_required
@require_safe
def overview(request: HttpRequest, seminar: str) -> HttpResponse:
    """The seminar's readings by person, for its leader; others are led to their own page."""
    found, reader, member = open_seminar(seminar, request.user)
    if not reader.leads:
        if member is None:
            raise PermissionDenied
        return redirect("overview_of", found.slug, member.pk)
    writing = found.members.active().filter(role__in=WRITING)
    people = list(writing.order_by("shown_as"))
    context = {
        "seminar": found,
        "member": member,
        "readings": [reached(each, reader, people) for each in readings_of(found)],
    }
    return render(request, "margin/overview.html", context)


@login_required
@require_safe
def overview_of(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """One member's reading: everything they posted in its order, with what was answered. A member
    sees their own, a leader everybody's."""
    found, reader, member = open_seminar(seminar, request.user)
    person = found.members.filter(pk=id).first()
    if person is None or not (reader.leads or person == member):
        raise Http404
    context = {
        "seminar": found,
        "member": member,
        "person": person,
        "readings": [
            {"reached": reached(each, reader, [person]), "said": said_in(each, reader, person)}
            for each in readings_of(found)
        ],
    }
    return render(request, "margin/overview_of.html", context)


def readings_of(seminar: Seminar) -> list[Reading]:
    """What the seminar reads, in the order of its list."""
    return list(seminar.readings.select_related("essay__current"))


def posted(reading: Reading, reader: Reader) -> AnnotationQuerySet:
    """What was posted to the seminar and counts for this reader; nobody's private notes."""
    shown = Annotation.objects.counted_for(reader)
    return shown.filter(reading=reading, visibility=Visibility.SEMINAR)


def reached(reading: Reading, reader: Reader, people: list[Member]) -> Reached:
    """Where these people have read and written. Three queries."""
    read = paragraphs_read(reading, people)
    blocks = list(Block.objects.filter(revision=reading.essay.current).exclude(number=None))
    places: dict[UUID, set[UUID]] = defaultdict(set)
    brought: dict[tuple[UUID, str], int] = defaultdict(int)
    rows = posted(reading, reader).values_list("author", "paragraph", "kind")
    for author, paragraph, kind in rows:
        places[author].add(paragraph)
        brought[author, kind] += 1
    touched = set().union(*places.values())
    return Reached(
        reading,
        [
            Written(
                person,
                [block for block in blocks if block.paragraph_id in places[person.pk]],
                [block for block in blocks if block.paragraph_id in read[person.pk]],
                [
                    Task(kind, reading.tasks[kind.value], brought[person.pk, kind.value])
                    for kind in Kind
                    if kind.value in reading.tasks
                ],
            )
            for person in people
        ],
        [block for block in blocks if block.paragraph_id not in touched],
    )


def said_in(reading: Reading, reader: Reader, person: Member) -> list[dict[str, object]]:
    """What one member posted in a reading, in the order of the text, each with what it answers
    and what answers it. Four queries."""
    shown = posted(reading, reader)
    blocks = {
        block.paragraph_id: block for block in Block.objects.filter(revision=reading.essay.current)
    }
    own = [
        each
        for each in shown.filter(author=person).select_related("about__author").order_by("id")
        if each.paragraph_id in blocks
    ]
    answers: dict[UUID, list[Annotation]] = defaultdict(list)
    for answer in shown.filter(about__in=own).select_related("author").order_by("id"):
        answers[answer.about_id or answer.pk].append(answer)
    visible = set(shown.filter(pk__in=[each.about_id for each in own]).values_list("pk", flat=True))
    own.sort(key=lambda each: (blocks[each.paragraph_id].position, each.pk))
    return [
        {
            "annotation": each,
            "block": blocks[each.paragraph_id],
            "about": each.about if each.about_id in visible else None,
            "answers": answers[each.pk],
        }
        for each in own
    ]
