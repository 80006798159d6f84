"""A passage of a block, with its context from the whole revision."""

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import passage_of
from annotations.essays.models import Block


def at(block: Block, start: int, end: int) -> Passage:
    """The passage from `start` to `end`, in code points of the block's text. One query."""
    texts = Block.objects.filter(revision=block.revision_id).values_list("text", flat=True)
    return passage_of(list(texts.order_by("position")), block.position, start, end)
