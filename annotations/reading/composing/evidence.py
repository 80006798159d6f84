"""The sources that a counterpoint brings along: posted in one step with it, and none later, when
others may have looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html

from annotations.identifiers import derive_uuid
from annotations.margin import rules
from annotations.margin.actions import post
from annotations.margin.choices import Kind, Relation
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import MOST_BROUGHT
from annotations.seminars.queries import OpenedReading
from annotations.sources.actions import keep
from annotations.sources.formats.parse_result import ParsedWork
from annotations.sources.identity import identity_key

POSTED = (
    "You have posted this counterpoint already, so this was not added to it. Once "
    '<a href="{}">the counterpoint</a> shows to the seminar, you can answer it with a source.'
)
TOO_MANY = "A counterpoint brings at most {most} sources along, and this one would have {number}."


class EvidenceRefused(Exception):
    """A counterpoint that was posted before takes no such sources now; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def works_by_id(id: UUID, works: Sequence[ParsedWork]) -> dict[UUID, ParsedWork]:
    """The works of a form with this identifier, each under the one that its source gets; of those
    that are the same work, the first."""
    found: dict[UUID, ParsedWork] = {}
    for work in works:
        found.setdefault(derive_uuid(id, identity_key(work.work)), work)
    return found


def post_evidence(
    opened: OpenedReading,
    counterpoint: Annotation,
    works: Sequence[ParsedWork],
    *,
    posted_before: bool,
) -> list[Annotation]:
    """Post the sources that support a counterpoint, in its state and for those who see it, and
    return those that were not there yet.

    Raises EvidenceRefused where the counterpoint was posted before and would bring along what its
    readers or a moderator have not seen with it, or too much. Two queries for one posted before,
    one of them for what only its author sees.
    """
    named = works_by_id(counterpoint.pk, works)
    if posted_before:
        there = Annotation.objects.filter(pk__in=list(named)).values_list("pk", flat=True)
        named = {pk: work for pk, work in named.items() if pk not in set(there)}
        _refuse_later(counterpoint, len(named))
    return [
        post(
            id=pk,
            reading=opened.reading,
            paragraph=counterpoint.paragraph,
            author=counterpoint.author,
            kind=Kind.SOURCE,
            visibility=counterpoint.visibility,
            state=counterpoint.state,
            about=counterpoint,
            came_with=counterpoint,
            relation=Relation.SUPPORTS,
            work=keep(opened.reading.seminar, found.work),
            csl=dict(found.work),
            citation=found.text,
            locator=found.locator,
        )
        for pk, found in named.items()
    ]


def _refuse_later(counterpoint: Annotation, number: int) -> None:
    """Raise EvidenceRefused where a counterpoint can't bring so many further sources along."""
    if not number:
        return
    if counterpoint.visibility != rules.PRIVATE or counterpoint.state not in rules.COUNTED:
        place = reverse("annotation", args=[counterpoint.pk])
        raise EvidenceRefused(format_html(POSTED, place))
    whole = counterpoint.brought.count() + number
    if whole > MOST_BROUGHT:
        raise EvidenceRefused(TOO_MANY.format(most=MOST_BROUGHT, number=whole))
