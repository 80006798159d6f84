"""The numbers of a seminar's moderation, for everybody who may read the seminar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Seminar
from annotations.seminars.moderation_reasons import Reason
from annotations.vocabulary import AnnotationState

# The steps that authors take: they are no moderation.
AUTHOR_STEPS = [Step.WITHDRAW, Step.RETURN, Step.APPEAL]
REVERSALS = [Step.RESTORE, Step.REINSTATE, Step.TAKE_BACK]
#: The median waiting time is that of this many of the last decisions.
MEDIAN_OF_LAST = 500


@dataclass(frozen=True)
class StepCount:
    """How often a step was taken, and for which reasons."""

    # What was done, in the words that authors read.
    name: str
    number: int
    # How many of them the number of flags took, not a person.
    by_flags: int
    reasons: list[tuple[str, int]]


@dataclass(frozen=True)
class TransparencyReport:
    """The numbers of a seminar's moderation."""

    steps: list[StepCount]
    flags: list[tuple[str, int]]
    flagged: int
    open_flags: int
    reversals: int
    appeals: int
    upheld: int
    open_appeals: int
    # How long an annotation waited for its decision, in words; "" if nothing was decided.
    median: str
    # The end of the record; None if the record is empty.
    head: Head | None


def transparency_report(seminar: Seminar) -> TransparencyReport:
    """Return the numbers of one seminar. At most ten queries."""
    taken = Decision.objects.filter(seminar=seminar).exclude(step__in=AUTHOR_STEPS)
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
    """Yield each step that was taken under the name that authors read, in the order of `Step`."""
    counted = taken.order_by().values("step", "to_state", "reason", "who")
    rows = list(counted.annotate(number=Count("pk")))
    order = {step.value: place for place, step in enumerate(Step)}
    rows_by_name: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (order[row["step"]], row["to_state"])):
        name = str(Decision(step=row["step"], to_state=row["to_state"]).outcome)
        rows_by_name.setdefault(name, []).append(row)
    for name, rows_of_step in rows_by_name.items():
        reasons: dict[str, int] = {}
        for row in rows_of_step:
            if row["reason"]:
                label = seminar.reason_label(row["reason"])
                reasons[label] = reasons.get(label, 0) + row["number"]
        yield StepCount(
            name=name,
            number=sum(row["number"] for row in rows_of_step),
            by_flags=sum(row["number"] for row in rows_of_step if row["reason"] == Reason.FLAGS),
            reasons=sorted(reasons.items(), key=lambda each: (-each[1], each[0])),
        )


def _reason_counts(flags: QuerySet[Flag], seminar: Seminar) -> list[tuple[str, int]]:
    """Return each reason with how many flags gave it, the most frequent first."""
    rows = flags.order_by().values_list("reason").annotate(number=Count("pk"))
    return [(seminar.reason_label(reason), number) for reason, number in rows.order_by("-number")]


def _waiting_times(taken: QuerySet[Decision]) -> Iterator[timedelta]:
    """Yield how long each annotation had waited for a moderator's decision: since the first flag or
    appeal that the decision settled, or since it was posted."""
    by_people = (
        taken.exclude(who=None)
        .order_by("-number")
        .annotate(flagged=Min("settled_flags__at"), appealed=Min("answered_appeals__at"))
    )
    rows: Iterable[tuple[datetime, str, datetime, datetime | None, datetime | None]] = (
        by_people.values_list("at", "from_state", "annotation__created_at", "flagged", "appealed")[
            :MEDIAN_OF_LAST
        ]
    )
    for at, before, posted, flagged, appealed in rows:
        since = flagged or appealed or (posted if before == AnnotationState.PENDING else None)
        if since:
            yield max(at - since, timedelta())


def _median_in_words(waits: Iterator[timedelta]) -> str:
    """Return the median of these durations in words; "" if there are none."""
    seconds = [wait.total_seconds() for wait in waits]
    return duration_in_words(median(seconds)) if seconds else ""


def duration_in_words(seconds: float) -> str:
    """Return a duration in whole days, hours or minutes, whichever makes at least two."""
    if seconds >= 2 * 86_400:
        days = round(seconds / 86_400)
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if seconds >= 2 * 3_600:
        hours = round(seconds / 3_600)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if seconds >= 2 * 60:
        minutes = round(seconds / 60)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("less than two minutes")
