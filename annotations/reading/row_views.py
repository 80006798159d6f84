"""Rows of a reading page as they are now, to replace those on an open page."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.essays.queries import current_blocks
from annotations.reading.rows.block_rows import rows_at_blocks
from annotations.seminars.queries import open_reading

MAX_ROWS = 100


@require_safe
def refreshed_rows(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Answer with the counts and highlights of the blocks in `p`, of the first hundred at most."""
    opened = open_reading(seminar, essay, request.user)
    parts = [part for part in request.GET.getlist("p")[:MAX_ROWS] if part.lstrip("b").isdecimal()]
    numbers = [int(part) for part in parts if part[0] != "b" and len(part) < 7]
    positions = [int(part[1:]) for part in parts if part[0] == "b" and len(part) < 8]
    blocks = current_blocks(opened.reading.essay).filter(
        Q(number__in=numbers) | Q(number=None, position__in=positions)
    )
    context = {
        "reading": opened.reading,
        "reader": opened.reader,
        "rows": rows_at_blocks(opened, blocks),
    }
    return render(request, "reading/refreshed_rows.html", context)
