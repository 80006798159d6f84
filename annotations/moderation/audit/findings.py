"""Whether a seminar's record of decisions is whole, and whether its margin is as the record says.

`findings` names what is wrong, a sentence each: first the chain, then the seminar and its works,
then each annotation (`annotation_checks`).

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
from annotations.moderation.audit.annotation_checks import wrong_with
from annotations.moderation.audit.history import histories
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import chain_key, chain_link
from annotations.moderation.models import Decision, Head
from annotations.seals import is_sealed
from annotations.seminars.models import Seminar
from annotations.sources.models import Work


def recorded_seminars() -> list[UUID]:
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


def first_wrong(seminar: UUID, exported: chain.ExportedHead | None = None) -> str | None:
    """What is wrong first with a seminar's record, or with its margin by the record."""
    return next(findings(seminar, exported), None)


def findings(seminar: UUID, exported: chain.ExportedHead | None = None) -> Iterator[str]:
    """Everything that is wrong, a sentence each; of each chain and each annotation what is wrong
    first. `exported` is a head of the chain that was kept elsewhere."""
    end = end_of_deleted(seminar)
    heads: list[chain.ExportedHead | None] = [head for head in (exported, end) if head]
    broken = (chain.first_break(sealed(seminar), chain_key(), head) for head in heads or [None])
    yield from dict.fromkeys(each.words for each in broken if each)
    if end:  # of a seminar that was deleted, only the record is left to compare
        return
    if not Seminar.objects.filter(pk=seminar).exists():
        yield "The seminar is gone, and the record does not say that it was deleted."
        return
    questions: tuple[Callable[[UUID], str | None], ...] = (wrong_end, stray_answer)
    yield from (wrong for ask in questions if (wrong := ask(seminar)))
    yield from changed_works(seminar)
    for history in histories(seminar):
        # Asked again where something is wrong: it may have been changed while it was read.
        if wrong_with(history):
            again = next(histories(seminar, only=history.pk), None)
            if again and (wrong := wrong_with(again)):
                yield wrong


def end_of_deleted(seminar: UUID) -> chain.ExportedHead | None:
    """Where the record of a seminar ended that was deleted with everything written in it."""
    said = Entry.objects.filter(seminar_id=seminar, subject_id=seminar, verb=Verb.DELETED).last()
    if said is None or Seminar.objects.filter(pk=seminar).exists():
        return None
    return chain.ExportedHead(said.details["number"], said.details["mac"] or chain.NO_PREVIOUS_SEAL)


def decisions_of(seminar: UUID) -> QuerySet[Decision]:
    """A seminar's record in its order."""
    return Decision.objects.filter(seminar=seminar).order_by("number")


def sealed(seminar: UUID) -> Iterator[tuple[chain.Link, str]]:
    """The record as `chain.verify` reads it."""
    for decision in decisions_of(seminar).iterator():
        yield chain_link(decision), decision.mac


def head_of(seminar: UUID) -> chain.ExportedHead:
    """The end of the record, to be kept elsewhere."""
    last = decisions_of(seminar).last()
    return (
        chain.ExportedHead(last.number, last.mac)
        if last
        else chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)
    )


def wrong_end(seminar: UUID) -> str | None:
    """The kept end of the chain is not its last record."""
    kept = Head.objects.filter(seminar=seminar).first()
    last = head_of(seminar)
    if (kept.number if kept else 0, kept.mac if kept else chain.NO_PREVIOUS_SEAL) == (
        last.number,
        last.mac,
    ):
        return None
    return (
        f"The record ends with {last.number}, but its end was kept as {kept.number if kept else 0}."
    )


def changed_works(seminar: UUID) -> Iterator[str]:
    """The works that are not as they were sealed, a sentence each. One query."""
    for work in Work.objects.filter(seminar=seminar).order_by("pk").iterator():
        if not is_sealed(work):
            yield f"Work {work.pk} is not as it was sealed."


def stray_answer(seminar: UUID) -> str | None:
    """An answer does not stand where its thread stands."""
    answers = Annotation.objects.filter(seminar=seminar, root__isnull=False)
    stray = answers.exclude(paragraph=F("root__paragraph")).first()
    return f"Annotation {stray.pk} stands at another paragraph than its thread." if stray else None
