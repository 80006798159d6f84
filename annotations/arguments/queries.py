"""Finding claims."""

from annotations.arguments.models import Claim
from annotations.essays.models import Block
from annotations.margin.models import State, Visibility
from annotations.seminars.models import Reading


def claims_at(reading: Reading, block: Block) -> list[Claim]:
    """The claims that published annotations on this block bear on, the oldest first."""
    return list(
        Claim.objects.filter(
            reading=reading,
            bearings__annotation__paragraph=block.paragraph_id,
            bearings__annotation__state=State.PUBLISHED,
            bearings__annotation__visibility=Visibility.SEMINAR,
        )
        .distinct()
        .order_by("id")
    )
