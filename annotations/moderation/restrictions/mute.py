"""Muting: what a member posts waits for a moderator, by a leader's decision that is kept."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.moderation.decisions.ledger import actor_label
from annotations.moderation.models import Mute
from annotations.people.models import User
from annotations.seminars.choices import Role
from annotations.seminars.models import Member


def may_mute(user: User, member: Member) -> bool:
    """Leaders of the member's seminar may, and whoever runs the site; nobody mutes those who
    moderate, whose posts never wait, or themselves."""
    if member.role in (Role.LEADER, Role.MODERATOR) or member.user_id == user.pk:
        return False
    leads = Member.objects.active().filter(seminar=member.seminar_id, role=Role.LEADER)
    return user.is_superuser or leads.filter(user=user).exists()


def mutes_of(member: Member) -> QuerySet[Mute]:
    """When this member was muted, and by whom; the latest first."""
    return member.mutes.all()


@transaction.atomic
def mute_member(member: Member, *, by: User) -> Mute:
    """From now on, what this member posts waits. Twice is once."""
    label = _label(by, member)
    muted, new = Mute.objects.get_or_create(
        member=member,
        ended_at=None,
        defaults={"seminar_id": member.seminar_id, "began_by": label},
    )
    if new:
        record(Verb.MUTED, by=by, seminar=member.seminar_id, subject=member.pk)
    return muted


@transaction.atomic
def unmute_member(member: Member, *, by: User) -> None:
    """What this member posts stands at once again, as everybody's."""
    label = _label(by, member)
    ended = Mute.objects.filter(member=member, ended_at=None).update(
        ended_at=timezone.now(), ended_by=label
    )
    if ended:
        record(Verb.UNMUTED, by=by, seminar=member.seminar_id, subject=member.pk)


def _label(by: User, member: Member) -> str:
    leader = Member.objects.filter(seminar=member.seminar_id, user=by).first()
    return actor_label(by, leader.shown_as if leader else None, leader.role if leader else None)
