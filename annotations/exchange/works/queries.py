"""The works that were joined to a work and were not separated since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.activity import Entry, Verb
from annotations.arguments.eligibility import ELIGIBLE
from annotations.exchange.bibliography.descriptions import DescribableWork
from annotations.margin.bibliographic_entries import entry_from_text
from annotations.margin.models import Annotation
from annotations.seminars.models import Member
from annotations.sources.models import Work


@dataclass(frozen=True)
class JoinedWork:
    """A work that was joined to another, by whom and when.

    `join` is the id of the join's entry in the activity record. `html` is the work's formatted
    entry, "" if the visitor sees no citation of it.
    """

    join: int
    html: SafeString | str
    joined_by: str
    at: datetime


def join_log(work: Work, *verbs: Verb) -> QuerySet[Entry]:
    """Return the entries of the activity record about joins to a work, undone ones included."""
    about = Entry.objects.filter(seminar_id=work.seminar_id, subject_id=work.pk)
    return about.filter(verb__in=verbs or [Verb.MERGED])


def standing_joins(work: Work) -> list[Entry]:
    """Return the joins to a work that were not undone, the newest first. One query."""
    entries = list(join_log(work, Verb.MERGED, Verb.SPLIT).order_by("-pk"))
    undone = {each.details["join"] for each in entries if each.verb == Verb.SPLIT}
    return [each for each in entries if each.verb == Verb.MERGED and each.pk not in undone]


def joined_works(describable: DescribableWork) -> list[JoinedWork]:
    """Return the works that were joined to this one, the newest first.

    Visitors who do not moderate get only those of which they see a citation. Three queries, or one
    if there are none.
    """
    joins = standing_joins(describable.work)
    if not joins:
        return []
    citations = list(_visible_citations(describable))
    names = _names_of_joining(describable.work, joins)
    former = _("former member")
    works = [
        JoinedWork(
            join=each.pk,
            html=_joined_entry(describable, each, citations),
            joined_by=names.get(str(each.by_id), names.get(each.details.get("by_member"), former)),
            at=each.at,
        )
        for each in joins
    ]
    return [each for each in works if each.html or describable.opened.reader.moderates]


def _visible_citations(describable: DescribableWork) -> Iterable[Annotation]:
    """Return the citations of the work that the visitor may see. One query.

    They are in the order in which an entry is made of them: described last, then posted first.
    """
    rows = Annotation.objects.counted_for(describable.opened.reader).filter(work=describable.work)
    if describable.for_seminar:
        rows = rows.filter(ELIGIBLE)
    return rows.order_by(F("described_at").desc(nulls_last=True), "created_at", "id")


def _joined_entry(
    describable: DescribableWork, join: Entry, citations: list[Annotation]
) -> SafeString | str:
    """Return the formatted entry of a joined work, or "" if none of its citations is visible."""
    moved = {*join.details["citations"]}
    visible = [each for each in citations if str(each.pk) in moved]
    titled = [each for each in visible if (each.csl or {}).get("title")]
    for each in titled or visible:
        return describable.format_entry(entry_from_text(each, describable.work).csl)
    return ""


def _names_of_joining(work: Work, joins: list[Entry]) -> dict[str | None, str]:
    """Return the display names of those who joined works, by user id, or by member id where the
    entry came in an archive. One query."""
    by = Q(user__in={each.by_id for each in joins})
    by |= Q(pk__in={each.details["by_member"] for each in joins if "by_member" in each.details})
    members = list(Member.objects.filter(by, seminar=work.seminar_id))
    return {str(key): each.shown_as for each in members for key in (each.user_id, each.pk) if key}
