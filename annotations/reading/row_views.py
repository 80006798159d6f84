"""Rows of a reading page again, as they are now: put in place without moving the text."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.essays.queries import current_blocks
from annotations.reading.page import rows_of
from annotations.seminars.queries import open_reading

MOST = 100


@require_safe
def fresh(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The counts and marks of the blocks asked for, for the page to put in their places."""
    opened = open_reading(seminar, essay, request.user)
    parts = [part for part in request.GET.getlist("p")[:MOST] if part.lstrip("b").isdecimal()]
    numbers = [int(part) for part in parts if part[0] != "b" and len(part) < 7]
    positions = [int(part[1:]) for part in parts if part[0] == "b" and len(part) < 8]
    blocks = current_blocks(opened.reading.essay).filter(
        Q(number__in=numbers) | Q(number=None, position__in=positions)
    )
    context = {
        "reading": opened.reading,
        "reader": opened.reader,
        "rows": rows_of(opened, blocks),
    }
    return render(request, "reading/fresh.html", context)
