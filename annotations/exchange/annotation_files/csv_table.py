"""Annotations as a table, one a row. The same header comes in again (`imports.tables`)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from annotations.exchange.annotation_files.reading_order import in_order_of_time
from annotations.exchange.annotation_files.selection import ReadingFile
from annotations.exchange.table_cells import TABLE_ENCODINGS, TableEncoding, table_parts
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import entries_of_cited_works, work_text
from annotations.web_annotation.annotation_documents import for_documents
from annotations.web_annotation.places import Place, current_places

COLUMNS = (
    *("id", "answers", "kind", "author", "created", "edited", "visibility", "state"),
    *("paragraph", "pages", "quotation", "prefix", "suffix", "body", "attack", "relation"),
    *("citation", "cited_work", "cited_quotation", "locator", "endorsed", "address"),
)


def csv_parts(
    file: ReadingFile, encoding: TableEncoding = TABLE_ENCODINGS["utf-8"]
) -> Iterator[str]:
    """Yield a reading's annotations as a table, line by line, oldest first."""
    return table_parts(COLUMNS, _rows(file), encoding)


def _rows(file: ReadingFile) -> Iterator[list[object]]:
    """Yield the rows. Five queries a batch."""
    revision = file.reading.essay.current_revision
    for batch in in_order_of_time(for_documents(file.rows)):
        places = current_places(batch, revision)
        entries = entries_of_cited_works(batch, file.reader)
        for each in batch:
            cited = work_text(each, file.reading.essay.language, entries)
            yield _row(file, each, places.get(each.pk), cited)


def _row(
    file: ReadingFile, annotation: Annotation, place: Place | None, cited: str
) -> list[object]:
    # A quotation where it stands now; of an orphan, as it was selected.
    quoted: Any = annotation if place is None or not place.exact or place.whole else place
    whole = place is not None and place.whole
    values = {
        "id": annotation.pk,
        "answers": _answered(file, annotation),
        "kind": annotation.kind,
        "author": annotation.author.name,
        "created": annotation.created_at.isoformat(timespec="seconds"),
        "edited": annotation.edited_at and annotation.edited_at.isoformat(timespec="seconds"),
        "visibility": annotation.visibility,
        "state": annotation.state,
        "paragraph": place.address if place else "",
        "pages": place.pages if place else "",
        **{name: "" if whole else getattr(quoted, name) for name in ("prefix", "suffix")},
        "quotation": "" if whole else quoted.exact,
        "body": annotation.body,
        "attack": annotation.attack,
        "relation": annotation.relation,
        "citation": annotation.citation,
        "cited_work": cited,
        "cited_quotation": annotation.quotation,
        "locator": annotation.locator,
        "endorsed": annotation.endorsed,
        "address": file.addresses.annotation(file.reading, annotation.pk),
    }
    return [values[name] for name in COLUMNS]


def _answered(file: ReadingFile, annotation: Annotation) -> UUID | None:
    """Return the annotation that this one answers, if the reader may see that."""
    about = annotation.about
    return about.pk if about and rules.may_see(file.reader, about) else None
