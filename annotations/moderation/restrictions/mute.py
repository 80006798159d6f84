"""Muting: a leader lets what one member posts wait for a moderator, and the record keeps that."""

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
    """Return True if this account may mute the member: a leader of the seminar, or whoever runs
    the site. Nobody mutes themselves, or those who moderate, whose posts never wait."""
    if member.role in (Role.LEADER, Role.MODERATOR) or member.user_id == user.pk:
        return False
    leads = Member.objects.active().filter(seminar=member.seminar_id, role=Role.LEADER)
    return user.is_superuser or leads.filter(user=user).exists()


def mutes_of(member: Member) -> QuerySet[Mute]:
    """Return the times in which this member was muted, the latest first."""
    return member.mutes.all()


@transaction.atomic
def mute_member(member: Member, *, by: User) -> Mute:
    """Let this member's posts wait for a moderator from now on. Idempotent."""
    label = _label(by, member)
    muted, new = Mute.objects.get_or_create(
        member=member,
        ended_at=None,
        defaults={"seminar_id": member.seminar_id, "began_by": label},
    )
    if new:
        record(Verb.MUTED, member, by=by)
    return muted


@transaction.atomic
def unmute_member(member: Member, *, by: User) -> None:
    """Let this member's posts be published at once again. Idempotent."""
    label = _label(by, member)
    ended = Mute.objects.filter(member=member, ended_at=None).update(
        ended_at=timezone.now(), ended_by=label
    )
    if ended:
        record(Verb.UNMUTED, member, by=by)


def _label(by: User, member: Member) -> str:
    leader = Member.objects.filter(seminar=member.seminar_id, user=by).first()
    return actor_label(by, leader.shown_as if leader else None, leader.role if leader else None)
