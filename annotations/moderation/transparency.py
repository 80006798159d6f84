"""What a seminar's moderation has done, in numbers, for everybody who may read the seminar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Min, QuerySet

from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Seminar
from annotations.seminars.moderation_reasons import Reason

# Steps that their author takes are no moderation.
AUTHORS = [Step.WITHDRAW, Step.RETURN, Step.APPEAL]
REVERSALS = [Step.RESTORE, Step.REINSTATE, Step.TAKE_BACK]
#: The median is over as many of the last decisions.
LAST = 500


@dataclass(frozen=True)
class StepCount:
    """How often a step was taken, and for which reasons."""

    said: str
    number: int
    by_flags: int
    reasons: list[tuple[str, int]]


@dataclass(frozen=True)
class TransparencyReport:
    """What is told of a seminar's moderation."""

    steps: list[StepCount]
    flags: list[tuple[str, int]]
    flagged: int
    open_flags: int
    reversals: int
    appeals: int
    upheld: int
    open_appeals: int
    median: str
    head: Head | None


def transparency_report(seminar: Seminar) -> TransparencyReport:
    """The numbers of one seminar. At most ten queries."""
    taken = Decision.objects.filter(seminar=seminar).exclude(step__in=AUTHORS)
    flags = Flag.objects.filter(seminar=seminar)
    appeals = Appeal.objects.filter(seminar=seminar)
    return TransparencyReport(
        steps=list(_step_counts(taken, seminar)),
        flags=_reason_counts(flags, seminar),
        flagged=flags.count(),
        open_flags=flags.filter(settled_by=None).count(),
        reversals=taken.filter(step__in=REVERSALS).count(),
        appeals=appeals.count(),
        upheld=appeals.filter(answered_by__step=Step.UPHOLD).count(),
        open_appeals=appeals.filter(answered_by=None).count(),
        median=_median_in_words(_waiting_times(taken)),
        head=Head.objects.filter(seminar=seminar, number__gt=0).first(),
    )


def _step_counts(taken: QuerySet[Decision], seminar: Seminar) -> Iterator[StepCount]:
    """Each step that was taken, as its authors were told of it, in the table's order."""
    counted = taken.order_by().values("step", "to_state", "reason", "who")
    rows = list(counted.annotate(number=Count("pk")))
    order = {step.value: place for place, step in enumerate(Step)}
    said: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (order[row["step"]], row["to_state"])):
        told = Decision(step=row["step"], to_state=row["to_state"]).said
        said.setdefault(told, []).append(row)
    for told, mine in said.items():
        reasons: dict[str, int] = {}
        for row in mine:
            if row["reason"]:
                label = seminar.reason_label(row["reason"])
                reasons[label] = reasons.get(label, 0) + row["number"]
        yield StepCount(
            said=told,
            number=sum(row["number"] for row in mine),
            by_flags=sum(row["number"] for row in mine if row["reason"] == Reason.FLAGS),
            reasons=sorted(reasons.items(), key=lambda each: (-each[1], each[0])),
        )


def _reason_counts(flags: QuerySet[Flag], seminar: Seminar) -> list[tuple[str, int]]:
    rows = flags.order_by().values_list("reason").annotate(number=Count("pk"))
    return [(seminar.reason_label(reason), number) for reason, number in rows.order_by("-number")]


def _waiting_times(taken: QuerySet[Decision]) -> Iterator[timedelta]:
    """How long what a moderator decided had waited: since the first flag or appeal that the
    decision answered, or since it was posted."""
    by_people = (
        taken.exclude(who=None)
        .order_by("-number")
        .annotate(flagged=Min("settled_flags__at"), appealed=Min("answered_appeals__at"))
    )
    rows: Iterable[tuple[datetime, str, datetime, datetime | None, datetime | None]] = (
        by_people.values_list("at", "from_state", "annotation__created_at", "flagged", "appealed")[
            :LAST
        ]
    )
    for at, before, posted, flagged, appealed in rows:
        since = flagged or appealed or (posted if before == "pending" else None)
        if since:
            yield max(at - since, timedelta())


def _median_in_words(waits: Iterator[timedelta]) -> str:
    found = [wait.total_seconds() for wait in waits]
    return duration_in_words(median(found)) if found else ""


def duration_in_words(seconds: float) -> str:
    """A stretch of time as one would say it."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}s"
    return "less than two minutes"
