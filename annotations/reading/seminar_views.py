"""A seminar's page: its readings, its members and the most recent annotations."""

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
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar
from annotations.seminars.rules import Reader

RECENT = 8


@require_safe
def seminar_page(request: HttpRequest, seminar: str) -> HttpResponse:
    """Show a seminar; 404 for those who may not read it. The readings that are off its list are
    shown to leaders, apart from the others."""
    opened_seminar, reader, member = open_seminar(seminar, request.user)
    readings = list(opened_seminar.readings.select_related("essay"))
    open_readings = [each for each in readings if reader.may_open(each)]
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
