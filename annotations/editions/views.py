"""The pages about revisions: list, compare, publish, restore."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.editions.actions import (
    RevisionConflict,
    TextUnchanged,
    publish_revision,
    restore_revision,
)
from annotations.editions.carry_forward.placement import PlacementOutcome
from annotations.editions.differences import BlockDifference, block_differences
from annotations.editions.forms import DETAILS, RevisionForm
from annotations.editions.queries import (
    get_revision_or_404,
    revisions_with_publishers,
)
from annotations.editions.revision_plan import MoveReport, RevisionPlan, compare_revisions
from annotations.editions.rules import may_revise
from annotations.essays.models import Revision
from annotations.essays.preview.text_preview import TextPreview, preview_of, render_preview
from annotations.essays.submissions import shows_progress
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.people.visitors import account_of
from annotations.seminars.queries import OpenedReading, open_reading

# A page shows at most this many annotations of one outcome, and twice as many blocks.
MAX_SHOWN = 200
DAY = 24 * 60 * 60


@require_safe
def revisions(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """List the revisions, with what the visitor may do with each."""
    opened = open_reading(seminar, essay, request.user)
    return render(request, "editions/revisions.html", revisions_context(opened))


def revisions_context(opened: OpenedReading) -> dict[str, Any]:
    """Return the context of the list of revisions."""
    return {
        **revision_page_context(opened),
        "listed": revisions_with_publishers(opened.reading),
        "current": opened.reading.essay.current_revision,
    }


def revision_page_context(opened: OpenedReading) -> dict[str, Any]:
    """Return the context that every page about a reading needs."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "may_revise": may_revise(opened.reader),
    }


