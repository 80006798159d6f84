"""Forms whose work takes long: each has a token, under which the page asks how far the work is.

What is known of it lies in files, which all processes of a machine read. A row of the database
would be seen only after the transaction that it tells of, and SQLite would not write it meanwhile.
Where nothing is found, the page just waits, as it does without scripts.

The token also tells a form that is sent twice from two forms (`submission_id`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from time import monotonic
from uuid import UUID, uuid5

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from annotations.people.visitors import account_of
from annotations.progress.reports import Progress, listening

TOKEN = "token"  # noqa: S105  (the name of a field)
SECONDS_BETWEEN_REPORTS = 0.25
SECONDS_KEPT = 600


def shows_progress[**Arguments](
    view: Callable[Arguments, HttpResponse],
) -> Callable[Arguments, HttpResponse]:
    """Decorate a view whose form has a token, so that the page can ask how far the work is."""

    @wraps(view)
    def with_progress(*arguments: Arguments.args, **options: Arguments.kwargs) -> HttpResponse:
        request = arguments[0]
        assert isinstance(request, HttpRequest)
        token, user = posted_token(request), account_of(request.user)
        if token is None or user is None:
            return view(*arguments, **options)
        file = ProgressFile(user.pk, token)
        with listening(file.write):
            try:
                return view(*arguments, **options)
            finally:
                file.delete()

    return with_progress


class ProgressFile:
    """How far the work on one user's form is, in a file that other processes can read.

    A file that can't be written or read is no reason to stop the work.
    """

    def __init__(self, user: object, token: UUID) -> None:
        self._key = sha256(f"{user} {token}".encode()).hexdigest()
        self._step = ("", 0)
        self._written_at = 0.0

    def write(self, progress: Progress) -> None:
        """Write a report, unless one of the same step was written just before."""
        step, now = str(progress.step), monotonic()
        same = (step, progress.total) == self._step
        if same and now - self._written_at < SECONDS_BETWEEN_REPORTS:
            return
        self._step, self._written_at = (step, progress.total), now
        stored = {"step": step, "done": progress.done, "total": progress.total}
        with suppress(OSError):
            caches["progress"].set(self._key, stored, SECONDS_KEPT)

    def read(self) -> dict[str, object]:
        """Return the step in words, what is `done` of the `total`, and both in words (`count`);
        empty if no such work is known."""
        try:
            stored: dict[str, object] = caches["progress"].get(self._key) or {}
        except OSError:
            return {}
        if stored.get("total"):
            numbers = {name: f"{stored[name]:,}" for name in ("done", "total")}
            stored["count"] = _("%(done)s of %(total)s") % numbers
        return stored

    def delete(self) -> None:
        """Delete the file."""
        with suppress(OSError):
            caches["progress"].delete(self._key)


def posted_token(request: HttpRequest) -> UUID | None:
    """Return the token of the form that was sent; None without a valid one."""
    try:
        return UUID(request.POST.get(TOKEN, ""))
    except ValueError:
        return None


def submission_id(request: HttpRequest) -> UUID | None:
    """Return an id for what a form creates, None if the form has no token.

    It is the same if the same form is sent again with the same content, by a second press or a
    reload; for other content it is another one.
    """
    token = posted_token(request)
    if token is None:
        return None
    fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST)]
    files = [
        (name, file.name, file.size)
        for name in sorted(request.FILES)
        for file in request.FILES.getlist(name)
    ]
    sent = [field for field in fields if field[0] != "csrfmiddlewaretoken"]
    return uuid5(token, repr((sent, files)))
