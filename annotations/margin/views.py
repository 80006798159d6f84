"""An annotation by itself: who may do what with it, and endorsing it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from annotations.margin.actions import endorse, take_back_endorsement
from annotations.margin.composing.form_recovery import signed_in
from annotations.margin.models import Annotation
from annotations.margin.queries import OpenedAnnotation, open_annotation
from annotations.margin.rules import deeds


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
