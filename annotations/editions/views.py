"""The pages about a text's revisions: listing, comparing, publishing, going back; and orphans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from annotations.editions.actions import (
    RevisionConflict,
    TextUnchanged,
    place_orphan,
    publish_revision,
    restore_revision,
)
from annotations.editions.carry_forward.placement import PlacementOutcome, can_be_annotated
from annotations.editions.carry_forward.queries import current_revision, revision_blocks
from annotations.editions.differences import BlockDifference, block_differences
from annotations.editions.forms import OrphanPlacementForm, RevisionForm
from annotations.editions.plan import MoveReport, RevisionPlan, compare_revisions
from annotations.editions.queries import (
    get_revision_or_404,
    orphan_anchors,
    orphans_from_anchors,
    orphans_in_reading,
    revisions_with_publishers,
)
from annotations.editions.rules import may_place, may_revise
from annotations.essays.models import Revision
from annotations.margin.kept import signed_in
from annotations.margin.queries import open_annotation
from annotations.people.visitors import account_of
from annotations.seminars.queries import OpenedReading, open_reading

# A page shows so many changed paragraphs, and so many annotations of one fate.
MAX_SHOWN = 200
DAY = 24 * 60 * 60


@require_safe
def revisions(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The revisions of the text, with what can be done about each."""
    opened = open_reading(seminar, essay, request.user)
    return render(request, "editions/revisions.html", revisions_context(opened))


def revisions_context(opened: OpenedReading) -> dict[str, Any]:
    """What the list's template needs."""
    return {
        **reading_context(opened),
        "listed": revisions_with_publishers(opened.reading),
        "current": current_revision(opened.reading),
    }


def reading_context(opened: OpenedReading) -> dict[str, Any]:
    """What every page about a reading needs."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "may_revise": may_revise(opened.reader),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new_revision(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Paste or upload the corrected text, see what it changes, publish it."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    opened = open_for_revising(request, seminar, essay)
    if request.method != "POST":
        now = current_revision(opened.reading)
        form = RevisionForm(reading=opened.reading, initial={"expected": now.pk})
        form.text = now.markdown
        return render(
            request, "editions/new_revision.html", {**reading_context(opened), "form": form}
        )
    form = RevisionForm(request.POST, request.FILES, reading=opened.reading)
    if not form.is_valid() or "edit" in request.POST:
        status = 200 if form.is_valid() else 422
        return render(
            request,
            "editions/new_revision.html",
            {**reading_context(opened), "form": form},
            status=status,
        )
    return preview_or_publish(request, opened, form)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever was signed out while preparing a text keeps it: on the page, not on the server."""
    if request.method != "POST":
        return login_required(lambda _: HttpResponse())(request)
    names = ("markdown", "remark", "expected")
    typed = {name: request.POST.get(name, "") for name in names}
    context = {"typed": typed, "next": request.path}
    return render(request, "editions/signed_out.html", context, status=401)


def open_for_revising(request: HttpRequest, seminar: str, essay: str) -> OpenedReading:
    """The reading, if this visitor may change its text: 404 unseen, 403 not allowed."""
    opened = open_reading(seminar, essay, request.user)
    if not may_revise(opened.reader):
        raise PermissionDenied
    return opened


def preview_or_publish(
    request: HttpRequest, opened: OpenedReading, form: RevisionForm
) -> HttpResponse:
    """Show what a readable text would change, or publish it if that was asked."""
    assert form.edition is not None
    cleaned = form.cleaned_data
    now = current_revision(opened.reading)
    overtaken = now if cleaned["expected"] != now.pk else None
    if "publish" in request.POST and not overtaken:
        try:
            return publish_from_form(request, opened, form)
        except RevisionConflict as problem:
            overtaken = problem.current
            opened = open_reading(opened.reading.seminar.slug, opened.reading.slug, request.user)
            form = RevisionForm(request.POST, request.FILES, reading=opened.reading)
            form.is_valid()
    assert form.edition is not None
    context = {
        **reading_context(opened),
        "form": form,
        "current": current_revision(opened.reading),
        "edition": form.edition,
        "first": published_since(opened, cleaned["expected"]) if overtaken else None,
        **differences_context(form.edition, form.edition.report(opened.reader)),
    }
    status = 409 if overtaken else 200
    return render(request, "editions/revision_preview.html", context, status=status)


def published_since(opened: OpenedReading, expected: UUID) -> dict[str, Any] | None:
    """What somebody else published since this was the text, for who comes second."""
    seen = opened.reading.essay.revisions.filter(pk=expected).first()
    if seen is None:
        return None
    now = current_revision(opened.reading)
    edition = compare_revisions(opened.reading, seen, now)
    by = {each.revision.pk: each.by for each in revisions_with_publishers(opened.reading)}
    return {
        "seen": seen,
        "now": now,
        "by": by[now.pk],
        "report": edition.report(opened.reader),
    }


def differences_context(edition: RevisionPlan, report: MoveReport) -> dict[str, Any]:
    """What the differences' template needs, within bounds."""
    return {**limit_differences(block_differences(edition.change)), **outcomes_context(report)}


