"""The page that searches a reading; without words it lists the annotations that
pass the filters.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from annotations.margin.choices import Kind
from annotations.search.index_conditions import SearchFilters
from annotations.search.queries import filterable_members, search_reading
from annotations.search.query_words import MAX_QUERY_LENGTH
from annotations.seminars.queries import open_reading

KIND_PLURALS = {
    Kind.NOTE: pgettext_lazy("kind of annotation", "notes"),
    Kind.COUNTERPOINT: pgettext_lazy("kind of annotation", "counterpoints"),
    Kind.SOURCE: pgettext_lazy("kind of annotation", "sources"),
}


@require_safe
def search_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the results of a query, among what this visitor may see."""
    opened = open_reading(seminar, essay, request.user)
    query = request.GET.get("q", "")
    filters = parse_filters(request.GET)
    results = search_reading(opened.reader, opened.reading, query, filters)
    context = {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "query": query[:MAX_QUERY_LENGTH],
        "filters": filters,
        "filtered": filters != SearchFilters(),
        "results": results,
        "kinds": KIND_PLURALS.items(),
        "writers": filterable_members(opened.reading),
        "following": next_page_query(request.GET, results.after),
    }
    return render(request, "search/search.html", context)


def parse_filters(asked: QueryDict) -> SearchFilters:
    """Return the filters of a query string; ignores values that make no sense."""
    kind = asked.get("kind", "")
    return SearchFilters(
        kind=kind if kind in Kind.values else "",
        by=parse_uuid(asked.get("by", "")),
        mine=asked.get("mine") == "1",
        unread=asked.get("unread") == "1",
        contested=asked.get("contested") == "1",
        after=parse_uuid(asked.get("after", "")),
    )


def parse_uuid(text: str) -> UUID | None:
    """Return the UUID in the text, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def next_page_query(asked: QueryDict, after: UUID | None) -> str:
    """Return the query string of the next page, or "" on the last."""
    if after is None:
        return ""
    names = ("q", "kind", "by", "mine", "unread", "contested")
    kept = {name: asked[name] for name in names if asked.get(name)}
    return urlencode({**kept, "after": str(after)})
