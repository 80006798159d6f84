"""Changing a member's display name."""

from django.db import transaction

from annotations.activity import Verb, record
from annotations.seminars.display_names.queries import is_name_taken
from annotations.seminars.models import Member, Seminar


class NameTaken(Exception):
    """Somebody else in this seminar has this display name."""


@transaction.atomic
def rename_member(member: Member, *, shown_as: str) -> None:
    """Change a member's display name, on everything they wrote too. Raises NameTaken."""
    seminar = Seminar.objects.select_for_update().get(pk=member.seminar_id)
    if is_name_taken(seminar, shown_as, excluding=member):
        raise NameTaken
    member.shown_as = shown_as
    member.save(update_fields=["shown_as"])
    record(Verb.CONFIGURED, member, by=member.user, what="own name")
