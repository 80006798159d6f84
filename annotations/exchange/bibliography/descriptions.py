"""Who may describe a work, which citations their description changes, and earlier descriptions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.arguments.citations import entries_of
from annotations.arguments.eligibility import ELIGIBLE
from annotations.margin import rules
from annotations.margin.bibliographic_entries import EntryText, entries_for
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.seminars.queries import OpenedReading
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work

MAX_EARLIER = 50  # earlier descriptions that a page lists
# The names of what a description may hold, by field of CSL-JSON. Some of it is not printed in the
# entry, so two descriptions may print the same.
FIELD_NAMES = {
    "type": gettext_lazy("the kind of work"),
    "title": gettext_lazy("the title"),
    "author": gettext_lazy("the authors"),
    "editor": gettext_lazy("the editors"),
    "container-title": gettext_lazy("what it is in"),
    "publisher": gettext_lazy("the publisher"),
    "publisher-place": gettext_lazy("the place of publication"),
    "issued": gettext_lazy("the date"),
    "volume": gettext_lazy("the volume"),
    "issue": gettext_lazy("the issue"),
    "page": gettext_lazy("the pages"),
    "edition": gettext_lazy("the edition"),
    "DOI": gettext_lazy("the DOI"),
    "ISBN": gettext_lazy("the ISBN"),
    "URL": gettext_lazy("the address on the web"),
}


@dataclass(frozen=True)
class EarlierDescription:
    """A description that was replaced, with its formatted entry, its author's name and its date.

    `differs_in` names the fields that differ from the current description, if both print the same.
    """

    wording: int
    html: SafeString
    author_name: str
    at: datetime
    # False for what the citation said when it was posted.
    by_hand: bool
    differs_in: list[str]


@dataclass(frozen=True)
class DescribableWork:
    """A work that a visitor may describe, with the citations that their description changes."""

    work: Work
    opened: OpenedReading
    citations: list[Annotation]
    # The current entry, as those see it for whom the visitor describes the work.
    entry: EntryText
    # True if the visitor moderates: they describe every citation that the seminar sees.
    for_seminar: bool

    @property
    def waiting_edit(self) -> Proposal | None:
        """The visitor's own description that waits for a moderator, or None."""
        if self.for_seminar:
            return None
        edits = ((each.waiting_edit, each.csl) for each in self.citations)
        return next((edit for edit, csl in edits if edit and edit.csl not in (None, csl)), None)

    @property
    def initial_csl(self) -> CslItem:
        """The description that the form begins with: the waiting one, or the current one."""
        return cast(CslItem, self.waiting_edit.csl) if self.waiting_edit else self.entry.csl

    @property
    def html(self) -> SafeString:
        """The current entry, formatted."""
        return self.format_entry(self.entry.csl)

    @property
    def version_token(self) -> str:
        """A hash of the versions of the citations and of the entry, to notice concurrent edits."""
        versions = sorted(
            (str(each.pk), (each.waiting_edit or each).version) for each in self.citations
        )
        facts = json.dumps([versions, self.entry.csl, str(self.entry.at)], sort_keys=True)
        return blake2b(facts.encode(), digest_size=8).hexdigest()

    @cached_property
    def earlier_descriptions(self) -> list[EarlierDescription]:
        """The descriptions that were replaced, the latest first, without repetition. One query."""
        rows = self.earlier_wordings().select_related("described_by", "annotation__author")
        current_key = _comparison_key(self.entry.csl)
        by_key: dict[str, EarlierDescription] = {}
        for row in rows.order_by("-replaced_at", "-pk")[: MAX_EARLIER * 10]:
            key = _comparison_key(row.csl or {})
            if key != current_key and key not in by_key:
                by_key[key] = self._earlier_description(row)
        return [*by_key.values()][:MAX_EARLIER]

    def earlier_wordings(self) -> Any:
        """Return the earlier wordings of these citations that the visitor may read.

        Authors read all of their own; a moderator those that the seminar could read.
        """
        readable = rules.EARLIER_SHOWN if self.for_seminar else Q()
        return Wording.objects.filter(readable, annotation__in=self.citations, csl__isnull=False)

    def format_entry(self, csl: Any) -> SafeString:
        """Return the entry of a description as HTML, in the essay's language."""
        formatted = format_citation(csl, "apa", self.opened.reading.essay.language)
        return mark_safe(formatted.linked())  # noqa: S308  (it escapes)

    def _earlier_description(self, wording: Wording) -> EarlierDescription:
        by, citation = wording.described_by, wording.annotation
        if wording.described_at is None:
            author_name, at = citation.author.name, citation.created_at
        else:
            author_name, at = by.name if by else _("former member"), wording.described_at
        html = self.format_entry(wording.csl)
        differs_in = self._differing_fields(wording.csl or {}) if html == self.html else []
        return EarlierDescription(
            wording.pk, html, author_name, at, wording.described_at is not None, differs_in
        )

    def _differing_fields(self, csl: Any) -> list[str]:
        current = self.entry.csl
        names = [
            str(name) for field, name in FIELD_NAMES.items() if csl.get(field) != current.get(field)
        ]
        return names or [_("something that has no field here")]


def get_cited_work_or_404(opened: OpenedReading, id: UUID) -> Work:
    """Return a work that an annotation cites which the visitor sees in this reading.

    Raises Http404 if there is none. Two queries.
    """
    citations = Annotation.objects.counted_for(opened.reader).filter(
        reading=opened.reading, work=id
    )
    work = Work.objects.filter(pk=id, seminar=opened.reading.seminar_id).first()
    if work is None or not citations.exists():
        raise Http404
    return work


def open_describable_work(opened: OpenedReading, id: UUID) -> DescribableWork:
    """Return a work with the citations that the visitor may describe.

    Those are all that the seminar sees if the visitor moderates, otherwise the visitor's own that
    count. Raises Http404 as `get_cited_work_or_404` does, and PermissionDenied if the visitor may
    not write here or has no such citation.
    """
    work, reader = get_cited_work_or_404(opened, id), opened.reader
    if opened.member is None or not reader.writes:
        raise PermissionDenied
    counted = Annotation.objects.counted_for(reader).filter(work=work).order_by("pk")
    counted = counted.select_related("author", "seminar", "proposal")
    citations = list(counted.filter(ELIGIBLE)) if reader.moderates else []
    for_seminar = bool(citations)
    citations = citations or list(counted.filter(author=opened.member))
    if not citations:
        raise PermissionDenied
    entries = entries_of([work.pk], reader) if for_seminar else entries_for([work.pk], reader)
    return DescribableWork(work, opened, citations, entries[work.pk], for_seminar)


def describable_works(opened: OpenedReading, entry_texts: Iterable[EntryText]) -> set[UUID]:
    """Return which works of a bibliography this visitor may describe. At most one query."""
    if opened.member is None or not opened.reader.writes:
        return set()
    if opened.reader.moderates:
        return {entry.work for entry in entry_texts}
    mine = Annotation.objects.counted_for(opened.reader).filter(author=opened.member)
    return set(mine.filter(work__isnull=False).values_list("work_id", flat=True))


def _comparison_key(csl: Any) -> str:
    """Return a string that is equal for equal descriptions."""
    return json.dumps(csl, sort_keys=True)
