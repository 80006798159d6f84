"""The claims of an argument that this reader may know, and what is found of each at once.

Where claims stand is kept (`arguments.keeping`), and settled again for what changed.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from annotations.arguments.claims.provenance import visible_claims, visible_passages
from annotations.arguments.eligibility import eligible_for
from annotations.arguments.models import Bearing, Claim
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def eligible_claims(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """The claims of a reading that something counted makes, with their `words`: those on the
    board, and those that somebody took off."""
    return visible_claims(unmerged_claims(reading), reader, eligible_for(reader))


def claims_off_board(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """Those of them that are off the board."""
    return eligible_claims(reading, reader).exclude(off_since=None).select_related("off_by")


def claims_at_block(reading: Reading, block: Block, reader: Reader) -> list[Claim]:
    """The claims made at this block, the oldest first: what a composer offers."""
    bearing = Bearing.objects.filter(
        claim=OuterRef("pk"),
        annotation__in=Annotation.objects.filter(
            eligible_for(reader), paragraph=block.paragraph_id
        ),
    )
    passage = visible_passages(reader).filter(claim=OuterRef("pk"), paragraph=block.paragraph_id)
    shown = _on_board(eligible_claims(reading, reader))
    return list(shown.filter(Exists(bearing) | Exists(passage)).order_by("id"))


def claims_by_annotation(annotations: Collection[UUID], reader: Reader) -> dict[UUID, Claim]:
    """Which claims these bear on, of those that this reader sees, in words that they may know.
    Answers bear on what they answer, not on a claim."""
    bearing = Claim.objects.filter(bearings__annotation__in=annotations)
    on_text = bearing.filter(bearings__annotation__about=None)
    found = visible_claims(on_text, reader, rules.seen_by(reader)).annotate(
        of=F("bearings__annotation")
    )
    return {vars(claim)["of"]: claim for claim in _on_board(found)}


def claim_wordings(reading: Reading, reader: Reader) -> dict[UUID, str]:
    """Every claim that this reader may come upon by its words. One query."""
    seen = rules.counted_for(reader)
    found = _on_board(visible_claims(unmerged_claims(reading), reader, seen))
    return {claim.pk: claim.visible_wording for claim in found}


def unmerged_claims(reading: Reading) -> QuerySet[Claim]:
    """All claims of a reading, whoever may know of them."""
    return Claim.objects.filter(reading=reading, merged_into=None)


def _on_board(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.filter(off_since=None)
