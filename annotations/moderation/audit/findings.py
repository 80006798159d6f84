"""The audit of a seminar: whether its record of decisions is complete, and whether its annotations
are as the record says.

`audit_findings` yields a sentence about each problem: first about the chain of decisions, then
about the seminar and its works, then about each annotation (`annotation_checks`).

The entries of the activity log are not sealed. So the audit does not find:
- decisions deleted from the end of the chain since its head was last exported, if the rows were put
  back as they were then and the entries about them deleted;
- an annotation about which nothing was decided, deleted together with its entries or with an added
  entry that says that it was deleted; a flag deleted together with its entry; anchors deleted
  together with the entries about revisions; a work that nothing cites, deleted;
- an annotation, a flag, an appeal, an anchor or a work put back to an earlier sealed row, if its
  entries were deleted or changed accordingly, or if nothing was recorded in between;
- a seminar deleted with everything in it, with an added entry that says so, unless an exported
  head is of a longer chain;
- a reading deleted with everything on it, with an added entry that says so.

It does not check claims and what bears on them, the blocks of a text, memberships and mutes,
endorsements (`doctor` counts these), and the entries themselves: no seal covers them. It finds
nothing that somebody did who has both the database and the key.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db.models import F, QuerySet

from annotations.activity import Entry, Verb
from annotations.margin.models import Annotation
from annotations.moderation.audit.annotation_checks import check_annotation
from annotations.moderation.audit.history import annotation_histories
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import chain_key, chain_link
from annotations.moderation.models import Decision, Head
from annotations.seals import is_sealed
from annotations.seminars.models import Seminar
from annotations.sources.models import Work


def seminars_to_audit() -> list[UUID]:
    """Return the seminars that have decisions, annotations or works, and those that are missing
    although no entry says that they were deleted. Five queries."""
    ids = set(Decision.objects.order_by().values_list("seminar_id", flat=True).distinct())
    for model in (Annotation, Work):
        ids |= set(model.objects.order_by().values_list("seminar_id", flat=True).distinct())
    entries = Entry.objects.order_by().values_list("seminar_id", flat=True).distinct()
    there = Seminar.objects.values("pk")
    deleted = Entry.objects.filter(verb=Verb.DELETED, subject_id=F("seminar_id"))
    gone = entries.exclude(seminar_id__in=there).exclude(
        seminar_id__in=deleted.values("seminar_id")
    )
    return sorted(ids | set(gone))


def first_finding(seminar: UUID, exported: chain.ExportedHead | None = None) -> str | None:
    """Return the first finding about a seminar; None if there is none."""
    return next(audit_findings(seminar, exported), None)


def audit_findings(seminar: UUID, exported: chain.ExportedHead | None = None) -> Iterator[str]:
    """Yield a sentence about each problem of a seminar: at most one about the chain for each head
    that it is compared with, and one about each annotation.

    `exported` is a head of the chain that was kept outside of the database.
    """
    end = recorded_end_of_deleted(seminar)
    heads: list[chain.ExportedHead | None] = [head for head in (exported, end) if head]
    broken = (
        chain.first_break(sealed_links(seminar), chain_key(), head) for head in heads or [None]
    )
    yield from dict.fromkeys(each.words for each in broken if each)
    if end:  # only the chain is left of a seminar that was deleted
        return
    if not Seminar.objects.filter(pk=seminar).exists():
        yield "The seminar is gone, and the record does not say that it was deleted."
        return
    checks: tuple[Callable[[UUID], str | None], ...] = (check_chain_end, check_answers_paragraph)
    yield from (problem for check in checks if (problem := check(seminar)))
    yield from changed_works(seminar)
    for history in annotation_histories(seminar):
        # Checked again, because it may have been changed while its rows were read.
        if check_annotation(history):
            again = next(annotation_histories(seminar, only=history.pk), None)
            if again and (problem := check_annotation(again)):
                yield problem


def recorded_end_of_deleted(seminar: UUID) -> chain.ExportedHead | None:
    """Return the end of a deleted seminar's chain, by the entry about the deletion.

    None if the seminar is there or no entry says that it was deleted.
    """
    entry = Entry.objects.filter(seminar_id=seminar, subject_id=seminar, verb=Verb.DELETED).last()
    if entry is None or Seminar.objects.filter(pk=seminar).exists():
        return None
    return chain.ExportedHead(
        entry.details["number"], entry.details["mac"] or chain.NO_PREVIOUS_SEAL
    )


def decisions_of(seminar: UUID) -> QuerySet[Decision]:
    """Return a seminar's decisions, oldest first."""
    return Decision.objects.filter(seminar=seminar).order_by("number")


def sealed_links(seminar: UUID) -> Iterator[tuple[chain.Link, str]]:
    """Yield a seminar's decisions as `chain.verify` takes them, each with its seal. One query."""
    for decision in decisions_of(seminar).iterator():
        yield chain_link(decision), decision.mac


def current_head(seminar: UUID) -> chain.ExportedHead:
    """Return the end of a seminar's chain, to be kept outside of the database. One query."""
    last = decisions_of(seminar).last()
    return (
        chain.ExportedHead(last.number, last.mac)
        if last
        else chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)
    )


def check_chain_end(seminar: UUID) -> str | None:
    """Check that the stored end of the chain is its last decision. Two queries."""
    kept = Head.objects.filter(seminar=seminar).first()
    last = current_head(seminar)
    if (kept.number if kept else 0, kept.mac if kept else chain.NO_PREVIOUS_SEAL) == (
        last.number,
        last.mac,
    ):
        return None
    return (
        f"The record ends with {last.number}, but its end was kept as {kept.number if kept else 0}."
    )


def changed_works(seminar: UUID) -> Iterator[str]:
    """Yield a sentence about each work that does not match its seal. One query."""
    for work in Work.objects.filter(seminar=seminar).order_by("pk").iterator():
        if not is_sealed(work):
            yield f"Work {work.pk} is not as it was sealed."


def check_answers_paragraph(seminar: UUID) -> str | None:
    """Check that answers are at the paragraph of their thread. One query."""
    answers = Annotation.objects.filter(seminar=seminar, root__isnull=False)
    stray = answers.exclude(paragraph=F("root__paragraph")).first()
    return f"Annotation {stray.pk} stands at another paragraph than its thread." if stray else None
