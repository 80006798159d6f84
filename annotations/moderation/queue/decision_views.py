"""The page of one annotation in the admin, to which every decision about one is posted, be it from
this page or from the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.margin.composing import form_recovery
from annotations.margin.models import Annotation
from annotations.moderation.actions import Conflict, take_step, undo_decision
from annotations.moderation.forms import DecisionForm
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Refused, Step
from annotations.moderation.queries import decidable_by, version_of
from annotations.moderation.queue import views
from annotations.moderation.queue.items import load_items
from annotations.moderation.queue.labels import step_name
from annotations.moderation.queue.presence import record_looks
from annotations.moderation.restrictions.mute import may_mute, mute_member, mutes_of, unmute_member
from annotations.people.models import User

# The HTTP status of a refusal, by its code; 409 for every other code.
REFUSAL_STATUS = {
    **dict.fromkeys(("reason", "text", "ticket"), 422),
    **dict.fromkeys(("role", "own", "decided-by-you", "decided-by-another"), 403),
}


def decide_annotation(request: HttpRequest, user: User, id: UUID, site: AdminSite) -> HttpResponse:
    """Show an annotation with its paragraph, thread and history; on POST, take a step.

    Raises Http404 if this person may not decide about it.
    """
    if request.method != "POST":
        form = DecisionForm(initial=form_recovery.saved_form(request))
        return decision_page(request, user, get_decidable_annotation(user, id), site, form)
    form, conflict, status = DecisionForm(request.POST), None, 422
    if form.is_valid():
        try:
            decision = _take_step(id, form, user)
            form_recovery.drop_saved_form(request)
            return _respond(request, user, decision, undone=bool(form.cleaned_data["undoes"]))
        except Conflict as meanwhile:
            conflict, status = meanwhile, 409
        except Annotation.DoesNotExist:  # elsewhere, or private by now
            raise Http404 from None
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.words)
            status = REFUSAL_STATUS.get(refused.code, 409)
    annotation = get_decidable_annotation(user, id)
    if "queue" in request.POST and getattr(request, "htmx", False):
        refusal = _conflict_context(form, conflict)
        return views.refusal_response(request, user, annotation.pk, form, status=status, **refusal)
    return decision_page(request, user, annotation, site, form, conflict, status=status)


def get_decidable_annotation(user: User, id: UUID) -> Annotation:
    """Return an annotation that this person may decide about. Raises Http404 if there is none."""
    decidable = Annotation.objects.filter(decidable_by(user), pk=id)
    annotation = decidable.select_related("author", "seminar").first()
    if annotation is None:
        raise Http404
    return annotation


def _take_step(id: UUID, form: DecisionForm, user: User) -> Decision:
    """Take the step of a valid form, or undo the decision that the form names.

    Raises Refused if the step is not allowed, Conflict if the annotation changed meanwhile, and
    Annotation.DoesNotExist if this person may not decide about it.
    """
    values, within = form.cleaned_data, decidable_by(user)
    words = {name: values[name] for name in ("reason", "statement", "remark")}
    if values["undoes"]:
        last = Decision.objects.filter(pk=values["undoes"], annotation=id).first()
        if last is None:
            raise Refused("undo", _("This decision is not one about this annotation."), None)
        return undo_decision(
            last, by=user, step=values["step"], within=within, listed=True, **words
        )
    decision = take_step(
        Step(values["step"]),
        id,
        by=user,
        within=within,
        version=values["version"],
        state=values["state"] or None,
        seen=values["seen"],
        ticket=values["ticket"],
        listed=True,
        part=values["part"],
        brought=form.brought,
        **words,
    )
    assert decision is not None  # only steps about private annotations record none
    return decision


def _conflict_context(form: DecisionForm, conflict: Conflict | None) -> dict[str, Any]:
    """Return what the page says about a conflict: whether the author edited the text, else which
    step somebody took."""
    if conflict is None:
        return {"conflict": None}
    return {
        "conflict": conflict,
        "edited": form.cleaned_data["version"] != version_of(conflict.annotation),
        "step_taken": step_name(conflict.last.step) if conflict.last else "",
    }


def _respond(request: HttpRequest, user: User, decision: Decision, *, undone: bool) -> HttpResponse:
    """Answer a decision that was taken: in the queue with the next items, else with the page."""
    if "queue" in request.POST:
        return views.decision_response(request, user, decision, undone=undone)
    messages.success(request, _("%(decision)s.") % {"decision": decision.outcome})
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
    """Show one annotation with all of its context and every open step, and record that this
    moderator has it open."""
    (item,) = load_items(Annotation.objects.filter(pk=annotation.pk), user)
    record_looks(user, [annotation.pk])
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Decide"),
        "item": item,
        "whole": True,
        "form": form,
        **_conflict_context(form, conflict),
        "mutes": mutes_of(annotation.author),
        "may_mute": may_mute(user, annotation.author),
    }
    return render(request, "moderation/decision.html", context, status=status)


def mute_author(request: HttpRequest, user: User, id: UUID) -> HttpResponse:
    """Mute or unmute the author of an annotation in its seminar.

    Raises PermissionDenied if this person may not mute them, and Http404 if they may not decide
    about the annotation.
    """
    author = get_decidable_annotation(user, id).author
    if request.method != "POST":
        return redirect("admin:annotations_annotation_decide", id)
    if not may_mute(user, author):
        raise PermissionDenied
    (unmute_member if "end" in request.POST else mute_member)(author, by=user)
    return redirect("admin:annotations_annotation_decide", id)


def redirect_to_decision(user: User, object_id: str) -> HttpResponse:
    """Redirect from the admin's own address of an annotation to the page with its decisions.

    Raises Http404 if the address has no identifier or this person may not decide about it.
    """
    try:
        annotation = get_decidable_annotation(user, UUID(object_id))
    except ValueError:
        raise Http404 from None
    return redirect(reverse("admin:annotations_annotation_decide", args=[annotation.pk]))
