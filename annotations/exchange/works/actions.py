"""Describing what citations cite, making two records of one work one, and taking them apart."""

from collections.abc import Sequence
from itertools import batched
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from annotations.activity import Entry, Verb, record
from annotations.margin import actions as margin
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.moderation.actions import reword
from annotations.seals import BATCH, update_rows
from annotations.seminars.models import Member, Seminar
from annotations.sources.actions import get_or_create_work
from annotations.sources.csl.items import CslItem
from annotations.sources.identity import identity_key
from annotations.sources.models import Work

# What cites a work: the table, and from there the annotation and its author.
CITING: tuple[tuple[type[Model], str, str], ...] = (
    (Annotation, "pk", "author"),
    (Proposal, "annotation", "annotation__author"),
    (Wording, "annotation", "annotation__author"),
)


@transaction.atomic
def describe(
    citations: Sequence[Annotation], csl: dict[str, Any], *, into: Work, by: Member
) -> bool:
    """A member says what their own citations cite: an edit of each, so it waits for a moderator
    where an edit would.

    `into` is the work that they cite from now on. Returns whether the description waits. Raises
    margin.actions.Stale.
    """
    said = _said(csl, into, by)
    for citation in citations:
        newest = citation.waiting_edit or citation
        reword(citation, by=by, version=newest.version, said=said)
    waiting = Proposal.objects.filter(annotation__in=citations)
    return waiting.filter(described_at=said["described_at"]).exists()


@transaction.atomic
def describe_for_seminar(
    citations: Sequence[Annotation], csl: dict[str, Any], *, into: Work, by: Member
) -> None:
    """Who moderates says what the citations that show to the seminar cite. It waits for nobody;
    each citation's history and the record say who did. Raises margin.actions.Stale."""
    said = _said(csl, into, by)
    for citation in citations:
        newest = citation.waiting_edit or citation
        margin.describe(citation, version=newest.version, said=said)
    _record(into, by, Verb.DESCRIBED, citations=len(citations))


@transaction.atomic
def work_for(work: Work, csl: dict[str, Any], *, before: CslItem) -> Work:
    """The work that a description is of: the same as `before`, or the one with its identity."""
    _lock(work)  # two at once are one
    key = identity_key(cast(CslItem, csl))[:400]
    # Citations that were joined to a work do not say what it is known by.
    if key in (work.identity, identity_key(before)[:400]):
        return work
    return get_or_create_work(work.seminar, csl)


@transaction.atomic
def join(work: Work, *, into: Work, by: Member) -> None:
    """Two records are one work: whatever cited the first cites the second from now on. What the
    citations say stays as it is.

    The first record is kept, and the entry in the activity record names it and the annotations
    that were moved, so that `take_apart` can move them back. Twice is once.
    """
    _lock(work)
    moved: set[UUID] = set()
    for model, annotation, _ in CITING if work != into else ():
        rows = model._default_manager.filter(work=work)
        moved.update(rows.values_list(annotation, flat=True))
        update_rows(rows, work=into)
    if moved:
        citations = sorted(map(str, moved))
        _record(into, by, Verb.MERGED, work=str(work.pk), citations=citations)


@transaction.atomic
def take_apart(joined: Entry, *, by: Member) -> None:
    """Undo a join: what it moved, and still cites the work that it was joined to, cites its own
    work again. What the citations say stays as it is. Twice is once.

    `joined` is the entry of the join. A citation whose author gave it the identifier of the
    remaining work meanwhile stays there.
    """
    work = Work.objects.get(pk=joined.details["work"])
    remaining = Work.objects.get(pk=joined.subject_id)
    _lock(remaining)
    undone = Entry.objects.filter(subject_id=remaining.pk, verb=Verb.SPLIT)
    if undone.filter(details__join=joined.pk).exists():
        return
    for model, annotation, author in CITING:
        for some in batched(joined.details["citations"], BATCH, strict=False):
            rows = model._default_manager.filter(work=remaining, **{f"{annotation}__in": some})
            said = rows.values_list("pk", "csl", "described_by", author)
            moving = [pk for pk, *words in said if not _identifies(remaining, *words)]
            update_rows(model._default_manager.filter(pk__in=moving), work=work)
    _record(remaining, by, Verb.SPLIT, join=joined.pk)


def _identifies(work: Work, csl: Any, described_by: UUID | None, author: UUID) -> bool:
    """An author's own words, not those of who described it for them, are of this work."""
    theirs = described_by in (None, author)
    return theirs and bool(csl) and identity_key(csl)[:400] == work.identity


def _lock(work: Work) -> None:
    """Let one at a time change which records of a seminar's works are one."""
    Seminar.objects.select_for_update(no_key=True).get(pk=work.seminar_id)


def _said(csl: dict[str, Any], work: Work, by: Member) -> dict[str, Any]:
    return {"csl": csl, "work": work, "described_at": timezone.now(), "described_by": by}


def _record(of: Work, by: Member, verb: Verb, **details: Any) -> None:
    record(verb, by=by.user, seminar=of.seminar_id, subject=of.pk, **details)
