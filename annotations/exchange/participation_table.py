"""What one member took part in, as a table of counts: no scores, and nothing that they wrote."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotations.exchange.streaming import streamed_file
from annotations.exchange.table_cells import TABLE_ENCODINGS, table_parts
from annotations.margin.choices import Kind
from annotations.margin.models import AnnotationQuerySet
from annotations.margin.participation.views import (
    open_readings,
    posted_annotations,
    reading_participation,
)
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import open_seminar
from annotations.seminars.rules import Reader

PARTICIPATION_COLUMNS = (
    *("seminar", "member", "text", "notes", "counterpoints", "sources"),
    *("answers_to_others", "answers_by_others", "paragraphs_written_at", "paragraphs_read_at"),
    *("paragraphs", "notes_asked", "counterpoints_asked", "sources_asked"),
)


@login_required
@require_safe
def export_participation(request: HttpRequest, seminar: str, id: UUID) -> StreamingHttpResponse:
    """Export what a member posted and read, counted, a line for each text.

    A leader gets everybody's, a member their own; otherwise raises Http404.
    """
    opened, reader, member = open_seminar(seminar, request.user)
    person = opened.members.filter(pk=id).first()
    if person is None or not (reader.leads or person == member):
        raise Http404
    encoding = TABLE_ENCODINGS.get(request.GET.get("encoding", ""), TABLE_ENCODINGS["utf-8"])
    rows = (_row(each, reader, person) for each in open_readings(opened, reader))
    return streamed_file(
        request,
        table_parts(PARTICIPATION_COLUMNS, rows, encoding),
        name=f"{opened.slug}-participation.{encoding.extension}",
        content_type="text/csv",
        encoding=encoding.encoding,
    )


def _row(reading: Reading, reader: Reader, person: Member) -> list[object]:
    """Return the counts of one reading. Five queries."""
    part = reading_participation(reading, reader, [person]).people[0]
    posted = posted_annotations(reading, reader)
    numbers = posted.filter(author=person).aggregate(
        **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in Kind},
    )
    return [
        reading.seminar.name,
        person.name,
        reading.essay.title,
        *(numbers[kind.value] for kind in Kind),
        _answers(posted, Q(author=person) & ~Q(about__author=person)),
        _answers(posted, Q(about__author=person) & ~Q(author=person)),
        len(part.written_at),
        len(part.read_at),
        reading.essay.current_revision.blocks.exclude(number=None).count(),
        *(reading.tasks.get(kind.value, "") for kind in Kind),
    ]


def _answers(posted: AnnotationQuerySet, which: Q) -> int:
    """Return how many answers there are, both ends of which the reader counts. One query."""
    return posted.filter(which, about__in=posted.order_by().values("pk")).count()
