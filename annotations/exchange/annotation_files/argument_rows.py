"""What a map of an argument is made of: claims, and annotations with what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.models import Bearing
from annotations.exchange.annotation_files.footnotes import rows_elsewhere
from annotations.exchange.annotation_files.reading_order import ParagraphThreads, ThreadEntry
from annotations.exchange.annotation_files.selection import ReadingFile
from annotations.margin.bibliographic_entries import EntryText
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import entries_of_cited_works, work_text
from annotations.prose.annotation_html import excerpt

MAX_WORDS = 10_000


@dataclass(frozen=True)
class ArgumentRow:
    """An annotation in the argument, and what it is about: another one (`answers`), a claim on the
    board, or else a passage: its words, or its paragraph's label."""

    annotation: Annotation
    text: str
    answers: UUID | None
    claim: str | None
    passage: str

    @property
    def role(self) -> str:
        """What it does to that: `attack`, `undercut`, `support`, or "" for nothing."""
        kind, says = self.annotation.kind, self.annotation
        if kind == Kind.COUNTERPOINT:
            return "undercut" if says.attack == "undercut" else "attack"
        return {"supports": "support", "disputes": "attack"}.get(says.relation, "")


@dataclass
class ArgumentRows:
    """The claims of a reading, and its annotations in the order of the text."""

    file: ReadingFile
    argument: Argument = field(init=False)

    def __post_init__(self) -> None:
        self.argument = load_argument(self.file.opened)

    def __iter__(self) -> Iterator[ArgumentRow]:
        """Yield the counterpoints and the sources, and the notes that one of them answers. Three
        queries a batch, one a block."""
        revision = self.file.reading.essay.current_revision
        for block in revision.blocks.defer("spans").iterator(chunk_size=100):
            here = ParagraphThreads(self.file.handed_on, Q(paragraph=block.paragraph_id), revision)
            yield from self._rows(here, block.label)
        yield from self._rows(rows_elsewhere(self.file, revision), "")

    def _rows(self, threads: ParagraphThreads, label: str) -> Iterator[ArgumentRow]:
        for batch in threads.entries(threads.roots):
            shown = [each for each in batch if _is_argument(each)]
            rows = [each.annotation for each in shown]
            bearings = Bearing.objects.filter(annotation__in=rows).values_list(
                "annotation", "claim"
            )
            claims = {annotation: str(claim) for annotation, claim in bearings}
            entries = entries_of_cited_works(rows, self.file.reader)
            for each in shown:
                claim = claims.get(each.annotation.pk)
                yield ArgumentRow(
                    each.annotation,
                    self._text(each.annotation, entries),
                    each.answers,
                    claim if claim in self.argument.claims else None,
                    each.annotation.exact or label,
                )

    def _text(self, annotation: Annotation, entries: dict[UUID, EntryText]) -> str:
        body = excerpt(annotation.body, MAX_WORDS) if annotation.body else ""
        if annotation.kind != Kind.SOURCE:
            return body
        cited = work_text(annotation, self.file.reading.essay.language, entries)
        return " ".join(filter(None, (cited, annotation.locator, body)))


def _is_argument(entry: ThreadEntry) -> bool:
    return entry.annotation.kind != Kind.NOTE or entry.answered
