"""What a decision depends on: the case that the table of steps is asked about."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotations.margin.models import Annotation
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.steps import Step
from annotations.people.models import User
from annotations.seminars.models import Member, Moderation, Seminar

SEMINAR_ROLES = {"leader": Role.LEADER, "moderator": Role.MODERATOR}
DECIDING = [Step.HIDE, Step.REMOVE]


def roles_of(user: User | None, annotation: Annotation) -> frozenset[Role]:
    """In what capacities somebody acts on this annotation."""
    if user is None:
        return frozenset()
    member = Member.objects.active().filter(seminar=annotation.seminar_id, user=user).first()
    roles = set()
    if member and member.role in SEMINAR_ROLES:
        roles.add(SEMINAR_ROLES[member.role])
    if member and member.pk == annotation.author_id:
        roles.add(Role.AUTHOR)
    if user.is_superuser:
        roles.add(Role.SUPERUSER)
    return frozenset(roles)


def standing_decision(annotation: Annotation) -> Decision | None:
    """The decision that hid or removed it, if it is hidden or removed."""
    if annotation.state not in (State.HIDDEN, State.REMOVED):
        return None
    made = Decision.objects.filter(annotation=annotation, step__in=DECIDING)
    return made.filter(to_state=annotation.state).order_by("-number").first()


def open_flags(annotation: Annotation) -> int:
    """How many members' flags on the present version wait for a moderator."""
    return Flag.objects.filter(
        annotation=annotation, version=annotation.version, settled_by=None
    ).count()


def restored_before(annotation: Annotation) -> bool:
    """A moderator has looked at this very version and let it stand."""
    return Decision.objects.filter(
        annotation=annotation,
        version=annotation.version,
        step__in=[Step.RESTORE, Step.DISMISS_FLAGS, Step.REINSTATE],
    ).exists()


def case_for(annotation: Annotation, user: User | None, roles: frozenset[Role]) -> Case:
    """Everything the table of steps asks about this annotation and this person, but for what
    they say (reason, statement, ticket)."""
    decision = standing_decision(annotation)
    now = timezone.now()
    since = annotation.withdrawn_at
    return Case(
        state=State(annotation.state),
        roles=roles,
        open_flags=Flag.objects.filter(annotation=annotation, settled_by=None).count(),
        closed_flags=Flag.objects.filter(annotation=annotation, version=annotation.version)
        .exclude(settled_by=None)
        .count(),
        restored_before=restored_before(annotation),
        decided_by_me=bool(decision and user and decision.who == user.pk),
        other_moderator_exists=other_moderator_exists(annotation, user),
        already_appealed=bool(decision and Appeal.objects.filter(decision=decision).exists()),
        since_decision=now - decision.at if decision else timedelta(),
        since_withdrawn=now - since if since else timedelta(),
        withdrawn_from=State(annotation.withdrawn_from) if annotation.withdrawn_from else None,
    )


def other_moderator_exists(annotation: Annotation, user: User | None) -> bool:
    """Somebody else could decide: neither this person nor the author."""
    others = Member.objects.moderating().filter(seminar=annotation.seminar_id)
    others = others.exclude(pk=annotation.author_id).exclude(user=None)
    return (others.exclude(user=user) if user else others).exists()


def threshold_of(seminar: Seminar) -> int:
    """How many members' flags hide an annotation: the seminar's own number, or 3, and 2
    among fewer than ten."""
    if seminar.flag_threshold:
        return seminar.flag_threshold
    return 2 if seminar.members.active().count() < 10 else 3


def posting_is_held(seminar: Seminar) -> bool:
    """A reader's post waits for a moderator here."""
    return seminar.moderation == Moderation.BEFORE


def decisions_about(user: User) -> QuerySet[Decision]:
    """The statements of reasons that somebody is owed: what moderators decided about what they
    wrote, the newest first."""
    own = Annotation.objects.filter(author__user=user)
    return (
        Decision.objects.filter(annotation__in=own)
        .exclude(who=user.pk)
        .exclude(step__in=[Step.DISMISS_FLAGS, Step.REOPEN_FLAGS])
        .select_related("annotation__reading__essay", "annotation__seminar", "appeal")
        .order_by("-at")
    )
