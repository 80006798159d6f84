"""Sessions in the database, each read together with the account that is signed in with it.

A session stays a row of Django's table, and every request reads that row and the account's row
anew: nothing about them is kept in the cookie or in a process. So ending a session, signing out
everywhere, a new password and a closed account count in the next request, in every process.

Which account row comes with a session is looked up in the list of where somebody is signed in
(allauth's), by the key of the session. That list decides nothing. The signed content of the session
names the account, as everywhere in Django; the account that came along is used only if it is that
one, and then Django checks its password's hash and `NameOrAddress` whether it is active, as they do
for an account that was read alone. A session that is not in the list costs one query more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

from annotations.people.models import User

if TYPE_CHECKING:
    from uuid import UUID

WITH_ACCOUNT = """
    SELECT account.*, session.session_data AS session_data
    FROM django_session session
    LEFT JOIN usersessions_usersession place ON place.session_key = session.session_key
    LEFT JOIN annotations_user account ON account.id = place.user_id
    WHERE session.session_key = %s AND session.expire_date > %s
"""


class SessionStore(DatabaseSessions):
    """The session of one request. Loading it is one query, which reads its account too."""

    _account: User | None = None

    def _get_session_from_db(self) -> Any:
        """Return a row with `session_data`; None, and forget the key, if there is no such session
        or it has expired."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        row = next(iter(User.objects.raw(WITH_ACCOUNT, [self.session_key, now])), None)
        if row is None:
            self._session_key = None
        self._account = row if row is not None and row.pk else None
        return row

    def take_account(self, key: UUID) -> User | None:
        """Return the account that came with the session if it has this key, else None.

        Only once: who asks again may want to know what has changed since.
        """
        account, self._account = self._account, None
        return account if account is not None and account.pk == key else None
