"""Setting up a seminar, joining and leaving one, and what its members are there."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.essays.models import Essay
from annotations.people.models import User
from annotations.seminars.choices import Role
from annotations.seminars.display_names.actions import free_display_name
from annotations.seminars.display_names.pseudonyms import random_pseudonym
from annotations.seminars.models import Member, Reading, Seminar


class LastLeader(Exception):
    """A seminar has a leader: the last one neither leaves nor becomes anything else."""


class MemberWasRemoved(PermissionDenied):
    """A leader ended this membership: only a leader brings it back."""


@transaction.atomic
def create_seminar(
    *, name: str, slug: str, leader: User, shown_as: str = "", **policies: object
) -> Seminar:
    """A new seminar with its first leader."""
    seminar = Seminar.objects.create(name=name, slug=slug, **policies)
    add_member(seminar, user=leader, role=Role.LEADER, shown_as=shown_as)
    return seminar


@transaction.atomic
def add_member(
    seminar: Seminar,
    *,
    user: User,
    role: str = Role.READER,
    shown_as: str = "",
    readmit: bool = False,
) -> Member:
    """Make somebody a member, or a returning one a member again, in this role but under the
    name they had. Twice is once: a member stays what they are.

    Whose membership a leader ended comes back with `readmit` alone; else Removed is raised.
    """
    member, new = Member.objects.get_or_create(
        seminar=seminar,
        user=user,
        defaults={
            "role": role,
            "shown_as": free_display_name(seminar, shown_as)
            if shown_as
            else initial_display_name(seminar, user),
            "named_to_leaders": seminar.names_to_leaders or not seminar.pseudonyms,
        },
    )
    if not new and member.left_at is None:
        return member
    if member.removed and not readmit:
        raise MemberWasRemoved
    if not new:
        member.left_at, member.removed, member.role = None, False, role
        member.save(update_fields=["left_at", "removed", "role"])
    record(Verb.JOINED, by=user, seminar=seminar.pk, subject=member.pk, role=member.role)
    return member


def initial_display_name(seminar: Seminar, user: User) -> str:
    """What somebody new goes by: their account's name, or a pseudonym where the policy is so."""
    if not seminar.pseudonyms:
        return free_display_name(seminar, user.get_username())
    return random_pseudonym(set(seminar.members.values_list("shown_as", flat=True)))


@transaction.atomic
def assign_pseudonyms(seminar: Seminar) -> None:
    """Everybody goes by a pseudonym from now on, those who are there too."""
    taken: set[str] = set()
    for member in seminar.members.select_for_update():
        member.shown_as = random_pseudonym(taken)
        taken.add(member.shown_as)
        member.save(update_fields=["shown_as"])


@transaction.atomic
def end_membership(member: Member, *, by: User | None, removed: bool = False) -> None:
    """End a membership; what they wrote stays. Raises LastLeader."""
    locked = _locked(member)
    if locked.left_at is None:
        _refuse_last_leader(locked)
        locked.left_at, locked.removed = timezone.now(), removed
        locked.save(update_fields=["left_at", "removed"])
        record(Verb.LEFT, by=by, seminar=locked.seminar_id, subject=locked.pk)


@transaction.atomic
def change_role(member: Member, *, to: str, by: User) -> None:
    """Make a member something else. Raises LastLeader."""
    locked = _locked(member)
    if locked.role == to or locked.left_at is not None:
        return
    _refuse_last_leader(locked)
    before, locked.role = locked.role, to
    locked.save(update_fields=["role"])
    record(
        Verb.CONFIGURED,
        by=by,
        seminar=locked.seminar_id,
        subject=locked.pk,
        before=before,
        role=to,
    )


def _locked(member: Member) -> Member:
    """The member as they are now. The seminar is held first, so that two leaders who leave at
    once leave one after the other."""
    Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar_id)
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _refuse_last_leader(member: Member) -> None:
    if member.role != Role.LEADER:
        return
    leaders = Member.objects.active().filter(seminar=member.seminar_id, role=Role.LEADER)
    if not leaders.exclude(pk=member.pk).exclude(user=None).exists():
        raise LastLeader


@transaction.atomic
def create_reading(
    seminar: Seminar,
    *,
    essay: Essay,
    slug: str,
    prompt: str = "",
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
) -> Reading:
    """Add an essay to what a seminar reads, at the end of its list."""
    return Reading.objects.create(
        seminar=seminar,
        essay=essay,
        slug=slug,
        position=seminar.readings.count(),
        prompt=prompt,
        opens_at=opens_at,
        due_at=due_at,
    )
