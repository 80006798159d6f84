"""The addresses of Hypothesis's API at a reading."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from annotations.api.endpoint import sent_json
from annotations.api.hypothesis.door import Call, hypothesis_endpoint, json_answer
from annotations.api.hypothesis.page_tokens import exchange_token
from annotations.api.hypothesis.queries import row_for, search_request, search_rows
from annotations.api.hypothesis.row_requests import (
    change_row,
    create_row,
    decide_about_row,
    flag_row,
    open_row,
    withdraw_row,
)
from annotations.api.hypothesis.service_documents import (
    group_document,
    index_document,
    links_document,
    profile_document,
)
from annotations.api.problems import Problem, not_found


@hypothesis_endpoint("GET")
def index(call: Call) -> HttpResponse:
    """Show where everything is."""
    return json_answer(index_document(call))


@hypothesis_endpoint("GET")
def links(call: Call) -> HttpResponse:
    """Show the addresses of pages for people."""
    return json_answer(links_document(call))


@hypothesis_endpoint("POST", gives_tokens=True)
def token(call: Call) -> HttpResponse:
    """Change a grant of the page, or a refresh token, for an access token."""
    tokens = exchange_token(call.request, call.opened.reading)
    if tokens is None:
        refused = {"error": "invalid_grant", "reason": _("This grant has ended. Open it again.")}
        return json_answer(refused, status=400)
    return json_answer(tokens)


@hypothesis_endpoint("GET")
def profile(call: Call) -> HttpResponse:
    """Show who calls."""
    return json_answer(profile_document(call))


@hypothesis_endpoint("GET")
def own_groups(call: Call) -> HttpResponse:
    """Show the group of the reading to a member of its seminar."""
    return json_answer([group_document(call)] if call.opened.member else [])


@hypothesis_endpoint("GET")
def groups(call: Call) -> HttpResponse:
    """Show the group of the reading."""
    return json_answer([group_document(call)])


@hypothesis_endpoint("GET")
def group(call: Call, name: str) -> HttpResponse:
    """Show the group with this identifier."""
    document = group_document(call)
    if name not in (document["id"], document["groupid"]):
        raise not_found()
    return json_answer(document)


@hypothesis_endpoint("GET")
def search(call: Call) -> HttpResponse:
    """Search the annotations of the reading."""
    return json_answer(search_rows(call, search_request(call.request.GET)))


@hypothesis_endpoint("POST")
def new_annotation(call: Call) -> HttpResponse:
    """Create an annotation."""
    return json_answer(create_row(call, _sent_object(call)))


@hypothesis_endpoint("GET", "PATCH", "PUT", "DELETE")
def one_annotation(call: Call, id: UUID) -> HttpResponse:
    """Show an annotation, change it, or withdraw it."""
    if call.request.method == "DELETE":
        withdraw_row(call, id)
        return json_answer({"id": str(id), "deleted": True})
    if call.request.method in ("PATCH", "PUT"):
        return json_answer(change_row(call, id, _sent_object(call)))
    open_row(call, id)
    return json_answer(row_for(call, id))


@hypothesis_endpoint("PUT")
def flag(call: Call, id: UUID) -> HttpResponse:
    """Ask a moderator to look at an annotation."""
    flag_row(call, id)
    return HttpResponse(status=204)


@hypothesis_endpoint("PUT", "DELETE")
def hidden(call: Call, id: UUID) -> HttpResponse:
    """Hide an annotation, or restore one that is hidden."""
    if call.request.method == "PUT":
        decide_about_row(call, id, "DENIED", {})
    else:
        decide_about_row(call, id, "APPROVED", {"current_moderation_status": "DENIED"})
    return HttpResponse(status=204)


@hypothesis_endpoint("PATCH")
def moderation(call: Call, id: UUID) -> HttpResponse:
    """Decide about an annotation."""
    sent = _sent_object(call)
    decide_about_row(call, id, str(sent.get("moderation_status", "")), sent)
    return json_answer(row_for(call, id))


def _sent_object(call: Call) -> dict[str, Any]:
    """Return the object in the body of a request. Raises Problem (400, 413, 415, 422)."""
    sent = sent_json(call.request)
    if not isinstance(sent, dict):
        raise Problem(422, "invalid", _("An annotation is a JSON object."))
    return sent
