"""What carries a claim, so that it is known, by which words, and until when.

A claim came with something: an annotation that bears on it, or a passage that somebody pulled it
out of. Who may see none of these does not learn of the claim; who may see some reads it as those
put it, or as somebody put it better later. What is erased carries nothing any more, and words
that nobody is left to have said are overwritten.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.unsettling import unsettle_threads
from annotations.seminars.models import Member
from annotations.seminars.rules import Reader


def visible_passages(reader: Reader) -> QuerySet[ClaimPassage]:
    """The passages that claims were pulled out of; where one writes before one reads, this
    reader's own and those in what is open to them."""
    passages = ClaimPassage.objects.filter(seminar=reader.seminar)
    if reader.gate is None:
        return passages
    gate = reader.gate
    open_ones = Q(claim__reading__in=gate.readings) | Q(paragraph__in=gate.paragraphs)
    if reader.member is not None:
        open_ones |= Q(by=reader.member)
    return passages.filter(open_ones)


def visible_claims(claims: QuerySet[Claim], reader: Reader, seen: Q) -> QuerySet[Claim]:
    """Those of `claims` that something carries which this reader knows of, each with its `words`.

    `seen` says which annotations those are: `rules.seen_by(reader)`, or fewer of them.
    """
    visible = Annotation.objects.filter(seen, pk=OuterRef("annotation"))
    carriers = (
        Bearing.objects.filter(Exists(visible), claim=OuterRef("pk")),
        visible_passages(reader).filter(claim=OuterRef("pk")),
    )
    borne, pulled = (each.order_by("id").values("wording")[:1] for each in carriers)
    so = [Exists(each.filter(wording=OuterRef("wording"))) for each in carriers]
    found = claims.annotate(
        borne_as=Subquery(borne), pulled_as=Subquery(pulled), put_so=so[0] | so[1]
    )
    # said without a negation: of one that can match nothing, Django makes one that matches all
    return found.filter(Q(borne_as__isnull=False) | Q(pulled_as__isnull=False))


def visible_wordings(claim: Claim, reader: Reader) -> set[str]:
    """How this reader may know that a claim is or was put: as those put it whose writing is theirs
    or shows to them, and where there is any, as somebody put it better. At most three queries.

    Empty where nothing carries it that they wrote, or that its author shows and nobody hides.
    """
    shown = rules.counted_for(reader) & Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)
    if reader.member is not None:
        shown |= Q(author=reader.member)
    visible = Annotation.objects.filter(shown, pk=OuterRef("annotation"))
    borne = claim.bearings.filter(Exists(visible)).values_list("wording", flat=True)
    pulled = visible_passages(reader).filter(claim=claim).values_list("wording", flat=True)
    carried = {*borne.distinct(), *pulled.distinct()}
    if not carried:
        return set()
    better = claim.earlier_wordings.exclude(worded_by=None).values_list("wording", flat=True)
    return {*carried, *better, *([claim.wording] if claim.worded_by_id else ())}


def invalidate_standing(claim: Claim) -> None:
    """How the claim is put, or what bears on it, is not what it was."""
    unsettle_threads(claim.reading_id, claim.bearings.values_list("annotation", flat=True))


def detach_annotation(annotation: Annotation) -> None:
    """An annotation is erased: it carries no claim any more, and what it alone said goes."""
    bearing = Bearing.objects.filter(annotation=annotation).select_related("claim").first()
    if bearing:
        bearing.delete()
        unsettle_threads(annotation.reading_id, [None])
        _erase_wordings(bearing.claim, annotation.author_id)


def erase_members_claims(members: Iterable[Member]) -> None:
    """Everything that somebody wrote is erased: the claims that they pulled out and put better
    go too, where nobody else carries them. Their annotations are erased before this."""
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
    """Keep of a claim's words what somebody else than the one `leaving` still says of it."""
    carriers = [
        *claim.bearings.order_by("id").values_list("annotation__author", "wording"),
        *claim.passages.order_by("id").values_list("by", "wording"),
    ]
    if not carriers:
        claim.delete()
        return
    authors = {author for author, _ in carriers}
    said = {wording for _, wording in carriers}
    gone = Q(worded_by=None) if leaving in authors else Q(worded_by=None) | Q(worded_by=leaving)
    unsaid = gone & ~Q(wording__in=said)
    here = Q(claim=claim) | Q(claim__merged_into=claim)
    EarlierWording.objects.filter(unsaid, here).delete()
    # what was merged into it only leads on: it needs no words for that
    Claim.objects.filter(unsaid, merged_into=claim).update(wording="", worded_by=None)
    if Claim.objects.filter(unsaid, pk=claim.pk).update(wording=carriers[0][1], worded_by=None):
        invalidate_standing(claim)
    if leaving not in authors:
        Claim.objects.filter(pk=claim.pk, by=leaving).update(by=carriers[0][0])
