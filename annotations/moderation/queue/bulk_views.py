"""One decision about several annotations. Before it, the page shows what would change; after it,
what was decided and what was refused, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.margin.models import Annotation
from annotations.moderation.actions import Conflict, take_step
from annotations.moderation.decisions.brought_sources import decisions_of_same_step
from annotations.moderation.forms import DecisionForm
from annotations.moderation.policy.offered_steps import STEP_LABELS, OfferedStep, offered_step
from annotations.moderation.policy.steps import Refused, Step, allowed_steps
from annotations.moderation.queries import CaseFacts, case_of, load_case_facts, state_of
from annotations.moderation.queue.labels import state_name
from annotations.moderation.queue.selection import (
    BROUGHT_CHANGED,
    SelectedAnnotation,
    SelectionRow,
    add_sources,
    parse_selected,
    preview_step,
    reasons_in_common,
    selected_now,
)
from annotations.people.models import User
from annotations.people.visitors import account_of, signed_in_account

MAX_SELECTED = 200
STEPS = [step for step in STEP_LABELS if step not in (Step.ERASE, Step.REOPEN_APPEAL)]


def start_selection(
    request: HttpRequest, chosen: QuerySet[Annotation], site: AdminSite
) -> HttpResponse:
    """Show the chosen annotations, with the steps that are open to some of them."""
    selection = [
        selected_now(annotation) for annotation in chosen.select_related("proposal")[:MAX_SELECTED]
    ]
    return _selection_page(request, chosen, site, selection)


def decide_about_selection(
    request: HttpRequest, visible: QuerySet[Annotation], site: AdminSite
) -> HttpResponse:
    """Show what a step would change; take it if the form confirms that."""
    selection = [
        each for each in map(parse_selected, request.POST.getlist("item")[:MAX_SELECTED]) if each
    ]
    form = DecisionForm(request.POST)
    if "confirmed" not in request.POST:
        return _selection_page(request, visible, site, selection, form)
    if not form.is_valid():
        return _selection_page(request, visible, site, selection, form, status=422)
    step = Step(form.cleaned_data["step"])
    if offered_step(step).needs_reason and not form.cleaned_data["reason"]:
        form.add_error("reason", _("Please choose a reason."))
        return _selection_page(request, visible, site, selection, form, status=422)
    return _decide_and_report(
        request, visible, site, selection, form, signed_in_account(request.user)
    )


def _selection_page(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    selection: list[SelectedAnnotation],
    form: DecisionForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the selection; if a step is chosen, what it would change."""
    user = account_of(request.user)
    pairs = _visible_selection(visible, selection, user)
    step = _chosen_step(form)
    rows = [preview_step(facts, each, step, user) for each, facts in pairs]
    if step is not None:
        rows = add_sources(rows, step, again="confirmed" in request.POST)
    context = {
        **_shared_context(site, request, rows),
        "steps": _offered_steps(pairs, user) if step is None else [],
        "step": offered_step(step) if step else None,
        "form": form,
        "changing": [row for row in rows if not row.refused],
        "refused": [row for row in rows if row.refused],
        "offered": reasons_in_common([row.annotation.seminar for row in rows if not row.refused]),
    }
    return render(request, "moderation/selection.html", context, status=status)


def _shared_context(
    site: AdminSite, request: HttpRequest, rows: list[SelectionRow]
) -> dict[str, Any]:
    """Return what both pages need. The link back from one author's annotations leads to their list
    again."""
    back = reverse("admin:annotations_annotation_changelist")
    authors = {row.annotation.author_id for row in rows}
    return {
        **site.each_context(request),
        "title": _("Decide about the selected"),
        "back": f"{back}?author={authors.pop()}" if len(authors) == 1 else back,
        "most": MAX_SELECTED,
    }


def _chosen_step(form: DecisionForm | None) -> Step | None:
    """Return the step that the form names; None if it names none that is offered here."""
    asked = form.data.get("step", "") if form else ""
    return Step(asked) if asked in STEPS else None


def _visible_selection(
    visible: QuerySet[Annotation], selection: list[SelectedAnnotation], user: User | None
) -> list[tuple[SelectedAnnotation, CaseFacts]]:
    """Return the annotations of the selection that this moderator may see, in its order."""
    ids = [each.id for each in selection]
    own = Annotation.objects.filter(pk__in=visible.filter(pk__in=ids).values("pk"))
    cases = load_case_facts(own.select_related("work", "proposal__work", "bearing"), user)
    here = {facts.annotation.pk: facts for facts in cases}
    return [(each, here[each.id]) for each in selection if each.id in here]


def _offered_steps(
    pairs: list[tuple[SelectedAnnotation, CaseFacts]], user: User | None
) -> list[tuple[OfferedStep, int]]:
    """Return the steps that are open to some of the selection, with how many they are open to."""
    cases = [allowed_steps(case_of(facts, user)) for _selected, facts in pairs]
    counted = [(offered_step(step), sum(step in each for each in cases)) for step in STEPS]
    return [(each, number) for each, number in counted if number]


def _decide_and_report(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    selection: list[SelectedAnnotation],
    form: DecisionForm,
    user: User,
) -> HttpResponse:
    """Take the step with each annotation of the selection, and show which ones were refused."""
    step = Step(form.cleaned_data["step"])
    rows = []
    # Counterpoints before the sources posted with them, to which the step then applies as well.
    pairs = _visible_selection(visible, selection, user)
    for each, facts in sorted(pairs, key=lambda pair: pair[1].annotation.depth):
        row = SelectionRow(facts, each, each.state)
        rows.append(_decide_row(row, each, step, form, user))
    context = {
        **_shared_context(site, request, rows),
        "title": _("What was decided"),
        "step": offered_step(step),
        "done": [row for row in rows if not row.refused],
        "refused": [row for row in rows if row.refused],
        "missing": len(selection) - len(rows),
    }
    return render(request, "moderation/selection_decided.html", context)


def _decide_row(
    row: SelectionRow, selected: SelectedAnnotation, step: Step, form: DecisionForm, user: User
) -> SelectionRow:
    """Take the step with one annotation; return its new state, or why the step was refused."""
    words = {name: form.cleaned_data[name] for name in ("reason", "statement", "remark")}
    try:
        decision = take_step(
            step,
            row.annotation,
            by=user,
            version=selected.version,
            state=selected.state,
            brought=selected.brought,
            listed=True,
            **words,
        )
    except Conflict as changed:
        if changed.brought:
            return replace(row, refused=str(BROUGHT_CHANGED))
        return replace(row, refused=_changed_meanwhile(changed))
    except Refused as problem:
        return replace(row, refused=problem.words)
    assert decision is not None
    brings = row.facts.brings_sources
    along = decisions_of_same_step(decision).count() - 1 if brings else 0
    return replace(row, after=decision.to_state, along=along)


def _changed_meanwhile(conflict: Conflict) -> str:
    """Return the sentence about an annotation that was changed since it was selected."""
    values = {"state": state_name(state_of(conflict.annotation))}
    if conflict.last is None:
        return _("It changed meanwhile: it is %(state)s now.") % values
    values["moderator"] = conflict.last.decider
    return _("It changed meanwhile by %(moderator)s: it is %(state)s now.") % values
