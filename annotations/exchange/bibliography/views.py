"""The bibliography, and taking it away."""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.arguments.citations import cited_works, disambiguated_works, entries_of
from annotations.arguments.context import reading_context
from annotations.exchange.bibliography.descriptions import describable_works
from annotations.exchange.bibliography.entries import bibliography_entries, sorted_entry_texts
from annotations.exchange.bibliography.formats import EXPORT_FORMATS
from annotations.exchange.bibliography.streaming import streamed_file
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

ON_A_PAGE = 60  # works of the bibliography
AT_ONCE = 500  # works in memory while an export streams


@require_safe
def bibliography(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The bibliography in a chosen style."""
    opened = open_reading(seminar, essay, request.user)
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    shelf = sorted_entry_texts(opened)
    size = max(len(shelf), 1) if "whole" in request.GET else ON_A_PAGE
    page = Paginator(shelf, size).get_page(request.GET.get("page"))
    context = {
        **reading_context(opened, "sources"),
        "entries": bibliography_entries(list(page), opened, style, disambiguated_works(shelf)),
        "page": page,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "formats": EXPORT_FORMATS,
        "may_describe": describable_works(opened, shelf),
    }
    return render(request, "exchange/bibliography.html", context)


@require_safe
def export_bibliography(
    request: HttpRequest, seminar: str, essay: str, format: str
) -> StreamingHttpResponse:
    """The works that the seminar cites, in a format that comes back in as the same records."""
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
    """What the entries of the cited works say, in the order in which these came, so many of them
    in memory at once. One query for as many."""
    cited = cited_works(opened.reading, opened.reader).order_by("id").values_list("pk", flat=True)
    for bibliography in batched(cited.iterator(chunk_size=AT_ONCE), AT_ONCE, strict=False):
        bibliography_entries = entries_of(bibliography, opened.reader)
        yield from (
            dict(bibliography_entries[work].csl)
            for work in bibliography
            if work in bibliography_entries
        )
