"""The claims of a reading that a reader may see."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, UUIDField, Value

from annotations.arguments.claims.provenance import visible_claims, visible_passages
from annotations.arguments.eligibility import eligible_for
from annotations.arguments.models import Bearing, Claim, Premise
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def eligible_claims(reading: Reading | UUID, reader: Reader) -> QuerySet[Claim]:
    """The claims that an eligible annotation or a visible passage makes, on the board or off it,
    with their `visible_wording`."""
    return visible_claims(unmerged_claims(reading), reader, eligible_for(reader))


def claims_off_board(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """Those of `eligible_claims` that were taken off the board, with the member who did."""
    return eligible_claims(reading, reader).exclude(off_since=None).select_related("off_by")


def claims_at_block(reading: Reading, block: Block, reader: Reader) -> list[Claim]:
    """The claims on the board that are made at this block, oldest first. One query."""
    return _claims_at(reading.pk, block.paragraph_id, reader)


@prepared
def _claims_at(reading: UUID, paragraph: UUID, reader: Reader) -> QuerySet[Claim]:
    return _made_at(reading, paragraph, reader).order_by("id")


def _made_at(reading: UUID, paragraph: UUID, reader: Reader) -> QuerySet[Claim]:
    bearing = Bearing.objects.filter(
        claim=OuterRef("pk"),
        annotation__in=Annotation.objects.filter(eligible_for(reader), paragraph=paragraph),
    )
    passage = visible_passages(reader).filter(claim=OuterRef("pk"), paragraph=paragraph)
    claims = _on_board(eligible_claims(reading, reader))
    return claims.filter(Exists(bearing) | Exists(passage))


def claims_by_annotation(annotations: Collection[UUID], reader: Reader) -> dict[UUID, Claim]:
    """By annotation, the claim it is attached to, if that is on the board and this reader may see
    it. Annotations about annotations are left out: they concern what they answer. One query."""
    return _by_annotation(_claims_of(list(annotations), reader))


def claims_by_annotation_and_at_block(
    annotations: Collection[UUID], reading: Reading, block: Block, reader: Reader
) -> tuple[dict[UUID, Claim], list[Claim]]:
    """The same as `claims_by_annotation` and `claims_at_block`. One query."""
    if not annotations:
        return {}, claims_at_block(reading, block, reader)
    here = reading.pk, block.paragraph_id, reader
    claims = _claims_of_and_at(list(annotations), *here)
    at_block = [claim for claim in claims if claim.attached_annotation is None]
    return _by_annotation(claims), sorted(at_block, key=lambda claim: claim.pk)


def _by_annotation(claims: Iterable[Claim]) -> dict[UUID, Claim]:
    return {each.attached_annotation: each for each in claims if each.attached_annotation}


@prepared
def _claims_of(annotations: list[UUID], reader: Reader) -> QuerySet[Claim]:
    return _attached(annotations, reader)


@prepared
def _claims_of_and_at(
    annotations: list[UUID], reading: UUID, paragraph: UUID, reader: Reader
) -> QuerySet[Claim]:
    nothing = {"attached_annotation": Value(None, UUIDField()), "has_premises": Value(False)}
    at_block = _made_at(reading, paragraph, reader).annotate(**nothing)
    return _attached(annotations, reader).union(at_block, all=True)


def _attached(annotations: list[UUID], reader: Reader) -> QuerySet[Claim]:
    bearing = Claim.objects.filter(bearings__annotation__in=annotations)
    on_text = bearing.filter(bearings__annotation__about=None)
    claims = _on_board(visible_claims(on_text, reader, rules.seen_by(reader)))
    premises = Exists(Premise.objects.filter(claim=OuterRef("pk")))
    columns = {"attached_annotation": F("bearings__annotation"), "has_premises": premises}
    return claims.annotate(**columns)


def claim_wordings(reading: Reading, reader: Reader) -> dict[UUID, str]:
    """The visible wording of every claim on the board that this reader may see. One query."""
    return {claim.pk: claim.visible_wording for claim in _claims_counted(reading.pk, reader)}


@prepared
def _claims_counted(reading: UUID, reader: Reader) -> QuerySet[Claim]:
    seen = rules.counted_for(reader)
    return _on_board(visible_claims(unmerged_claims(reading), reader, seen))


def unmerged_claims(reading: Reading | UUID) -> QuerySet[Claim]:
    """All claims of a reading that were not merged into others, whoever may see them."""
    return Claim.objects.filter(reading=reading, merged_into=None)


def _on_board(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.filter(off_since=None)
