"""A selection of several annotations, and what one step would change in each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.arguments.models import Bearing
from annotations.margin.models import Annotation, Proposal
from annotations.moderation.decisions.brought_sources import (
    BroughtSource,
    brought_sources_of,
    following_sources,
    printed_work,
)
from annotations.moderation.policy.steps import Refused, Step, follow
from annotations.moderation.queries import CaseFacts, case_of, newest_text, state_of, version_of
from annotations.moderation.queue.labels import state_name
from annotations.moderation.queue.queue_item import with_state_names
from annotations.people.models import User
from annotations.seminars.models import Seminar

BROUGHT_CHANGED = gettext_lazy("What it brought along has changed since you were shown it.")
#: Stands for the reason while a step is only previewed.
REASON_CHOSEN_LATER = "-"


@dataclass(frozen=True)
class SelectedAnnotation:
    """An annotation with the version and the state that it had when it was selected.

    `brought` has the versions of the sources that a decision about it applies to as well, by
    identifier, once the page has shown them. A decision is refused if one of these changed.

    One value of the form holds all of this, because Django accepts at most a thousand values.
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
    """One annotation of the selection, and what the decision changes."""

    facts: CaseFacts
    selected: SelectedAnnotation
    # Its state before and after the decision.
    before: str
    after: str = ""
    # Why nothing changes; "" if something does.
    refused: str = ""
    # The sources posted with it that the decision applies to as well, before it is taken.
    following: list[BroughtSource] = field(default_factory=list)
    # How many of them there were, once it is taken.
    along: int = 0
    # The claim that it bears on, in its author's wording.
    claim: str = ""

    @property
    def annotation(self) -> Annotation:
        """The annotation that was selected."""
        return self.facts.annotation

    @property
    def before_name(self) -> str:
        """The state before the decision, in words."""
        return state_name(self.before)

    @property
    def after_name(self) -> str:
        """The state after the decision, in words."""
        return state_name(self.after)

    @property
    def following_with_states(self) -> list[tuple[BroughtSource, str]]:
        """The sources that the decision applies to as well, each with the name of its state."""
        return with_state_names(self.following)

    @property
    def text(self) -> Annotation | Proposal:
        """The edit that waits, else the annotation itself."""
        return newest_text(self.annotation)

    @property
    def printed(self) -> str:
        """The entry of the work that it cites, in HTML; "" if it cites none."""
        return printed_work(self.text, self.annotation.reading.essay.language)


def selected_now(annotation: Annotation) -> SelectedAnnotation:
    """Return an annotation with its present version and state."""
    return SelectedAnnotation(annotation.pk, version_of(annotation), state_of(annotation))


def parse_selected(item: str) -> SelectedAnnotation | None:
    """Return the selected annotation that a value of the form names; None if it names none."""
    try:
        identifier, version, state, *sources = item.split(" ")
        pairs = [each.split("=") for each in sources]
        brought = {UUID(pk): int(number) for pk, number in pairs}
        return SelectedAnnotation(UUID(identifier), int(version), state, brought)
    except ValueError:
        return None


def preview_step(
    facts: CaseFacts, selected: SelectedAnnotation, step: Step | None, user: User | None
) -> SelectionRow:
    """Return what a step, if one is chosen, would change in one annotation. No query."""
    case, annotation = case_of(facts, user), facts.annotation
    bearing: Bearing | None = getattr(annotation, "bearing", None)
    claim = bearing.wording if bearing else ""
    row = SelectionRow(facts, selected, str(case.state), claim=claim)
    if step is None:
        return row
    if (version_of(annotation), case.state) != (selected.version, selected.state):
        return replace(row, refused=_("It has changed since you selected it."))
    try:
        # The reason is asked for below the list, once for all rows.
        after = follow(step, replace(case, reason=REASON_CHOSEN_LATER))
    except Refused as problem:
        return replace(row, refused=problem.words)
    return replace(row, after=str(after))


def add_sources(rows: list[SelectionRow], step: Step, *, again: bool) -> list[SelectionRow]:
    """Add to each row the sources that the step applies to as well. At most two queries.

    A row whose annotation is such a source of another row changes with that one, even if the step
    is not open to it by itself. If the rows are shown `again`, a row is refused if the step applies
    to other sources than were shown before.
    """
    chosen = [row.facts for row in rows if not row.refused]
    following = following_sources(step, chosen)
    if again:
        rows = [
            replace(row, refused=str(BROUGHT_CHANGED))
            if not following[row.annotation.pk].items() <= row.selected.brought.items()
            else row
            for row in rows
        ]
    changing = [row for row in rows if not row.refused]
    sources = brought_sources_of([row.facts for row in changing if following[row.annotation.pk]])
    after = {pk: row.after for row in changing for pk in following[row.annotation.pk]}
    completed = []
    for row in rows:
        annotation = row.annotation
        if annotation.pk in after:
            row = replace(
                row, after=after[annotation.pk], refused="", selected=selected_now(annotation)
            )
        if not row.refused:
            ids = following[annotation.pk]
            shown = [each for each in sources[annotation.pk] if each.annotation.pk in ids]
            versions = {each.annotation.pk: each.annotation.version for each in shown}
            row = replace(row, following=shown, selected=replace(row.selected, brought=versions))
        completed.append(row)
    return completed


def reasons_in_common(seminars: list[Seminar]) -> list[tuple[str, str]]:
    """Return the reasons that each of these seminars offers."""
    lists = [seminar.offered_reasons for seminar in seminars]
    return [each for each in lists[0] if all(each in other for other in lists)] if lists else []