@shows_progress
@require_http_methods(["GET", "HEAD", "POST"])
def new_revision(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the form for a corrected text, preview what it changes, or publish it."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    opened = open_for_revising(request, seminar, essay)
    if request.method != "POST":
        now = opened.reading.essay.current_revision
        form = RevisionForm(reading=opened.reading, initial={"expected": now.pk})
        form.text = now.markdown
        return render(
            request, "editions/new_revision.html", {**revision_page_context(opened), "form": form}
        )
    if shows_text_only(request):
        return show_text(request, opened)
    form = bound_form(request, opened)
    if not (form.is_valid() or form.has_wrong_details) or "edit" in request.POST:
        status = 200 if form.is_valid() else 422
        return render(
            request,
            "editions/new_revision.html",
            {**revision_page_context(opened), "form": form},
            status=status,
        )
    return preview_or_publish(request, opened, form)


def bound_form(request: HttpRequest, opened: OpenedReading, *, plans: bool = True) -> RevisionForm:
    """Return the form with what was sent."""
    user = account_of(request.user)
    return RevisionForm(request.POST, request.FILES, reading=opened.reading, user=user, plans=plans)


def shows_text_only(request: HttpRequest) -> bool:
    """True if htmx asks for a row or a part of the text, not for what would change."""
    return bool(getattr(request, "htmx", False)) and bool({"open", "part"} & {*request.POST})


def corrected_text_preview(request: HttpRequest, form: RevisionForm) -> TextPreview | None:
    """Return the preview of the text of a bound form; None if it is not valid."""
    said = form.shown
    return preview_of(form, request.POST, title=said["title"], language=said["language"])


def show_text(request: HttpRequest, opened: OpenedReading) -> HttpResponse:
    """Show the text in its preview, without planning what would change."""
    form = bound_form(request, opened, plans=False)
    status = 200 if form.is_valid() else 422
    context = {
        **revision_page_context(opened),
        "form": form,
        "preview": corrected_text_preview(request, form),
    }
    return render_preview(request, "editions/corrected_text.html", context, status=status)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in. A text that was sent stays in a form on the page, with status 401."""
    if request.method != "POST":
        return login_required(lambda _: HttpResponse())(request)
    names = ("markdown", "remark", "expected", "upload", *DETAILS)
    typed = {name: request.POST[name] for name in names if name in request.POST}
    context = {"typed": typed, "next": request.path}
    return render(request, "editions/signed_out.html", context, status=401)


def open_for_revising(request: HttpRequest, seminar: str, essay: str) -> OpenedReading:
    """Return a reading whose text the visitor may change.

    Raises Http404 as `open_reading` does, and PermissionDenied if they may not change it.
    """
    opened = open_reading(seminar, essay, request.user)
    if not may_revise(opened.reader):
        raise PermissionDenied
    return opened


def preview_or_publish(
    request: HttpRequest, opened: OpenedReading, form: RevisionForm
) -> HttpResponse:
    """Preview what a text would change, or publish it if `publish` was sent and all is valid.

    If another revision has become current, the preview is against that one, with status 409.
    """
    assert form.plan is not None
    cleaned = form.cleaned_data
    now = opened.reading.essay.current_revision
    newer = now if cleaned["expected"] != now.pk else None
    # What is the text already was sent twice, or published by somebody else.
    is_wanted = form.plan.leaves_text_as_it_is or not newer
    if "publish" in request.POST and is_wanted and not (form.notice or form.has_wrong_details):
        try:
            return publish_from_form(request, opened, form)
        except RevisionConflict as problem:
            newer = problem.current
            opened = open_reading(opened.reading.seminar.slug, opened.reading.slug, request.user)
            form = bound_form(request, opened)
            form.is_valid()
    assert form.plan is not None
    form.keep_upload()
    context = {
        **revision_page_context(opened),
        "form": form,
        "current": opened.reading.essay.current_revision,
        "plan": form.plan,
        "preview": corrected_text_preview(request, form),
        "conflict": conflict_context(opened, cleaned["expected"]) if newer else None,
        **differences_context(form.plan, form.plan.report(opened.reader)),
    }
    status = 409 if newer or form.is_older else 422 if form.has_wrong_details else 200
    return render_preview(request, "editions/revision_preview.html", context, status=status)


def conflict_context(opened: OpenedReading, expected: UUID) -> dict[str, Any] | None:
    """Return what changed from the expected revision to the current one, and who published that.

    None if there is no revision with the expected id.
    """
    seen = opened.reading.essay.revisions.filter(pk=expected).first()
    if seen is None:
        return None
    now = opened.reading.essay.current_revision
    plan = compare_revisions(opened.reading, seen, now)
    by = {each.revision.pk: each.by for each in revisions_with_publishers(opened.reading)}
    return {
        "expected": seen,
        "current": now,
        "by": by[now.pk],
        "report": plan.report(opened.reader),
    }


def differences_context(plan: RevisionPlan, report: MoveReport) -> dict[str, Any]:
    """Return the context of the differences and outcomes, within limits."""
    return {**limit_differences(block_differences(plan.change)), **outcomes_context(report)}


def outcomes_context(report: MoveReport) -> dict[str, Any]:
    """Return the annotations by outcome, for the template; unchanged ones are only counted."""
    return {
        "report": report,
        "outcomes": [
            (each, number, [move for move in report.moves if move.outcome == each][:MAX_SHOWN])
            for each, number in report.counts
            if each != PlacementOutcome.UNCHANGED
        ],
    }


def limit_differences(listed: list[BlockDifference | int]) -> dict[str, Any]:
    """Return the first differences, and the number of further changed blocks."""
    return {
        "differences": listed[: 2 * MAX_SHOWN],
        "further_changes": sum(
            isinstance(each, BlockDifference) for each in listed[2 * MAX_SHOWN :]
        ),
    }


def publish_from_form(
    request: HttpRequest, opened: OpenedReading, form: RevisionForm
) -> HttpResponse:
    """Publish the text of a valid form and go to the revisions; raises RevisionConflict."""
    try:
        plan = publish_revision(
            opened.reading,
            markdown=form.text,
            parsed=form.parsed,
            by=account_of(request.user),
            expected_current=form.cleaned_data["expected"],
            remark=form.cleaned_data["remark"],
            plan=form.plan,
            details=form.details(),
        )
    except TextUnchanged:
        messages.info(request, _("This is the text as it stands: nothing was published."))
    else:
        summary = plan.report(opened.reader).summary
        messages.success(request, _("Published: %(summary)s.") % {"summary": summary})
    return redirect("revisions", opened.reading.seminar.slug, opened.reading.slug)


@sign_in_to_send(gettext_lazy("Do you still want to make this revision the text again?"))
@require_http_methods(["GET", "HEAD", "POST"])
def make_current(request: HttpRequest, seminar: str, essay: str, number: int) -> HttpResponse:
    """Make another revision the current one."""
    if request.method != "POST":  # redirected here after signing in
        return redirect("revisions", seminar, essay)
    opened = open_for_revising(request, seminar, essay)
    revision = get_revision_or_404(opened.reading, number)
    expected = request.POST.get("expected", "")
    try:
        plan = restore_revision(
            opened.reading, revision, by=account_of(request.user), expected_current=UUID(expected)
        )
    except ValueError:
        messages.error(request, _("This form is damaged: please try again."))
    except TextUnchanged:
        messages.info(request, _("Revision %(number)d is the text already.") % {"number": number})
    except RevisionConflict as problem:
        messages.error(
            request,
            _(
                "Meanwhile somebody made revision %(number)d the text: look at it first, then "
                "decide again."
            )
            % {"number": problem.current.number},
        )
    else:
        words = {"number": number, "summary": plan.report(opened.reader).summary}
        messages.success(request, _("Revision %(number)d is the text again: %(summary)s.") % words)
    return redirect("revisions", seminar, essay)


@require_safe
def revision_difference(
    request: HttpRequest, seminar: str, essay: str, old: int, new: int
) -> HttpResponse:
    """Compare two revisions, and show the annotations whose placements differ."""
    opened = open_reading(seminar, essay, request.user)
    before, after = (
        get_revision_or_404(opened.reading, old),
        get_revision_or_404(opened.reading, new),
    )
    plan = compare_revisions(opened.reading, before, after)
    report = plan.report(opened.reader)
    context = {
        **revision_page_context(opened),
        "before": before,
        "after": after,
        "current": opened.reading.essay.current_revision,
        **cached_differences_context(plan, before, after, report),
    }
    return render(request, "editions/revision_difference.html", context)


def cached_differences_context(
    plan: RevisionPlan, before: Revision, after: Revision, report: MoveReport
) -> dict[str, Any]:
    """Return the same as `differences_context`.

    The differences of two revisions never change, so they are cached for a day, for each language.
    """
    key = f"differences:{before.pk}:{after.pk}:{get_language()}"
    differences = caches["process"].get(key)
    if differences is None:
        differences = limit_differences(block_differences(plan.change))
        caches["process"].set(key, differences, DAY)
    return {**differences, **outcomes_context(report)}
