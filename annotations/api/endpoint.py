"""What every address of the API has in common: methods, callers, headers, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from annotations.api.credentials import identify_caller
from annotations.api.negotiation import JSON, JSON_LD, entity_tag, is_unchanged
from annotations.api.problems import Problem, not_found, problem_response
from annotations.web_annotation.parsing.json_text import read_json

MAX_BODY_BYTES = 1_000_000
READ_TYPES = ("application/ld+json", "application/json")
ACCEPT_POST = f"{JSON_LD}, {JSON}"
POLICY = f'"posts";q={settings.POSTS_A_MINUTE};w=60'
EXPOSED = (
    "Accept-Post, Allow, Content-Location, ETag, Link, Location, Preference-Applied, "
    "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate"
)
SENT = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Prefer, Slug"


def endpoint[**P](
    *methods: str, headers: Mapping[str, str] | None = None
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Decorate a view of the API that answers these methods; GET includes HEAD.

    OPTIONS is answered for everybody, without looking at what is there. `headers` are on each
    response, refusals included.
    """
    allowed = [*methods, "HEAD", "OPTIONS"]

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answering(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
            request = arguments[0]
            assert isinstance(request, HttpRequest)
            try:
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204)
                elif request.method not in allowed:
                    raise Problem(
                        405,
                        "method-not-allowed",
                        _("Here one may use: %(methods)s.") % {"methods": ", ".join(allowed)},
                    )
                else:
                    request.caller = identify_caller(request)  # type: ignore[attr-defined]
                    response = view(*arguments, **options)
            except Problem as problem:
                response = problem_response(request, problem)
            except Http404:
                response = problem_response(request, not_found())
            except PermissionDenied:
                refused = Problem(403, "forbidden", _("You may not do this with it."))
                response = problem_response(request, refused)
            response.headers.setdefault("Allow", ", ".join(allowed))
            if "POST" in methods:
                response.headers.setdefault("Accept-Post", ACCEPT_POST)
            for name, value in (headers or {}).items():
                response[name] = value
            return with_common_headers(request, response)

        return answering

    return decorate


def with_common_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set the headers that all responses have, and those that let other sites' scripts read them.

    Scripts of other sites never act for a session: only a request with a token, or one that asks
    whether it may be sent, is answered to them, and none with cookies.
    """
    patch_vary_headers(response, ["Accept", "Authorization"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response["RateLimit-Policy"] = POLICY
    if "Authorization" in request.headers or request.method == "OPTIONS":
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = response.get("Allow", "")
        response["Access-Control-Allow-Headers"] = SENT
        response["Access-Control-Max-Age"] = "86400"
    return response


def is_for_program(request: HttpRequest) -> bool:
    """True if the address is one of the API, or of Hypothesis's at a reading."""
    return request.path.startswith("/api/") or "/hypothesis/api/" in request.path


def refuse_program(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return a problem as a view's decorator does, for what goes wrong outside of views."""
    return with_common_headers(request, problem_response(request, problem))


def document_response(
    request: HttpRequest, document: Any, content_type: str, *, status: int = 200
) -> HttpResponse:
    """Return a document as JSON with its entity tag; 304 if the client has it already."""
    content = to_json(document)
    tag = entity_tag(content)
    if request.method in ("GET", "HEAD") and is_unchanged(request, tag):
        unchanged: HttpResponse = HttpResponseNotModified()
        unchanged["ETag"] = tag
        return unchanged
    response = HttpResponse(content, status=status, content_type=content_type)
    response["ETag"] = tag
    return response


def to_json(document: Any) -> bytes:
    """Return a document as JSON in UTF-8. The same document is always the same bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def sent_json(request: HttpRequest) -> Any:
    """Return the JSON in the body of a request. Raises Problem (400, 413, 415)."""
    if (request.content_type or "").lower() not in READ_TYPES:
        raise Problem(
            415,
            "unsupported-type",
            _("Send JSON, as %(types)s.") % {"types": " or ".join(READ_TYPES)},
            headers={"Accept-Post": ACCEPT_POST},
        )
    try:
        return read_json(_content(request))
    except ValueError as error:
        raise Problem(400, "malformed", str(error)) from None


def _content(request: HttpRequest) -> bytes:
    too_large = Problem(
        413,
        "too-large",
        _("A body has at most %(most)s bytes.") % {"most": MAX_BODY_BYTES},
    )
    try:
        stated = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        stated = 0
    if stated > MAX_BODY_BYTES:
        raise too_large
    try:
        content: bytes = request.read(MAX_BODY_BYTES + 1)
    except RequestDataTooBig:
        raise too_large from None
    if len(content) > MAX_BODY_BYTES:
        raise too_large
    return content
