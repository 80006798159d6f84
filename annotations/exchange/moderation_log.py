"""The record of a seminar's moderation as a file: what was decided, and nothing that was written.

It names nobody, gives no statement and no annotation's address: each annotation is a number of its
own in the file. The seals are in it, so that whoever keeps the file can have the record compared.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotations.exchange.streaming import streamed_file
from annotations.exchange.table_cells import TABLE_ENCODINGS, table_parts
from annotations.moderation.models import Decision, Head
from annotations.moderation.transparency import AUTHOR_STEPS
from annotations.seminars.models import Seminar
from annotations.seminars.queries import open_seminar

LOG_COLUMNS = (
    *("number", "at", "annotation", "version", "step", "outcome", "from_state", "to_state"),
    *("reason", "decided_by", "seal"),
)


@require_safe
def export_moderation_log(request: HttpRequest, seminar: str, format: str) -> StreamingHttpResponse:
    """Export the record for members of the seminar, as CSV or JSON.

    Raises Http404 for an unknown format and as `open_seminar`, PermissionDenied for who is no
    member.
    """
    opened, reader, member = open_seminar(seminar, request.user)
    if member is None and not reader.moderates:
        raise PermissionDenied
    name = f"{opened.slug}-moderation.{format}"
    if format == "csv":
        parts = table_parts(LOG_COLUMNS, _cells(opened), TABLE_ENCODINGS["utf-8"])
        return streamed_file(request, parts, name=name, content_type="text/csv")
    if format == "json":
        parts = _json_parts(opened)
        return streamed_file(request, parts, name=name, content_type="application/json")
    raise Http404


def _cells(seminar: Seminar) -> Iterator[list[Any]]:
    """Yield the records, and last the head of the chain: its number and its seal."""
    for record in _records(seminar):
        yield [record[name] for name in LOG_COLUMNS]
    head = _head(seminar)
    yield [head["number"], *[""] * 3, "head", *[""] * (len(LOG_COLUMNS) - 6), head["seal"]]


def _json_parts(seminar: Seminar) -> Iterator[str]:
    yield f'{{"seminar": {json.dumps(seminar.name, ensure_ascii=False)},\n"records": ['
    for at, record in enumerate(_records(seminar)):
        yield (",\n" if at else "\n") + json.dumps(record, ensure_ascii=False)
    yield f'\n],\n"head": {json.dumps(_head(seminar))}}}\n'


def _head(seminar: Seminar) -> dict[str, Any]:
    head = Head.objects.filter(seminar=seminar).first()
    return {"number": head.number if head else 0, "seal": head.mac if head else ""}


def _records(seminar: Seminar) -> Iterator[dict[str, Any]]:
    """Yield what the file says of each decision. One query."""
    numbers: dict[UUID, int] = {}
    decisions = Decision.objects.filter(seminar=seminar).order_by("number")
    for decision in decisions.defer("statement", "remark").iterator(chunk_size=1_000):
        yield {
            "number": decision.number,
            "at": decision.at.isoformat(timespec="seconds"),
            "annotation": numbers.setdefault(decision.annotation_id, len(numbers) + 1),
            "version": decision.version,
            "step": decision.step,
            "outcome": decision.outcome,
            "from_state": decision.from_state,
            "to_state": decision.to_state,
            "reason": seminar.reason_label(decision.reason) if decision.reason else "",
            "decided_by": _office(decision),
            "seal": decision.mac,
        }


def _office(decision: Decision) -> str:
    """Return who decided without their name: `author`, `flags`, or their role in the seminar."""
    if decision.step in AUTHOR_STEPS:
        return "author"
    if decision.who is None and decision.who_label == "the flags of members":
        return "flags"
    office = decision.who_label.rpartition("(")[2].removesuffix(")")
    return office if office in ("leader", "moderator", "site") else "moderator"
