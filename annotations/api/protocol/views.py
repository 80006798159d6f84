"""The addresses of the Protocol: containers, annotations, and the text that they are about."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from annotations.api.endpoint import document_response, endpoint, sent_json, to_json
from annotations.api.negotiation import (
    JSON,
    JSON_LD,
    chosen_type,
    container_preference,
    entity_tag,
    require_match,
)
from annotations.api.problems import Problem
from annotations.api.protocol.containers import ContainerView, PageRequest
from annotations.api.protocol.targets import check_place, find_target, whole_text
from annotations.api.protocol.write_requests import (
    check_may_write,
    create_annotation,
    update_annotation,
    withdraw_annotation,
)
from annotations.essays.queries import readable_blocks
from annotations.margin.models import Annotation
from annotations.margin.queries import open_annotation
from annotations.prose.markup.source_pages import source_pages
from annotations.seminars.queries import OpenedReading, open_reading
from annotations.web_annotation.addresses import Addresses, addresses_of
from annotations.web_annotation.annotation_documents import (
    Document,
    annotation_document,
    annotation_documents,
    for_documents,
    with_context,
)
from annotations.web_annotation.parsing.document_values import DocumentProblem
from annotations.web_annotation.parsing.sent_documents import (
    SentAnnotation,
    UnknownContext,
    read_annotation,
)
from annotations.web_annotation.places import place_among, starts_of

PAGE_METHODS = "GET, HEAD, OPTIONS"
RESOURCE_LINKS = (
    '<http://www.w3.org/ns/ldp#Resource>; rel="type", '
    '<http://www.w3.org/ns/oa#Annotation>; rel="type"'
)
CONTAINER_LINKS = (
    '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type", '
    "<http://www.w3.org/TR/annotation-protocol/>; "
    'rel="http://www.w3.org/ns/ldp#constrainedBy"'
)


@endpoint("GET", "POST", headers={"Link": CONTAINER_LINKS})
def container(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show a container or a page of it; POST creates an annotation."""
    if request.method == "POST":
        if request.GET:
            detail = _("Send it to the container, not to a page of it.")
            raise Problem(405, "method-not-allowed", detail, headers={"Allow": PAGE_METHODS})
        return _create(request, open_reading(seminar, essay, request.user))
    content_type = chosen_type(request, JSON_LD, JSON)
    preference = container_preference(request)
    opened = open_reading(seminar, essay, request.user)
    iris = request.GET["iris"] == "1" if "iris" in request.GET else preference.iris
    view = ContainerView(opened, addresses_of(request), iris)
    asked = PageRequest(
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        last=request.GET.get("page") == "last",
    )
    if {"after", "before", "page"} & request.GET.keys():
        page = view.page(asked)
        response = document_response(request, page, content_type)
        response["Allow"], response["Content-Location"] = PAGE_METHODS, page["id"]
        return response
    document = view.collection(minimal=preference.minimal)
    response = document_response(request, document, content_type)
    response["Content-Location"] = view.address()
    patch_vary_headers(response, ["Prefer"])
    if preference.stated:
        response["Preference-Applied"] = "return=representation"
    return response


def _create(request: HttpRequest, opened: OpenedReading) -> HttpResponse:
    content_type = chosen_type(request, JSON_LD, JSON)
    check_may_write(opened)
    sent = _sent_annotation(request)
    blocks = readable_blocks(opened.reading.essay)
    addresses = addresses_of(request)
    if sent.name.startswith(addresses.container(opened.reading)):
        sent = replace(sent, name="")  # the address that it will have
    found = find_target(sent.target, opened, addresses, blocks)
    posted, moved = create_annotation(opened, found, sent)
    if moved:  # into a revision that was published meanwhile
        document = _document_of(opened, posted.pk, addresses)
    else:
        place = place_among(posted, blocks)
        document = annotation_document(posted, place, opened.reading, opened.reader, addresses)
        document = with_context(document, addresses)
    response = document_response(request, document, content_type, status=201)
    response["Location"] = document["id"]
    return response


def _sent_annotation(request: HttpRequest) -> SentAnnotation:
    """Return the annotation in the body of a request. Raises Problem (400, 413, 415, 422)."""
    try:
        return read_annotation(sent_json(request))
    except DocumentProblem as problem:
        unknown = isinstance(problem, UnknownContext)
        status, code = (415, "unknown-context") if unknown else (422, "invalid")
        errors = [{"pointer": problem.pointer, "detail": problem.words}]
        raise Problem(status, code, problem.words, errors=errors) from None


@endpoint("GET", "PUT", "DELETE", headers={"Link": RESOURCE_LINKS})
def annotation(request: HttpRequest, id: UUID, seminar: str = "", essay: str = "") -> HttpResponse:
    """Show an annotation; PUT changes it, DELETE withdraws it. It has two addresses: below its
    container, and a short one, which stays if the text is renamed."""
    content_type = chosen_type(request, JSON_LD, JSON)
    opened = open_annotation(id, request.user)
    reading = opened.annotation.reading
    reading.seminar = opened.annotation.seminar
    if seminar and (seminar, essay) != (reading.seminar.slug, reading.slug):
        raise Http404
    here, addresses = OpenedReading(reading, opened.reader, opened.member), addresses_of(request)
    document = _document_of(here, id, addresses)
    if request.method in ("GET", "HEAD"):
        return document_response(request, document, content_type)
    require_match(request, entity_tag(to_json(document)))
    if request.method == "DELETE":
        withdraw_annotation(opened)
        return HttpResponse(status=204)
    sent = _sent_annotation(request)
    check_place(sent, read_annotation(document), here, opened.annotation, addresses)
    update_annotation(opened, sent)
    return document_response(request, _document_of(here, id, addresses), content_type)


def _document_of(opened: OpenedReading, id: UUID, addresses: Addresses) -> Document:
    rows = list(for_documents(Annotation.objects.filter(pk=id)))
    (document,) = annotation_documents(rows, opened.reading, opened.reader, addresses)
    return with_context(document, addresses)


@endpoint("GET")
def text(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the current text of a reading, in which positions count: as JSON, or as plain text."""
    content_type = chosen_type(request, JSON, "text/plain; charset=utf-8")
    opened = open_reading(seminar, essay, request.user)
    revision = opened.reading.essay.current_revision
    blocks = readable_blocks(opened.reading.essay, with_spans=content_type == JSON)
    if content_type != JSON:
        response = HttpResponse(whole_text(blocks), content_type=content_type)
        response["ETag"] = entity_tag(response.content)
        return response
    addresses, essay_row = addresses_of(request), opened.reading.essay
    document = {
        "id": addresses.text(opened.reading),
        "page": addresses.page(opened.reading),
        "annotations": addresses.container(opened.reading),
        "title": essay_row.title,
        "byline": essay_row.byline,
        "language": essay_row.language,
        "direction": essay_row.direction,
        "revision": {
            "number": revision.number,
            "id": str(revision.pk),
            "created": revision.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "paragraphs": [
            {
                "id": str(block.paragraph_id),
                "fragment": block.address,
                "number": block.number,
                "type": block.type,
                "start": start,
                "text": block.text,
                "pages": source_pages(block.spans),
            }
            for block, start in starts_of(blocks)
        ],
    }
    return document_response(request, document, content_type)
