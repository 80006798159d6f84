"""Who is told of what.

| what happened | who is told | of what |
|---|---|---|
| an annotation was posted, or approved | the author of what it answers | an answer |
| an annotation was posted, approved or edited | whose name follows an `@` in it | a mention |
| a decision about an annotation | its author | the decision |
| a reading is due within two days | who may write and has written nothing on it | that it is due |
| something waits for a moderator | who moderates there, once a day | that something waits |

Nobody is told of what they did themselves or may not see (`margin.rules`), nor is anybody told who
left the seminar or whose account is suspended. An annotation is told to a person once: who is
answered and mentioned hears of the answer. A flag tells nobody; what it makes wait is told with all
that waits. What was brought in from elsewhere is told to nobody, save that it waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from annotations.moderation.queries import decisions_about_author
from annotations.moderation.queue.queries import waiting_annotations
from annotations.notices.mentions import mentioned_names
from annotations.notices.models import Notice, NoticeKind
from annotations.people.names import fold_name
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import build_reader
from annotations.seminars.rules import MODERATING, WRITING

TELLING = [Verb.POSTED, Verb.EDITED, Verb.DECIDED]
REMINDED_BEFORE = timedelta(days=2)


def notices_for(entries: Sequence[Entry]) -> list[Notice]:
    """Return the notices that these entries of the record give rise to, unsaved; some may have been
    made before. Two queries, one for each decision, and one for each recipient in a
    write-before-you-read seminar."""
    telling = [each for each in entries if each.verb in TELLING]
    annotations = annotations_by_id({each.subject_id for each in telling})
    members = members_told({each.seminar_id for each in telling})
    notices: list[Notice] = []
    for entry in telling:
        if annotation := annotations.get(entry.subject_id):
            notices += decision_notices(entry, annotation, members[entry.seminar_id])
            notices += annotation_notices(entry, annotation, members[entry.seminar_id])
    return notices


def annotations_by_id(ids: set[UUID]) -> dict[UUID, Annotation]:
    """Return these annotations with what the rules read of them. One query."""
    related = "reading__essay", "seminar", "author", "about__author"
    return Annotation.objects.select_related(*related).in_bulk(list(ids))


def members_told(seminars: set[UUID]) -> dict[UUID, list[Member]]:
    """Return by seminar the members who may be told anything: those who have not left and whose
    accounts are not suspended. One query."""
    told: dict[UUID, list[Member]] = defaultdict(list)
    active = Member.objects.active().filter(seminar__in=seminars, user__is_active=True)
    for member in active.select_related("user", "seminar"):
        told[member.seminar_id].append(member)
    return told


def annotation_notices(
    entry: Entry, annotation: Annotation, members: list[Member]
) -> Iterator[Notice]:
    """Yield a notice for who is answered and for whom the annotation mentions, if they may see it
    now. What a leader brought in from elsewhere tells nobody, when it is decided about later
    either."""
    if annotation.author.guest:
        return
    if annotation.state != rules.PUBLISHED or annotation.visibility != rules.SEMINAR:
        return
    if entry.verb == Verb.DECIDED and entry.details.get("state") != rules.PUBLISHED:
        return
    told: dict[UUID, tuple[Member, NoticeKind]] = {}
    names = {fold_name(member.name): member for member in members}
    for member in mentioned_names(annotation.body, names):
        told[member.pk] = (member, NoticeKind.MENTION)
    if annotation.about and entry.verb != Verb.EDITED:
        answered = annotation.about.author_id
        for member in members:
            if member.pk == answered:
                told[member.pk] = (member, NoticeKind.ANSWER)
    told.pop(annotation.author_id, None)
    for member, kind in told.values():
        if may_open_annotation(member, annotation):
            yield notice(
                member, kind, f"annotation {annotation.pk}", annotation=annotation, at=entry.at
            )


def may_open_annotation(member: Member, annotation: Annotation) -> bool:
    """True if this member may see the annotation now. No query, or one in a write-before-you-read
    seminar."""
    reader = build_reader(member.seminar, member.user, member)
    return reader.may_open(annotation.reading) and rules.may_see(reader, annotation)


def decision_notices(
    entry: Entry, annotation: Annotation, members: list[Member]
) -> Iterator[Notice]:
    """Yield a notice for the author of what was decided about, if their own page lists the
    decision. One query."""
    author = next((each for each in members if each.pk == annotation.author_id), None)
    if entry.verb != Verb.DECIDED or author is None or author.user is None:
        return
    if entry.by_id == author.user_id:
        return
    listed = decisions_about_author(author.user).filter(annotation=annotation)
    decision: Decision | None = listed.filter(step=entry.details["step"], at__lte=entry.at).first()
    if decision:
        yield notice(
            author,
            NoticeKind.DECISION,
            f"decision {decision.pk}",
            annotation=annotation,
            decision=decision,
            at=entry.at,
        )


def reminders(now: datetime) -> list[Notice]:
    """Return a notice, unsaved, for each member who has written nothing on a reading that is due
    soon. A reading whose date was moved is told of again. Two queries for each reading."""
    readings = Reading.objects.listed().filter(
        due_at__gt=now, due_at__lte=now + REMINDED_BEFORE, deleted_from=None
    )
    return [
        notice(
            member,
            NoticeKind.DUE,
            f"due {reading.pk} {reading.due_at:%Y-%m-%dT%H:%M}",
            reading=reading,
            at=now,
        )
        for reading in readings.select_related("seminar")
        if not (reading.is_upcoming or reading.seminar.closed)
        for member in members_without_posts(reading)
    ]


def members_without_posts(reading: Reading) -> Iterable[Member]:
    """Return the members who may write and have posted nothing on this reading. One query."""
    posted = Annotation.objects.filter(
        author=OuterRef("pk"),
        reading=reading,
        visibility=rules.SEMINAR,
        state__in=rules.PRESENT,
    )
    writing = reading.seminar.members.active().filter(role__in=WRITING, user__is_active=True)
    return writing.exclude(role__in=MODERATING).filter(~Exists(posted)).select_related("user")


def waiting_notices(now: datetime) -> list[Notice]:
    """Return a notice, unsaved, for each moderator in whose seminar something waits for a decision
    by them: one a day and seminar. One query for each moderator."""
    moderating = Member.objects.moderating().filter(user__is_active=True)
    by_user: dict[UUID, list[Member]] = defaultdict(list)
    for member in moderating.select_related("user"):
        assert member.user is not None
        by_user[member.user.pk].append(member)
    today = f"{timezone.localtime(now, timezone.get_default_timezone()):%Y-%m-%d}"
    notices = []
    for members in by_user.values():
        user = members[0].user
        assert user is not None
        waiting = set(waiting_annotations(user).order_by().values_list("seminar", flat=True))
        notices += [
            notice(
                member,
                NoticeKind.WAITING,
                f"waiting {member.seminar_id} {today}",
                at=now,
            )
            for member in members
            if member.seminar_id in waiting
        ]
    return notices


def notice(
    member: Member,
    kind: NoticeKind,
    occasion: str,
    *,
    at: datetime,
    annotation: Annotation | None = None,
    decision: Decision | None = None,
    reading: Reading | None = None,
) -> Notice:
    """Return a notice for this member, who has an account; unsaved."""
    assert member.user_id is not None
    return Notice(
        user_id=member.user_id,
        member=member,
        seminar_id=member.seminar_id,
        kind=kind,
        occasion=occasion,
        annotation=annotation,
        decision=decision,
        reading=reading,
        at=at,
    )
