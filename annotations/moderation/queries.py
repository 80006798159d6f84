"""Load what a decision depends on, and make it the case that the table of steps judges."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotations.margin.models import Annotation, Proposal
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.moderation_case import ActorRole, Case, State
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import (
    Member,
    Seminar,
    seminars_led_by,
    seminars_moderated_by,
)

SEMINAR_ROLES = {"leader": ActorRole.LEADER, "moderator": ActorRole.MODERATOR}
DECIDING = [Step.HIDE, Step.REMOVE]
SETTLING = [Step.RESTORE, Step.DISMISS_FLAGS, Step.REINSTATE]


def decidable_by(user: User) -> Q:
    """Return the condition for what a person may decide about, withdrawn and erased included: what
    was posted to the seminars they moderate, on readings that they may open, and nothing
    private."""
    here = Q(seminar__in=seminars_moderated_by(user), visibility="seminar")
    return here & on_readings_open_to(user)


def on_readings_open_to(user: User) -> Q:
    """Return the condition for annotations on readings that a moderator may open: a reading that is
    off the list is for the seminar's leaders only."""
    if user.is_superuser:
        return Q()
    return Q(reading__off_list_since=None) | Q(seminar__in=seminars_led_by(user))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """An annotation with all that decides which steps one person may take with it.

    Made by `load_case_facts`. `decided_by`, `decided_at` and `decided_from` are of the decision
    that hid or removed it, and None for an annotation that is neither.
    """

    annotation: Annotation
    open_flags: int
    closed_flags: int
    #: A moderator restored this version, or dismissed the flags on it.
    restored_before: bool
    #: The number of the last decision about it; 0 where there is none.
    last_number: int
    #: The decision that hid or removed it.
    standing_decision: UUID | None
    decided_by: UUID | None
    decided_at: datetime | None
    decided_from: str | None
    #: Its author has appealed against that decision.
    appealed: bool
    #: The decision against which an appeal waits for an answer.
    appealed_against: UUID | None
    other_moderator_exists: bool
    #: What the person is in the seminar: a value of `seminars.choices.Role`, and their name there.
    member_role: str | None
    member_name: str | None
    #: Sources came with it.
    brings_sources: bool
    #: The state of the counterpoint that it came with.
    counterpoint_state: str | None


#: What the query adds to an annotation: every field but the annotation itself.
FACTS = tuple(each.name for each in fields(CaseFacts) if each.name != "annotation")


def load_case_facts(annotations: QuerySet[Annotation], user: User | None) -> list[CaseFacts]:
    """Return these annotations with the facts of their cases, for this person or for nobody. One
    query with sub-queries, however many annotations there are."""
    return [_facts_in(row) for row in _with_facts(annotations, user.pk if user else None)]


def load_facts_of_case(annotation: UUID, user: User | None) -> CaseFacts:
    """Return an annotation with the facts of its case, for this person or for nobody. One query.

    Raises Annotation.DoesNotExist.
    """
    rows: Iterable[Annotation] = (
        _with_facts_for(annotation, user.pk)
        if user
        else _with_facts(Annotation.objects.filter(pk=annotation), None)
    )
    for row in rows:
        return _facts_in(row)
    raise Annotation.DoesNotExist


@prepared
def _with_facts_for(annotation: UUID, user: UUID) -> QuerySet[Annotation]:
    return _with_facts(Annotation.objects.filter(pk=annotation), user)


def _facts_in(row: Annotation) -> CaseFacts:
    return CaseFacts(annotation=row, **{name: getattr(row, name) for name in FACTS})


def _with_facts(annotations: QuerySet[Annotation], user: UUID | None) -> QuerySet[Annotation]:
    this = OuterRef("pk")
    flags = Flag.objects.filter(annotation=this, version__lte=OuterRef("version"))
    decisions = Decision.objects.filter(annotation=this).order_by("-number")
    standing = decisions.filter(step__in=DECIDING, to_state=OuterRef("state"))
    restored = Decision.objects.filter(
        annotation=this, version=OuterRef("version"), step__in=SETTLING
    )
    here = Member.objects.active().filter(seminar=OuterRef("seminar"))
    others = here.moderating().exclude(pk=OuterRef("author")).exclude(user=None)
    appeals = Appeal.objects.filter(annotation=this)
    mine = here.filter(user=user) if user else here.none()
    return annotations.select_related("author", "proposal", "seminar", "reading__essay").annotate(
        open_flags=_number_of(flags.filter(settled_by=None)),
        closed_flags=_number_of(flags.exclude(settled_by=None)),
        restored_before=Exists(restored),
        last_number=Coalesce(Subquery(decisions.values("number")[:1]), 0),
        standing_decision=Subquery(standing.values("pk")[:1]),
        decided_by=Subquery(standing.values("who")[:1]),
        decided_at=Subquery(standing.values("at")[:1]),
        decided_from=Subquery(standing.values("from_state")[:1]),
        appealed=Exists(appeals.filter(decision=OuterRef("standing_decision"))),
        # At most one waits: who has appealed appeals again only once it is answered.
        appealed_against=Subquery(appeals.filter(answered_by=None).values("decision")[:1]),
        other_moderator_exists=Exists(others.exclude(user=user) if user else others),
        member_role=Subquery(mine.values("role")[:1]) if user else Value(""),
        member_name=Subquery(mine.values("shown_as")[:1]) if user else Value(""),
        brings_sources=Exists(Annotation.objects.filter(came_with=this)),
        counterpoint_state=F("came_with__state"),
    )


