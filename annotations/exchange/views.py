"""The bibliography, a work of it, and taking it away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments.citations import cited_works, disambiguated_works, eligible_sources
from annotations.arguments.context import reading_context
from annotations.exchange.actions import describe, join
from annotations.exchange.bibliography import entries, shelved
from annotations.exchange.formats import FORMATS
from annotations.exchange.forms import TYPES, JoiningForm, WorkForm
from annotations.exchange.streaming import streamed
from annotations.margin.kept import signed_in
from annotations.margin.models import Annotation
from annotations.margin.queries import works_known_to
from annotations.seminars.queries import Opened, open_reading
from annotations.sources.formatting import STYLES, format_citation
from annotations.sources.models import Work
from annotations.sources.styles.fields import shorter

ON_A_PAGE = 60  # works of the bibliography
AT_ONCE = 500  # works in memory while an export streams


@require_safe
def works(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The bibliography in a chosen style."""
    opened = open_reading(seminar, essay, request.user)
    style = request.GET.get("style", "")
    style = style if style in STYLES else "apa"
    works = shelved(opened)
    size = max(len(works), 1) if "whole" in request.GET else ON_A_PAGE
    page = Paginator(works, size).get_page(request.GET.get("page"))
    context = {
        **reading_context(opened, "sources"),
        "entries": entries(list(page), opened, style, disambiguated_works(works)),
        "page": page,
        "style": style,
        "styles": {code: each.name.partition(",")[0] for code, each in STYLES.items()},
        "formats": FORMATS,
        "may_describe": may_describe_of(opened),
    }
    return render(request, "exchange/bibliography.html", context)


@require_safe
def export(request: HttpRequest, seminar: str, essay: str, format: str) -> StreamingHttpResponse:
    """The works that the seminar cites, in a format that comes back in as the same records."""
    opened = open_reading(seminar, essay, request.user)
    chosen = FORMATS.get(format)
    if chosen is None:
        raise Http404
    cited = cited_works(opened.reading, opened.reader).order_by("id")
    described = (work.csl for work in cited.iterator(chunk_size=AT_ONCE))
    return streamed(
        request,
        chosen.write(described),
        name=f"{opened.reading.slug}.{chosen.extension}",
        content_type=chosen.content_type,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Say what a work is: for whoever cited it, and who moderates."""
    opened = open_reading(seminar, essay, request.user)
    found = work_of(opened, id)
    if opened.member is None or found.pk not in may_describe_of(opened, found):
        raise PermissionDenied
    form = WorkForm(request.POST or None, csl=found.csl)
    if request.method == "POST" and form.is_valid():
        known = works_known_to(opened.reader)
        if describe(found, form.described(), by=opened.member, known=known):
            messages.success(request, "That work was cited before: the two are one now.")
        return redirect("sources", seminar, essay)
    return work_page(request, opened, found, form=form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Make two works one that were told apart: for who moderates."""
    if request.method != "POST":
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    found = work_of(opened, id)
    if opened.member is None or not opened.reader.moderates or opened.reader.closed:
        raise PermissionDenied
    form = JoiningForm(request.POST, works={other.pk: other for other in others(opened, found)})
    if form.is_valid():
        join(found, into=form.cleaned_data["other"], by=opened.member)
        return redirect("sources", seminar, essay)
    return work_page(request, opened, found, joining=form)


def work_page(
    request: HttpRequest,
    opened: Opened,
    found: Work,
    *,
    form: WorkForm | None = None,
    joining: JoiningForm | None = None,
) -> HttpResponse:
    """The form for a work, and the one to join it to another."""
    context = {
        **reading_context(opened, "sources"),
        "work": found,
        "form": form or WorkForm(csl=found.csl),
        "types": TYPES,
        "joining": joining,
        "others": listed(others(opened, found), opened) if opened.reader.moderates else {},
    }
    status = 422 if joining or (form and form.is_bound) else 200
    return render(request, "exchange/work.html", context, status=status)


def work_of(opened: Opened, id: UUID) -> Work:
    """A work that something the visitor sees here cites, or 404."""
    cited = Annotation.objects.counted_for(opened.reader).filter(reading=opened.reading, work=id)
    found = Work.objects.filter(pk=id, seminar=opened.reading.seminar_id).first()
    if found is None or not cited.exists():
        raise Http404
    return found


def others(opened: Opened, found: Work) -> list[Work]:
    """The other works of the bibliography, in its order."""
    return [work for work in shelved(opened) if work.pk != found.pk]


def listed(works: list[Work], opened: Opened) -> dict[UUID, str]:
    """Their entries as plain text, long titles by their beginning."""
    language = opened.reading.essay.language
    entries = (format_citation(shorter(work.csl, 100), "apa", language) for work in works)
    return {work.pk: entry.text for work, entry in zip(works, entries, strict=True)}


def may_describe_of(opened: Opened, one: Work | None = None) -> set[UUID]:
    """Which works this visitor may describe: those they cite, and all for who moderates."""
    if opened.member is None or not opened.reader.writes:
        return set()
    if opened.reader.moderates:
        return {one.pk} if one else set(_works(eligible_sources(opened.reading, opened.reader)))
    mine = Annotation.objects.counted_for(opened.reader).filter(author=opened.reader.member)
    return set(_works(mine.filter(reading=opened.reading).exclude(work=None)))


def _works(citing: object) -> list[UUID]:
    return list(citing.values_list("work", flat=True))  # type: ignore[attr-defined]
