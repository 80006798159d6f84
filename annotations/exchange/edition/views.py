"""The critical edition as a page to print, and as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.arguments.reading_context import reading_context
from annotations.exchange.edition.content import Edition, build_edition
from annotations.exchange.edition.pages import edition_pieces
from annotations.exchange.edition.parts import edition_parts, whole_edition
from annotations.exchange.edition.pdf import PdfBusy, PdfUnavailable
from annotations.exchange.edition.pdf_cache import make_pdf, read_pdf
from annotations.exchange.edition.remarks import IN_MEMORY
from annotations.exchange.streaming import streamed_page
from annotations.people.client_limits import within_limit
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import CITATION_STYLES

RETRY_AFTER = 30  # seconds, while another PDF is made


@require_safe
def edition_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponseBase:
    """Show the edition as a page made for print; one with many annotations is sent as it is
    written."""
    opened = open_reading(seminar, essay, request.user)
    edition, context = edition_and_context(request, opened)
    pieces = edition_pieces(edition, context, whole_edition(edition))
    if sum(each.annotations for each in edition.sizes.values()) > IN_MEMORY:
        return streamed_page(request, pieces)
    return HttpResponse("".join(pieces))


@require_safe
def edition_pdf(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Send the edition as PDF, or a page that says why there is none.

    That of a long one comes in parts (`?part=2`), which a page lists. A cached PDF is sent at
    once; the number of PDFs made for one client is limited. Raises Http404 for no such part.
    """
    opened = open_reading(seminar, essay, request.user)
    edition, context = edition_and_context(request, opened)
    parts = edition_parts(edition)
    part = parts[0]
    if len(parts) > 1:
        if "part" not in request.GET:
            context |= {**reading_context(opened, "sources"), "parts": parts}
            return render(request, "exchange/pdf_parts.html", context)
        chosen = next((each for each in parts if str(each.number) == request.GET["part"]), None)
        if chosen is None:
            raise Http404
        part = chosen
        context |= {"part": part, "number_of_parts": len(parts)}
    html = "".join(edition_pieces(edition, context | {"pdf": True}, part))
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


def edition_and_context(
    request: HttpRequest, opened: OpenedReading
) -> tuple[Edition, dict[str, Any]]:
    """Return the edition, and the context of the beginning of its page. `style` and `names` are in
    the query string."""
    names = request.GET.get("names") != "no"
    style = request.GET.get("style", "")
    style = style if style in CITATION_STYLES else "apa"
    return build_edition(opened, names=names, style=style), {
        "opened": opened,
        "reading": opened.reading,
        "names": names,
        "style": style,
        "styles": {code: each.name for code, each in CITATION_STYLES.items()},
        "today": timezone.now(),
    }
