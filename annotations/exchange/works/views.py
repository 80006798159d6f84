"""The page of a work: describe it, restore an earlier description, join it to another, separate."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.arguments.reading_context import reading_context
from annotations.exchange.bibliography.descriptions import (
    DescribableWork,
    get_cited_work_or_404,
    open_describable_work,
)
from annotations.exchange.bibliography.entries import sorted_entry_texts
from annotations.exchange.works.actions import (
    describe_own_citations,
    describe_seminar_citations,
    get_or_create_described_work,
    join_works,
    separate_works,
)
from annotations.exchange.works.forms import JoinForm, WorkForm
from annotations.exchange.works.queries import join_log, joined_works
from annotations.margin.actions import EditConflict
from annotations.margin.bibliographic_entries import EntryText
from annotations.margin.composing.form_recovery import drop_saved_form, saved_form, sign_in_required
from annotations.margin.models import Wording
from annotations.margin.posting_rules.link_rules import check_links, refused_link_messages
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.margin.queries import works_cited_for
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.seminars.models import Member
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work
from annotations.sources.styles.fields import with_short_title

STALE = gettext_lazy(
    "This was changed in another window or by somebody else meanwhile, and nothing of yours was "
    "saved. What you typed is below; above it stands what the entry says now. Save again to put "
    "yours in its place."
)
WAITS = gettext_lazy(
    "A moderator looks at your description first. Until then others see what it said before."
)
ALREADY_CITED = gettext_lazy("That work was cited before: it is one entry now.")
JOINED = gettext_lazy("The two works are one entry now. You can take them apart again on its page.")
SEPARATED = gettext_lazy("The two works are entries of their own again.")
NOT_RESTORED = gettext_lazy(
    "The earlier description was not put back. You can write it again without the address."
)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_work(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Show the form that describes a work, save a description, or restore an earlier one.

    For members who cite the work, and for moderators.
    """
    opened = open_reading(seminar, essay, request.user)
    describable = open_describable_work(opened, id)
    if request.method != "POST":
        return work_page(request, describable)
    form = None
    if "wording" in request.POST:
        earlier = get_earlier_wording_or_404(describable, request.POST["wording"])
        if problems := refused_link_messages(describable.work.seminar, earlier.csl):
            notice = " ".join([*problems, str(NOT_RESTORED)])
            return work_page(request, describable, notice=notice, status=422)
        change = partial(restore_description, request, describable, earlier)
    else:
        form = WorkForm(request.POST, csl=describable.initial_csl)
        if not (form.is_valid() and check_links(form, describable.work.seminar)):
            return work_page(request, describable, form=form, status=422)
        change = partial(save_description, request, describable, form)
    try:
        message = change()
    except PostingLimitReached as limit:
        return too_many_changes_page(request, describable, limit, form=form)
    except EditConflict:
        describable = open_describable_work(opened, id)
        return work_page(request, describable, form=form, notice=str(STALE), status=409)
    drop_saved_form(request)
    if message:
        messages.success(request, message)
    return redirect("sources", seminar, essay)


def get_earlier_wording_or_404(describable: DescribableWork, number: str) -> Wording:
    """Return an earlier wording of the citations that the visitor describes. Raises Http404."""
    wording: Wording = get_object_or_404(
        describable.earlier_wordings(), pk=parse_row_number(number)
    )
    return wording


