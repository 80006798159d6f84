"""Searching a reading's annotations as Hypothesis's API does, and their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from annotations.api.hypothesis.door import Call
from annotations.api.problems import Problem
from annotations.api.protocol.targets import is_about_reading
from annotations.margin import rules
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.moderation.models import Flag
from annotations.seminars.models import Member
from annotations.web_annotation.annotation_documents import for_documents
from annotations.web_annotation.hypothesis_rows import Row, group_id, hypothesis_rows
from annotations.web_annotation.parsing.document_values import uuid_in

MOMENTS = {"created": F("created_at"), "updated": Coalesce("edited_at", "created_at")}
DEFAULT_LIMIT, MAX_LIMIT = 20, 200
# Of a page whose answers stand apart; Hypothesis answers with 200 of them.
MAX_REPLIES = 1_000
# What Hypothesis searches by and this does not: to leave it out would find too much.
UNSERVED = ("any", "quote", "tag", "tags", "text", "uri.parts", "wildcard_uri")


@dataclass(frozen=True)
class SearchRequest:
    """How the rows of a search are ordered and cut; they begin after the moment `after`."""

    moment: str
    descending: bool
    limit: int
    offset: int
    after: datetime | None
    replies_apart: bool


def search_request(query: QueryDict) -> SearchRequest:
    """Return what a query string asks for. Raises Problem (400)."""
    unserved = [name for name in UNSERVED if name in query]
    if unserved:
        words = _("One can’t search by this here: %(names)s.") % {"names": ", ".join(unserved)}
        raise _malformed(words)
    moment, order = query.get("sort", "updated"), query.get("order", "desc")
    if moment not in MOMENTS or order not in ("asc", "desc"):
        raise _malformed(_("One can sort by “created” or “updated”, in the order “asc” or “desc”."))
    after = parse_moment(query.get("search_after", ""))
    if after is None and "search_after" in query:
        raise _malformed(_("“search_after” is a moment, as the last row has it."))
    return SearchRequest(
        moment=moment,
        descending=order == "desc",
        limit=_number(query, "limit", DEFAULT_LIMIT, MAX_LIMIT),
        offset=_number(query, "offset", 0, 9_800),
        after=after,
        replies_apart=query.get("_separate_replies", "").lower() in ("1", "true"),
    )


def parse_moment(text: str) -> datetime | None:
    """Return a moment in ISO 8601 with its zone; None for anything else."""
    try:
        moment = parse_datetime(text)
        return None if moment is None or is_naive(moment) else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: the first or last hours of the calendar
        return None


def _number(query: QueryDict, name: str, default: int, most: int) -> int:
    value = query.get(name, str(default))
    if not (value.isdecimal() and len(value) < 7):
        raise _malformed(_("“%(name)s” is a whole number.") % {"name": name})
    return min(int(value), most)


def _malformed(words: str) -> Problem:
    return Problem(400, "malformed", words)


def search_rows(call: Call, asked: SearchRequest) -> dict[str, Any]:
    """Return the answer to a search. At most eight queries, however much there is.

    A page ends between two moments, so that none of several annotations of one moment is lost
    where the next page begins after that moment.
    """
    found = _found(call)
    if asked.replies_apart:
        begins = Annotation.objects.visible_to(call.opened.reader).filter(pk=OuterRef("root"))
        found = found.filter(~Exists(begins))
    total = found.count()
    page = _page(found, asked)
    answer = {"total": total, "rows": rows_for(call, page)}
    if asked.replies_apart:
        visible = Annotation.objects.visible_to(call.opened.reader)
        replies = visible.filter(root__in=[each.pk for each in page]).order_by("created_at", "pk")
        answer["replies"] = rows_for(call, list(for_documents(replies)[:MAX_REPLIES]))
    return answer


def _found(call: Call) -> AnnotationQuerySet:
    opened, query = call.opened, call.request.GET
    visible = Annotation.objects.visible_to(opened.reader).filter(reading=opened.reading)
    addresses = [*query.getlist("uri"), *query.getlist("url")]
    about = [is_about_reading(each, opened.reading, call.addresses) for each in addresses]
    groups = query.getlist("group")
    if (about and not any(about)) or (groups and group_id(opened.reading) not in groups):
        return visible.none()
    for name, condition in (("user", _by), ("references", _below)):
        for value in query.getlist(name):
            visible = visible.filter(condition(value))
    return visible


def _by(user: str) -> Q:
    try:
        return Q(author=UUID(user.removeprefix("acct:").partition("@")[0]))
    except ValueError:
        return Q(pk=None)


def _below(id: str) -> Q:
    above = uuid_in(id)
    return Q(root=above) | Q(about=above) if above else Q(pk=None)


def _page(found: AnnotationQuerySet, asked: SearchRequest) -> list[Annotation]:
    rows: Any = for_documents(found).annotate(moment=MOMENTS[asked.moment])
    names = ("moment", "pk")
    rows = rows.order_by(*(f"-{each}" for each in names) if asked.descending else names)
    if asked.after:
        beyond = "moment__lt" if asked.descending else "moment__gt"
        rows = rows.filter(**{beyond: asked.after})
    page = list(rows[asked.offset : asked.offset + asked.limit])
    if page and len(page) == asked.limit:
        moment = page[-1].moment
        same = [each.pk for each in page if each.moment == moment]
        page += rows.filter(moment=moment).exclude(pk__in=same)
    return page


def rows_for(call: Call, annotations: Sequence[Annotation]) -> list[Row]:
    """Return the rows of these, with what the caller flagged and what a moderator may decide. At
    most five queries."""
    opened = call.opened
    rows = hypothesis_rows(annotations, opened.reading, opened.reader, call.addresses)
    numbers, flagged = _flags(annotations, opened.member)
    for row, annotation in zip(rows, annotations, strict=True):
        row["flagged"] = annotation.pk in flagged
        if "decide" in rules.permitted_actions(opened.reader, annotation):
            row["moderation"] = {"flagCount": numbers[annotation.pk]}
            row["actions"] = ["moderate"]
    return rows


def _flags(
    annotations: Sequence[Annotation], member: Member | None
) -> tuple[Counter[UUID], set[UUID]]:
    """Return how many flags wait on the present version of these, and which this member has
    flagged. One query."""
    flags = Flag.objects.filter(
        annotation__in=[each.pk for each in annotations], version=F("annotation__version")
    )
    found = list(flags.values_list("annotation", "member", "settled_by"))
    waiting = Counter(annotation for annotation, _member, settled in found if settled is None)
    mine = {annotation for annotation, by, _settled in found if member and by == member.pk}
    return waiting, mine


def row_for(call: Call, id: UUID) -> Row:
    """Return the row of one annotation, which the caller may see."""
    annotations = list(for_documents(Annotation.objects.filter(pk=id)))
    (row,) = rows_for(call, annotations)
    return row
