"""The number of unread notices, for the header of every page."""

from collections.abc import Callable

from django.http import HttpRequest

from annotations.notices.actions import note_all_read
from annotations.notices.queries import MOST_COUNTED, unread_notices
from annotations.people.visitors import account_of


def notices_in_header(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Return a function that templates call for the number; "" if nothing is unread.

    No query where the account says that nothing is unread; else that of `unread_notices`.
    """

    def number() -> str:
        user = account_of(request.user) if hasattr(request, "user") else None
        if user is None or not user.unread_notices:
            return ""
        unread = unread_notices(user)
        if unread is None:
            note_all_read(user)
        shown = len(unread or ())
        return f"{MOST_COUNTED}+" if shown > MOST_COUNTED else str(shown or "")

    return {"unread_notices": number}
