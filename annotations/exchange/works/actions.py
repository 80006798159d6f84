"""Describing what citations cite, joining two records of one work, and separating them again."""

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

# Where works are cited: the model, and its lookups for the annotation and the annotation's author.
CITING_MODELS: tuple[tuple[type[Model], str, str], ...] = (
    (Annotation, "pk", "author"),
    (Proposal, "annotation", "annotation__author"),
    (Wording, "annotation", "annotation__author"),
)


@transaction.atomic
def describe_own_citations(
    citations: Sequence[Annotation], csl: dict[str, Any], *, into: Work, by: Member
) -> bool:
    """Describe what a member's own citations cite.

    Each citation is edited, so the description waits for a moderator where an edit would. `into`
    is the work that they cite from now on. Returns True if the description waits. Raises
    margin.actions.EditConflict if a citation was edited meanwhile.
    """
    columns = _description_columns(csl, into, by)
    for citation in citations:
        newest = citation.waiting_edit or citation
        reword(citation, by=by, version=newest.version, said=columns)
    waiting = Proposal.objects.filter(annotation__in=citations)
    return waiting.filter(described_at=columns["described_at"]).exists()


@transaction.atomic
def describe_seminar_citations(
    citations: Sequence[Annotation], csl: dict[str, Any], *, into: Work, by: Member
) -> None:
    """Describe, as a moderator, what the citations that the seminar sees cite.

    The description does not wait. The history of each citation and the activity record say who
    described it. Raises margin.actions.EditConflict if a citation was edited meanwhile.
    """
    columns = _description_columns(csl, into, by)
    for citation in citations:
        newest = citation.waiting_edit or citation
        margin.change_description(citation, version=newest.version, content=columns)
    record(Verb.DESCRIBED, into, by=by.user, citations=len(citations))


@transaction.atomic
def get_or_create_described_work(work: Work, csl: dict[str, Any], *, before: CslItem) -> Work:
    """Return the work that a description is of, creating it if there is none.

    That is `work` if the identity is the same as in the description `before`, otherwise the work
    with the new identity.
    """
    _lock_works(work)  # two such descriptions at once must not create two works
    key = identity_key(cast(CslItem, csl))[:400]
    # The citations of a joined work need not have the identifier of the work they were joined to.
    if key in (work.identity, identity_key(before)[:400]):
        return work
    return get_or_create_work(work.seminar, csl)


@transaction.atomic
def join_works(work: Work, *, into: Work, by: Member) -> None:
    """Make everything that cites one work cite another. What the citations say stays as it is.

    The first work is not deleted. The entry in the activity record names it and the annotations
    that were moved, so that `separate_works` can move them back. Idempotent.
    """
    _lock_works(work)
    moved: set[UUID] = set()
    for model, annotation, _ in CITING_MODELS if work != into else ():
        rows = model._default_manager.filter(work=work)
        moved.update(rows.values_list(annotation, flat=True))
        update_rows(rows, work=into)
    if moved:
        citations = sorted(map(str, moved))
        record(Verb.MERGED, into, by=by.user, work=str(work.pk), citations=citations)


@transaction.atomic
def separate_works(join_entry: Entry, *, by: Member) -> None:
    """Undo a join: the citations that it moved cite their own work again. Idempotent.

    `join_entry` is the join's entry in the activity record. A citation stays where it is if it no
    longer cites the remaining work, or if its author has given it that work's identifier since.
    What the citations say stays as it is. Raises Work.DoesNotExist if one of the works
    is gone, or is of another seminar.
    """
    works = Work.objects.filter(seminar=join_entry.seminar_id)
    work = works.get(pk=join_entry.details["work"])
    remaining = works.get(pk=join_entry.subject_id)
    _lock_works(remaining)
    undone = Entry.objects.filter(subject_id=remaining.pk, verb=Verb.SPLIT)
    if undone.filter(details__join=join_entry.pk).exists():
        return
    for model, annotation, author in CITING_MODELS:
        for some in batched(join_entry.details["citations"], BATCH, strict=False):
            rows = model._default_manager.filter(work=remaining, **{f"{annotation}__in": some})
            columns = rows.values_list("pk", "csl", "described_by", author)
            moving = [pk for pk, *facts in columns if not _author_identifies(remaining, *facts)]
            update_rows(model._default_manager.filter(pk__in=moving), work=work)
    record(Verb.SPLIT, remaining, by=by.user, join=join_entry.pk)


def _author_identifies(work: Work, csl: Any, described_by: UUID | None, author: UUID) -> bool:
    """True if the author, not somebody who described it for them, gave this work's identifier."""
    by_author = described_by in (None, author)
    return by_author and bool(csl) and identity_key(csl)[:400] == work.identity


def _lock_works(work: Work) -> None:
    """Lock the seminar of a work: joins and separations in it wait for the transaction's end."""
    Seminar.objects.select_for_update(no_key=True).get(pk=work.seminar_id)


def _description_columns(csl: dict[str, Any], work: Work, by: Member) -> dict[str, Any]:
    """Return the columns of a citation that a description by hand sets."""
    return {"csl": csl, "work": work, "described_at": timezone.now(), "described_by": by}
