"""The queue in the admin: what needs a decision, each in its context, a page of them at once.

A decision goes to the same door as that of an annotation's own page (`deciding`). With the
script, the answer takes the item's place and brings further items when few are left, so that
the next one is always there already; without, the page comes back at the next item.
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

from annotations.margin.choices import Kind
from annotations.margin.composing import form_recovery
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import taken_together
from annotations.moderation.forms import DecisionForm
from annotations.moderation.models import Decision
from annotations.moderation.policy.case import State
from annotations.moderation.policy.offered_steps import undo_choice
from annotations.moderation.policy.steps import Step
from annotations.moderation.queries import case_of, with_facts
from annotations.moderation.queue.items import QueueItem, load_items
from annotations.moderation.queue.presence import delete_expired_looks_of, record_looks
from annotations.moderation.queue.queries import (
    QueueFilter,
    QueueOrder,
    WaitingReason,
    queue_filter_from,
    waiting_annotations,
    waiting_counts,
)
from annotations.people.models import User
from annotations.seminars.models import seminars_moderated_by

CONFLICT = 409
PAGE = 24
LONGEST_PAGE = 25


def moderation_queue(request: HttpRequest, user: User, site: AdminSite) -> HttpResponse:
    """What waits, with its filters."""
    seminars = list(seminars_moderated_by(user).order_by("name"))
    only = queue_filter_from(request.GET, seminars)
    counted = waiting_counts(user, only)
    delete_expired_looks_of(user)
    context = {
        **site.each_context(request),
        "title": "Moderation queue",
        "seminars": seminars,
        "only": only,
        "chips": reason_filters(only, counted),
        "orders": [(name, only.query(order=name), only.order == name) for name in QueueOrder],
        "kinds": [(kind, only.query(kind=kind.value), only.kind == kind) for kind in Kind],
        "any_kind": only.query(kind=""),
        "waiting": counted[only.why or "all"],
        "settled": decision_to_undo(request, user),
        "items": next_items(user, only, ()),
        **item_context(only),
    }
    return render(request, "moderation/queue.html", context)


def item_context(only: QueueFilter) -> dict[str, Any]:
    """What every item of the queue needs in its form."""
    return {"queue": only.query() or "all"}


def reason_filters(only: QueueFilter, counted: dict[str, int]) -> list[dict[str, Any]]:
    """The reasons to wait, as links with their numbers."""
    return [
        {
            "name": name.capitalize(),
            "query": only.query(why="" if name == "all" else name),
            "number": counted[name],
            "current": (only.why or "all") == name,
        }
        for name in ["all", *WaitingReason]
    ]


def next_items(user: User, only: QueueFilter, besides: tuple[UUID, ...]) -> list[QueueItem]:
    """The first of what waits, without those that are on the page already."""
    ids = (
        waiting_annotations(user, only).exclude(pk__in=besides).values_list("pk", flat=True)[:PAGE]
    )
    order = list(ids)
    place = {pk: number for number, pk in enumerate(order)}
    found = load_items(Annotation.objects.filter(pk__in=order), user)
    record_looks(user, order)
    return sorted(found, key=lambda item: place[item.annotation.pk])


def decision_to_undo(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """The decision just taken without the script, to be named and undone."""
    try:
        decision = UUID(request.GET.get("settled", ""))
    except ValueError:
        return None
    found = Decision.objects.filter(
        pk=decision, who=user.pk, seminar__in=seminars_moderated_by(user)
    )
    taken = found.first()
    if taken is None:
        return None
    taken.annotation = with_facts(Annotation.objects.filter(pk=taken.annotation_id), user).get()
    return outcome_context(taken, user)


def outcome_context(decision: Decision, user: User) -> dict[str, Any]:
    """What takes the place of an item that was settled by this person's decision, whose annotation
    came `with_facts` for them. No query."""
    annotation = decision.annotation
    # The facts may be older than the decision, which is the one that stands now.
    case = replace(
        case_of(annotation, user),
        decided_by_me=decision.who == user.pk,
        decided_from=State(decision.from_state) if decision.from_state else None,
        since_decision=timezone.now() - decision.at,
    )
    back = undo_choice(decision.step, case)
    # By the table, who removed it does not reinstate it where somebody else can.
    others = back is not None and back.step == Step.REINSTATE and case.other_moderator_exists
    # What followed it by decisions of its own.
    brings = vars(annotation).get("brings", True)
    along = taken_together(decision).count() - 1 if brings else 0
    return {
        "decision": decision,
        "annotation": annotation,
        "along": along,
        "back": None if others else back,
        "others": others,
    }


def decision_response(
    request: HttpRequest, user: User, decision: Decision, *, undone: bool
) -> HttpResponse:
    """After a decision in the queue: what was done, and what comes next."""
    only = _view_of_queue(request, user)
    if not getattr(request, "htmx", False):
        query = "&".join(filter(None, [only.query(), f"settled={decision.pk}"]))
        return redirect(f"{reverse('admin:annotations_annotation_queue')}?{query}#items")
    if undone:
        return item_response(request, user, decision.annotation_id, only)
    shown = ids_on_page(request)
    more = None if shown is None else next_items(user, only, shown)
    context = {**outcome_context(decision, user), "items": more or [], **item_context(only)}
    return render(request, "moderation/decision_taken.html", context)


def ids_on_page(request: HttpRequest) -> tuple[UUID, ...] | None:
    """The items that the page still has, told when few are left; None when there are enough."""
    if "shown" not in request.POST:
        return None
    found = []
    for each in request.POST["shown"].split(",")[:LONGEST_PAGE]:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return tuple(found)


def item_response(
    request: HttpRequest,
    user: User,
    annotation: UUID,
    only: QueueFilter,
    *,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    """One item as it is now, with what was said about the decision that did not happen."""
    (item,) = load_items(Annotation.objects.filter(pk=annotation), user)
    context = {"item": item, **item_context(only), **said}
    return render(request, "moderation/item.html", context, status=status)


def refusal_response(
    request: HttpRequest,
    user: User,
    annotation: UUID,
    form: DecisionForm,
    *,
    status: int,
    **said: Any,
) -> HttpResponse:
    """After a decision in the queue that was refused: the item as it is now; or, where somebody has
    settled it meanwhile, why nothing came of the decision, and what comes next. What was typed is
    then kept for the item's own page."""
    only = _view_of_queue(request, user)
    if status != CONFLICT or waiting_annotations(user, only).filter(pk=annotation).exists():
        return item_response(request, user, annotation, only, status=status, form=form, **said)
    typed = [form.data[name] for name in ("statement", "remark") if form.data.get(name)]
    if typed:
        form_recovery.keep(request)
    shown = ids_on_page(request)
    (item,) = load_items(Annotation.objects.filter(pk=annotation), user)
    context = {
        "item": item,
        "form": form,
        "typed": typed,
        "items": [] if shown is None else next_items(user, only, shown),
        **item_context(only),
        **said,
    }
    return render(request, "moderation/no_longer_waiting.html", context, status=status)


def _view_of_queue(request: HttpRequest, user: User) -> QueueFilter:
    """The view of the queue from which a decision was sent."""
    place = QueryDict(request.POST.get("queue", ""))
    return queue_filter_from(
        place, list(seminars_moderated_by(user)) if place.get("seminar") else []
    )
