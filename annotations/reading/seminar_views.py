"""The front page, and a seminar's page: its readings, members and most recent annotations."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import (
    AnnotationSummary,
    blocks_of_annotations,
    entries_of_cited_works,
)
from annotations.margin.threads.unread_numbers import set_unread_numbers
from annotations.people.visitors import account_of
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import build_readers, open_seminar
from annotations.seminars.rules import Reader

RECENT = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the seminars that are open to everyone, and those of the visitor, with what is unread in
    each reading."""
    user = account_of(request.user)
    listed = Reading.objects.listed().select_related("essay")
    seminars = (
        Seminar.objects.listed_for(user)
        .annotate(people=Count("members", filter=Q(members__left_at=None), distinct=True))
        .prefetch_related(Prefetch("readings", listed))
        .order_by("name")
    )
    members = {each.seminar_id: each for each in user.memberships.active()} if user else {}
    mine = [seminar for seminar in seminars if seminar.pk in members]
    readers = build_readers(mine, user, members)
    readings = [reading for seminar in mine for reading in seminar.readings.all()]
    set_unread_numbers(openable(readings, readers), readers, members.values())
    context = {
        "mine": mine,
        "others": [seminar for seminar in seminars if seminar.pk not in members],
    }
    return render(request, "seminars/home.html", context)


@require_safe
def seminar_page(request: HttpRequest, seminar: str) -> HttpResponse:
    """Show a seminar; 404 for those who may not read it. The readings that are off its list are
    shown to leaders, apart from the others."""
    opened_seminar, reader, member = open_seminar(seminar, request.user)
    readings = list(opened_seminar.readings.select_related("essay"))
    readers = {opened_seminar.pk: reader}
    open_readings = openable(readings, readers)
    if member:
        set_unread_numbers(open_readings, readers, [member])
    context = {
        "seminar": opened_seminar,
        "reader": reader,
        "member": member,
        "readings": [each for each in readings if not each.is_off_list],
        "off_list": [each for each in open_readings if each.is_off_list],
        "lately": recent_annotations(opened_seminar, reader, open_readings),
        "members": opened_seminar.members.active().select_related("user").order_by("joined_at"),
        "may_join": member is None and opened_seminar.can_be_joined,
    }
    return render(request, "seminars/seminar.html", context)


def openable(readings: Iterable[Reading], readers: Mapping[UUID, Reader]) -> list[Reading]:
    """Return those of the readings that their reader may open."""
    return [each for each in readings if readers[each.seminar_id].may_open(each)]


def recent_annotations(
    seminar: Seminar, reader: Reader, readings: list[Reading]
) -> list[AnnotationSummary]:
    """Return the newest annotations in these readings that the reader may see.

    Two queries, and one more where there are sources among them.
    """
    posted = Annotation.objects.filter(seminar=seminar, state=rules.PUBLISHED)
    newest = (
        posted.visible_to(reader)
        .filter(visibility=rules.SEMINAR, reading__in=readings)
        .select_related("author", "work")
        .order_by("-created_at", "-id")[:RECENT]
    )
    essays = {each.pk: each.essay for each in readings}
    annotations = list(newest)
    at = blocks_of_annotations(annotations)
    entries = entries_of_cited_works(annotations, reader)
    return [
        AnnotationSummary(each, essays[each.reading_id], at.get(each.paragraph_id), entries)
        for each in annotations
    ]
