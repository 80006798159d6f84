"""Creating, accepting, renewing, revoking and deleting invitations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.people.models import User
from annotations.seminars.actions import add_member
from annotations.seminars.choices import Role
from annotations.seminars.invitations.queries import find_usable_invitation
from annotations.seminars.models import Invitation, Member, Seminar, new_key, token_digest

DEFAULT_LIFETIME = timedelta(days=30)


class InvitationNotUsable(Exception):
    """There is no such invitation, or it is used up, expired, revoked, or its seminar closed."""


@dataclass(frozen=True)
class InvitationWithToken:
    """An invitation with its token, which is not stored: only whoever holds this object has it."""

    invitation: Invitation
    token: str


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
    """Create an invitation and return it with its token, which is not stored.

    `most` is how many people may join by it, None for any number; `lasts` is its lifetime.
    """
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


def create_mailed_invitations(
    addresses: Iterable[str], *, seminar: Seminar, by: Member | None, role: str
) -> list[InvitationWithToken]:
    """Create an invitation for each address, each for one person. Sends no mail."""
    created = [
        InvitationWithToken(
            Invitation(
                seminar=seminar,
                digest=token_digest(token),
                role=role,
                most=1,
                expires_at=timezone.now() + DEFAULT_LIFETIME,
                address=address,
                created_by=by,
            ),
            token,
        )
        for address in addresses
        for token in [new_key()]
    ]
    Invitation.objects.bulk_create([each.invitation for each in created], batch_size=500)
    return created


@transaction.atomic
def renew_unsent_invitations(seminar: Seminar) -> list[InvitationWithToken]:
    """Give the usable invitations that were never mailed new tokens, since none is stored."""
    renewed = []
    for invitation in seminar.invitations.usable().unsent():
        each = InvitationWithToken(invitation, new_key())
        invitation.digest = token_digest(each.token)
        renewed.append(each)
    Invitation.objects.bulk_update([each.invitation for each in renewed], ["digest"], 500)
    return renewed


@transaction.atomic
def accept_invitation(token: str, *, user: User) -> Member:
    """Make a user a member by an invitation, and count its use in the same transaction.

    Of many who accept at once, as many join as it allows. An active member is returned unchanged.
    Raises InvitationNotUsable, or MemberWasRemoved as `add_member` does; then nothing is used up.
    """
    invitation = find_usable_invitation(token)
    if invitation is None or invitation.seminar.closed:
        raise InvitationNotUsable
    member = Member.objects.active().of(user).filter(seminar=invitation.seminar).first()
    if member is not None:
        return member
    if not Invitation.objects.usable().filter(pk=invitation.pk).update(used=F("used") + 1):
        raise InvitationNotUsable
    return add_member(invitation.seminar, user=user, role=invitation.role)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Make an invitation unusable from now on. Idempotent."""
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record(Verb.CONFIGURED, invitation, by=by, what="invitation revoked")


def delete_expired_invitations() -> int:
    """Delete invitations that have been unusable for 30 days, with their mail addresses.

    Returns how many were deleted.
    """
    since = timezone.now() - DEFAULT_LIFETIME
    ended = Q(expires_at__lt=since) | Q(revoked_at__lt=since)
    spent = Q(most__isnull=False, used__gte=F("most"), created_at__lt=since)
    return Invitation.objects.filter(ended | spent).delete()[0]