def _number_of(flags: QuerySet[Flag]) -> Coalesce:
    counted = flags.order_by().values("annotation").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def case_of(facts: CaseFacts, user: User | None, roles: frozenset[ActorRole] | None = None) -> Case:
    """Return the case that the table of steps judges, without what the person writes (reason,
    statement, ticket). `facts` are those for this person; `roles` are given if they act in another
    capacity than their own. No query."""
    annotation, now = facts.annotation, timezone.now()
    withdrawn, decided = annotation.withdrawn_at, facts.decided_at
    return Case(
        state=state_of(annotation),
        roles=_roles(annotation, user, facts.member_role) if roles is None else roles,
        open_flags=facts.open_flags,
        closed_flags=facts.closed_flags,
        restored_before=facts.restored_before,
        decided_by_me=bool(user and facts.standing_decision and facts.decided_by == user.pk),
        other_moderator_exists=facts.other_moderator_exists,
        already_appealed=facts.appealed or facts.appealed_against is not None,
        appeal_waits=facts.appealed_against is not None,
        since_decision=now - decided if decided else timedelta(),
        decided_from=State(facts.decided_from) if facts.decided_from else None,
        # Without the time it came in an archive, and has no text that could be brought back.
        since_withdrawn=now - withdrawn if withdrawn else timedelta.max,
        withdrawn_from=State(annotation.withdrawn_from) if annotation.withdrawn_from else None,
        brings_sources=facts.brings_sources,
        counterpoint_waits=facts.counterpoint_state == State.PENDING,
    )


def _roles(
    annotation: Annotation, user: User | None, member_role: str | None
) -> frozenset[ActorRole]:
    """Return in what capacities somebody acts. Former members are still authors."""
    if user is None:
        return frozenset()
    roles = {
        SEMINAR_ROLES.get(member_role or ""),
        ActorRole.AUTHOR if annotation.author.user_id == user.pk else None,
        ActorRole.SUPERUSER if user.is_superuser else None,
    }
    return frozenset(role for role in roles if role)


def state_of(annotation: Annotation) -> State:
    """Return the state that the table of steps judges. With a waiting edit that is pending, while
    `Annotation.state`, by which others see it, stays published."""
    if annotation.state == State.PUBLISHED and annotation.waiting_edit:
        return State.PENDING
    return State(annotation.state)


def version_of(annotation: Annotation) -> int:
    """Return the version that a decision about an annotation judges: that of the edit if one
    waits."""
    return newest_text(annotation).version


def newest_text(annotation: Annotation) -> Annotation | Proposal:
    """Return the waiting edit of a published annotation, else the annotation itself."""
    edit = annotation.waiting_edit
    return edit if edit and annotation.state == State.PUBLISHED else annotation


def standing_decision(annotation: Annotation) -> Decision | None:
    """Return the decision that hid or removed an annotation; None if it is neither. One query."""
    if annotation.state not in (State.HIDDEN, State.REMOVED):
        return None
    made = Decision.objects.filter(annotation=annotation, step__in=DECIDING)
    return made.filter(to_state=annotation.state).order_by("-number").first()


def open_flags(annotation: Annotation) -> int:
    """Return how many members' flags on the present version are open. One query."""
    return Flag.objects.filter(
        annotation=annotation, version=annotation.version, settled_by=None
    ).count()


def threshold_of(seminar: Seminar) -> int:
    """Return how many members' flags hide an annotation: the number that the seminar set, else 3,
    or 2 in a seminar with fewer than ten members. At most one query."""
    if seminar.flag_threshold:
        return seminar.flag_threshold
    return 2 if seminar.members.active().count() < 10 else 3


def decisions_about_author(user: User) -> QuerySet[Decision]:
    """Return what moderators decided about what somebody wrote, the newest first: the statements
    of reasons that their page lists."""
    own = Annotation.objects.filter(author__user=user)
    unsaid = [Step.DISMISS_FLAGS, Step.REOPEN_FLAGS, Step.REOPEN_APPEAL]
    return (
        Decision.objects.filter(annotation__in=own)
        .exclude(who=user.pk)
        .exclude(step__in=unsaid)
        .select_related(
            "seminar", "annotation__reading__essay", "annotation__seminar", "appeal__answered_by"
        )
        .order_by("-at")
    )
