"""An annotation in a line, where it is listed far from its place."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from annotations.essays.models import Block, Essay
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.prose.annotation_html import excerpt
from annotations.sources.formatting import format_citation


@dataclass(frozen=True)
class Brief:
    """What a list says of an annotation."""

    annotation: Annotation
    essay: Essay
    # Where it stands; None where the text has lost that paragraph.
    block: Block | None

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def cited(self) -> str:
        """The work that it brings."""
        return cited(self.annotation, self.essay.language)

    def words(self, length: int = 110) -> str:
        """How it begins; of a source without a word, what it cites."""
        said, cites = self.annotation.body, self.cited
        if said or len(cites) <= length:
            return excerpt(said, length) if said else cites
        return f"{cites[: length - 1].rstrip()}…"


def cited(annotation: Annotation, language: str) -> str:
    """The work that a source brings, in plain text as one knows works: what was pasted may be a
    bare number. As its reader gave it where nothing was understood."""
    if annotation.work is None:
        return annotation.citation
    return format_citation(annotation.work.csl, "apa", language).text


def standing_at(annotations: Collection[Annotation]) -> dict[UUID, Block]:
    """The blocks at which these stand today, by paragraph. One query."""
    paragraphs = {annotation.paragraph_id for annotation in annotations}
    now = Block.objects.filter(revision=F("revision__essay__current"), paragraph__in=paragraphs)
    return {block.paragraph_id: block for block in now.defer("spans")}
