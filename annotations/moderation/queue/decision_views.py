"""The door through which a moderator's decision comes: an annotation's own page in the admin,
shared by the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from annotations.margin.composing import form_recovery
from annotations.margin.models import Annotation
from annotations.moderation.actions import Conflict, take, undo
from annotations.moderation.forms import DecisionForm
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Refused, Step
from annotations.moderation.queries import decidable_by, version_of
from annotations.moderation.queue import views
from annotations.moderation.queue.items import load_items
from annotations.moderation.queue.presence import record_looks
from annotations.moderation.restrictions.mute import may_mute, mute, mutes_of, unmute
from annotations.people.models import User

# What a refusal is in HTTP, by its code; what isn't here is a conflict with the state.
STATUS = {
    **dict.fromkeys(("reason", "text", "ticket"), 422),
    **dict.fromkeys(("role", "own", "decided-by-you", "decided-by-another"), 403),
}


def decide_annotation(request: HttpRequest, user: User, id: UUID, site: AdminSite) -> HttpResponse:
    """Show an annotation with its paragraph, thread and history; on POST, take a step."""
    if request.method != "POST":
        form = DecisionForm(initial=form_recovery.kept_for(request))
        return decision_page(request, user, get_decidable_annotation(user, id), site, form)
    form, conflict, status = DecisionForm(request.POST), None, 422
    if form.is_valid():
        try:
            decision = _take_step(id, form, user)
            form_recovery.forget(request)
            return _respond(request, user, decision, undone=bool(form.cleaned_data["undoes"]))
        except Conflict as meanwhile:
            conflict, status = meanwhile, 409
        except Annotation.DoesNotExist:  # elsewhere, or private by now
            raise Http404 from None
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.words)
            status = STATUS.get(refused.code, 409)
    annotation = get_decidable_annotation(user, id)
    if "queue" in request.POST and getattr(request, "htmx", False):
        said = {"conflict": conflict, "edited": _text_changed(form, conflict)}
        return views.refusal_response(request, user, annotation.pk, form, status=status, **said)
    return decision_page(request, user, annotation, site, form, conflict, status=status)


def get_decidable_annotation(user: User, id: UUID) -> Annotation:
    """The annotation, if this person may decide about it; else 404."""
    may_be = Annotation.objects.filter(decidable_by(user), pk=id)
    annotation = may_be.select_related("author", "seminar").first()
    if annotation is None:
        raise Http404
    return annotation


def _take_step(id: UUID, form: DecisionForm, user: User) -> Decision:
    """Take the step of a valid form, or the one that leads back from an earlier decision."""
    said, within = form.cleaned_data, decidable_by(user)
    words = {name: said[name] for name in ("reason", "statement", "remark")}
    if said["undoes"]:
        last = Decision.objects.filter(pk=said["undoes"], annotation=id).first()
        if last is None:
            raise Refused("undo", "This decision is not one about this annotation.", None)
        return undo(last, by=user, step=said["step"], within=within, listed=True, **words)
    decision = take(
        Step(said["step"]),
        id,
        by=user,
        within=within,
        version=said["version"],
        state=said["state"] or None,
        seen=said["seen"],
        ticket=said["ticket"],
        listed=True,
        part=said["part"],
        brought=form.brought,
        **words,
    )
    assert decision is not None  # what is private never comes here
    return decision


def _text_changed(form: DecisionForm, conflict: Conflict | None) -> bool:
    """It was the text that changed, not a decision."""
    return conflict is not None and form.cleaned_data["version"] != version_of(conflict.annotation)


def _respond(request: HttpRequest, user: User, decision: Decision, *, undone: bool) -> HttpResponse:
    if "queue" in request.POST:
        return views.decision_response(request, user, decision, undone=undone)
    messages.success(request, f"{decision.said}.")
    return redirect(request.path)


def decision_page(
    request: HttpRequest,
    user: User,
    annotation: Annotation,
    site: AdminSite,
    form: DecisionForm,
    conflict: Conflict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The annotation by itself: all of its context, and every step that is open."""
    (item,) = load_items(Annotation.objects.filter(pk=annotation.pk), user)
    record_looks(user, [annotation.pk])
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Decide",
        "item": item,
        "whole": True,
        "form": form,
        "conflict": conflict,
        "edited": _text_changed(form, conflict),
        "mutes": mutes_of(annotation.author),
        "may_mute": may_mute(user, annotation.author),
    }
    return render(request, "moderation/decision.html", context, status=status)


def mute_author(request: HttpRequest, user: User, id: UUID) -> HttpResponse:
    """Mute or unmute the author of an annotation in its seminar; a leader's to do."""
    author = get_decidable_annotation(user, id).author
    if request.method != "POST":
        return redirect("admin:annotations_annotation_decide", id)
    if not may_mute(user, author):
        raise PermissionDenied
    (unmute if "end" in request.POST else mute)(author, by=user)
    return redirect("admin:annotations_annotation_decide", id)


def redirect_to_decision(user: User, object_id: str) -> HttpResponse:
    """Lead from the admin's own address of an annotation to the page that decides."""
    try:
        annotation = get_decidable_annotation(user, UUID(object_id))
    except ValueError:
        raise Http404 from None
    return redirect(reverse("admin:annotations_annotation_decide", args=[annotation.pk]))
