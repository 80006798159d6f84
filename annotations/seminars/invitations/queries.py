"""Finding invitations by their tokens."""

from datetime import timedelta

from django.utils import timezone

from annotations.people.models import User
from annotations.seminars.models import Invitation, Member, Seminar


def find_usable_invitation(token: str) -> Invitation | None:
    """Return the invitation with this token if it still lets somebody join. One query."""
    usable = Invitation.objects.usable().with_token(token)
    return usable.select_related("seminar", "created_by").first()


def seminar_already_joined(token: str, user: User) -> Seminar | None:
    """Return the seminar of an invitation, usable or not, if the user is an active member of it."""
    members = Member.objects.active().of(user).values("seminar")
    invitations = Invitation.objects.with_token(token).filter(seminar__in=members)
    invitation = invitations.select_related("seminar").first()
    return invitation.seminar if invitation else None


def count_mailed_today(seminar: Seminar) -> int:
    """Return how many invitations with an address were created in the last 24 hours."""
    since = timezone.now() - timedelta(days=1)
    return seminar.invitations.exclude(address="").filter(created_at__gte=since).count()
