"""The sources posted together with a counterpoint.

None can be added to it in this way once others may have seen it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from annotations.identifiers import derive_uuid
from annotations.margin import rules
from annotations.margin.actions import post_annotation
from annotations.margin.choices import Kind, Relation
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import MOST_BROUGHT
from annotations.seminars.queries import OpenedReading
from annotations.sources.actions import get_or_create_work
from annotations.sources.formats.parse_result import ParsedWork
from annotations.sources.identity import identity_key


class EvidenceRefused(Exception):
    """A counterpoint that was posted before takes no further sources; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def works_by_id(id: UUID, works: Sequence[ParsedWork]) -> dict[UUID, ParsedWork]:
    """Return the works of a form by the identifier of their source, which is derived from `id`, the
    form's own, and the work. Of works with the same identity, the first."""
    by_id: dict[UUID, ParsedWork] = {}
    for parsed in works:
        by_id.setdefault(derive_uuid(id, identity_key(parsed.work)), parsed)
    return by_id


def post_evidence(
    opened: OpenedReading,
    counterpoint: Annotation,
    works: Sequence[ParsedWork],
    *,
    posted_before: bool,
) -> list[Annotation]:
    """Post the sources that support a counterpoint, with its state and visibility, and return those
    that did not exist yet.

    Raises EvidenceRefused if the counterpoint was posted before and others may have seen it without
    these sources, or if it would have more than MOST_BROUGHT. Two queries for one posted before.
    """
    new = works_by_id(counterpoint.pk, works)
    if posted_before:
        existing = Annotation.objects.filter(pk__in=list(new)).values_list("pk", flat=True)
        new = {pk: parsed for pk, parsed in new.items() if pk not in set(existing)}
        _check_may_add(counterpoint, len(new))
    return [
        post_annotation(
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
            work=get_or_create_work(opened.reading.seminar, parsed.work),
            csl=dict(parsed.work),
            citation=parsed.text,
            locator=parsed.locator,
        )
        for pk, parsed in new.items()
    ]


def _check_may_add(counterpoint: Annotation, number: int) -> None:
    """Raise EvidenceRefused if `number` further sources can't be added to a posted counterpoint."""
    if not number:
        return
    if counterpoint.visibility != rules.PRIVATE or counterpoint.state not in rules.COUNTED:
        message = _(
            "You have posted this counterpoint already, so this was not added to it. Once "
            '<a href="{address}">the counterpoint</a> shows to the seminar, you can answer it with '
            "a source."
        )
        address = reverse("annotation", args=[counterpoint.pk])
        raise EvidenceRefused(format_html(message, address=address))
    total = counterpoint.brought.count() + number
    if total > MOST_BROUGHT:
        message = _(
            "A counterpoint brings at most %(most)s sources along, and this one would have "
            "%(number)s."
        )
        raise EvidenceRefused(message % {"most": MOST_BROUGHT, "number": total})
