"""The queue in the admin: the annotations that wait for a decision, a page of them at once.

A decision is posted to the page of the annotation (`decision_views`), which answers with the
functions here. With JavaScript, the answer replaces the item, and brings further items if few are
left on the page. Without, it redirects to the queue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.margin.choices import Kind
from annotations.margin.composing import form_recovery
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import decisions_of_same_step
from annotations.moderation.forms import DecisionForm
from annotations.moderation.models import Decision
from annotations.moderation.policy.moderation_case import Case, State
from annotations.moderation.policy.offered_steps import offered_undo
from annotations.moderation.policy.steps import Step
from annotations.moderation.queries import case_of, decidable_by, load_case_facts, state_of
from annotations.moderation.queue.items import load_items
from annotations.moderation.queue.labels import (
    KIND_PLURALS,
    ORDER_NAMES,
    WAITING_NAMES,
    step_name,
)
from annotations.moderation.queue.presence import delete_expired_looks_of, record_looks
from annotations.moderation.queue.queries import (
    QueueFilter,
    queue_filter_from,
    waiting_annotations,
    waiting_counts,
)
from annotations.moderation.queue.queue_item import QueueItem
from annotations.people.models import User
from annotations.seminars.models import seminars_moderated_by

CONFLICT = 409
PAGE = 24
LONGEST_PAGE = 25


def moderation_queue(request: HttpRequest, user: User, site: AdminSite) -> HttpResponse:
    """Show the annotations that wait for this moderator's decision, with the queue's filters."""
    seminars = list(seminars_moderated_by(user).order_by("name"))
    only = queue_filter_from(request.GET, seminars)
    counted = waiting_counts(user, only)
    delete_expired_looks_of(user)
    context = {
        **site.each_context(request),
        "title": _("Moderation queue"),
        "seminars": seminars,
        "only": only,
        "reason_filters": reason_filters(only, counted),
        "kind_filters": kind_filters(only),
        "order_filters": order_filters(only),
        "waiting": counted[only.why or "all"],
        "outcome": decision_to_undo(request, user),
        "items": next_items(user, only, ()),
        **item_context(only),
    }
    return render(request, "moderation/queue.html", context)


def item_context(only: QueueFilter) -> dict[str, Any]:
    """Return what the form of every item of the queue needs: the filter, to come back to it."""
    return {"queue": only.query() or "all"}


def reason_filters(only: QueueFilter, counted: dict[str, int]) -> list[dict[str, Any]]:
    """Return the links that filter the queue by reason, each with how many annotations wait."""
    return [
        {
            "code": code,
            "name": name,
            "query": only.query(why="" if code == "all" else code),
            "number": counted[code],
            "current": (only.why or "all") == code,
        }
        for code, name in WAITING_NAMES.items()
    ]


def kind_filters(only: QueueFilter) -> list[dict[str, Any]]:
    """Return the links that filter the queue by kind. The current one leads to all kinds."""
    return [
        {
            "name": KIND_PLURALS[kind],
            "shape": kind.shape,
            "query": only.query(kind="" if only.kind == kind else kind.value),
            "current": only.kind == kind,
        }
        for kind in Kind
    ]


def order_filters(only: QueueFilter) -> list[dict[str, Any]]:
    """Return the links that sort the queue."""
    return [
        {"name": name, "query": only.query(order=code), "current": only.order == code}
        for code, name in ORDER_NAMES.items()
    ]


def next_items(user: User, only: QueueFilter, on_page: tuple[UUID, ...]) -> list[QueueItem]:
    """Return the first items of the queue that are not on the page yet, and record that this
    moderator has them open."""
    ids = (
        waiting_annotations(user, only).exclude(pk__in=on_page).values_list("pk", flat=True)[:PAGE]
    )
    order = list(ids)
    place = {pk: number for number, pk in enumerate(order)}
    loaded = load_items(Annotation.objects.filter(pk__in=order), user)
    record_looks(user, order)
    return sorted(loaded, key=lambda item: place[item.annotation.pk])


def decision_to_undo(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """Return the context of the decision that was just taken without JavaScript; None if the
    address names none of this moderator's."""
    try:
        decision = UUID(request.GET.get("settled", ""))
    except ValueError:
        return None
    taken = Decision.objects.filter(
        pk=decision, who=user.pk, seminar__in=seminars_moderated_by(user)
    ).first()
    if taken is None:
        return None
    # It may be gone by now, or no longer theirs to decide about.
    decidable = Annotation.objects.filter(decidable_by(user), pk=taken.annotation_id)
    facts = next(iter(load_case_facts(decidable, user)), None)
    if facts is None:
        return None
    taken.annotation = facts.annotation
    return outcome_context(taken, case_of(facts, user), user)


