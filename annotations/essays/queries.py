"""Reading the blocks of an essay's current revision."""

from annotations.essays.models import Block, BlockType, Essay


def readable_blocks(essay: Essay) -> list[Block]:
    """Return the blocks that have text, in order, without their spans. One query."""
    blocks = Block.objects.filter(revision=essay.current_id).exclude(type=BlockType.BREAK)
    return list(blocks.defer("spans"))
