"""Which annotations wait for a moderator's decision, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, Proposal
from annotations.moderation.models import Appeal, Flag
from annotations.moderation.queries import on_readings_open_to
from annotations.people.models import User
from annotations.seminars.models import Seminar, seminars_moderated_by

CLOSED = (rules.WITHDRAWN, rules.ERASED)


class WaitingReason(StrEnum):
    """Why an annotation waits for a moderator."""

    PENDING = "pending"
    FLAGGED = "flagged"
    APPEALED = "appealed"


class QueueOrder(StrEnum):
    """Which annotations of the queue come first."""

    OLDEST = "oldest"
    FLAGS = "flags"


@dataclass(frozen=True)
class QueueFilter:
    """Which part of their queue a moderator chose to see. An empty value excludes nothing."""

    seminar: Seminar | None = None
    kind: str = ""
    why: str = ""
    order: str = QueueOrder.OLDEST

    def query(self, **changed: str) -> str:
        """Return the query string of this part of the queue, with some values changed."""
        values = {
            "seminar": self.seminar.slug if self.seminar else "",
            "kind": self.kind,
            "why": self.why,
            "order": "" if self.order == QueueOrder.OLDEST else self.order,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (values | changed).items() if value})
        return query.urlencode()


def queue_filter_from(query: QueryDict, seminars: list[Seminar]) -> QueueFilter:
    """Return the filter in a query string, for a moderator of these seminars.

    Values that are not allowed are ignored.
    """
    asked = {name: query.get(name, "") for name in ("seminar", "kind", "why", "order")}
    return QueueFilter(
        seminar=next((each for each in seminars if each.slug == asked["seminar"]), None),
        kind=asked["kind"] if asked["kind"] in Kind.values else "",
        why=asked["why"] if asked["why"] in list(WaitingReason) else "",
        order=asked["order"] if asked["order"] in list(QueueOrder) else QueueOrder.OLDEST,
    )


def waiting_annotations(user: User, only: QueueFilter = QueueFilter()) -> QuerySet[Annotation]:
    """Return the annotations that wait for this moderator's decision, except their own. What stands
    on a reading that was taken off the list waits for leaders only.

    The three reasons to wait are looked up separately, each in its own small index: the cost grows
    with what waits, not with what the seminars hold.
    """
    seminars: list[UUID] | QuerySet[Any, Any] = seminars_moderated_by(user).values("pk")
    if only.seminar:
        seminars = [only.seminar.pk]
    annotations = Annotation.objects.filter(
        pk__in=_waiting_ids(seminars, only.why), visibility=rules.SEMINAR
    )
    annotations = (
        annotations.filter(on_readings_open_to(user))
        .exclude(state__in=CLOSED)
        .exclude(author__user=user)
        .exclude(waits_inside_counterpoint())
    )
    if only.kind:
        annotations = annotations.filter(kind=only.kind)
    return in_queue_order(annotations, only.order)


def waits_inside_counterpoint() -> Q:
    """Return the condition for sources that wait together with the counterpoint they were posted
    with: its item shows them, and they are decided about there."""
    return Q(state=rules.PENDING, came_with__state=rules.PENDING)


def in_queue_order(annotations: QuerySet[Annotation], order: str) -> QuerySet[Annotation]:
    """Sort annotations by how long they have waited, or by the number of open flags."""
    flags = Flag.objects.filter(annotation=OuterRef("pk"), settled_by=None)
    number = flags.order_by().values("annotation").annotate(number=Count("pk")).values("number")
    appeal = Appeal.objects.filter(annotation=OuterRef("pk"), answered_by=None).order_by("at")
    edit = Proposal.objects.filter(annotation=OuterRef("pk"))
    annotations = annotations.annotate(
        waits_since=Coalesce(
            Subquery(appeal.values("at")[:1]),
            Subquery(flags.order_by("at").values("at")[:1]),
            Subquery(edit.values("at")[:1]),
            F("created_at"),
        )
    )
    if order == QueueOrder.FLAGS:
        most = Coalesce(Subquery(number), Value(0), output_field=IntegerField())
        return annotations.annotate(most=most).order_by("-most", "waits_since", "pk")
    return annotations.order_by("waits_since", "pk")


def _waiting_ids(seminars: list[UUID] | QuerySet[Any, Any], why: str) -> QuerySet[Any, Any]:
    pending = Annotation.objects.filter(
        seminar__in=seminars, state=rules.PENDING, visibility=rules.SEMINAR
    ).values("pk")
    edited = Proposal.objects.filter(
        annotation__seminar__in=seminars, annotation__state=rules.PUBLISHED
    ).values("annotation")
    flagged = Flag.objects.filter(seminar__in=seminars, settled_by=None).values("annotation")
    appealed = Appeal.objects.filter(seminar__in=seminars, answered_by=None).values("annotation")
    parts: dict[str, QuerySet[Any, Any]] = {
        WaitingReason.PENDING: pending.union(edited),
        WaitingReason.FLAGGED: flagged,
        WaitingReason.APPEALED: appealed,
        "": pending.union(edited, flagged, appealed),
    }
    return parts[why]


def waiting_counts(user: User, only: QueueFilter) -> dict[str, int]:
    """Return how many annotations wait in this part of the queue, by reason and as "all". Four
    queries."""
    every = {why: QueueFilter(only.seminar, only.kind, why) for why in ["", *WaitingReason]}
    return {
        why or "all": waiting_annotations(user, each).order_by().count()
        for why, each in every.items()
    }
