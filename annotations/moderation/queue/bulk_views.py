"""One decision about several annotations: it says what would change before anything does, and
afterwards what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from annotations.arguments.models import Bearing
from annotations.margin.models import Annotation
from annotations.moderation.actions import Conflict, take
from annotations.moderation.decisions.brought_sources import followers, taken_together
from annotations.moderation.forms import DecisionForm
from annotations.moderation.policy.offered_steps import CALLED, Choice, choice
from annotations.moderation.policy.steps import Refused, Step, allowed, follow
from annotations.moderation.queries import case_of, state_of, version_of, with_facts
from annotations.people.models import User
from annotations.people.visitors import account_of, signed_in_account
from annotations.seminars.models import Seminar

MOST = 200
STEPS = [step for step in CALLED if step not in (Step.ERASE, Step.REOPEN_APPEAL)]


@dataclass(frozen=True)
class Seen:
    """An annotation as it was when it was selected: what a decision about it is bound to."""

    id: UUID
    version: int
    state: str

    def __str__(self) -> str:
        return f"{self.id} {self.version} {self.state}"


@dataclass(frozen=True)
class Line:
    """One of the selected, and what becomes of it."""

    annotation: Annotation
    seen: str
    before: str
    after: str = ""
    refused: str = ""
    # How many sources that came with it and were not selected follow.
    along: int = 0
    # The claim that it bears on, as its author words it.
    claim: str = ""


def begin(request: HttpRequest, chosen: QuerySet[Annotation], site: AdminSite) -> HttpResponse:
    """The selection as it is now, with the steps that are open to some of it."""
    seen = [
        Seen(annotation.pk, version_of(annotation), state_of(annotation))
        for annotation in chosen.select_related("proposal")[:MOST]
    ]
    return _page(request, chosen, site, seen)


def selected(request: HttpRequest, visible: QuerySet[Annotation], site: AdminSite) -> HttpResponse:
    """Show what a step would change, or take it."""
    seen = [each for each in map(_read, request.POST.getlist("item")[:MOST]) if each]
    form = DecisionForm(request.POST)
    if "confirmed" not in request.POST:
        return _page(request, visible, site, seen, form)
    if not form.is_valid():
        return _page(request, visible, site, seen, form, status=422)
    step = Step(form.cleaned_data["step"])
    if choice(step).needs_reason and not form.cleaned_data["reason"]:
        form.add_error("reason", "Please choose a reason.")
        return _page(request, visible, site, seen, form, status=422)
    return _report(request, visible, site, seen, form, signed_in_account(request.user))


def _read(item: str) -> Seen | None:
    try:
        identifier, version, state = item.split(" ")
        return Seen(UUID(identifier), int(version), state)
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    seen: list[Seen],
    form: DecisionForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """What the selection is, and with a step chosen, exactly what it would change."""
    user = account_of(request.user)
    found = _found(visible, seen, user)
    step = _step(form)
    lines = _with_followers(
        [_foreseen(annotation, each, step, user) for each, annotation in found], step
    )
    context = {
        **_context(site, request, lines),
        "steps": _steps(found, user) if step is None else [],
        "step": choice(step) if step else None,
        "form": form,
        "changing": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "offered": in_common([line.annotation.seminar for line in lines if not line.refused]),
    }
    return render(request, "moderation/selected.html", context, status=status)


def _context(site: AdminSite, request: HttpRequest, lines: list[Line]) -> dict[str, Any]:
    """What both pages need; the way back from what one author wrote leads to the list of it."""
    back = reverse("admin:annotations_annotation_changelist")
    authors = {line.annotation.author_id for line in lines}
    return {
        **site.each_context(request),
        "title": "Decide about the selected",
        "back": f"{back}?author={authors.pop()}" if len(authors) == 1 else back,
        "most": MOST,
    }


def in_common(seminars: list[Seminar]) -> list[tuple[str, str]]:
    """The reasons that are on the list of each of these seminars."""
    lists = [seminar.offered_reasons for seminar in seminars]
    return [each for each in lists[0] if all(each in other for other in lists)] if lists else []


def _step(form: DecisionForm | None) -> Step | None:
    asked = form.data.get("step", "") if form else ""
    return Step(asked) if asked in STEPS else None


def _found(
    visible: QuerySet[Annotation], seen: list[Seen], user: User | None
) -> list[tuple[Seen, Annotation]]:
    """Those of the selection that this moderator may see, in the order selected."""
    ids = [each.id for each in seen]
    own = Annotation.objects.filter(pk__in=visible.filter(pk__in=ids).values("pk"))
    found = with_facts(own, user).select_related("seminar", "reading__essay", "bearing")
    here = {annotation.pk: annotation for annotation in found}
    return [(each, here[each.id]) for each in seen if each.id in here]


def _steps(found: list[tuple[Seen, Annotation]], user: User | None) -> list[tuple[Choice, int]]:
    """The steps that some of the selection is open to, with how many."""
    cases = [allowed(case_of(annotation, user)) for _, annotation in found]
    counted = [(choice(step), sum(step in each for each in cases)) for step in STEPS]
    return [(each, number) for each, number in counted if number]


def _with_followers(lines: list[Line], step: Step | None) -> list[Line]:
    """These lines, each with how much else follows it; one that follows another of them changes
    with that, also where the table would refuse it by itself."""
    if step is None:
        return lines
    following = followers(step, [line.annotation for line in lines if not line.refused])
    selected = {line.annotation.pk for line in lines}
    after = {pk: line.after for line in lines for pk in following[line.annotation.pk]}
    told = []
    for line in lines:
        pk = line.annotation.pk
        if pk in after:
            line = replace(line, after=after[pk], refused="")
        told.append(replace(line, along=len(following[pk].keys() - selected)))
    return told


def _foreseen(annotation: Annotation, seen: Seen, step: Step | None, user: User | None) -> Line:
    case = case_of(annotation, user)
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    claim = bearing.wording if bearing else ""
    line = Line(annotation, str(seen), str(case.state), claim=claim)
    if step is None:
        return line
    if (version_of(annotation), case.state) != (seen.version, seen.state):
        return replace(line, refused="It has changed since you selected it.")
    try:
        # a reason is asked for below the list, once for all
        after = follow(step, replace(case, reason="to come"))
    except Refused as problem:
        return replace(line, refused=problem.words)
    return replace(line, after=str(after))


def _report(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    seen: list[Seen],
    form: DecisionForm,
    user: User,
) -> HttpResponse:
    """Take the step with each, one by one, and say what came of it."""
    step = Step(form.cleaned_data["step"])
    lines = []
    # What came with another of them after that, so that it follows it.
    for each, annotation in sorted(_found(visible, seen, user), key=lambda pair: pair[1].depth):
        line = Line(annotation, str(each), each.state)
        lines.append(_taken(line, each, step, form, user))
    context = {
        **_context(site, request, lines),
        "title": "What was decided",
        "step": choice(step),
        "done": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "missing": len(seen) - len(lines),
    }
    return render(request, "moderation/decided.html", context)


def _taken(line: Line, seen: Seen, step: Step, form: DecisionForm, user: User) -> Line:
    said = {name: form.cleaned_data[name] for name in ("reason", "statement", "remark")}
    try:
        decision = take(
            step,
            line.annotation,
            by=user,
            version=seen.version,
            state=seen.state,
            listed=True,
            **said,
        )
    except Conflict as changed:
        if changed.busy:
            return replace(line, refused=changed.words)
        who = f" by {changed.last.who_label}" if changed.last else ""
        now = state_of(changed.annotation)
        return replace(line, refused=f"It changed meanwhile{who}: it is {now} now.")
    except Refused as problem:
        return replace(line, refused=problem.words)
    assert decision is not None
    brings = vars(line.annotation)["brings"]
    along = taken_together(decision).count() - 1 if brings else 0
    return replace(line, after=decision.to_state, along=along)
