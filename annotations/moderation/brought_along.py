"""What a counterpoint brought along: which of it follows a step, and how the two are parted.

A source follows a step taken with its counterpoint while it is tied to it and in the same state.
Back it follows only where it was led away in the same step: the decisions of one step share their
moment. Flags, appeals and edits stay each annotation's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from annotations.moderation.settling import UNCHANGED
from annotations.moderation.steps import Step
from annotations.people.models import User
from annotations.record import Verb, record
from annotations.sources.formatting import format_citation
from annotations.sources.knowledge import IN_A_THREAD
from annotations.sources.styles.fields import shorter

# More than a counterpoint can bring: at most a hundred works are attached at once.
MOST_BROUGHT = 100
AWAY = (Step.HIDE, Step.REMOVE, Step.WITHDRAW, Step.ERASE)


@dataclass(frozen=True)
class Brought:
    """A source that came with a counterpoint, as whoever decides sees it there."""

    annotation: Annotation
    # The work as it is printed in a thread: HTML.
    printed: str
    # It is in its counterpoint's state, so it follows a step taken with that.
    follows: bool

    @property
    def seen(self) -> str:
        """What a decision that it follows is bound to: its identifier and its version."""
        return f"{self.annotation.pk} {self.annotation.version}"


def followers(step: Step, annotation: Annotation) -> dict[UUID, int]:
    """The sources that follow this step, with their versions. At most one query, and none where
    nothing came with the annotation, which needs its facts (`queries.with_facts`)."""
    if not vars(annotation)["brings"] or step in UNCHANGED:
        return {}
    if step == Step.APPROVE and annotation.state != rules.PENDING:
        return {}  # an edit that waited concerns the annotation alone
    tied = tied_to(annotation).filter(state=annotation.state, visibility=annotation.visibility)
    if step == Step.RETURN:
        tied = tied.filter(withdrawn_at__gte=annotation.withdrawn_at)
    elif step not in (Step.APPROVE, *AWAY):
        moved = _moved_at(annotation.pk).values("at")[:1]
        tied = tied.annotate(moved_at=Subquery(_moved_at(OuterRef("pk")).values("at")[:1]))
        tied = tied.filter(moved_at=Subquery(moved))
    return dict(tied.order_by("pk").values_list("pk", "version"))


def tied_to(annotation: Annotation) -> QuerySet[Annotation]:
    """The sources that came with this annotation and were not parted from it."""
    return annotation.brought.filter(about=annotation)


def _moved_at(annotation: UUID | OuterRef) -> QuerySet[Decision]:
    """The decisions that changed an annotation's state, the latest first."""
    made = Decision.objects.filter(annotation=annotation).exclude(step__in=UNCHANGED)
    return made.order_by("-number")


def taken_together(decision: Decision) -> QuerySet[Decision]:
    """This decision and those about what followed it in the same step."""
    numbers = decision.number, decision.number + MOST_BROUGHT
    return Decision.objects.filter(
        seminar=decision.seminar_id, number__range=numbers, at=decision.at
    )


def part(annotation: Annotation, *, by: User | None) -> None:
    """Part an annotation from everything that came with it, so that each is decided about by
    itself from now on. The record keeps what they were parted from."""
    for source in tied_to(annotation).order_by("pk"):
        source.came_with = None
        source.save(update_fields=["came_with"])
        record(
            Verb.PARTED,
            by=by,
            seminar=source.seminar_id,
            reading=source.reading_id,
            subject=source.pk,
            came_with=str(annotation.pk),
        )


def brought_by(annotations: Collection[Annotation]) -> dict[UUID, list[Brought]]:
    """What each of these brought along and has not withdrawn or erased, for whoever decides. One
    query, and none where nothing came with any of them; they need their facts."""
    bringing = {each.pk: each for each in annotations if vars(each)["brings"]}
    found: dict[UUID, list[Brought]] = defaultdict(list)
    if not bringing:
        return found
    tied = Annotation.objects.filter(
        came_with__in=list(bringing), about=F("came_with"), state__in=rules.PRESENT
    )
    for source in tied.select_related("work").order_by("created_at", "pk"):
        assert source.came_with_id is not None
        main = bringing[source.came_with_id]
        follows = (source.state, source.visibility) == (main.state, main.visibility)
        printed = printed_of(source, main.reading.essay.language)
        found[main.pk].append(Brought(source, printed, follows))
    return found


def printed_of(source: Annotation, language: str) -> str:
    """The work that a source cites as a thread prints it, in HTML; "" where none is known."""
    if source.work is None:
        return ""
    shown = format_citation(shorter(source.work.csl, IN_A_THREAD), locale=language)
    return shown.linked(source.locator)
