"""The admin's page that decides about one annotation, seen in its context."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from annotations.margin import kept, rules
from annotations.margin.models import Anchor, Annotation
from annotations.moderation.actions import Conflict, take
from annotations.moderation.case import Case
from annotations.moderation.forms import DECISIONS, DecisionForm
from annotations.moderation.models import Decision
from annotations.moderation.queries import case_for, roles_of
from annotations.moderation.steps import TABLE, Refused, Step, allowed
from annotations.prose.blocks import from_stored
from annotations.prose.weaving import Mark, weave
from annotations.seminars.queries import known

# What a refusal is in HTTP, by its code; what isn't here is a conflict with the state.
STATUS = {"reason": 422, "text": 422, "ticket": 422, "role": 403, "own": 403, "decided-by-you": 403}

CALLED = {
    Step.APPROVE: "Approve",
    Step.DISMISS_FLAGS: "Dismiss flags",
    Step.HIDE: "Hide",
    Step.RESTORE: "Restore",
    Step.REMOVE: "Remove",
    Step.REINSTATE: "Reinstate",
    Step.REOPEN_FLAGS: "Reopen flags",
    Step.ERASE: "Erase",
}


def decide(
    request: HttpRequest, visible: QuerySet[Annotation], id: UUID, site: AdminSite
) -> HttpResponse:
    """Show an annotation with its paragraph, thread and history; on POST, take a step."""
    annotation = visible.filter(pk=id).first()
    if annotation is None:
        raise Http404
    form, status = DecisionForm(initial=kept.kept_for(request)), 200
    conflict: Conflict | None = None
    if request.method == "POST":
        form, status = DecisionForm(request.POST), 422
        if form.is_valid():
            try:
                _take(request, annotation, form)
                kept.forget(request)
                return redirect(request.path)
            except Conflict as found:
                conflict, status = found, 409
                annotation = visible.get(pk=id)
            except Annotation.DoesNotExist:  # private by now
                raise Http404 from None
            except Refused as refused:
                field = refused.code if refused.code in form.fields else None
                form.add_error(field, refused.words)
                status = STATUS.get(refused.code, 409)
    context = {
        **site.each_context(request),
        **in_context(annotation, request),
        "title": "Decide",
        "form": form,
        "conflict": conflict,
        "edited": conflict and form.cleaned_data["version"] != annotation.version,
    }
    return render(request, "moderation/decide.html", context, status=status)


def _take(request: HttpRequest, annotation: Annotation, form: DecisionForm) -> None:
    said = form.cleaned_data
    take(
        Step(said["step"]),
        annotation,
        by=known(request.user),
        version=said["version"],
        state=said["state"],
        **{name: said[name] for name in ("reason", "statement", "remark", "ticket")},
    )
    messages.success(request, f"{CALLED[Step(said['step'])]}: done.")


def in_context(annotation: Annotation, request: HttpRequest) -> dict[str, Any]:
    """Everything one looks at before deciding."""
    user = known(request.user)
    case = case_for(annotation, user, roles_of(user, annotation))
    return {
        "annotation": annotation,
        "readable": readable(annotation),
        "paragraph": paragraph_with(annotation),
        "answers": annotation.about if annotation.about and readable(annotation.about) else None,
        "flags": annotation.flags.select_related("member", "settled_by").order_by("-at"),
        "appeals": annotation.appeals.select_related("answered_by").order_by("-at"),
        "decisions": Decision.objects.filter(annotation=annotation).order_by("-number"),
        "wordings": annotation.wordings.all(),
        "history": history_of(annotation),
        "steps": steps_for(case),
    }


def readable(annotation: Annotation) -> bool:
    """A moderator may read it; what its author withdrew, or the law took, is only a place."""
    return annotation.state in rules.PRESENT


def steps_for(case: Case) -> list[tuple[Step, str, bool]]:
    """The steps open to this moderator: code, name, and whether a reason must be given."""
    return [
        (step, CALLED[step], any(each.code == "reason" for each in TABLE[step].asks))
        for step in allowed(case)
        if step in DECISIONS
    ]


def paragraph_with(annotation: Annotation) -> dict[str, Any]:
    """The paragraph in the current revision, with the passage marked."""
    revision = annotation.reading.essay.current
    block = revision.blocks.filter(paragraph=annotation.paragraph_id).first() if revision else None
    if block is None:
        return {}
    anchor = Anchor.objects.filter(annotation=annotation, revision=revision).first()
    marks = []
    if readable(annotation) and anchor and anchor.start is not None and anchor.end is not None:
        marks = [Mark(anchor.start, anchor.end, frozenset({annotation.kind}))]
    return {"block": block, "html": weave(block.text, from_stored(block.spans), marks)}


def history_of(annotation: Annotation) -> list[Decision]:
    """What was decided about its author's other annotations in this seminar: facts, no score."""
    return list(
        Decision.objects.filter(
            seminar=annotation.seminar_id, annotation__author=annotation.author_id
        )
        .exclude(annotation=annotation)
        .order_by("-number")[:10]
    )


def to_decision(
    request: HttpRequest, visible: QuerySet[Annotation], object_id: str
) -> HttpResponse:
    """Lead from the admin's own address of an annotation to the page that decides."""
    try:
        found = visible.filter(pk=UUID(object_id)).exists()
    except ValueError:
        found = False
    if not found:
        raise Http404
    return redirect(reverse("admin:annotations_annotation_decide", args=[object_id]))
