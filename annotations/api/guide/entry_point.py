"""What a caller finds at `/api/`: who they are, and the readings that they may read."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from annotations.api.endpoint import MAX_BODY_BYTES
from annotations.api.protocol.containers import PAGE_SIZE
from annotations.margin.posting_rules.rate_limits import POSTS
from annotations.people.visitors import account_of
from annotations.prose.annotation_html import MAX_BODY_LENGTH
from annotations.seminars.models import Reading
from annotations.seminars.queries import build_readers, readable_seminars
from annotations.web_annotation.addresses import Addresses, addresses_of
from annotations.web_annotation.parsing.json_text import MAX_DEPTH

SEMINARS_PER_PAGE = 100


def limits() -> dict[str, int]:
    """Return the limits, as the entry point and the page state them."""
    return {
        "bodyBytes": MAX_BODY_BYTES,
        "bodyDepth": MAX_DEPTH,
        "textCharacters": MAX_BODY_LENGTH,
        "pageSize": PAGE_SIZE,
        "postsPerMinute": POSTS.number,
    }


def entry_document(request: HttpRequest, *, writes: bool) -> dict[str, Any]:
    """Return the entry point as JSON; `writes` says whether the caller's token may write. Four
    queries, and one more where a seminar is written in before it is read."""
    user, addresses = account_of(request.user), addresses_of(request)
    seminars = readable_seminars(request.user).order_by("name", "id")
    page = Paginator(seminars, SEMINARS_PER_PAGE).get_page(request.GET.get("page"))
    site = addresses.site
    document: dict[str, Any] = {
        "id": f"{site}/api/",
        "protocol": "http://www.w3.org/TR/annotation-protocol/",
        "description": f"{site}/api/openapi.json",
        "context": addresses.context,
        "tokens": f"{site}/me/tokens/",
        "you": {"name": user.get_username(), "writes": writes} if user else None,
        "limits": limits(),
        "seminars": _seminars(list(page), request, addresses),
    }
    if page.has_next():
        document["next"] = f"{site}/api/?page={page.next_page_number()}"
    return document


def _seminars(
    seminars: list[Any], request: HttpRequest, addresses: Addresses
) -> list[dict[str, Any]]:
    user = account_of(request.user)
    active = user.memberships.active().filter(seminar__in=seminars) if user else []
    found = {member.seminar_id: member for member in active}
    members = {seminar.pk: found.get(seminar.pk) for seminar in seminars}
    readers = build_readers(seminars, user, members)
    readings: dict[Any, list[Reading]] = {seminar.pk: [] for seminar in seminars}
    by_seminar = {seminar.pk: seminar for seminar in seminars}
    rows = Reading.objects.filter(seminar__in=seminars).exclude(essay__current=None)
    for reading in rows.select_related("essay"):
        reading.seminar = by_seminar[reading.seminar_id]
        if readers[reading.seminar_id].may_open(reading):
            readings[reading.seminar_id].append(reading)
    return [
        {
            "name": seminar.name,
            "page": f"{addresses.site}/s/{seminar.slug}/",
            "role": readers[seminar.pk].role,
            "readings": [
                {
                    "title": reading.essay.title,
                    "byline": reading.essay.byline,
                    "language": reading.essay.language,
                    "page": addresses.page(reading),
                    "annotations": addresses.container(reading),
                    "text": addresses.text(reading),
                    "writable": readers[seminar.pk].writes and not reading.is_closed,
                }
                for reading in readings[seminar.pk]
            ],
        }
        for seminar in seminars
    ]
