"""Setting up a seminar and joining one."""

from datetime import datetime

from django.db import transaction

from annotations.essays.models import Essay
from annotations.people.models import User
from annotations.record import Verb, record
from annotations.seminars.models import Member, Reading, Role, Seminar
from annotations.seminars.names import free_name


@transaction.atomic
def found(*, name: str, slug: str, leader: User, shown_as: str = "", **policies: object) -> Seminar:
    """A new seminar with its first leader."""
    seminar = Seminar.objects.create(name=name, slug=slug, **policies)
    welcome(seminar, user=leader, role=Role.LEADER, shown_as=shown_as)
    return seminar


@transaction.atomic
def welcome(seminar: Seminar, *, user: User, role: str = Role.READER, shown_as: str = "") -> Member:
    """Make somebody a member, or a returning one a member again. Twice is once."""
    member, new = Member.objects.get_or_create(
        seminar=seminar,
        user=user,
        defaults={
            "role": role,
            "shown_as": free_name(seminar, shown_as or user.get_username()),
        },
    )
    if not new and member.left_at is None:
        return member
    if not new:
        member.left_at = None
        member.save(update_fields=["left_at"])
    record(Verb.JOINED, by=user, seminar=seminar.pk, subject=member.pk, role=member.role)
    return member


@transaction.atomic
def put_on_list(
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
