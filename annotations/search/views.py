"""The page that searches a reading; with no words, the margin as one filters it."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.margin.kinds import Kind
from annotations.search.index_conditions import Filters
from annotations.search.queries import search, writers
from annotations.search.query_words import LONGEST
from annotations.seminars.queries import open_reading


@require_safe
def search_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """What was asked for, found among what this visitor may see."""
    opened = open_reading(seminar, essay, request.user)
    query = request.GET.get("q", "")
    filters = filters_from(request.GET)
    results = search(opened.reader, opened.reading, query, filters)
    context = {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "query": query[:LONGEST],
        "filters": filters,
        "filtered": filters != Filters(),
        "results": results,
        "kinds": Kind,
        "writers": writers(opened.reading),
        "following": following(request.GET, results.after),
    }
    return render(request, "search/search.html", context)


def filters_from(asked: QueryDict) -> Filters:
    """The filters of a query string; what makes no sense is passed over."""
    kind = asked.get("kind", "")
    return Filters(
        kind=kind if kind in Kind.values else "",
        by=identifier(asked.get("by", "")),
        mine=asked.get("mine") == "1",
        unread=asked.get("unread") == "1",
        contested=asked.get("contested") == "1",
        after=identifier(asked.get("after", "")),
    )


def identifier(text: str) -> UUID | None:
    """A UUID, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def following(asked: QueryDict, after: UUID | None) -> str:
    """The query string of the next page; empty on the last."""
    if after is None:
        return ""
    names = ("q", "kind", "by", "mine", "unread", "contested")
    kept = {name: asked[name] for name in names if asked.get(name)}
    return urlencode({**kept, "after": str(after)})
