"""The formats in which a reading's annotations are taken away."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from annotations.exchange.annotation_files.aif import aif_parts
from annotations.exchange.annotation_files.argdown import argdown_parts
from annotations.exchange.annotation_files.csv_table import csv_parts
from annotations.exchange.annotation_files.footnotes import footnote_parts
from annotations.exchange.annotation_files.json_ld import json_ld_parts
from annotations.exchange.annotation_files.selection import ReadingFile


class AnnotationFormat(NamedTuple):
    """A format: its file extension, its content type, and the function that writes it."""

    extension: str
    content_type: str
    write: Callable[[ReadingFile], Iterator[str]]


ANNOTATION_FORMATS = {
    "json-ld": AnnotationFormat("jsonld", "application/ld+json", json_ld_parts),
    "csv": AnnotationFormat("csv", "text/csv", csv_parts),
    "markdown": AnnotationFormat("md", "text/markdown", footnote_parts),
    "argdown": AnnotationFormat("argdown", "text/plain", argdown_parts),
    "aif": AnnotationFormat("json", "application/json", aif_parts),
}
