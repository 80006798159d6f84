"""Taking over the membership of somebody who came in an archive."""

from django.db import transaction

from annotations.activity import Verb, record
from annotations.people.models import User
from annotations.seminars.archived_members.queries import offered_memberships
from annotations.seminars.models import Member, Seminar


@transaction.atomic
def claim_membership(member: Member, *, by: User) -> Member:
    """Give a membership that came in an archive to the account whose address it has. What the
    member wrote is the account's from then on.

    Raises Member.DoesNotExist if it is not offered to this account, or no longer.
    """
    # Of two requests the second one finds the membership taken.
    Seminar.objects.select_for_update(no_key=True).get(pk=member.seminar_id)
    claimed = offered_memberships(by).get(pk=member.pk)
    claimed.user = by
    claimed.save(update_fields=["user"])
    record(Verb.JOINED, claimed, by=by, role=claimed.role)
    return claimed
