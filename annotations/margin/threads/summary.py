"""An annotation in one line, for lists outside of its thread."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from annotations.essays.models import Block, Essay
from annotations.essays.queries import blocks_by_paragraph, current_blocks_at
from annotations.margin.bibliographic_entries import EntryText, entries_for, entry_in
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.prose.annotation_html import excerpt
from annotations.seminars.rules import Reader
from annotations.sources.formatting import format_citation


@dataclass(frozen=True)
class AnnotationSummary:
    """An annotation with what a list shows of it."""

    annotation: Annotation
    essay: Essay
    # Its block in the current revision; None if the paragraph is no longer there.
    block: Block | None
    # The bibliographic entries of cited works, as the list's reader may see them.
    entries: Mapping[UUID, EntryText] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def cited(self) -> str:
        """The work that it cites, in plain text."""
        return work_text(self.annotation, self.essay.language, self.entries)

    def words(self, length: int = 110) -> str:
        """The first words of it, at most `length` code points; of a source without text, what it
        cites."""
        body, cited = self.annotation.body, self.cited
        if body or len(cited) <= length:
            return excerpt(body, length) if body else cited
        return f"{cited[: length - 1].rstrip()}…"


def work_text(annotation: Annotation, language: str, entries: Mapping[UUID, EntryText]) -> str:
    """Return the work that a source cites, formatted in plain text; the citation as it was typed if
    no work was found in it. No query.

    `entries` are those that the reader may see; if the work's is missing, the source's own
    description is used.
    """
    if annotation.work is None:
        return annotation.citation
    return format_citation(entry_in(entries, annotation).csl, "apa", language).text


def entries_of_cited_works(
    annotations: Iterable[Annotation], reader: Reader
) -> dict[UUID, EntryText]:
    """Return the entries of the works that these cite. One query; none if they cite nothing."""
    works = {annotation.work_id for annotation in annotations if annotation.work_id}
    return entries_for(works, reader) if works else {}


def blocks_of_annotations(annotations: Collection[Annotation]) -> dict[UUID, Block]:
    """Return the blocks of these in the current revision, by paragraph. One query."""
    paragraphs = {annotation.paragraph_id for annotation in annotations}
    return blocks_by_paragraph(current_blocks_at(paragraphs).defer("spans"))
