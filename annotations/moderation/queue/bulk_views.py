"""One decision about several annotations: it says what would change before anything does, and
afterwards what was refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from annotations.arguments.models import Bearing
from annotations.margin.models import Annotation, Proposal
from annotations.moderation.actions import Conflict, take
from annotations.moderation.decisions.brought_sources import (
    Brought,
    brought_by,
    followers,
    printed_of,
    taken_together,
)
from annotations.moderation.forms import DecisionForm
from annotations.moderation.policy.offered_steps import CALLED, Choice, choice
from annotations.moderation.policy.steps import Refused, Step, allowed, follow
from annotations.moderation.queries import (
    case_of,
    newest_text,
    state_of,
    version_of,
    with_facts,
)
from annotations.people.models import User
from annotations.people.visitors import account_of, signed_in_account
from annotations.seminars.models import Seminar

MOST = 200
BROUGHT_CHANGED = "What it brought along has changed since you were shown it."
STEPS = [step for step in CALLED if step not in (Step.ERASE, Step.REOPEN_APPEAL)]


@dataclass(frozen=True)
class SelectedAnnotation:
    """An annotation as it was when it was selected, and the versions of the sources that follow
    it, by identifier, once the page has shown them: what a decision about it is bound to.

    One value of the form holds all of it, because a request has at most a thousand.
    """

    id: UUID
    version: int
    state: str
    brought: Mapping[UUID, int] = field(default_factory=dict)

    def __str__(self) -> str:
        brought = [f"{pk}={version}" for pk, version in self.brought.items()]
        return " ".join([str(self.id), str(self.version), self.state, *brought])


@dataclass(frozen=True)
class SelectionRow:
    """One of the selected, and what becomes of it."""

    annotation: Annotation
    seen: SelectedAnnotation
    before: str
    after: str = ""
    refused: str = ""
    # The sources that came with it and follow, where they are shown.
    following: list[Brought] = field(default_factory=list)
    # How many of them followed, once it is decided.
    along: int = 0
    # The claim that it bears on, as its author words it.
    claim: str = ""

    @property
    def text(self) -> Annotation | Proposal:
        """What it says, or what its edit says where one waits."""
        return newest_text(self.annotation)

    @property
    def printed(self) -> str:
        """The entry of the work that it cites, in HTML; "" where it cites none."""
        return printed_of(self.text, self.annotation.reading.essay.language)


def start_selection(
    request: HttpRequest, chosen: QuerySet[Annotation], site: AdminSite
) -> HttpResponse:
    """The selection as it is now, with the steps that are open to some of it."""
    seen = [_select(annotation) for annotation in chosen.select_related("proposal")[:MOST]]
    return _selection_page(request, chosen, site, seen)


def _select(annotation: Annotation) -> SelectedAnnotation:
    return SelectedAnnotation(annotation.pk, version_of(annotation), state_of(annotation))


def decide_about_selection(
    request: HttpRequest, visible: QuerySet[Annotation], site: AdminSite
) -> HttpResponse:
    """Show what a step would change, or take it."""
    seen = [each for each in map(_parse_selected, request.POST.getlist("item")[:MOST]) if each]
    form = DecisionForm(request.POST)
    if "confirmed" not in request.POST:
        return _selection_page(request, visible, site, seen, form)
    if not form.is_valid():
        return _selection_page(request, visible, site, seen, form, status=422)
    step = Step(form.cleaned_data["step"])
    if choice(step).needs_reason and not form.cleaned_data["reason"]:
        form.add_error("reason", "Please choose a reason.")
        return _selection_page(request, visible, site, seen, form, status=422)
    return _decide_and_report(request, visible, site, seen, form, signed_in_account(request.user))


def _parse_selected(item: str) -> SelectedAnnotation | None:
    try:
        identifier, version, state, *sources = item.split(" ")
        pairs = [each.split("=") for each in sources]
        brought = {UUID(pk): int(number) for pk, number in pairs}
        return SelectedAnnotation(UUID(identifier), int(version), state, brought)
    except ValueError:
        return None


def _selection_page(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    seen: list[SelectedAnnotation],
    form: DecisionForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """What the selection is, and with a step chosen, exactly what it would change."""
    user = account_of(request.user)
    found = _visible_selection(visible, seen, user)
    step = _chosen_step(form)
    lines = [_preview(annotation, each, step, user) for each, annotation in found]
    if step is not None:
        lines = _with_followers(lines, step, again="confirmed" in request.POST)
    context = {
        **_shared_context(site, request, lines),
        "steps": _offered_steps(found, user) if step is None else [],
        "step": choice(step) if step else None,
        "form": form,
        "changing": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "offered": reasons_in_common(
            [line.annotation.seminar for line in lines if not line.refused]
        ),
    }
    return render(request, "moderation/selection.html", context, status=status)


def _shared_context(
    site: AdminSite, request: HttpRequest, lines: list[SelectionRow]
) -> dict[str, Any]:
    """What both pages need; the way back from what one author wrote leads to the list of it."""
    back = reverse("admin:annotations_annotation_changelist")
    authors = {line.annotation.author_id for line in lines}
    return {
        **site.each_context(request),
        "title": "Decide about the selected",
        "back": f"{back}?author={authors.pop()}" if len(authors) == 1 else back,
        "most": MOST,
    }


def reasons_in_common(seminars: list[Seminar]) -> list[tuple[str, str]]:
    """The reasons that are on the list of each of these seminars."""
    lists = [seminar.offered_reasons for seminar in seminars]
    return [each for each in lists[0] if all(each in other for other in lists)] if lists else []


def _chosen_step(form: DecisionForm | None) -> Step | None:
    asked = form.data.get("step", "") if form else ""
    return Step(asked) if asked in STEPS else None


def _visible_selection(
    visible: QuerySet[Annotation], seen: list[SelectedAnnotation], user: User | None
) -> list[tuple[SelectedAnnotation, Annotation]]:
    """Those of the selection that this moderator may see, in the order selected."""
    ids = [each.id for each in seen]
    own = Annotation.objects.filter(pk__in=visible.filter(pk__in=ids).values("pk"))
    found = with_facts(own, user).select_related(
        "seminar", "reading__essay", "work", "proposal__work", "bearing"
    )
    here = {annotation.pk: annotation for annotation in found}
    return [(each, here[each.id]) for each in seen if each.id in here]


def _offered_steps(
    found: list[tuple[SelectedAnnotation, Annotation]], user: User | None
) -> list[tuple[Choice, int]]:
    """The steps that some of the selection is open to, with how many."""
    cases = [allowed(case_of(annotation, user)) for _, annotation in found]
    counted = [(choice(step), sum(step in each for each in cases)) for step in STEPS]
    return [(each, number) for each, number in counted if number]


def _with_followers(lines: list[SelectionRow], step: Step, *, again: bool) -> list[SelectionRow]:
    """These lines, each with the sources that follow it as they are now. A line that follows
    another of them changes with that, also where the table would refuse it by itself. Shown
    `again`, one is refused where other sources follow than were shown before. At most two
    queries."""
    chosen = [line.annotation for line in lines if not line.refused]
    following = followers(step, chosen)
    if again:
        lines = [
            replace(line, refused=BROUGHT_CHANGED)
            if not following[line.annotation.pk].items() <= line.seen.brought.items()
            else line
            for line in lines
        ]
    changing = [line for line in lines if not line.refused]
    sources = brought_by([line.annotation for line in changing if following[line.annotation.pk]])
    after = {pk: line.after for line in changing for pk in following[line.annotation.pk]}
    told = []
    for line in lines:
        annotation = line.annotation
        if annotation.pk in after:
            line = replace(line, after=after[annotation.pk], refused="", seen=_select(annotation))
        if not line.refused:
            named = following[annotation.pk]
            shown = [each for each in sources[annotation.pk] if each.annotation.pk in named]
            versions = {each.annotation.pk: each.annotation.version for each in shown}
            line = replace(line, following=shown, seen=replace(line.seen, brought=versions))
        told.append(line)
    return told


def _preview(
    annotation: Annotation, seen: SelectedAnnotation, step: Step | None, user: User | None
) -> SelectionRow:
    case = case_of(annotation, user)
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    claim = bearing.wording if bearing else ""
    line = SelectionRow(annotation, seen, str(case.state), claim=claim)
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


def _decide_and_report(
    request: HttpRequest,
    visible: QuerySet[Annotation],
    site: AdminSite,
    seen: list[SelectedAnnotation],
    form: DecisionForm,
    user: User,
) -> HttpResponse:
    """Take the step with each, one by one, and say what came of it."""
    step = Step(form.cleaned_data["step"])
    lines = []
    # What came with another of them after that, so that it follows it.
    for each, annotation in sorted(
        _visible_selection(visible, seen, user), key=lambda pair: pair[1].depth
    ):
        line = SelectionRow(annotation, each, each.state)
        lines.append(_decide_row(line, each, step, form, user))
    context = {
        **_shared_context(site, request, lines),
        "title": "What was decided",
        "step": choice(step),
        "done": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "missing": len(seen) - len(lines),
    }
    return render(request, "moderation/selection_decided.html", context)


def _decide_row(
    line: SelectionRow, seen: SelectedAnnotation, step: Step, form: DecisionForm, user: User
) -> SelectionRow:
    said = {name: form.cleaned_data[name] for name in ("reason", "statement", "remark")}
    try:
        decision = take(
            step,
            line.annotation,
            by=user,
            version=seen.version,
            state=seen.state,
            brought=seen.brought,
            listed=True,
            **said,
        )
    except Conflict as changed:
        if changed.busy:
            return replace(line, refused=changed.words)
        if changed.brought:
            return replace(line, refused=BROUGHT_CHANGED)
        who = f" by {changed.last.who_label}" if changed.last else ""
        now = state_of(changed.annotation)
        return replace(line, refused=f"It changed meanwhile{who}: it is {now} now.")
    except Refused as problem:
        return replace(line, refused=problem.words)
    assert decision is not None
    brings = vars(line.annotation)["brings"]
    along = taken_together(decision).count() - 1 if brings else 0
    return replace(line, after=decision.to_state, along=along)
