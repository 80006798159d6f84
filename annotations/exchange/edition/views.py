"""The critical edition as a page to print, and as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.arguments.reading_context import reading_context
from annotations.exchange.edition.content import build_edition
from annotations.exchange.edition.pdf import PdfBusy, PdfUnavailable
from annotations.exchange.edition.pdf_cache import make_pdf, read_pdf
from annotations.people.client_limits import within_limit
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

RETRY_AFTER = 30  # seconds, while another PDF is made


@require_safe
def edition_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the edition as a page made for print."""
    opened = open_reading(seminar, essay, request.user)
    return render(request, "exchange/edition.html", edition_context(request, opened))


@require_safe
def edition_pdf(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Send the edition as PDF, or a page that says why there is none.

    That of a long text comes in parts (`?part=2`), which a page lists. A cached PDF is sent at
    once; the number of PDFs made for one client is limited. Raises Http404 for no such part.
    """
    opened = open_reading(seminar, essay, request.user)
    context = edition_context(request, opened, pdf=True)
    parts = context["edition"].parts
    if len(parts) > 1:
        if "part" not in request.GET:
            context |= {**reading_context(opened, "sources"), "parts": parts}
            return render(request, "exchange/pdf_parts.html", context)
        part = next((each for each in parts if str(each.number) == request.GET["part"]), None)
        if part is None:
            raise Http404
        context |= {"edition": context["edition"].only(part), "part": part, "parts": parts}
    html = render_to_string("exchange/edition.html", context)
    content = read_pdf(html)
    if content is None:
        action = "edition_pdf" if request.user.is_authenticated else "edition_pdf_anonymous"
        if not within_limit(request, action):
            return pdf_problem_page(request, opened, status=429, wait=60)
        try:
            content = make_pdf(html)
        except PdfBusy:
            return pdf_problem_page(request, opened, status=503, wait=RETRY_AFTER)
        except PdfUnavailable:
            return pdf_problem_page(request, opened, status=501)
    part_of_name = f"-{context['part'].number}" if "part" in context else ""
    file = f"{opened.reading.slug}-critical-edition{part_of_name}.pdf"
    disposition = f'inline; filename="{file}"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def pdf_problem_page(
    request: HttpRequest, opened: OpenedReading, *, status: int, wait: int = 0
) -> HttpResponse:
    """Return a page that says why there is no PDF and links to the page to print.

    `wait` is the number of seconds after which to try again, 0 if that makes no sense.
    """
    context = {**reading_context(opened, "sources"), "status": status, "wait": wait}
    response = render(request, "exchange/pdf_problem.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def edition_context(
    request: HttpRequest, opened: OpenedReading, *, pdf: bool = False
) -> dict[str, Any]:
    """Return the context of the edition's template. `style` and `names` are in the query string."""
    names = request.GET.get("names") != "no"
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    return {
        "opened": opened,
        "reading": opened.reading,
        "edition": build_edition(opened, names=names, style=style),
        "names": names,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "today": timezone.now(),
        "pdf": pdf,
    }
