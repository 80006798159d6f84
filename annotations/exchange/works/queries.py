"""Which works were joined to a work, and still are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from annotations.activity import Entry, Verb
from annotations.arguments.eligibility import ELIGIBLE
from annotations.exchange.bibliography.descriptions import Describable
from annotations.margin.entries import text_of
from annotations.margin.models import Annotation
from annotations.seminars.models import Member
from annotations.sources.models import Work

GONE = "former member"


@dataclass(frozen=True)
class JoinedWork:
    """A work that was joined to another: the number of the join in the activity record, what its
    citations say (empty where none of them shows), who joined it, and when."""

    join: int
    html: SafeString | str
    who: str
    at: datetime


def joins_to(work: Work, *verbs: Verb) -> QuerySet[Entry]:
    """What the activity record tells of joins to a work, undone ones too."""
    return Entry.objects.filter(subject_id=work.pk, verb__in=verbs or [Verb.MERGED])


def standing_joins(work: Work) -> list[Entry]:
    """The joins to a work that nobody undid, the newest first. One query."""
    found = list(joins_to(work, Verb.MERGED, Verb.SPLIT).order_by("-pk"))
    undone = {each.details["join"] for each in found if each.verb == Verb.SPLIT}
    return [each for each in found if each.verb == Verb.MERGED and each.pk not in undone]


def joined_works(found: Describable) -> list[JoinedWork]:
    """What a visitor is told about the works that were joined to one, the newest first. A visitor
    who does not moderate is told of those only that a citation still shows. Three queries, or one
    where there are none."""
    joins = standing_joins(found.work)
    if not joins:
        return []
    citations = list(_citations(found))
    names = _names(found.work, joins)
    told = [
        JoinedWork(
            join=each.pk,
            html=_printed(found, each, citations),
            who=names.get(each.by_id, GONE) if each.by_id else GONE,
            at=each.at,
        )
        for each in joins
    ]
    return [each for each in told if each.html or found.opened.reader.moderates]


def _citations(found: Describable) -> Iterable[Annotation]:
    """The citations of the work that the visitor may see, those first that an entry would be made
    of. One query."""
    rows = Annotation.objects.counted_for(found.opened.reader).filter(work=found.work)
    if found.for_seminar:
        rows = rows.filter(ELIGIBLE)
    return rows.order_by(F("described_at").desc(nulls_last=True), "created_at", "id")


def _printed(found: Describable, join: Entry, citations: list[Annotation]) -> SafeString | str:
    moved = {*join.details["citations"]}
    said = [each for each in citations if str(each.pk) in moved]
    titled = [each for each in said if (each.csl or {}).get("title")]
    return next((found.printed(text_of(each, found.work).csl) for each in titled or said), "")


def _names(work: Work, joins: list[Entry]) -> dict[UUID, str]:
    """What those who joined are called in the seminar, by account. One query."""
    members = Member.objects.filter(
        seminar=work.seminar_id, user__in={each.by_id for each in joins}
    )
    return dict(members.values_list("user", "shown_as"))
