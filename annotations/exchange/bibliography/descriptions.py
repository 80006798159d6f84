"""Who may describe a work, which citations that changes, and what these said before."""

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

from annotations.arguments.citations import entries_of
from annotations.arguments.eligibility import ELIGIBLE
from annotations.margin import rules
from annotations.margin.entries import EntryText, entries_for
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.seminars.queries import OpenedReading
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work

MOST = 50  # earlier descriptions that a page lists
# What a description may hold that its entry does not print, in CSL-JSON and in words.
UNPRINTED = {
    "type": "the kind of work",
    "title": "the title",
    "author": "the authors",
    "editor": "the editors",
    "container-title": "what it is in",
    "publisher": "the publisher",
    "publisher-place": "the place of publication",
    "issued": "the date",
    "volume": "the volume",
    "issue": "the issue",
    "page": "the pages",
    "edition": "the edition",
    "DOI": "the DOI",
    "ISBN": "the ISBN",
    "URL": "the address on the web",
}


@dataclass(frozen=True)
class Earlier:
    """A description that was replaced: its wording, its entry, who wrote it, and when; where it
    prints as the entry does now, what it differs in."""

    wording: int
    html: SafeString
    who: str
    at: datetime
    by_hand: bool
    differs_in: list[str]


@dataclass(frozen=True)
class Describable:
    """A work that a visitor may describe, with the citations that their description changes."""

    work: Work
    opened: OpenedReading
    citations: list[Annotation]
    # What the entry says to those for whom it is described.
    entry: EntryText
    # The visitor moderates and describes every citation that shows to the seminar.
    for_seminar: bool

    @property
    def waiting(self) -> Proposal | None:
        """The visitor's own description that waits for a moderator."""
        if self.for_seminar:
            return None
        edits = ((each.waiting_edit, each.csl) for each in self.citations)
        return next((edit for edit, csl in edits if edit and edit.csl not in (None, csl)), None)

    @property
    def base(self) -> CslItem:
        """What a new description begins with."""
        return cast(CslItem, self.waiting.csl) if self.waiting else self.entry.csl

    @property
    def html(self) -> SafeString:
        """What the entry says now."""
        return self.printed(self.entry.csl)

    @property
    def seen(self) -> str:
        """A token that changes with what the description changes and what it begins with."""
        versions = sorted(
            (str(each.pk), (each.waiting_edit or each).version) for each in self.citations
        )
        facts = json.dumps([versions, self.entry.csl, str(self.entry.at)], sort_keys=True)
        return blake2b(facts.encode(), digest_size=8).hexdigest()

    @cached_property
    def earlier(self) -> list[Earlier]:
        """The descriptions before, the newest first, each once. One query."""
        rows = self.wordings().select_related("described_by", "annotation__author")
        now, found = _key(self.entry.csl), dict[str, Earlier]()
        for row in rows.order_by("-replaced_at", "-pk")[: MOST * 10]:
            key = _key(row.csl or {})
            if key != now and key not in found:
                found[key] = self._earlier(row)
        return [*found.values()][:MOST]

    def wordings(self) -> Any:
        """The earlier wordings of these citations: their author's own or, where they belong to
        others, those that the seminar could read."""
        readable = rules.EARLIER_SHOWN if self.for_seminar else Q()
        return Wording.objects.filter(readable, annotation__in=self.citations, csl__isnull=False)

    def printed(self, csl: Any) -> SafeString:
        """The entry of a description, in the essay's language."""
        formatted = format_citation(csl, "apa", self.opened.reading.essay.language)
        return mark_safe(formatted.linked())  # noqa: S308  (it escapes)

    def _earlier(self, wording: Wording) -> Earlier:
        by, cited = wording.described_by, wording.annotation
        if wording.described_at is None:
            who, at = cited.author.name, cited.created_at
        else:
            who, at = by.name if by else "former member", wording.described_at
        html = self.printed(wording.csl)
        differs_in = self._unprinted(wording.csl or {}) if html == self.html else []
        return Earlier(wording.pk, html, who, at, wording.described_at is not None, differs_in)

    def _unprinted(self, csl: Any) -> list[str]:
        now = self.entry.csl
        differing = [name for name in UNPRINTED if csl.get(name) != now.get(name)]
        return [UNPRINTED[name] for name in differing] or ["something that has no field here"]


def open_work(opened: OpenedReading, id: UUID) -> Work:
    """A work that something the visitor sees here cites, or 404."""
    cited = Annotation.objects.counted_for(opened.reader).filter(reading=opened.reading, work=id)
    found = Work.objects.filter(pk=id, seminar=opened.reading.seminar_id).first()
    if found is None or not cited.exists():
        raise Http404
    return found


def open_describable(opened: OpenedReading, id: UUID) -> Describable:
    """A work for a visitor to describe: by their own citations that count or, for who moderates,
    by those that show to the seminar. Raises Http404 and PermissionDenied."""
    work, reader = open_work(opened, id), opened.reader
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
    return Describable(work, opened, citations, entries[work.pk], for_seminar)


def describable_by(opened: OpenedReading, shelf: Iterable[EntryText]) -> set[UUID]:
    """Which of a bibliography's works this visitor may describe. At most one query."""
    if opened.member is None or not opened.reader.writes:
        return set()
    if opened.reader.moderates:
        return {entry.work for entry in shelf}
    mine = Annotation.objects.counted_for(opened.reader).filter(author=opened.member)
    return set(mine.filter(work__isnull=False).values_list("work_id", flat=True))


def _key(csl: Any) -> str:
    return json.dumps(csl, sort_keys=True)
