"""Whether a display name is taken in a seminar. Names are compared as user names are."""

from django.utils.translation import gettext

from annotations.people.names import fold_name
from annotations.seminars.models import Member, Seminar, guest_name

MAX_DISPLAY_NAME_LENGTH = 80


def is_name_taken(seminar: Seminar, name: str, *, excluding: Member | None = None) -> bool:
    """True if an active or former member of the seminar, other than `excluding`, has this name.

    Nor may anybody be called what pages call a member whose account was deleted, or as they call
    those whose annotations were brought in (`Member.name`). One query.
    """
    if _is_called_like_guests(name):
        return True
    others = seminar.members.exclude(pk=excluding.pk) if excluding else seminar.members.all()
    rows = others.values_list("shown_as", "guest")
    # A guest is called otherwise, so that somebody of the same name may join.
    names = [guest_name(shown_as) if guest else shown_as for shown_as, guest in rows]
    taken = {*names, "former member", gettext("former member")}
    return fold_name(name) in {fold_name(each) for each in taken}


def _is_called_like_guests(name: str) -> bool:
    """True if a name ends as those of guests do, in English or in the language of the reader.
    Spaces make no difference. What only begins like one is free: a number behind a name, as
    `free_display_name` puts it there, must make any name free."""
    endings = (_without_spaces(each) for each in ("(brought in)", guest_name("\0").split("\0")[-1]))
    return any(ending and _without_spaces(name).endswith(ending) for ending in endings)


def _without_spaces(name: str) -> str:
    return "".join(fold_name(name).split())


def free_display_name(seminar: Seminar, wanted: str) -> str:
    """Return the wanted name, with the lowest number that makes it unique if it is taken.

    One query for each name tried.
    """
    wanted = wanted[: MAX_DISPLAY_NAME_LENGTH - 5]
    name, number = wanted, 1
    while is_name_taken(seminar, name):
        number += 1
        name = f"{wanted} {number}"
    return name
