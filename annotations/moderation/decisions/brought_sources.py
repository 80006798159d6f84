"""The sources that were posted with a counterpoint: which of them follow a step taken with it, and
how they are detached.

A source follows a step taken with its counterpoint while it is attached to it and in the same
state. It follows a step back only if it came to its state by the same step as its counterpoint:
the decisions of one step have the same time. Flags, appeals and edits stay each annotation's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from annotations.activity import Verb, record
from annotations.margin import rules
from annotations.margin.bibliographic_entries import entry_from_text
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation, Proposal
from annotations.moderation.decisions.effects import STATE_KEEPING_STEPS
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.moderation.queries import CaseFacts
from annotations.people.models import User
from annotations.seals import update_row
from annotations.sources.completeness import THREAD_TITLE_LENGTH
from annotations.sources.formatting import format_citation
from annotations.sources.styles.fields import with_short_title

# As many sources as a counterpoint can bring along.
MOST_BROUGHT = ComposerForm.most_works
HIDING_STEPS = (Step.HIDE, Step.REMOVE, Step.WITHDRAW, Step.ERASE)
# A source whose state and visibility are those of its counterpoint.
SAME_STATE = Q(state=F("came_with__state"), visibility=F("came_with__visibility"))


@dataclass(frozen=True)
class BroughtSource:
    """A source that came with a counterpoint, as it is shown to whoever decides."""

    annotation: Annotation
    # The work as it is printed in a thread: HTML.
    printed: str
    # It is in its counterpoint's state, so it follows a step taken with that.
    follows: bool

    @property
    def seen(self) -> str:
        """Its identifier and version: a decision that it follows is refused if they change."""
        return f"{self.annotation.pk} {self.annotation.version}"


def following_sources(step: Step, cases: Collection[CaseFacts]) -> dict[UUID, dict[UUID, int]]:
    """Return by annotation the sources that follow this step taken with it, with their versions.
    At most one query, and none if nothing came with any of them."""
    following: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    bringing = [each.annotation.pk for each in cases if each.brings_sources]
    if not bringing or step in STATE_KEEPING_STEPS:
        return following
    tied = Annotation.objects.filter(came_with__in=bringing, about=F("came_with")).filter(
        SAME_STATE
    )
    if step == Step.APPROVE:  # of an edit that waited, nothing follows
        tied = tied.filter(state=rules.PENDING)
    elif step == Step.RETURN:
        tied = tied.filter(withdrawn_at__gte=F("came_with__withdrawn_at"))
    elif step not in HIDING_STEPS:
        tied = tied.alias(moved_at=_moved_at("pk")).filter(moved_at=_moved_at("came_with"))
    for source in tied.order_by("pk").only("pk", "came_with", "version"):
        assert source.came_with_id is not None
        following[source.came_with_id][source.pk] = source.version
    return following


def attached_sources(annotation: Annotation) -> QuerySet[Annotation]:
    """Return the sources that came with this annotation and were not detached since."""
    return annotation.brought.filter(about=annotation)


def _moved_at(annotation: str) -> Subquery:
    """Return when the annotation that this field names was given its present state by a decision,
    as a sub-query."""
    made = Decision.objects.filter(annotation=OuterRef(annotation)).exclude(
        step__in=STATE_KEEPING_STEPS
    )
    return Subquery(made.order_by("-number").values("at")[:1])


def decisions_of_same_step(decision: Decision) -> QuerySet[Decision]:
    """Return this decision and those about the sources that followed it."""
    numbers = decision.number, decision.number + MOST_BROUGHT
    return Decision.objects.filter(
        seminar=decision.seminar_id, number__range=numbers, at=decision.at
    )


def detach_sources(annotation: Annotation, *, by: User | None) -> None:
    """Detach the sources that came with an annotation, so that each is decided about by itself
    from now on. The record says what they were detached from."""
    for source in attached_sources(annotation).order_by("pk"):
        update_row(source, came_with=None)
        record(Verb.PARTED, source, by=by, came_with=str(annotation.pk))


def brought_sources_of(cases: Collection[CaseFacts]) -> dict[UUID, list[BroughtSource]]:
    """Return by annotation the sources that came with it and are neither withdrawn nor erased. One
    query, and none if nothing came with any of them."""
    bringing = {each.annotation.pk: each.annotation for each in cases if each.brings_sources}
    brought: dict[UUID, list[BroughtSource]] = defaultdict(list)
    if not bringing:
        return brought
    tied = Annotation.objects.filter(
        came_with__in=list(bringing), about=F("came_with"), state__in=rules.PRESENT
    )
    for source in tied.select_related("work").order_by("created_at", "pk"):
        assert source.came_with_id is not None
        main = bringing[source.came_with_id]
        follows = (source.state, source.visibility) == (main.state, main.visibility)
        printed = printed_work(source, main.reading.essay.language)
        brought[main.pk].append(BroughtSource(source, printed, follows))
    return brought


def printed_work(source: Annotation | Proposal, language: str) -> str:
    """Return the work that a source, or an edit of it, cites, in HTML as threads print it; "" if
    no work is known."""
    if source.work is None:
        return ""
    csl = entry_from_text(source, source.work).csl
    shown = format_citation(with_short_title(csl, THREAD_TITLE_LENGTH), locale=language)
    return shown.linked(source.locator)
