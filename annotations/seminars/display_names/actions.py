"""What members are called in a seminar: no two there the same, however it is spelled."""

from django.db import transaction

from annotations.activity import Verb, record
from annotations.people.names import fold_name
from annotations.seminars.models import Member, Seminar

MAX_DISPLAY_NAME_LENGTH = 80
# What a page calls those whose account is gone (`Member.name`).
FORMER_MEMBER = "former member"


class NameTaken(Exception):
    """Somebody in this seminar is called so."""


def is_name_taken(seminar: Seminar, name: str, *, but: Member | None = None) -> bool:
    """Somebody else in this seminar, there or gone, is called so."""
    others = seminar.members.exclude(pk=but.pk) if but else seminar.members.all()
    names = others.values_list("shown_as", flat=True)
    return fold_name(name) in {fold_name(FORMER_MEMBER), *map(fold_name, names)}


def free_display_name(seminar: Seminar, wanted: str) -> str:
    """The name, or the name with the first number that makes it nobody else's."""
    wanted = wanted[: MAX_DISPLAY_NAME_LENGTH - 5]
    name, number = wanted, 1
    while is_name_taken(seminar, name):
        number += 1
        name = f"{wanted} {number}"
    return name


@transaction.atomic
def rename_member(member: Member, *, shown_as: str) -> None:
    """Call a member otherwise, everywhere in the seminar. Raises Taken."""
    seminar = Seminar.objects.select_for_update().get(pk=member.seminar_id)
    if is_name_taken(seminar, shown_as, but=member):
        raise NameTaken
    member.shown_as = shown_as
    member.save(update_fields=["shown_as"])
    record(Verb.CONFIGURED, by=member.user, seminar=seminar.pk, subject=member.pk, what="own name")
