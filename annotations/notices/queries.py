"""The notices of one person that they may see now.

What a notice is about is asked of `margin.rules` whenever it is shown, in the list, in the header
and in a mail: it may have been hidden meanwhile, and the person may have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import AnnotationSummary
from annotations.moderation.models import Decision
from annotations.moderation.queue.queries import waiting_annotations
from annotations.notices.models import (
    MailChoice,
    Notice,
    NoticeKind,
    NoticePreference,
    NoticeQuerySet,
)
from annotations.people.models import User
from annotations.seminars.models import Member, Seminar
from annotations.seminars.queries import build_readers

# The header counts no further.
MOST_COUNTED = 99


@dataclass(frozen=True)
class ShownNotice:
    """A notice as it is shown now."""

    notice: Notice
    unread: bool
    # Of a decision.
    decision: Decision | None = None
    # How much waits in the seminar for who moderates there.
    waiting: int = 0

    @property
    def summary(self) -> AnnotationSummary | None:
        """What it is about, in one line. No query."""
        annotation = self.notice.annotation
        return AnnotationSummary(annotation, annotation.reading.essay, None) if annotation else None

    @property
    def address(self) -> str:
        """The path of the page where one reads more."""
        notice = self.notice
        if notice.kind == NoticeKind.WAITING:
            queue = reverse("admin:annotations_annotation_queue")
            return f"{queue}?seminar={notice.seminar.slug}"
        if notice.kind == NoticeKind.DECISION:
            return reverse("me") + "#decisions"
        if notice.reading:
            return reverse("read", args=[notice.seminar.slug, notice.reading.slug])
        return reverse("annotation", args=[notice.annotation_id])


@dataclass(frozen=True)
class SeminarNotices:
    """What is shown of one seminar's notices, the newest first."""

    seminar: Seminar
    notices: list[ShownNotice]


def notices_of(user: User) -> NoticeQuerySet:
    """Return this person's notices, with what the rules read of them, the newest first.

    Left out are those of seminars that the person left, but for decisions about what they wrote,
    and those of readings that are not due any more or on which they have written since.
    """
    written = Annotation.objects.filter(
        author=OuterRef("member"), reading=OuterRef("reading"), visibility=rules.SEMINAR
    )
    over = Q(reading__due_at__lte=timezone.now()) | Q(reading__due_at=None) | Exists(written)
    return (
        Notice.objects.filter(Q(member__left_at=None) | Q(kind=NoticeKind.DECISION), user=user)
        .exclude(Q(kind=NoticeKind.DUE) & over)
        .select_related(
            "member",
            "seminar",
            "reading__essay",
            "annotation__author",
            "annotation__work",
            "annotation__reading__essay",
        )
        .order_by("-at", "-pk")
    )


def visible_notices(user: User, notices: Sequence[Notice]) -> list[Notice]:
    """Return those of these notices that their receiver may see now.

    `notices` come from `notices_of`. No query, or one if some are of write-before-you-read
    seminars.
    """
    members: dict[UUID, Member | None] = {
        each.seminar_id: None if each.member.left_at else each.member for each in notices
    }
    seminars = {each.seminar_id: each.seminar for each in notices}
    readers = build_readers(seminars.values(), user, members) if notices else {}
    shown = []
    for notice in notices:
        reader, annotation = readers[notice.seminar_id], notice.annotation
        if notice.kind == NoticeKind.DECISION:
            # Its author's, whatever was decided.
            visible = annotation is not None and annotation.author_id == notice.member_id
        elif annotation:
            visible = reader.may_open(annotation.reading) and rules.may_see(reader, annotation)
        elif notice.reading:
            visible = reader.may_open(notice.reading)
        else:
            visible = reader.moderates
        if visible:
            shown.append(notice)
    return shown


