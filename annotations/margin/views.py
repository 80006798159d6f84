"""Opening one annotation for what a visitor wants to do with it, and endorsing it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.margin.actions import endorse, withdraw_endorsement
from annotations.margin.models import Annotation
from annotations.margin.queries import OpenedAnnotation, open_annotation
from annotations.margin.rules import permitted_actions
from annotations.people.interrupted_posts import sign_in_to_send


def open_for_action(action: str, request: HttpRequest, id: UUID) -> OpenedAnnotation:
    """Return the annotation if this visitor may do this with it (`rules.permitted_actions`).

    Raises Http404 if they may not see it, PermissionDenied if they may not do this.
    """
    opened = open_annotation(id, request.user)
    if action not in permitted_actions(opened.reader, opened.annotation):
        raise PermissionDenied
    return opened


def annotation_url(annotation: Annotation) -> str:
    """Return the address of an annotation in its thread."""
    return reverse("annotation", args=[annotation.pk])


@sign_in_to_send(
    _("Do you still want to endorse this?"),
    question_to_end=_("Do you still want to take your endorsement back?"),
)
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def endorsement(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST endorses; DELETE, or POST with `end`, takes it back. GET redirects to the annotation."""
    if request.method in ("GET", "HEAD"):
        return redirect("annotation", id)
    opened = open_for_action("endorse", request, id)
    assert opened.member is not None
    if request.method == "DELETE" or "end" in request.POST:
        withdraw_endorsement(opened.annotation, by=opened.member)
    else:
        endorse(opened.annotation, by=opened.member)
    return redirect(annotation_url(opened.annotation))
