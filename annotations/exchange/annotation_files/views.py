"""The page that lists all files of a reading, and the files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.arguments.reading_context import reading_context
from annotations.exchange.annotation_files.csv_table import csv_parts
from annotations.exchange.annotation_files.formats import ANNOTATION_FORMATS
from annotations.exchange.annotation_files.selection import ReadingFile, Scope
from annotations.exchange.bibliography.views import export_bibliography
from annotations.exchange.streaming import streamed_file
from annotations.exchange.table_cells import TABLE_ENCODINGS
from annotations.people.client_limits import within_limit
from annotations.seminars.queries import open_reading
from annotations.web_annotation.addresses import addresses_of


@require_safe
def exports_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """List the files in which a visitor takes away what they see of a reading."""
    opened = open_reading(seminar, essay, request.user)
    context = {
        **reading_context(opened, "exports"),
        "encodings": {code: each.label for code, each in TABLE_ENCODINGS.items()},
    }
    return render(request, "exchange/exports.html", context)


@require_safe
def export_reading(
    request: HttpRequest, seminar: str, essay: str, format: str
) -> StreamingHttpResponse | HttpResponse:
    """Export a reading's annotations, or its bibliography, as far as the visitor sees them.

    How many files of annotations one client may take in a minute is limited.

    The query may ask for what is published only (`only=published`), and a table in one of
    `TABLE_ENCODINGS` (`encoding`). Raises Http404 for an unknown format, and as `open_reading`.
    """
    chosen = ANNOTATION_FORMATS.get(format)
    if chosen is None:
        return export_bibliography(request, seminar, essay, format)
    opened = open_reading(seminar, essay, request.user)
    if not within_limit(request, "export" if opened.reader.user else "export_anonymous"):
        answer = render(request, "429.html", status=429)
        answer["Retry-After"] = "60"
        return answer
    scope: Scope = "published" if request.GET.get("only") == "published" else "seen"
    file = ReadingFile(opened, addresses_of(request), scope)
    extension, content_type, write = chosen
    if format != "csv":
        return streamed_file(
            request,
            write(file),
            name=f"{opened.reading.slug}.{extension}",
            content_type=content_type,
        )
    encoding = TABLE_ENCODINGS.get(request.GET.get("encoding", ""), TABLE_ENCODINGS["utf-8"])
    return streamed_file(
        request,
        csv_parts(file, encoding),
        name=f"{opened.reading.slug}.{encoding.extension}",
        content_type=content_type,
        encoding=encoding.encoding,
    )
