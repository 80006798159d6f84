"""Whether a seminar's record of decisions is whole, and whether its margin is as the record says.

`audit_findings` names what is wrong, a sentence each: first the chain, then the seminar and its
works, then each annotation (`annotation_checks`).

What it can't find, since the entries of the record are not sealed:
- a tail of the chain that was cut since the last exported head, if the rows were put back as they
  were then and the entries of the record deleted;
- an annotation about which nothing was decided, deleted together with its entries or with an entry
  that says it was deleted; a flag deleted together with its entry; anchors deleted together with
  the entries of the revisions; a work that nothing cites, deleted;
- an annotation, a flag, an appeal, an anchor or a work put back to an earlier sealed row, if its
  entries were deleted or changed accordingly, or if nothing was recorded in between;
- a seminar deleted with everything in it, and an entry added that says so, unless an exported head
  knows a longer chain.

It does not look at all at claims and what bears on them, the blocks of the text, memberships and
mutes, endorsements (`doctor` counts these), and the entries themselves: no seal covers them. And it
can't find what somebody did who has both the database and the key.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db.models import F, QuerySet

from annotations.activity import Entry, Verb
from annotations.margin.models import Annotation
from annotations.moderation.audit.annotation_checks import check_annotation
from annotations.moderation.audit.history import annotation_histories
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import key, link_of
from annotations.moderation.models import Decision, Head
from annotations.seals import is_sealed
from annotations.seminars.models import Seminar
from annotations.sources.models import Work


def seminars_to_audit() -> list[UUID]:
    """The seminars that have a record, and those that are gone without being deleted."""
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


def first_finding(seminar: UUID, exported: chain.Head | None = None) -> str | None:
    """What is wrong first with a seminar's record, or with its margin by the record."""
    return next(audit_findings(seminar, exported), None)


def audit_findings(seminar: UUID, exported: chain.Head | None = None) -> Iterator[str]:
    """Everything that is wrong, a sentence each; of each chain and each annotation what is wrong
    first. `exported` is a head of the chain that was kept elsewhere."""
    end = recorded_end_of_deleted(seminar)
    heads: list[chain.Head | None] = [head for head in (exported, end) if head]
    broken = (chain.verify(sealed_links(seminar), key(), head) for head in heads or [None])
    yield from dict.fromkeys(each.words for each in broken if each)
    if end:  # of a seminar that was deleted, only the record is left to compare
        return
    if not Seminar.objects.filter(pk=seminar).exists():
        yield "The seminar is gone, and the record does not say that it was deleted."
        return
    questions: tuple[Callable[[UUID], str | None], ...] = (check_chain_end, check_answers_paragraph)
    yield from (wrong for ask in questions if (wrong := ask(seminar)))
    yield from changed_works(seminar)
    for history in annotation_histories(seminar):
        # Asked again where something is wrong: it may have been changed while it was read.
        if check_annotation(history):
            again = next(annotation_histories(seminar, only=history.pk), None)
            if again and (wrong := check_annotation(again)):
                yield wrong


def recorded_end_of_deleted(seminar: UUID) -> chain.Head | None:
    """Where the record of a seminar ended that was deleted with everything written in it."""
    said = Entry.objects.filter(seminar_id=seminar, subject_id=seminar, verb=Verb.DELETED).last()
    if said is None or Seminar.objects.filter(pk=seminar).exists():
        return None
    return chain.Head(said.details["number"], said.details["mac"] or chain.START)


def decisions_of(seminar: UUID) -> QuerySet[Decision]:
    """A seminar's record in its order."""
    return Decision.objects.filter(seminar=seminar).order_by("number")


def sealed_links(seminar: UUID) -> Iterator[tuple[chain.Link, str]]:
    """The record as `chain.verify` reads it."""
    for decision in decisions_of(seminar).iterator():
        yield link_of(decision), decision.mac


def current_head(seminar: UUID) -> chain.Head:
    """The end of the record, to be kept elsewhere."""
    last = decisions_of(seminar).last()
    return chain.Head(last.number, last.mac) if last else chain.Head(0, chain.START)


def check_chain_end(seminar: UUID) -> str | None:
    """The kept end of the chain is not its last record."""
    kept = Head.objects.filter(seminar=seminar).first()
    last = current_head(seminar)
    if (kept.number if kept else 0, kept.mac if kept else chain.START) == (last.number, last.mac):
        return None
    return (
        f"The record ends with {last.number}, but its end was kept as {kept.number if kept else 0}."
    )


def changed_works(seminar: UUID) -> Iterator[str]:
    """The works that are not as they were sealed, a sentence each. One query."""
    for work in Work.objects.filter(seminar=seminar).order_by("pk").iterator():
        if not is_sealed(work):
            yield f"Work {work.pk} is not as it was sealed."


def check_answers_paragraph(seminar: UUID) -> str | None:
    """An answer does not stand where its thread stands."""
    answers = Annotation.objects.filter(seminar=seminar, root__isnull=False)
    stray = answers.exclude(paragraph=F("root__paragraph")).first()
    return f"Annotation {stray.pk} stands at another paragraph than its thread." if stray else None
