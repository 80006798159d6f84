"""Describing what citations cite, and making two records of one work one."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.margin import actions as margin
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.moderation.actions import reword
from annotations.seals import update_rows
from annotations.seminars.models import Member, Seminar
from annotations.sources.actions import keep
from annotations.sources.csl.items import CslItem
from annotations.sources.identity import identity_key
from annotations.sources.models import Work


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
    _record(into, by, citations=len(citations))


@transaction.atomic
def work_for(work: Work, csl: dict[str, Any], *, before: CslItem) -> Work:
    """The work that a description is of: the same as `before`, or the one with its identity."""
    Seminar.objects.select_for_update(no_key=True).get(pk=work.seminar_id)  # two at once are one
    key = identity_key(cast(CslItem, csl))[:400]
    # Citations that were joined to a work do not say what it is known by.
    if key in (work.identity, identity_key(before)[:400]):
        return work
    return keep(work.seminar, csl)


@transaction.atomic
def join(work: Work, *, into: Work, by: Member) -> Work:
    """Two records are one work: whatever cited the first cites the second from now on. What the
    citations say stays as it is."""
    if work.pk == into.pk:
        return into
    Seminar.objects.select_for_update(no_key=True).get(pk=work.seminar_id)
    for model in (Annotation, Proposal, Wording):
        update_rows(model.objects.filter(work=work), work=into)
    work.delete()
    _record(into, by)
    return into


def _said(csl: dict[str, Any], work: Work, by: Member) -> dict[str, Any]:
    return {"csl": csl, "work": work, "described_at": timezone.now(), "described_by": by}


def _record(work: Work, by: Member, *, citations: int = 0) -> None:
    seminar = work.seminar_id
    record(Verb.DESCRIBED, by=by.user, seminar=seminar, subject=work.pk, citations=citations)
