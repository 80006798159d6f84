"""An annotation by itself: changing its words, showing it to the seminar, endorsing it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from annotations.margin.actions import Stale, edit, endorse, take_back_endorsement
from annotations.margin.forms import EditForm
from annotations.margin.kept import forget, kept_for, signed_in
from annotations.margin.models import Annotation, Attack, Relation
from annotations.margin.queries import OpenedAnnotation, open_annotation
from annotations.margin.rules import deeds
from annotations.sources.actions import keep


def opened_for(deed: str, request: HttpRequest, id: UUID) -> OpenedAnnotation:
    """The annotation, if this visitor may do this with it: 404 unseen, 403 not allowed."""
    opened = open_annotation(id, request.user)
    if deed not in deeds(opened.reader, opened.annotation):
        raise PermissionDenied
    return opened


def place_of(annotation: Annotation) -> str:
    """Where to go back to."""
    return reverse("annotation", args=[annotation.pk])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_annotation(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same words to change; two who change them at once are both told."""
    opened = opened_for("edit", request, id)
    annotation = opened.annotation
    sent = request.POST if request.method == "POST" else kept_for(request) or None
    form = EditForm(sent, annotation=annotation)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                response = changed(opened, form)
            except Stale as stale:
                annotation, status = stale.annotation, 409
            else:
                forget(request)
                return response
    context = {
        "annotation": annotation,
        "form": form,
        "stale": status == 409,
        "attacks": Attack,
        "relations": Relation,
    }
    return render(request, "margin/edit.html", context, status=status)


@transaction.atomic
def changed(opened: OpenedAnnotation, form: EditForm) -> HttpResponse:
    """Make the edit of a valid form; raises Stale."""
    assert opened.member is not None
    said = form.said()
    if "csl" in form.cleaned_data:
        said["work"] = keep(opened.annotation.seminar, form.cleaned_data["csl"])
    edit(opened.annotation, by=opened.member, version=form.cleaned_data["version"], said=said)
    return redirect(place_of(opened.annotation))


@signed_in
@require_http_methods(["POST", "DELETE"])
def endorsement(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST endorses; DELETE, or POST with `end`, takes it back."""
    opened = opened_for("endorse", request, id)
    assert opened.member is not None
    if request.method == "DELETE" or "end" in request.POST:
        take_back_endorsement(opened.annotation, by=opened.member)
    else:
        endorse(opened.annotation, by=opened.member)
    return redirect(place_of(opened.annotation))
