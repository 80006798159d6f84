"""The critical edition as a page to print, and as PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.arguments.context import reading_context
from annotations.exchange.edition.content import edition_of
from annotations.exchange.edition.pdf import Busy, NoPress
from annotations.exchange.edition.pdf_cache import make_pdf, read_pdf
from annotations.people.client_limits import within_limit
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

WAIT = 30  # seconds after which to ask again while another PDF is made


@require_safe
def edition(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The edition as a page made for print."""
    opened = open_reading(seminar, essay, request.user)
    return render(request, "exchange/edition.html", printed(request, opened))


@require_safe
def pdf(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The edition as PDF, or in clear words why there is none. One that was made before is sent
    at once; how many are made for one client is limited."""
    opened = open_reading(seminar, essay, request.user)
    html = render_to_string("exchange/edition.html", printed(request, opened, pdf=True))
    made = read_pdf(html)
    if made is None:
        action = "edition_pdf" if request.user.is_authenticated else "edition_pdf_anonymous"
        if not within_limit(request, action):
            return no_pdf(request, opened, status=429, wait=60)
        try:
            made = make_pdf(html)
        except Busy:
            return no_pdf(request, opened, status=503, wait=WAIT)
        except NoPress:
            return no_pdf(request, opened, status=501)
    file = f"{opened.reading.slug}-critical-edition.pdf"
    disposition = f'inline; filename="{file}"'
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def no_pdf(
    request: HttpRequest, opened: OpenedReading, *, status: int, wait: int = 0
) -> HttpResponse:
    """Why there is no PDF, with the page to print instead; and after how many seconds to ask
    again."""
    context = {**reading_context(opened, "sources"), "status": status, "wait": wait}
    response = render(request, "exchange/no_pdf.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def printed(request: HttpRequest, opened: OpenedReading, *, pdf: bool = False) -> dict[str, Any]:
    """What the edition's template needs."""
    names = request.GET.get("names") != "no"
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    return {
        "opened": opened,
        "reading": opened.reading,
        "edition": edition_of(opened, names=names, style=style),
        "names": names,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "today": timezone.now(),
        "pdf": pdf,
    }
