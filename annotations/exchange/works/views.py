"""A work of the bibliography: saying what it is, going back, joining it to another and taking the
two apart."""

from functools import partial
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
from annotations.exchange.works.actions import (
    describe,
    describe_for_seminar,
    join,
    take_apart,
    work_for,
)
from annotations.exchange.works.forms import TYPES, JoiningForm, WorkForm
from annotations.exchange.works.queries import joined_works, joins_to
from annotations.margin.actions import Stale
from annotations.margin.composing.form_recovery import forget, kept_for, signed_in
from annotations.margin.entries import EntryText
from annotations.margin.models import Wording
from annotations.margin.posting_rules.link_rules import check_links, refused_links
from annotations.margin.posting_rules.rate_limits import TooMany, may_change
from annotations.margin.queries import works_known_to
from annotations.seminars.models import Member
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
JOINED = "The two works are one entry now. You can take them apart again on its page."
APART = "The two works are entries of their own again."
NOT_PUT_BACK = (
    "The earlier description was not put back. You can write it again without the address."
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Say what a work is, or go back to what was said before: for whoever cited it, and for who
    moderates."""
    opened = open_reading(seminar, essay, request.user)
    found = open_describable(opened, id)
    if request.method != "POST":
        return work_page(request, found)
    form = None
    if "wording" in request.POST:
        earlier = earlier_wording(found, request.POST["wording"])
        if problems := refused_links(found.work.seminar, earlier.csl):
            words = " ".join([*problems, NOT_PUT_BACK])
            return work_page(request, found, notice=words, status=422)
        change = partial(went_back, request, found, earlier)
    else:
        form = WorkForm(request.POST, csl=found.base)
        if not (form.is_valid() and check_links(form, found.work.seminar)):
            return work_page(request, found, form=form, status=422)
        change = partial(saved, request, found, form)
    try:
        told = change()
    except TooMany as limit:
        return too_many(request, found, limit, form=form)
    except Stale:
        found = open_describable(opened, id)
        return work_page(request, found, form=form, notice=STALE, status=409)
    forget(request)
    if told:
        messages.success(request, told)
    return redirect("sources", seminar, essay)


def earlier_wording(found: Describable, number: str) -> Wording:
    """One of the earlier wordings of the citations that a visitor describes, or 404."""
    wording: Wording = get_object_or_404(found.wordings(), pk=number_in(number))
    return wording


def number_in(text: str) -> int:
    """The number that a form sent for a row; 0, which no row has, where it sent none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@transaction.atomic
def saved(request: HttpRequest, found: Describable, form: WorkForm) -> str:
    """Keep what a valid form describes; what is to be told then. Raises TooMany and Stale."""
    csl = form.described()
    work = work_for(found.work, csl, before=found.base)
    return described(request, found, csl, work)


@transaction.atomic
def went_back(request: HttpRequest, found: Describable, earlier: Wording) -> str:
    """Put an earlier description back; what is to be told then. Raises TooMany and Stale."""
    assert earlier.csl is not None
    assert earlier.work is not None
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
    member = moderating_member(opened)
    form = JoiningForm(request.POST, works={other.work for other in others(opened, found)})
    if not form.is_valid():
        return work_page(request, open_describable(opened, id), joining=form, status=422)
    try:
        may_change(member)
    except TooMany as limit:
        return too_many(request, open_describable(opened, id), limit, joining=form)
    join(found, into=Work.objects.get(pk=form.cleaned_data["other"]), by=member)
    messages.success(request, JOINED)
    return redirect("sources", seminar, essay)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def taking_apart(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Make two works of one again that were joined: for who moderates."""
    if request.method != "POST":
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    found = open_work(opened, id)
    member = moderating_member(opened)
    joined = get_object_or_404(joins_to(found), pk=number_in(request.POST.get("join", "")))
    try:
        may_change(member)
    except TooMany as limit:
        return too_many(request, open_describable(opened, id), limit)
    take_apart(joined, by=member)
    messages.success(request, APART)
    return redirect("sources", seminar, essay)


def moderating_member(opened: OpenedReading) -> Member:
    """The visitor, who may say which works are one. Raises PermissionDenied."""
    if opened.member is None or not opened.reader.moderates or opened.reader.closed:
        raise PermissionDenied
    return opened.member


def too_many(
    request: HttpRequest, found: Describable, limit: TooMany, **forms: Any
) -> HttpResponse:
    """The page of a work with what was sent, and why it waits a while."""
    words = f"{limit.words} What you wrote is kept here."
    response = work_page(request, found, **forms, notice=words, status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


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
    # What was typed here when a session had ended.
    kept = kept_for(request) if request.method == "GET" else {}
    begun = {"initial": kept} if "title" in kept else {}
    context = {
        **reading_context(opened, "sources"),
        "found": found,
        "work": found.work,
        "form": form or WorkForm(csl=found.base, **begun),
        "seen": kept["seen"] if begun and "seen" in kept else found.seen,
        "types": TYPES,
        "notice": notice,
        "joining": joining,
        "joined": joined_works(found),
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