def outcome_context(decision: Decision, case: Case, user: User) -> dict[str, Any]:
    """Return the context of what replaces an item after this person's decision about this case.

    One query if sources were posted with the annotation, else none.
    """
    annotation = decision.annotation
    # The case may be older than the decision, so what it says of the last one is replaced.
    case = replace(
        case,
        state=state_of(annotation),
        decided_by_me=decision.who == user.pk,
        decided_from=State(decision.from_state) if decision.from_state else None,
        since_decision=timezone.now() - decision.at,
    )
    back = offered_undo(decision.step, case)
    # The table lets somebody else reinstate what this person removed, if there is somebody else.
    others = back is not None and back.step == Step.REINSTATE and case.other_moderator_exists
    # The sources posted with it for which the same step was recorded.
    along = decisions_of_same_step(decision).count() - 1 if case.brings_sources else 0
    return {
        "decision": decision,
        "annotation": annotation,
        "along": along,
        "back": None if others else back,
        "back_name": step_name(back.step) if back else "",
        "others": others,
    }


def decision_response(
    request: HttpRequest, user: User, decision: Decision, *, undone: bool
) -> HttpResponse:
    """Answer a decision in the queue: what was decided, and the next items if few are left."""
    only = _view_of_queue(request, user)
    if not getattr(request, "htmx", False):
        query = "&".join(filter(None, [only.query(), f"settled={decision.pk}"]))
        return redirect(f"{reverse('admin:annotations_annotation_queue')}?{query}#items")
    if undone:
        return item_response(request, user, decision.annotation_id, only)
    on_page = ids_on_page(request)
    more = [] if on_page is None else next_items(user, only, on_page)
    assert decision.case is not None  # it was just taken
    outcome = outcome_context(decision, decision.case, user)
    context = {**outcome, "items": more, **item_context(only)}
    return render(request, "moderation/decision_taken.html", context)


def ids_on_page(request: HttpRequest) -> tuple[UUID, ...] | None:
    """Return the annotations that are still on the page. The script sends them if few are left;
    None if it did not."""
    if "shown" not in request.POST:
        return None
    ids = []
    for each in request.POST["shown"].split(",")[:LONGEST_PAGE]:
        try:
            ids.append(UUID(each))
        except ValueError:
            continue
    return tuple(ids)


def item_response(
    request: HttpRequest,
    user: User,
    annotation: UUID,
    only: QueueFilter,
    *,
    status: int = 200,
    **refusal: Any,
) -> HttpResponse:
    """Answer with one item as it is now. `refusal` is the context of a refused decision."""
    (item,) = load_items(Annotation.objects.filter(pk=annotation), user)
    context = {"item": item, **item_context(only), **refusal}
    return render(request, "moderation/item.html", context, status=status)


def refusal_response(
    request: HttpRequest,
    user: User,
    annotation: UUID,
    form: DecisionForm,
    *,
    status: int,
    **refusal: Any,
) -> HttpResponse:
    """Answer a decision in the queue that was refused.

    The item comes back as it is now. If it does not wait any more, its place says why nothing was
    decided, the next items come if few are left, and what was typed is kept for its own page.
    """
    only = _view_of_queue(request, user)
    if status != CONFLICT or waiting_annotations(user, only).filter(pk=annotation).exists():
        return item_response(request, user, annotation, only, status=status, form=form, **refusal)
    typed = [form.data[name] for name in ("statement", "remark") if form.data.get(name)]
    if typed:
        form_recovery.save_form(request)
    on_page = ids_on_page(request)
    (item,) = load_items(Annotation.objects.filter(pk=annotation), user)
    context = {
        "item": item,
        "form": form,
        "typed": typed,
        "items": [] if on_page is None else next_items(user, only, on_page),
        **item_context(only),
        **refusal,
    }
    return render(request, "moderation/no_longer_waiting.html", context, status=status)


def _view_of_queue(request: HttpRequest, user: User) -> QueueFilter:
    """Return the filter of the queue from which a decision was sent."""
    place = QueryDict(request.POST.get("queue", ""))
    return queue_filter_from(
        place, list(seminars_moderated_by(user)) if place.get("seminar") else []
    )
