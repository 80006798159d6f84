"""The page of the bibliography, and its export."""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.arguments.citations import cited_works, disambiguated_works, entries_of
from annotations.arguments.reading_context import reading_context
from annotations.exchange.bibliography.descriptions import describable_works
from annotations.exchange.bibliography.entries import bibliography_entries, sorted_entry_texts
from annotations.exchange.bibliography.formats import EXPORT_FORMATS
from annotations.exchange.streaming import streamed_file
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

WORKS_PER_PAGE = 60
WORKS_IN_MEMORY = 500  # while an export streams


@require_safe
def bibliography(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the bibliography in the chosen style, in pages or whole."""
    opened = open_reading(seminar, essay, request.user)
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    entry_texts = sorted_entry_texts(opened)
    size = max(len(entry_texts), 1) if "whole" in request.GET else WORKS_PER_PAGE
    page = Paginator(entry_texts, size).get_page(request.GET.get("page"))
    disambiguated = disambiguated_works(entry_texts)
    context = {
        **reading_context(opened, "sources"),
        "entries": bibliography_entries(list(page), opened, style, disambiguated),
        "page": page,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "formats": EXPORT_FORMATS,
        "may_describe": describable_works(opened, entry_texts),
    }
    return render(request, "exchange/bibliography.html", context)


@require_safe
def export_bibliography(
    request: HttpRequest, seminar: str, essay: str, format: str
) -> StreamingHttpResponse:
    """Export the works that the seminar cites; importing the file gives the same records.

    Raises Http404 if the format is unknown, and as `open_reading` does.
    """
    opened = open_reading(seminar, essay, request.user)
    chosen = EXPORT_FORMATS.get(format)
    if chosen is None:
        raise Http404
    return streamed_file(
        request,
        chosen.write(cited_csl_items(opened)),
        name=f"{opened.reading.slug}.{chosen.extension}",
        content_type=chosen.content_type,
    )


def cited_csl_items(opened: OpenedReading) -> Iterator[dict[str, Any]]:
    """Yield what the entries of the cited works say, in the order in which the works were added.

    One query for each `WORKS_IN_MEMORY` works, and one for the list of works.
    """
    cited = cited_works(opened.reading, opened.reader).order_by("id").values_list("pk", flat=True)
    for works in batched(cited.iterator(chunk_size=WORKS_IN_MEMORY), WORKS_IN_MEMORY, strict=False):
        entries = entries_of(works, opened.reader)
        yield from (dict(entries[work].csl) for work in works if work in entries)
