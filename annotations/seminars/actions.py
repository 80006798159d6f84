"""Creating a seminar and its readings; members who join, leave or change their role."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.essays.models import Essay
from annotations.people.models import User
from annotations.seminars.choices import Role
from annotations.seminars.display_names.pseudonyms import random_pseudonym
from annotations.seminars.display_names.queries import free_display_name
from annotations.seminars.models import Member, Reading, Seminar


class LastLeader(Exception):
    """The seminar's last leader can neither leave nor take another role."""


class MemberWasRemoved(PermissionDenied):
    """A leader ended this membership, so only a leader may readmit the member."""


@transaction.atomic
def create_seminar(
    *, name: str, slug: str, leader: User, shown_as: str = "", **policies: object
) -> Seminar:
    """Create a seminar with its first leader.

    `shown_as` is the leader's display name; empty means the default. Raises IntegrityError if the
    slug is taken.
    """
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
    """Make a user a member, or a former member active again in this role and under the old name.

    An active member is returned unchanged. Raises MemberWasRemoved if a leader had ended the
    membership, unless `readmit` is true.
    """
    name = free_display_name(seminar, shown_as) if shown_as else initial_display_name(seminar, user)
    member, new = Member.objects.get_or_create(
        seminar=seminar,
        user=user,
        defaults={
            "role": role,
            "shown_as": name,
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
    record(Verb.JOINED, member, by=user, role=member.role)
    return member


def initial_display_name(seminar: Seminar, user: User) -> str:
    """Return a new member's display name: the user name, or a pseudonym if the policy says so."""
    if not seminar.pseudonyms:
        return free_display_name(seminar, user.get_username())
    return random_pseudonym(set(seminar.members.values_list("shown_as", flat=True)))


@transaction.atomic
def assign_pseudonyms(seminar: Seminar) -> None:
    """Give every member of a seminar, former members included, a pseudonym; guests keep theirs."""
    taken: set[str] = set()
    for member in seminar.members.filter(guest=False).select_for_update():
        member.shown_as = random_pseudonym(taken)
        taken.add(member.shown_as)
        member.save(update_fields=["shown_as"])


@transaction.atomic
def end_membership(member: Member, *, by: User | None, removed: bool = False) -> None:
    """End a membership; what the member wrote stays.

    `removed` means that a leader ended it. Does nothing if the member has left. Raises LastLeader.
    """
    locked = _lock_member(member)
    if locked.left_at is None:
        _refuse_last_leader(locked)
        locked.left_at, locked.removed = timezone.now(), removed
        locked.save(update_fields=["left_at", "removed"])
        record(Verb.LEFT, locked, by=by)


@transaction.atomic
def change_role(member: Member, *, to: str, by: User) -> None:
    """Give a member another role. Does nothing if they have it or have left.

    Raises LastLeader.
    """
    locked = _lock_member(member)
    if locked.role == to or locked.left_at is not None:
        return
    _refuse_last_leader(locked)
    before, locked.role = locked.role, to
    locked.save(update_fields=["role"])
    record(Verb.CONFIGURED, locked, by=by, before=before, role=to)


def _lock_member(member: Member) -> Member:
    """Lock a member and return the row as it is now.

    The seminar is locked first, so that of two leaders who leave at once the second one sees that
    the first has left.
    """
    Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar_id)
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _refuse_last_leader(member: Member) -> None:
    """Raise LastLeader if no other leader with an account is left."""
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
    """Add an essay to a seminar, at the end of its list. Raises IntegrityError for a taken slug."""
    last = seminar.readings.aggregate(last=Max("position"))["last"]
    return Reading.objects.create(
        seminar=seminar,
        essay=essay,
        slug=slug,
        position=0 if last is None else last + 1,
        prompt=prompt,
        opens_at=opens_at,
        due_at=due_at,
    )
