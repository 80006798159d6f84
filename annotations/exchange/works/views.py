"""A work of the bibliography: saying what it is, going back, and joining it to another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from annotations.arguments.context import reading_context
from annotations.exchange.bibliography.descriptions import Describable, open_describable, open_work
from annotations.exchange.bibliography.entries import shelved
from annotations.exchange.works.actions import describe, describe_for_seminar, join, work_for
from annotations.exchange.works.forms import TYPES, JoiningForm, WorkForm
from annotations.margin.actions import Stale
from annotations.margin.composing.form_recovery import signed_in
from annotations.margin.entries import EntryText
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.rate_limits import TooMany, may_change
from annotations.margin.queries import works_known_to
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work
from annotations.sources.styles.fields import with_short_title

STALE = (
    "This was changed in another window or by somebody else meanwhile, and nothing of yours was "
    "saved. What you typed is below; above it stands what the entry says now. Save again to put "
    "yours in its place."
)
WAITS = "A moderator looks at your description first. Until then others see what it said before."
KNOWN = "That work was cited before: it is one entry now."


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Say what a work is, or go back to what was said before: for whoever cited it, and for who
    moderates."""
    opened = open_reading(seminar, essay, request.user)
    found = open_describable(opened, id)
    if request.method != "POST":
        return work_page(request, found)
    going_back = request.POST.get("wording", "")
    form = None if going_back else WorkForm(request.POST, csl=found.base)
    if form and not (form.is_valid() and check_links(form, found.work.seminar)):
        return work_page(request, found, form=form, status=422)
    try:
        told = (
            went_back(request, found, going_back) if form is None else saved(request, found, form)
        )
    except TooMany as limit:
        words = f"{limit.words} What you wrote is kept here."
        response = work_page(request, found, form=form, notice=words, status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    except Stale:
        found = open_describable(opened, id)
        return work_page(request, found, form=form, notice=STALE, status=409)
    if told:
        messages.success(request, told)
    return redirect("sources", seminar, essay)


@transaction.atomic
def saved(request: HttpRequest, found: Describable, form: WorkForm) -> str:
    """Keep what a valid form describes; what is to be told then. Raises TooMany and Stale."""
    csl = form.described()
    work = work_for(found.work, csl, before=found.base)
    return described(request, found, csl, work)


@transaction.atomic
def went_back(request: HttpRequest, found: Describable, wording: str) -> str:
    """Put an earlier description back; what is to be told then. Raises Http404, TooMany and
    Stale."""
    number = int(wording) if wording.isdecimal() and len(wording) < 19 else 0
    earlier = get_object_or_404(found.wordings(), pk=number)
    return described(request, found, earlier.csl, earlier.work)


def described(request: HttpRequest, found: Describable, csl: dict[str, Any], work: Work) -> str:
    """Describe the visitor's citations, or those of the seminar."""
    member = found.opened.member
    assert member is not None
    if request.POST.get("seen", found.seen) != found.seen:
        raise Stale(found.citations[0])
    if csl == found.base and work == found.work:
        return ""
    may_change(member)
    known = work != found.work and works_known_to(found.opened.reader).filter(pk=work.pk).exists()
    if found.for_seminar:
        describe_for_seminar(found.citations, csl, into=work, by=member)
    elif describe(found.citations, csl, into=work, by=member):
        return WAITS
    return KNOWN if known else ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Make two works one that were told apart: for who moderates."""
    if request.method != "POST":
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    found = open_work(opened, id)
    if opened.member is None or not opened.reader.moderates or opened.reader.closed:
        raise PermissionDenied
    form = JoiningForm(request.POST, works={other.work for other in others(opened, found)})
    if not form.is_valid():
        return work_page(request, open_describable(opened, id), joining=form, status=422)
    into = Work.objects.get(pk=form.cleaned_data["other"])
    join(found, into=into, by=opened.member)
    return redirect("sources", seminar, essay)


def work_page(
    request: HttpRequest,
    found: Describable,
    *,
    form: WorkForm | None = None,
    joining: JoiningForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form for a work with what it says and said, and the one to join it to another."""
    opened = found.opened
    context = {
        **reading_context(opened, "sources"),
        "found": found,
        "work": found.work,
        "form": form or WorkForm(csl=found.base),
        "types": TYPES,
        "notice": notice,
        "joining": joining,
        "others": listed(others(opened, found.work), opened) if opened.reader.moderates else {},
    }
    return render(request, "exchange/work.html", context, status=status)


def others(opened: OpenedReading, found: Work) -> list[EntryText]:
    """The other works of the bibliography, in its order."""
    return [entry for entry in shelved(opened) if entry.work != found.pk]


def listed(shelf: list[EntryText], opened: OpenedReading) -> dict[UUID, str]:
    """Their entries as plain text, long titles by their beginning."""
    language = opened.reading.essay.language
    return {
        entry.work: format_citation(with_short_title(entry.csl, 100), "apa", language).text
        for entry in shelf
    }