def parse_row_number(text: str) -> int:
    """Return the primary key that a form sent, or 0, which no row has, if it is not a number."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@transaction.atomic
def save_description(request: HttpRequest, describable: DescribableWork, form: WorkForm) -> str:
    """Save the description of a valid form.

    Returns the message for the visitor, "" if none is needed. Raises PostingLimitReached and
    EditConflict as `describe_cited_work` does.
    """
    csl = form.cleaned_csl()
    work = get_or_create_described_work(describable.work, csl, before=describable.initial_csl)
    return describe_cited_work(request, describable, csl, work)


@transaction.atomic
def restore_description(
    request: HttpRequest, describable: DescribableWork, earlier: Wording
) -> str:
    """Save an earlier description again. Returns and raises the same as `save_description`."""
    assert earlier.csl is not None
    assert earlier.work is not None
    return describe_cited_work(request, describable, earlier.csl, earlier.work)


def describe_cited_work(
    request: HttpRequest, describable: DescribableWork, csl: dict[str, Any], work: Work
) -> str:
    """Describe the visitor's citations or, for a moderator, those of the seminar.

    Does nothing if the description is the same. Returns the message for the visitor, "" if none
    is needed. Raises PostingLimitReached if they have changed too much in a while, and
    EditConflict if the citations or the entry have changed since the form was opened.
    """
    member = describable.opened.member
    assert member is not None
    token = describable.version_token
    if request.POST.get("seen", token) != token:
        raise EditConflict(describable.citations[0])
    if csl == describable.initial_csl and work == describable.work:
        return ""
    check_change_limit(member)
    known = works_cited_for(describable.opened.reader)
    already_cited = work != describable.work and known.filter(pk=work.pk).exists()
    if describable.for_seminar:
        describe_seminar_citations(describable.citations, csl, into=work, by=member)
    elif describe_own_citations(describable.citations, csl, into=work, by=member):
        return str(WAITS)
    return str(ALREADY_CITED) if already_cited else ""


@sign_in_to_send(gettext_lazy("Do you still want to join the two works?"))
@require_http_methods(["GET", "HEAD", "POST"])
def submit_join(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Join a work to another one of the bibliography; for moderators."""
    if request.method != "POST":  # redirected here after signing in
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    work = get_cited_work_or_404(opened, id)
    member = require_moderator(opened)
    form = JoinForm(request.POST, works={other.work for other in other_entry_texts(opened, work)})
    if not form.is_valid():
        return work_page(request, open_describable_work(opened, id), join_form=form, status=422)
    try:
        check_change_limit(member)
    except PostingLimitReached as limit:
        describable = open_describable_work(opened, id)
        return too_many_changes_page(request, describable, limit, join_form=form)
    join_works(work, into=Work.objects.get(pk=form.cleaned_data["other"]), by=member)
    messages.success(request, JOINED)
    return redirect("sources", seminar, essay)


@sign_in_to_send(gettext_lazy("Do you still want to take the two works apart?"))
@require_http_methods(["GET", "HEAD", "POST"])
def submit_separation(request: HttpRequest, seminar: str, essay: str, id: UUID) -> HttpResponse:
    """Separate a work again that was joined to this one; for moderators.

    Raises Http404 if there is no such join, or the work is gone.
    """
    if request.method != "POST":  # redirected here after signing in
        return redirect("work", seminar, essay, id)
    opened = open_reading(seminar, essay, request.user)
    work = get_cited_work_or_404(opened, id)
    member = require_moderator(opened)
    join = get_object_or_404(join_log(work), pk=parse_row_number(request.POST.get("join", "")))
    try:
        check_change_limit(member)
    except PostingLimitReached as limit:
        return too_many_changes_page(request, open_describable_work(opened, id), limit)
    try:
        separate_works(join, by=member)
    except Work.DoesNotExist:
        raise Http404 from None
    messages.success(request, SEPARATED)
    return redirect("sources", seminar, essay)


def require_moderator(opened: OpenedReading) -> Member:
    """Return the visitor's membership.

    Raises PermissionDenied unless they moderate the seminar and it is not closed.
    """
    if opened.member is None or not opened.reader.moderates or opened.reader.closed:
        raise PermissionDenied
    return opened.member


def too_many_changes_page(
    request: HttpRequest, describable: DescribableWork, limit: PostingLimitReached, **forms: Any
) -> HttpResponse:
    """Return the page of a work with what was typed, and when it can be sent again."""
    notice = " ".join([limit.words, _("What you wrote is kept here.")])
    response = work_page(request, describable, **forms, notice=notice, status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


def work_page(
    request: HttpRequest,
    describable: DescribableWork,
    *,
    form: WorkForm | None = None,
    join_form: JoinForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a work, with its forms, earlier descriptions and joined works.

    A form that is not given is new, with what was typed in it if the session had ended meanwhile.
    """
    opened = describable.opened
    typed = saved_form(request) if request.method == "GET" else {}
    recovered = {"initial": typed} if "title" in typed else {}
    token = typed["seen"] if recovered and "seen" in typed else describable.version_token
    others = other_entry_texts(opened, describable.work) if opened.reader.moderates else []
    context = {
        **reading_context(opened, "sources"),
        "describable": describable,
        "work": describable.work,
        "form": form or WorkForm(csl=describable.initial_csl, **recovered),
        "version_token": token,
        "notice": notice,
        "join_form": join_form,
        "joined_works": joined_works(describable),
        "others": plain_text_entries(others, opened),
    }
    return render(request, "exchange/work.html", context, status=status)


def other_entry_texts(opened: OpenedReading, work: Work) -> list[EntryText]:
    """Return the entry texts of the other works of the bibliography, in its order. One query."""
    return [entry for entry in sorted_entry_texts(opened) if entry.work != work.pk]


def plain_text_entries(entry_texts: list[EntryText], opened: OpenedReading) -> dict[UUID, str]:
    """Return the entries as plain text with shortened titles, by work, for a list to choose of."""
    language = opened.reading.essay.language
    return {
        entry.work: format_citation(with_short_title(entry.csl, 100), "apa", language).text
        for entry in entry_texts
    }
