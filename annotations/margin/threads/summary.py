"""An annotation in a line, where it is listed far from its place."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from annotations.essays.models import Block, Essay
from annotations.margin.choices import Kind
from annotations.margin.entries import EntryText, entries_for, entry_in
from annotations.margin.models import Annotation
from annotations.prose.annotation_html import excerpt
from annotations.seminars.rules import Reader
from annotations.sources.formatting import format_citation


@dataclass(frozen=True)
class Brief:
    """What a list says of an annotation."""

    annotation: Annotation
    essay: Essay
    # Where it stands; None where the text has lost that paragraph.
    block: Block | None
    # What the entries of cited works say to the list's reader.
    entries: Mapping[UUID, EntryText] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def cited(self) -> str:
        """The work that it brings."""
        return cited(self.annotation, self.essay.language, self.entries)

    def words(self, length: int = 110) -> str:
        """How it begins; of a source without a word, what it cites."""
        said, cites = self.annotation.body, self.cited
        if said or len(cites) <= length:
            return excerpt(said, length) if said else cites
        return f"{cites[: length - 1].rstrip()}…"


def cited(annotation: Annotation, language: str, entries: Mapping[UUID, EntryText]) -> str:
    """The work that a source brings, in plain text as one knows works: what was pasted may be a
    bare number. As its reader gave it where nothing was understood.

    `entries` are those of their reader; where the work's is missing, the source itself says it.
    """
    if annotation.work is None:
        return annotation.citation
    return format_citation(entry_in(entries, annotation).csl, "apa", language).text


def entries_cited(annotations: Iterable[Annotation], reader: Reader) -> dict[UUID, EntryText]:
    """The entries of the works that these cite. One query, and none where they cite nothing."""
    works = {annotation.work_id for annotation in annotations if annotation.work_id}
    return entries_for(works, reader) if works else {}


def standing_at(annotations: Collection[Annotation]) -> dict[UUID, Block]:
    """The blocks at which these stand today, by paragraph. One query."""
    paragraphs = {annotation.paragraph_id for annotation in annotations}
    now = Block.objects.filter(revision=F("revision__essay__current"), paragraph__in=paragraphs)
    return {block.paragraph_id: block for block in now.defer("spans")}
