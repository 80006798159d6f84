"""Reading the blocks of an essay's current revision."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from annotations.essays.models import Block, BlockType, Essay, Revision
from annotations.prose.blocks import ParsedBlock, ParsedEssay, spans_from_json


def current_blocks(essay: Essay) -> QuerySet[Block]:
    """Return the blocks of the essay's current revision, in order."""
    return Block.objects.filter(revision=essay.current_id)


def parsed_essay(revision: Revision) -> ParsedEssay:
    """Return the blocks of a revision as parsing returned them. One query."""
    blocks = tuple(
        ParsedBlock(block.type, block.level, block.text, spans_from_json(block.spans))  # type: ignore[arg-type]
        for block in revision.blocks.all()
    )
    return ParsedEssay(blocks[0].text if blocks[0].type == "title" else None, blocks)


def current_blocks_at(paragraphs: Collection[UUID]) -> QuerySet[Block]:
    """Return the blocks of these paragraphs in the revisions that are current."""
    return Block.objects.filter(revision=F("revision__essay__current"), paragraph__in=paragraphs)


def blocks_by_paragraph(blocks: Iterable[Block]) -> dict[UUID, Block]:
    """Return blocks of one revision by the id of their paragraph."""
    return {block.paragraph_id: block for block in blocks}


def readable_blocks(essay: Essay, *, with_spans: bool = False) -> list[Block]:
    """Return the blocks that have text, in order, each with its paragraph, and without their spans.
    One query."""
    blocks = current_blocks(essay).exclude(type=BlockType.BREAK).select_related("paragraph")
    return list(blocks if with_spans else blocks.defer("spans"))
