"""Who may join by an invitation: its secret, what it is good for, and letting somebody in by it."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.people.models import User
from annotations.seminars.actions import add_member
from annotations.seminars.choices import Role
from annotations.seminars.models import Invitation, Member, Seminar, new_key

DEFAULT_LIFETIME = timedelta(days=30)
MAX_ADDRESSES = 2_000
"""In one list, and in one seminar on one day."""


class InvitationNotUsable(Exception):
    """The invitation was used up, has ended, was taken back, or never was."""


def token_digest(token: str) -> str:
    """What is kept of a secret. It is random, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_invitation(
    seminar: Seminar,
    *,
    by: Member | None,
    role: str = Role.READER,
    lasts: timedelta = DEFAULT_LIFETIME,
    most: int | None = None,
    address: str = "",
) -> tuple[Invitation, str]:
    """A new invitation and its token, which is in nobody's hands but the caller's."""
    token = new_key()
    invitation = Invitation.objects.create(
        seminar=seminar,
        digest=token_digest(token),
        role=role,
        most=most,
        expires_at=timezone.now() + lasts,
        address=address,
        created_by=by,
    )
    return invitation, token


def find_usable_invitation(token: str) -> Invitation | None:
    """The invitation that this token still opens."""
    found = Invitation.objects.good().select_related("seminar", "created_by")
    return found.filter(digest=token_digest(token)).first()


def seminar_already_joined(token: str, user: User) -> Seminar | None:
    """The seminar of this invitation, spent or not, if the person is in it already."""
    members = Member.objects.active().of(user).values("seminar")
    found = Invitation.objects.filter(digest=token_digest(token), seminar__in=members)
    first = found.select_related("seminar").first()
    return first.seminar if first else None


@transaction.atomic
def accept_invitation(token: str, *, user: User) -> Member:
    """Join by an invitation, which is spent in the same stroke: of many at once, as many win as
    it was good for. Raises NotGood, actions.Removed, and then nothing is spent."""
    invitation = find_usable_invitation(token)
    if invitation is None or invitation.seminar.closed:
        raise InvitationNotUsable
    member = Member.objects.active().of(user).filter(seminar=invitation.seminar).first()
    if member is not None:
        return member
    if not Invitation.objects.good().filter(pk=invitation.pk).update(used=F("used") + 1):
        raise InvitationNotUsable
    return add_member(invitation.seminar, user=user, role=invitation.role)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Take it back: the link opens nothing from now on."""
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record(
            Verb.CONFIGURED,
            by=by,
            seminar=invitation.seminar_id,
            subject=invitation.pk,
            what="invitation revoked",
        )


def delete_expired_invitations() -> int:
    """Delete the invitations that have been good for nothing for as long as one lasts, with the
    addresses they were mailed to; says how many."""
    since = timezone.now() - DEFAULT_LIFETIME
    ended = Q(expires_at__lt=since) | Q(revoked_at__lt=since)
    spent = Q(most__isnull=False, used__gte=F("most"), created_at__lt=since)
    return Invitation.objects.filter(ended | spent).delete()[0]


@dataclass(frozen=True)
class AddressList:
    """A pasted list, read: whom to write to, and which lines say nothing that can be used."""

    good: tuple[str, ...]
    problems: tuple[str, ...]


def parse_addresses(pasted: str) -> AddressList:
    """The addresses of a list, one a line; commas and semicolons separate too."""
    first_line: dict[str, int] = {}
    problems = []
    for number, line in enumerate(pasted.splitlines(), start=1):
        for part in filter(None, (each.strip() for each in line.replace(";", ",").split(","))):
            address = part.rpartition("<")[2].rstrip(">").strip().lower()
            if not _is_address(address):
                problems.append(f"Line {number}: “{part[:80]}” is not an e-mail address.")
            elif address in first_line:
                problems.append(
                    f"Line {number}: {address} is in line {first_line[address]} already."
                )
            else:
                first_line[address] = number
    return AddressList(tuple(first_line), tuple(problems))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def count_mailed_today(seminar: Seminar) -> int:
    """How many invitations went out by mail since this time yesterday."""
    since = timezone.now() - timedelta(days=1)
    return seminar.invitations.exclude(address="").filter(created_at__gte=since).count()
