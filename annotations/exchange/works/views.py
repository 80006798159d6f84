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
from annotations.exchange.bibliography.descriptions import (
    DescribableWork,
    open_describable_work,
    get_cited_work_or_404,
)
from annotations.exchange.bibliography.entries import sorted_entry_texts
from annotations.exchange.works.actions import (
    describe_own_citations,
    describe_seminar_citations,
    join_works,
    separate_works,
    get_or_create_described_work,
)
from annotations.exchange.works.forms import WORK_TYPES, JoinForm, WorkForm
from annotations.exchange.works.queries import joined_works, join_log
from annotations.margin.actions import EditConflict
from annotations.margin.composing.form_recovery import drop_saved_form, saved_form, sign_in_required
from annotations.margin.entries import EntryText
from annotations.margin.models import Wording
from annotations.margin.posting_rules.link_rules import check_links, refused_link_messages
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.margin.queries import works_cited_for
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


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_work(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Say what a work is, or go back to what was said before: for whoever cited it, and for who
    moderates."""
    opened = open_reading(seminar, essay, request.user)
    found = open_describable_work(opened, id)
    if request.method != "POST":
        return work_page(request, found)
    form = None
    if "wording" in request.POST:
        earlier = get_earlier_wording_or_404(found, request.POST["wording"])
        if problems := refused_link_messages(found.work.seminar, earlier.csl):
            words = " ".join([*problems, NOT_PUT_BACK])
            return work_page(request, found, notice=words, status=422)
        change = partial(restore_description, request, found, earlier)
    else:
        form = WorkForm(request.POST, csl=found.base)
        if not (form.is_valid() and check_links(form, found.work.seminar)):
            return work_page(request, found, form=form, status=422)
        change = partial(save_description, request, found, form)
    try:
        told = change()
    except PostingLimitReached as limit:
        return too_many_changes_page(request, found, limit, form=form)
    except EditConflict:
        found = open_describable_work(opened, id)
        return work_page(request, found, form=form, notice=STALE, status=409)
    drop_saved_form(request)
    if told:
        messages.success(request, told)
    return redirect("sources", seminar, essay)


def get_earlier_wording_or_404(found: DescribableWork, number: str) -> Wording:
    """One of the earlier wordings of the citations that a visitor describes, or 404."""
    wording: Wording = get_object_or_404(found.wordings(), pk=parse_row_number(number))
    return wording


def parse_row_number(text: str) -> int:
    """The number that a form sent for a row; 0, which no row has, where it sent none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@transaction.atomic
def save_description(request: HttpRequest, found: DescribableWork, form: WorkForm) -> str:
    """Keep what a valid form describes; what is to be told then. Raises TooMany and Stale."""
    csl = form.described()
    edit_work = get_or_create_described_work(found.work, csl, before=found.base)
    return change_description(request, found, csl, edit_work)


@transaction.atomic
def restore_description(request: HttpRequest, found: DescribableWork, earlier: Wording) -> str:
    """Put an earlier description back; what is to be told then. Raises TooMany and Stale."""
    assert earlier.csl is not None
    assert earlier.work is not None
    return change_description(request, found, earlier.csl, earlier.work)


def change_description(
    request: HttpRequest, found: DescribableWork, csl: dict[str, Any], work: Work
) -> str:
    """Describe the visitor's citations, or those of the seminar."""
    member = found.opened.member
    assert member is not None
    if request.POST.get("seen", found.seen) != found.seen:
        raise EditConflict(found.citations[0])
    if csl == found.base and edit_work == found.work:
        return ""
    check_change_limit(member)
    known = (
        edit_work != found.work
        and works_cited_for(found.opened.reader).filter(pk=edit_work.pk).exists()
    )
    if found.for_seminar:
        describe_seminar_citations(found.citations, csl, into=edit_work, by=member)
    elif describe_own_citations(found.citations, csl, into=edit_work, by=member):
        return WAITS
    return KNOWN if known else ""


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_join(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Make two works one that were told apart: for who moderates."""
    if request.method != "POST":
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    found = get_cited_work_or_404(opened, id)
    member = require_moderator(opened)
    form = JoinForm(request.POST, works={other.work for other in other_entry_texts(opened, found)})
    if not form.is_valid():
        return work_page(request, open_describable_work(opened, id), joining=form, status=422)
    try:
        check_change_limit(member)
    except PostingLimitReached as limit:
        return too_many_changes_page(
            request, open_describable_work(opened, id), limit, joining=form
        )
    join_works(found, into=Work.objects.get(pk=form.cleaned_data["other"]), by=member)
    messages.success(request, JOINED)
    return redirect("sources", seminar, essay)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_separation(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Make two works of one again that were joined: for who moderates."""
    if request.method != "POST":
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    found = get_cited_work_or_404(opened, id)
    member = require_moderator(opened)
    joined = get_object_or_404(join_log(found), pk=parse_row_number(request.POST.get("join", "")))
    try:
        check_change_limit(member)
    except PostingLimitReached as limit:
        return too_many_changes_page(request, open_describable_work(opened, id), limit)
    separate_works(joined, by=member)
    messages.success(request, APART)
    return redirect("sources", seminar, essay)


def require_moderator(opened: OpenedReading) -> Member:
    """The visitor, who may say which works are one. Raises PermissionDenied."""
    if opened.member is None or not opened.reader.moderates or opened.reader.closed:
        raise PermissionDenied
    return opened.member


def too_many_changes_page(
    request: HttpRequest, found: DescribableWork, limit: PostingLimitReached, **forms: Any
) -> HttpResponse:
    """The page of a work with what was sent, and why it waits a while."""
    words = f"{limit.words} What you wrote is kept here."
    response = work_page(request, found, **forms, notice=words, status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


def work_page(
    request: HttpRequest,
    found: DescribableWork,
    *,
    form: WorkForm | None = None,
    joining: JoinForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form for a work with what it says and said, and the one to join it to another."""
    opened = found.opened
    # What was typed here when a session had ended.
    kept = saved_form(request) if request.method == "GET" else {}
    begun = {"initial": kept} if "title" in kept else {}
    context = {
        **reading_context(opened, "sources"),
        "found": found,
        "work": found.work,
        "form": form or WorkForm(csl=found.base, **begun),
        "seen": kept["seen"] if begun and "seen" in kept else found.seen,
        "types": WORK_TYPES,
        "notice": notice,
        "joining": submit_join,
        "joined": joined_works(found),
        "others": plain_text_entries(other_entry_texts(opened, found.work), opened)
        if opened.reader.moderates
        else {},
    }
    return render(request, "exchange/work.html", context, status=status)


def other_entry_texts(opened: OpenedReading, found: Work) -> list[EntryText]:
    """The other works of the bibliography, in its order."""
    return [entry for entry in sorted_entry_texts(opened) if entry.work != found.pk]


def plain_text_entries(shelf: list[EntryText], opened: OpenedReading) -> dict[UUID, str]:
    """Their entries as plain text, long titles by their beginning."""
    language = opened.reading.essay.language
    return {
        entry.work: format_citation(with_short_title(entry.csl, 100), "apa", language).text
        for entry in shelf
    }
