"""What a reading page asks of the database: as many queries however much is annotated.

Nothing is counted here. What stands in the margin of each block is read from the rows that
`margin/precomputed_tallies/` keeps, in one query, whether there are ten annotations or 100,000.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat

from annotations.essays.models import Block, BlockType
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Prompt, Reading
from annotations.seminars.queries import OpenedReading


@dataclass(frozen=True)
class OutlineBlock:
    """A block without its text; `name` is the text of a heading, “* 3” for a footnote, else
    empty."""

    position: int
    number: int | None
    type: str
    paragraph_id: UUID
    name: str

    @property
    def address(self) -> str:
        """The id of its element on the page, as `Block.address`."""
        return f"p{self.number}" if self.number else f"b{self.position}"


def with_prompts(blocks: QuerySet[Block], reading: Reading | UUID) -> QuerySet[Block]:
    """Add to each block, in the same query, what the leader of this reading asks there."""
    prompts = Prompt.objects.filter(reading=reading, paragraph=OuterRef("paragraph"))
    words = Subquery(prompts.values("words")[:1])
    return blocks.annotate(prompt=words)  # type: ignore[no-redef]  # as declared


@prepared
def first_blocks(reading: UUID, revision: UUID, *, limit: int) -> QuerySet[Block]:
    """Return at most `limit` blocks from the beginning of a revision, with their prompts. One
    query."""
    blocks = Block.objects.filter(revision=revision).order_by("position")
    return with_prompts(blocks, reading)[:limit]


def text_outline(opened: OpenedReading) -> list[OutlineBlock]:
    """Return the current revision's blocks without their texts. One query."""
    name = Case(
        When(type=BlockType.HEADING, then="text"),
        When(type=BlockType.FOOTNOTE, then=Concat(Value("* "), Cast("level", TextField()))),
        default=Value(""),
        output_field=TextField(),
    )
    rows = opened.reading.essay.current_revision.blocks.values_list(
        "position", "number", "type", "paragraph_id", name
    )
    return [OutlineBlock(*row) for row in rows]