def outcomes_context(report: MoveReport) -> dict[str, Any]:
    """The annotations by what happened to them, those that stay where they were only counted."""
    return {
        "report": report,
        "fates": [
            (each, number, [move for move in report.moves if move.fate == each][:MAX_SHOWN])
            for each, number in report.counts
            if each != PlacementOutcome.UNCHANGED
        ],
    }


def limit_differences(listed: list[BlockDifference | int]) -> dict[str, Any]:
    """The first of these differences, and how many more there are."""
    return {
        "differences": listed[: 2 * MAX_SHOWN],
        "more": sum(isinstance(each, BlockDifference) for each in listed[2 * MAX_SHOWN :]),
    }


def publish_from_form(
    request: HttpRequest, opened: OpenedReading, form: RevisionForm
) -> HttpResponse:
    """Publish; raises Overtaken."""
    try:
        edition = publish_revision(
            opened.reading,
            markdown=form.text,
            by=account_of(request.user),
            expected_current=form.cleaned_data["expected"],
            remark=form.cleaned_data["remark"],
        )
    except TextUnchanged:
        messages.info(request, "This is the text as it stands: nothing was published.")
    else:
        messages.success(request, f"Published: {edition.report(opened.reader).summary}.")
    return redirect("revisions", opened.reading.seminar.slug, opened.reading.slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def make_current(request: HttpRequest, seminar: str, essay: str, number: int) -> HttpResponse:
    """Go back to an earlier revision, or forward to a later one again."""
    if request.method != "POST":  # back from signing in
        return redirect("revisions", seminar, essay)
    opened = open_for_revising(request, seminar, essay)
    revision = get_revision_or_404(opened.reading, number)
    expected = request.POST.get("expected", "")
    try:
        edition = restore_revision(
            opened.reading, revision, by=account_of(request.user), expected_current=UUID(expected)
        )
    except ValueError:
        messages.error(request, "This form is damaged: please try again.")
    except TextUnchanged:
        messages.info(request, f"Revision {number} is the text already.")
    except RevisionConflict as problem:
        messages.error(
            request,
            f"Meanwhile somebody made revision {problem.current.number} the text: look at it "
            "first, then decide again.",
        )
    else:
        report = edition.report(opened.reader)
        messages.success(request, f"Revision {number} is the text again: {report.summary}.")
    return redirect("revisions", seminar, essay)


@require_safe
def revision_difference(
    request: HttpRequest, seminar: str, essay: str, old: int, new: int
) -> HttpResponse:
    """Two revisions side by side, and the annotations whose places differ."""
    opened = open_reading(seminar, essay, request.user)
    before, after = (
        get_revision_or_404(opened.reading, old),
        get_revision_or_404(opened.reading, new),
    )
    edition = compare_revisions(opened.reading, before, after)
    report = edition.report(opened.reader)
    context = {
        **reading_context(opened),
        "before": before,
        "after": after,
        "current": current_revision(opened.reading),
        **cached_differences_context(edition, before, after, report),
    }
    return render(request, "editions/revision_difference.html", context)


def cached_differences_context(
    edition: RevisionPlan, before: Revision, after: Revision, report: MoveReport
) -> dict[str, Any]:
    """The same as `told`; what two revisions differ in never changes, so it is kept a while."""
    key = f"differences:{before.pk}:{after.pk}"
    kept = caches["process"].get(key)
    if kept is None:
        kept = limit_differences(block_differences(edition.change))
        caches["process"].set(key, kept, DAY)
    return {**kept, **outcomes_context(report)}


@require_safe
@login_required
def orphans(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The annotations whose words are gone: all for who leads, their own for others."""
    opened = open_reading(seminar, essay, request.user)
    context = {**reading_context(opened), "lost": orphans_in_reading(opened.reading, opened.reader)}
    return render(request, "editions/orphans.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def orphan_place(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give an orphan a new place, by quoting words of the text or selecting them."""
    opened = open_annotation(id, request.user)
    if not may_place(opened.reader, opened.annotation):
        raise PermissionDenied
    lost = orphans_from_anchors(orphan_anchors().filter(annotation=opened.annotation))
    if not lost:
        messages.info(request, "It has its place in the text.")
        return redirect("annotation", id)
    reading = opened.annotation.reading
    blocks = [
        block for block in revision_blocks(current_revision(reading)) if can_be_annotated(block)
    ]
    form = OrphanPlacementForm(request.POST if request.method == "POST" else None, blocks=blocks)
    if form.is_valid():
        try:
            block, start, end = form.cleaned_data["place"]
            place_orphan(
                opened.annotation, block, by=account_of(request.user), start=start, end=end
            )
            return redirect("annotation", id)
        except RevisionConflict:
            form.add_error(None, "The text has just changed again: look where the words are now.")
    context = {
        "opened": opened,
        "reading": reading,
        "lost": lost[0],
        "blocks": blocks,
        "form": form,
    }
    return render(
        request, "editions/orphan_place.html", context, status=422 if form.is_bound else 200
    )
