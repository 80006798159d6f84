"""Whether a seminar's record of decisions is whole, and whether its margin is as the record says.

Each question is answered by the first thing that is wrong, in a sentence, or None.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from annotations.activity import Entry, Verb
from annotations.margin import rules
from annotations.margin.models import Annotation, Wording
from annotations.moderation import chain
from annotations.moderation.models import Decision, Head
from annotations.moderation.sealing import key, link_of
from annotations.seminars.models import Seminar

# The states in which posting leaves an annotation, before anybody has decided anything.
UNDECIDED = [rules.PENDING, rules.PUBLISHED]


def recorded_seminars() -> list[UUID]:
    """The seminars that have a record, be they still there or not."""
    ids = set(Decision.objects.order_by().values_list("seminar_id", flat=True).distinct())
    return sorted(ids | set(Annotation.objects.order_by().values_list("seminar_id", flat=True)))


def first_wrong(seminar: UUID, exported: chain.Head | None = None) -> str | None:
    """What is wrong first with a seminar's record, or with its margin by the record."""
    end = end_of_deleted(seminar)
    broken = chain.verify(sealed(seminar), key(), exported or end)
    if broken or end:  # of a seminar that was deleted, only the record is left to compare
        return broken.words if broken else None
    questions: tuple[Callable[[UUID], str | None], ...] = (
        wrong_end,
        gone_annotation,
        private_annotation,
        wrong_state,
        wrong_text,
    )
    return next((wrong for ask in questions if (wrong := ask(seminar))), None)


def end_of_deleted(seminar: UUID) -> chain.Head | None:
    """Where the record of a seminar ended that was deleted with everything written in it."""
    said = Entry.objects.filter(seminar_id=seminar, verb=Verb.DELETED).last()
    if said is None or Seminar.objects.filter(pk=seminar).exists():
        return None
    return chain.Head(said.details["number"], said.details["mac"] or chain.START)


def decisions_of(seminar: UUID) -> QuerySet[Decision]:
    """A seminar's record in its order."""
    return Decision.objects.filter(seminar=seminar).order_by("number")


def sealed(seminar: UUID) -> Iterator[tuple[chain.Link, str]]:
    """The record as `chain.verify` reads it."""
    for decision in decisions_of(seminar).iterator():
        yield link_of(decision), decision.mac


def head_of(seminar: UUID) -> chain.Head:
    """The end of the record, to be kept elsewhere."""
    last = decisions_of(seminar).last()
    return chain.Head(last.number, last.mac) if last else chain.Head(0, chain.START)


def wrong_end(seminar: UUID) -> str | None:
    """The kept end of the chain is not its last record."""
    kept = Head.objects.filter(seminar=seminar).first()
    last = head_of(seminar)
    if (kept.number if kept else 0, kept.mac if kept else chain.START) == (last.number, last.mac):
        return None
    return (
        f"The record ends with {last.number}, but its end was kept as {kept.number if kept else 0}."
    )


def gone_annotation(seminar: UUID) -> str | None:
    """Something was decided about an annotation that is not there any more."""
    there = Annotation.objects.filter(pk=OuterRef("annotation_id"))
    lost = decisions_of(seminar).filter(~Exists(there)).first()
    if lost is None:
        return None
    return f"Annotation {lost.annotation_id}, about which record {lost.number} decided, is gone."


def private_annotation(seminar: UUID) -> str | None:
    """Something was decided about an annotation that is private."""
    odd = decisions_of(seminar).filter(annotation__visibility=rules.PRIVATE).first()
    if odd is None:
        return None
    return f"Annotation {odd.annotation_id} is private, although record {odd.number} decided on it."


def wrong_state(seminar: UUID) -> str | None:
    """An annotation is not in the state in which the last decision about it left it."""
    last = Decision.objects.filter(annotation=OuterRef("pk")).order_by("-number")
    states = Annotation.objects.filter(seminar=seminar, visibility=rules.SEMINAR).annotate(
        decided=Subquery(last.values("to_state")[:1])
    )
    undecided = Q(decided=None) & ~Q(state__in=UNDECIDED)
    odd = states.filter(undecided | ~Q(decided=None) & ~Q(state=F("decided"))).first()
    if odd is None:
        return None
    decided = getattr(odd, "decided", None)
    expected = f"its last decision left it {decided}" if decided else "nobody decided that"
    return f"Annotation {odd.pk} is {odd.state}, but {expected}."


def wrong_text(seminar: UUID) -> str | None:
    """A text that was judged is not kept as it was judged; the erased have none."""
    judged = decisions_of(seminar).exclude(annotation__state=rules.ERASED)
    about = judged.order_by().values("annotation")
    wordings = Wording.objects.filter(annotation__in=about)
    earlier = {(each.annotation_id, each.version): each.body for each in wordings.iterator()}
    for decision in judged.select_related("annotation").iterator():
        now = decision.annotation
        place = (decision.annotation_id, decision.version)
        body = now.body if now.version == decision.version else earlier.get(place)
        if body is None or chain.digest(body, decision.salt) != decision.digest:
            return (
                f"Annotation {decision.annotation_id} does not say what it said in version "
                f"{decision.version}, which record {decision.number} judged."
            )
    return None
