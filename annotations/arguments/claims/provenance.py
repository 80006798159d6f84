"""Who may see a claim and in which wording, and what remains of it after an erasure.

A claim comes from annotations attached to it and passages marked as making it. A reader who may see
none of these does not see the claim. Others see the current wording if it was reworded or if one of
those they may see uses it; otherwise the wording of the first one they may see. Erasure detaches
annotations and overwrites wordings that nobody else uses.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies.standing_invalidation import mark_threads_stale
from annotations.seminars.models import Member
from annotations.seminars.rules import Reader


def visible_passages(reader: Reader) -> QuerySet[ClaimPassage]:
    """The marked passages that this reader may see: all, or in *write before you read* their own
    and those in paragraphs and readings that are open to them."""
    passages = ClaimPassage.objects.filter(seminar=reader.seminar)
    if reader.gate is None:
        return passages
    gate = reader.gate
    open_ones = Q(claim__reading__in=gate.readings) | Q(paragraph__in=gate.paragraphs)
    if reader.member is not None:
        open_ones |= Q(by=reader.member)
    return passages.filter(open_ones)


def visible_claims(claims: QuerySet[Claim], reader: Reader, seen: Q) -> QuerySet[Claim]:
    """Those of `claims` that this reader may see, each with its `visible_wording` set.

    `seen` selects the annotations to consider: `rules.seen_by(reader)`, or fewer.
    """
    visible = Annotation.objects.filter(seen, pk=OuterRef("annotation"))
    carriers = (
        Bearing.objects.filter(Exists(visible), claim=OuterRef("pk")),
        visible_passages(reader).filter(claim=OuterRef("pk")),
    )
    first = (Subquery(each.order_by("id").values("wording")[:1]) for each in carriers)
    attached, passage = (Exists(each.filter(wording=OuterRef("wording"))) for each in carriers)
    visible_wording: dict[str, Expression] = {
        "visible_wording": Case(
            When(Q(worded_by__isnull=False) | attached | passage, then=F("wording")),
            default=F("first_wording"),
        )
    }
    # No negation here: Django turns the negation of a condition that can match nothing into one
    # that matches everything.
    made = claims.annotate(first_wording=Coalesce(*first)).filter(first_wording__isnull=False)
    return made.annotate(**visible_wording)


def visible_wordings(claim: Claim, reader: Reader) -> set[str]:
    """Every wording of a claim, present or earlier, that this reader may see. At most three
    queries.

    These are the wordings of their own annotations, of eligible ones that they may see and of
    visible passages; if there are any, also all rewordings. Empty if there are none.
    """
    shown = rules.counted_for(reader) & Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)
    if reader.member is not None:
        shown |= Q(author=reader.member)
    visible = Annotation.objects.filter(shown, pk=OuterRef("annotation"))
    attached = claim.bearings.filter(Exists(visible)).values_list("wording", flat=True)
    passages = visible_passages(reader).filter(claim=claim).values_list("wording", flat=True)
    wordings = {*attached.distinct(), *passages.distinct()}
    if not wordings:
        return set()
    rewordings = claim.earlier_wordings.exclude(worded_by=None).values_list("wording", flat=True)
    return {*wordings, *rewordings, *([claim.wording] if claim.worded_by_id else ())}


def invalidate_standing(claim: Claim) -> None:
    """Mark the threads attached to a claim as stale, so that its standing is computed again."""
    mark_threads_stale(claim.reading_id, claim.bearings.values_list("annotation", flat=True))


def detach_annotation(annotation: Annotation) -> None:
    """Detach an erased annotation from its claim, and erase wordings that only it used."""
    bearing = Bearing.objects.filter(annotation=annotation).select_related("claim").first()
    if bearing:
        bearing.delete()
        mark_threads_stale(annotation.reading_id, [None])
        _erase_wordings(bearing.claim, annotation.author_id)


def erase_members_claims(members: Iterable[Member]) -> None:
    """Erase the marked passages and rewordings of these members, and claims that nobody else
    supports. Call it after their annotations are erased."""
    for member in members:
        pulled = ClaimPassage.objects.filter(by=member)
        worded = Q(worded_by=member) | Q(earlier_wordings__worded_by=member)
        worded |= Q(merged__worded_by=member) | Q(merged__earlier_wordings__worded_by=member)
        worded |= Q(pk__in=pulled.values("claim"))
        claims = list(Claim.objects.filter(worded, merged_into=None).distinct())
        pulled.delete()
        for claim in claims:
            _erase_wordings(claim, member.pk)


def _erase_wordings(claim: Claim, leaving: UUID) -> None:
    """Delete a claim without passages and annotations; otherwise replace each wording that only the
    member `leaving` used."""
    carriers = [
        *claim.bearings.order_by("id").values_list("annotation__author", "wording"),
        *claim.passages.order_by("id").values_list("by", "wording"),
    ]
    if not carriers:
        claim.delete()
        return
    authors = {author for author, _ in carriers}
    used = {wording for _, wording in carriers}
    theirs = Q(worded_by=None) if leaving in authors else Q(worded_by=None) | Q(worded_by=leaving)
    unused = theirs & ~Q(wording__in=used)
    of_claim = Q(claim=claim) | Q(claim__merged_into=claim)
    EarlierWording.objects.filter(unused, of_claim).delete()
    # A merged claim only redirects, so it needs no wording.
    Claim.objects.filter(unused, merged_into=claim).update(wording="", worded_by=None)
    if Claim.objects.filter(unused, pk=claim.pk).update(wording=carriers[0][1], worded_by=None):
        invalidate_standing(claim)
    if leaving not in authors:
        Claim.objects.filter(pk=claim.pk, by=leaving).update(by=carriers[0][0])
