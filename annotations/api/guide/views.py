"""The way in: `/api/` for people and for programs, the description, and the context."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from annotations.api.credentials import Caller
from annotations.api.endpoint import document_response, endpoint
from annotations.api.guide.entry_point import entry_document, limits
from annotations.api.guide.examples import ADDRESSES, example_requests
from annotations.api.guide.openapi_document import openapi_document
from annotations.api.negotiation import JSON, chosen_type
from annotations.api.problems import TITLES, not_found
from annotations.web_annotation.addresses import addresses_of
from annotations.web_annotation.vocabulary_terms import CONTEXT

HTML = "text/html; charset=utf-8"


@endpoint("GET")
def entry_point(request: HttpRequest) -> HttpResponse:
    """Show the entry point as JSON, and to browsers as the page that explains the API."""
    content_type = chosen_type(request, JSON, HTML)
    caller: Caller = request.caller  # type: ignore[attr-defined]  # set by `endpoint`
    if content_type == JSON:
        writes = caller.token is not None and caller.token.writes
        return document_response(request, entry_document(request, writes=writes), JSON)
    addresses = addresses_of(request)
    context = {
        "addresses": ADDRESSES,
        "examples": example_requests(addresses.site),
        "limits": limits(),
        "problems": TITLES.items(),
        "seminars": entry_document(request, writes=False)["seminars"],
        "tokens_address": reverse("tokens"),
        "openapi_address": reverse("api_openapi"),
        "context_address": reverse("api_context"),
    }
    return render(request, "api/guide.html", context)


@endpoint("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    """Show the description of the API (OpenAPI 3.1)."""
    site = addresses_of(request).site
    return document_response(request, openapi_document(site), chosen_type(request, JSON))


@endpoint("GET")
def context(request: HttpRequest) -> HttpResponse:
    """Show the JSON-LD context of our own terms, which anybody may keep."""
    content_type = chosen_type(request, "application/ld+json", JSON)
    response = document_response(request, CONTEXT, content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=86400"
    return response


@endpoint("GET", "POST", "PUT", "PATCH", "DELETE")
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer an address of the API that is none; one that lacks its last slash leads to it."""
    path = f"{request.path}/"
    try:
        found = resolve(path).url_name != "api_nothing"
    except Resolver404:
        found = False
    if not found:
        raise not_found()
    query = request.META.get("QUERY_STRING", "")
    address = f"{path}?{query}" if query else path
    return redirect(address, permanent=True, preserve_request=True)
