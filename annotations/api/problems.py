"""Refusals as problem details (RFC 9457), each with a page that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The title of each problem, by the code in its address.
TITLES = {
    "malformed": gettext_lazy("The request can’t be read"),
    "unauthenticated": gettext_lazy("A token is needed"),
    "invalid-token": gettext_lazy("The token is not valid"),
    "insufficient-scope": gettext_lazy("The token may only read"),
    "forbidden": gettext_lazy("You may not do this"),
    "not-found": gettext_lazy("Not here"),
    "method-not-allowed": gettext_lazy("This can’t be done here"),
    "not-acceptable": gettext_lazy("There is no such representation"),
    "conflict": gettext_lazy("It was sent otherwise before, or changed meanwhile"),
    "stale": gettext_lazy("It was changed meanwhile"),
    "too-large": gettext_lazy("The body is too large"),
    "unsupported-type": gettext_lazy("This type of content is not read"),
    "unknown-context": gettext_lazy("An unknown context"),
    "invalid": gettext_lazy("The annotation can’t be taken as it is"),
    "elsewhere": gettext_lazy("This is not about the text of this container"),
    "unplaceable": gettext_lazy("The words are not in the text"),
    "precondition-required": gettext_lazy("Say which version you mean"),
    "too-many": gettext_lazy("Too much at once"),
    "busy": gettext_lazy("The database is busy"),
    "failed": gettext_lazy("Something went wrong here"),
}


class Problem(Exception):
    """A refusal: its HTTP status, its code in `TITLES`, and a sentence about this case."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return a problem as JSON. No query."""
    guide = f"{request.scheme}://{request.get_host()}/api/"
    response = JsonResponse(
        {
            "type": f"{guide}#{problem.code}",
            "title": str(TITLES[problem.code]),
            "status": problem.status,
            "detail": problem.detail,
            "instance": request.path,
            **problem.members,
        },
        status=problem.status,
        content_type="application/problem+json",
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def not_found() -> Problem:
    """Return the problem that nothing is there, or nothing that this caller may see."""
    return Problem(404, "not-found", _("Nothing is here, or nothing that you may see."))


def busy(seconds: int) -> Problem:
    """Return the problem that the database could not be written in time."""
    detail = _("Nothing was saved. Send it again in a few seconds.")
    return Problem(503, "busy", detail, headers={"Retry-After": str(seconds)})


def failed() -> Problem:
    """Return the problem that something went wrong on our side."""
    return Problem(500, "failed", _("This is our fault. Nothing was saved."))
