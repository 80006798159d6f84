"""What every address of Hypothesis's API has in common: the reading, the caller, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from annotations.api.credentials import REALM, SAFE_METHODS, identify_caller
from annotations.api.hypothesis.page_tokens import ACCESS, is_page_token
from annotations.api.problems import Problem, not_found
from annotations.api.tokens.actions import TOKEN_PREFIX
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.web_annotation.addresses import Addresses, addresses_of


@dataclass(frozen=True)
class Call:
    """A request at a reading that is open to the client, and who sent it."""

    request: HttpRequest
    opened: OpenedReading
    addresses: Addresses


def open_for_client(request: HttpRequest, seminar: str, essay: str) -> OpenedReading:
    """Return a reading that its leader has opened to the client.

    Raises Http404 if there is none that this visitor may read.
    """
    opened = open_reading(seminar, essay, request.user)
    if not opened.reading.hypothesis_client:
        raise Http404
    return opened


def hypothesis_endpoint(
    *methods: str, gives_tokens: bool = False
) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Decorate a view of Hypothesis's API, which gets a `Call` in place of the request and the
    names of the reading, and answers these methods.

    What it refuses is said as Hypothesis says it, with a `reason`. No cookie alone lets anybody
    write, so there is no CSRF token; a view that `gives_tokens` asks for one of its own kind.
    """

    allowed = {*methods, "HEAD"} if "GET" in methods else {*methods}

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        @csrf_exempt
        @wraps(view)
        def answering(request: HttpRequest, seminar: str, essay: str, **named: Any) -> HttpResponse:
            try:
                if request.method not in allowed:
                    words = _("Here one may use: %(methods)s.") % {"methods": ", ".join(methods)}
                    headers = {"Allow": ", ".join(methods)}
                    raise Problem(405, "method-not-allowed", words, headers=headers)
                reads = request.method in SAFE_METHODS or gives_tokens
                opened = _opened_for_caller(request, seminar, essay, reads=reads)
                response = view(Call(request, opened, addresses_of(request)), **named)
            except Problem as problem:
                response = _refusal(problem)
            except Http404:
                response = _refusal(not_found())
            except PermissionDenied:
                response = _refusal(Problem(403, "forbidden", _("You may not do this with it.")))
            patch_vary_headers(response, ["Authorization", "Cookie"])
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return answering

    return decorate


def _opened_for_caller(
    request: HttpRequest, seminar: str, essay: str, *, reads: bool
) -> OpenedReading:
    """Return the reading as the caller may read it: the account of a token of one's own, or that of
    the session, which writes only with the token that the page gave it.

    Raises Http404, and Problem (401, 403).
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if secret.strip().startswith(TOKEN_PREFIX):
        identify_caller(request)
        return open_for_client(request, seminar, essay)
    opened = open_for_client(request, seminar, essay)
    if not scheme:
        if reads:
            return opened
        words = _("Writing needs the token that the page gives to the client.")
        raise Problem(401, "unauthenticated", words, headers={"WWW-Authenticate": REALM})
    valid = is_page_token(request, opened.reading, ACCESS, secret.strip())
    if scheme.lower() != "bearer" or not valid:
        words = _("This token has ended. Open the page again.")
        challenge = f'{REALM}, error="invalid_token"'
        raise Problem(401, "invalid-token", words, headers={"WWW-Authenticate": challenge})
    return opened


def json_answer(document: Any, *, status: int = 200) -> HttpResponse:
    """Return a document as JSON. What was sent and is repeated in a refusal may be no Unicode."""
    return JsonResponse(document, status=status, safe=False)


def _refusal(problem: Problem) -> HttpResponse:
    said = {"status": "failure", "reason": problem.detail, **problem.members}
    response = json_answer(said, status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response