def show_notices(user: User, notices: Sequence[Notice]) -> list[ShownNotice]:
    """Return what is shown of these notices of one person. At most five queries, however many
    notices there are."""
    visible = visible_notices(user, notices)
    ids = [each.pk for each in visible]
    unread = set(Notice.objects.filter(pk__in=ids).unread().values_list("pk", flat=True))
    decided = Decision.objects.select_related("seminar").in_bulk(
        [each.decision_id for each in visible if each.decision_id]
    )
    waiting = waiting_by_seminar(user, visible)
    return [
        ShownNotice(
            notice,
            notice.pk in unread,
            decided.get(notice.decision_id) if notice.decision_id else None,
            waiting.get(notice.seminar_id, 0),
        )
        for notice in newest_of_waiting(visible)
        if notice.kind != NoticeKind.WAITING or notice.seminar_id in waiting
    ]


def newest_of_waiting(notices: Iterable[Notice]) -> Iterable[Notice]:
    """Yield these notices; of several that say what waits in a seminar, the first only."""
    said = set()
    for notice in notices:
        if notice.kind == NoticeKind.WAITING:
            if notice.seminar_id in said:
                continue
            said.add(notice.seminar_id)
        yield notice


def waiting_by_seminar(user: User, notices: Iterable[Notice]) -> dict[UUID, int]:
    """Return how much waits for this moderator in the seminars of these notices. One query; none if
    no notice says that something waits."""
    numbers: dict[UUID, int] = {}
    if any(each.kind == NoticeKind.WAITING for each in notices):
        for seminar in waiting_annotations(user).order_by().values_list("seminar", flat=True):
            numbers[seminar] = numbers.get(seminar, 0) + 1
    return numbers


def by_seminar(notices: Iterable[ShownNotice]) -> list[SeminarNotices]:
    """Return these notices by seminar, the seminar of the newest one first. No query."""
    groups: dict[UUID, SeminarNotices] = {}
    for each in notices:
        seminar = each.notice.seminar
        groups.setdefault(seminar.pk, SeminarNotices(seminar, [])).notices.append(each)
    return list(groups.values())


def unread_notices(user: User) -> list[Notice] | None:
    """Return the unread notices that the header counts; None if nothing at all is unread.

    What waits for moderators is not counted: it is not news every day. One query, and one more if
    some are of write-before-you-read seminars.
    """
    unread = list(notices_of(user).exclude(kind=NoticeKind.WAITING).unread()[: MOST_COUNTED + 1])
    return visible_notices(user, unread) if unread else None


@dataclass(frozen=True)
class Preferences:
    """How one person is told, by seminar."""

    default: str
    by_seminar: dict[UUID, str]

    def choice(self, seminar: UUID) -> str:
        """Return the choice for a seminar, or the one for all others."""
        return self.by_seminar.get(seminar, self.default)


def preferences_of(users: Iterable[UUID]) -> dict[UUID, Preferences]:
    """Return how these people are told, by account. One query."""
    found: dict[UUID, Preferences] = {}
    chosen: dict[UUID, dict[UUID | None, str]] = {user: {} for user in users}
    rows = NoticePreference.objects.filter(user__in=chosen)
    for user, seminar, mail in rows.values_list("user", "seminar", "mail"):
        chosen[user][seminar] = mail
    for user, choices in chosen.items():
        default = choices.pop(None, MailChoice.DAILY)
        named = {seminar: choice for seminar, choice in choices.items() if seminar}
        found[user] = Preferences(default, named)
    return found


def digest_moments(now: datetime) -> dict[str, datetime]:
    """Return by choice up to when notices go into a mail that is made now: six in the morning, of
    today or yesterday, and of the last Monday."""
    local = timezone.localtime(now)
    morning = local.replace(hour=6, minute=0, second=0, microsecond=0)
    if morning > local:
        morning -= timedelta(days=1)
    return {
        MailChoice.ONCE: now,
        MailChoice.DAILY: morning,
        MailChoice.WEEKLY: morning - timedelta(days=morning.weekday()),
    }
