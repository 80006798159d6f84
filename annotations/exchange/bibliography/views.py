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
from annotations.exchange.bibliography.descriptions import describable_by
from annotations.exchange.bibliography.entries import entries, shelved
from annotations.exchange.bibliography.formats import FORMATS
from annotations.exchange.bibliography.streaming import streamed
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

ON_A_PAGE = 60  # works of the bibliography
AT_ONCE = 500  # works in memory while an export streams


@require_safe
def works(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The bibliography in a chosen style."""
    opened = open_reading(seminar, essay, request.user)
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    shelf = shelved(opened)
    size = max(len(shelf), 1) if "whole" in request.GET else ON_A_PAGE
    page = Paginator(shelf, size).get_page(request.GET.get("page"))
    context = {
        **reading_context(opened, "sources"),
        "entries": entries(list(page), opened, style, disambiguated_works(shelf)),
        "page": page,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "formats": FORMATS,
        "may_describe": describable_by(opened, shelf),
    }
    return render(request, "exchange/bibliography.html", context)


@require_safe
def export(request: HttpRequest, seminar: str, essay: str, format: str) -> StreamingHttpResponse:
    """The works that the seminar cites, in a format that comes back in as the same records."""
    opened = open_reading(seminar, essay, request.user)
    chosen = FORMATS.get(format)
    if chosen is None:
        raise Http404
    return streamed(
        request,
        chosen.write(described(opened)),
        name=f"{opened.reading.slug}.{chosen.extension}",
        content_type=chosen.content_type,
    )


def described(opened: OpenedReading) -> Iterator[dict[str, Any]]:
    """What the entries of the cited works say, in the order in which these came, so many of them
    in memory at once. One query for as many."""
    cited = cited_works(opened.reading, opened.reader).order_by("id").values_list("pk", flat=True)
    for works in batched(cited.iterator(chunk_size=AT_ONCE), AT_ONCE, strict=False):
        entries = entries_of(works, opened.reader)
        yield from (dict(entries[work].csl) for work in works if work in entries)
