"""The critical edition as a page to print, and as PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.arguments.context import reading_context
from annotations.exchange.edition import edition_of
from annotations.exchange.pdf import Busy, NoPress, pdf_of
from annotations.seminars.queries import Opened, open_reading
from annotations.sources.formatting import STYLES

WAIT = 30  # seconds after which to ask again while another PDF is made


@require_safe
def edition(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The edition as a page made for print."""
    opened = open_reading(seminar, essay, request.user)
    return render(request, "exchange/edition.html", printed(request, opened))


@require_safe
def pdf(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The edition as PDF, or in clear words why there is none."""
    opened = open_reading(seminar, essay, request.user)
    try:
        made = pdf_of(render_to_string("exchange/edition.html", printed(request, opened, pdf=True)))
    except (NoPress, Busy) as problem:
        busy = isinstance(problem, Busy)
        context = {**reading_context(opened, "sources"), "busy": busy, "wait": WAIT}
        status = 503 if busy else 501
        response = render(request, "exchange/no_pdf.html", context, status=status)
        if busy:
            response["Retry-After"] = str(WAIT)
        return response
    file = f"{opened.reading.slug}-critical-edition.pdf"
    disposition = f'inline; filename="{file}"'
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def printed(request: HttpRequest, opened: Opened, *, pdf: bool = False) -> dict[str, Any]:
    """What the edition's template needs."""
    names = request.GET.get("names") != "no"
    style = request.GET.get("style", "")
    style = style if style in STYLES else "apa"
    return {
        "opened": opened,
        "reading": opened.reading,
        "edition": edition_of(opened, names=names, style=style),
        "names": names,
        "style": style,
        "styles": {code: each.name.partition(",")[0] for code, each in STYLES.items()},
        "today": timezone.now(),
        "pdf": pdf,
    }
