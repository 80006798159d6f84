"""Annotations as JSON-LD: an AnnotationCollection with one page, which holds them all.

The documents are those of the Web Annotation Protocol here (`web_annotation`).
"""

import json
from collections.abc import Iterator
from typing import Any

from annotations.exchange.annotation_files.reading_order import in_order_of_time
from annotations.exchange.annotation_files.selection import ReadingFile
from annotations.web_annotation.annotation_documents import annotation_documents, for_documents
from annotations.web_annotation.vocabulary_terms import ANNO_CONTEXT


def json_ld_parts(file: ReadingFile) -> Iterator[str]:
    """Yield a reading's annotations as a document, one annotation a part.

    The total comes last, because it is known then. Four queries a batch.
    """
    container = file.addresses.container(file.reading)
    yield "{\n" + _members(
        {
            "@context": [ANNO_CONTEXT, file.addresses.context],
            "id": container,
            "type": "AnnotationCollection",
            "label": file.reading.essay.title,
        }
    )
    yield ',\n"first": {\n' + _members(
        {
            "id": f"{container}#all",
            "type": "AnnotationPage",
            "partOf": container,
            "startIndex": 0,
        }
    )
    yield ',\n"items": ['
    total = 0
    for batch in in_order_of_time(for_documents(file.rows)):
        for document in annotation_documents(batch, file.reading, file.reader, file.addresses):
            yield (",\n" if total else "\n") + json.dumps(document, ensure_ascii=False)
            total += 1
    yield f'\n]}},\n"total": {total}}}\n'


def _members(values: dict[str, Any]) -> str:
    """Return the members of an object without its braces."""
    return json.dumps(values, ensure_ascii=False, indent=0)[2:-2]
