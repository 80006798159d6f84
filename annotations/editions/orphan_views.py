"""The pages about orphans: list them, and place one by hand."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.editions.actions import RevisionConflict, place_orphan
from annotations.editions.carry_forward.placement import can_be_annotated
from annotations.editions.carry_forward.queries import revision_blocks
from annotations.editions.forms import OrphanPlacementForm
from annotations.editions.queries import (
    orphan_anchors,
    orphans_from_anchors,
    orphans_in_reading,
)
from annotations.editions.rules import may_place
from annotations.editions.views import revision_page_context
from annotations.margin.composing.form_recovery import sign_in_required
from annotations.margin.queries import open_annotation
from annotations.people.visitors import account_of
from annotations.seminars.queries import open_reading


@require_safe
@login_required
def orphans(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """List the orphans: to leaders all that they may see, to others their own."""
    opened = open_reading(seminar, essay, request.user)
    context = {
        **revision_page_context(opened),
        "orphans": orphans_in_reading(opened.reading, opened.reader),
    }
    return render(request, "editions/orphans.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def orphan_place(request: HttpRequest, id: UUID) -> HttpResponse:
    """Place an orphan, by quoted or selected words, or at a whole paragraph."""
    opened = open_annotation(id, request.user)
    if not may_place(opened.reader, opened.annotation):
        raise PermissionDenied
    orphans = orphans_from_anchors(orphan_anchors().filter(annotation=opened.annotation))
    if not orphans:
        messages.info(request, _("It has its place in the text."))
        return redirect("annotation", id)
    reading = opened.annotation.reading
    current = revision_blocks(reading.essay.current_revision)
    blocks = [block for block in current if can_be_annotated(block)]
    form = OrphanPlacementForm(request.POST if request.method == "POST" else None, blocks=blocks)
    if form.is_valid():
        try:
            block, start, end = form.cleaned_data["place"]
            place_orphan(
                opened.annotation, block, by=account_of(request.user), start=start, end=end
            )
            return redirect("annotation", id)
        except RevisionConflict:
            form.add_error(
                None, _("The text has just changed again: look where the words are now.")
            )
    context = {
        "opened": opened,
        "reading": reading,
        "orphan": orphans[0],
        "blocks": blocks,
        "form": form,
    }
    return render(
        request, "editions/orphan_place.html", context, status=422 if form.is_bound else 200
    )
