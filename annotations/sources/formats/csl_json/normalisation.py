"""Deviations from CSL-JSON by registries and scripts, turned into what they mean.

Crossref and DataCite give titles and ISSNs as lists, dates without a year and types of their own;
scripts write a date or an author as one text, or a number where a text belongs.
"""

import re
from typing import Any

from annotations.sources.csl.dates import read_date
from annotations.sources.csl.items import (
    DATE_FIELDS,
    NAME_FIELDS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
    is_number,
    is_text,
)

_FIGURES = re.compile(r"-?\d{1,6}")
_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "book-section": "chapter",
    "proceedings-article": "paper-conference", "proceedings": "book", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "reference-entry": "entry",
    "dissertation": "thesis", "posted-content": "article", "peer-review": "review",
    "journal": "periodical", "newspaper-article": "article-newspaper",
    "magazine-article": "article-magazine", "JournalArticle": "article-journal",
}  # fmt: skip
"""Crossref's and DataCite's names for kinds of works."""


def normalise_csl(item: dict[str, Any]) -> dict[str, Any]:
    """Return the item with each field as CSL-JSON requires where its meaning is plain; else
    unchanged.
    """
    found = {field: _field(field, value) for field, value in item.items()}
    kind = found.get("type")
    if isinstance(kind, str) and kind in _TYPES:
        found["type"] = _TYPES[kind]
    return found


def _field(field: str, value: Any) -> Any:
    if field in NAME_FIELDS:
        return _names(value)
    if field in DATE_FIELDS:
        return _date(value)
    if field in NUMBER_FIELDS:
        return _joined(field, value)
    if field in TEXT_FIELDS:
        value = _joined(field, value)
        return str(value) if is_number(value) else value
    return value


def _joined(field: str, value: Any) -> Any:
    """Return a list as one text; of several titles the first, since the others repeat it."""
    if not isinstance(value, list) or not all(is_number(each) for each in value):
        return value
    texts = [str(each) for each in value]
    return (texts[0] if "itle" in field else ", ".join(texts)) if texts else None


def _names(value: Any) -> Any:
    if isinstance(value, str | dict):
        value = [value]
    if not isinstance(value, list):
        return value
    return [_name(each) for each in value]


def _name(name: Any) -> Any:
    """Return a text, or Crossref's {"name": …} for an institution, as a literal name."""
    if isinstance(name, str):
        return {"literal": name}
    if not isinstance(name, dict) or not is_text(name.get("name")):
        return name
    if name.keys() & {"family", "given", "literal"}:
        return name
    return {("literal" if part == "name" else part): each for part, each in name.items()}


def _date(value: Any) -> Any:
    if is_number(value):
        return read_date(str(value))
    if not isinstance(value, dict) or not isinstance(value.get("date-parts"), list):
        return value
    spans = value["date-parts"]
    if spans and all(is_number(part) for part in spans):
        spans = [spans]
    kept = [_known(span) if isinstance(span, list) else span for span in spans]
    kept = [span for span in kept if span not in ([], [""])]
    rest = {part: each for part, each in value.items() if part != "date-parts"}
    return ({"date-parts": kept} | rest) if kept else rest or None


def _known(span: list[Any]) -> list[Any]:
    """Return the parts before the first that is null, as numbers."""
    said = span[: span.index(None)] if None in span else span
    return [int(part) if _FIGURES.fullmatch(str(part)) else part for part in said]
