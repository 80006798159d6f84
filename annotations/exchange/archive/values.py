"""How the value of a column is written in an archive, and what is accepted as one.

Reading is strict: each value has one spelling, so that what was read is written the same again.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

MAX_JSON_DEPTH = 50
NOT_STORABLE = re.compile("[\ud800-\udfff]")


class ArchiveProblem(Exception):
    """An archive can't be read or made; says why in a sentence."""


class WrongValue(Exception):
    """A value is none that its column may have."""


def write_line(row: dict[str, Any]) -> bytes:
    """Return a row as one line: keys sorted, no spaces, UTF-8."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def read_line(line: bytes) -> dict[str, Any]:
    """Return the row of a line; raises WrongValue if it is none, or not written as
    `write_line` does."""
    try:
        row = json.loads(line, parse_constant=_refuse_constant)
        same = write_line(row) == line
    except (ValueError, RecursionError):
        raise WrongValue("is not JSON") from None
    if not isinstance(row, dict):
        raise WrongValue("is no row")
    if not same:
        raise WrongValue("is not written as archives are")
    return row


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def encode(column: models.Field[Any, Any], value: Any) -> Any:
    """Return a column's value in the form that JSON holds."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(column, models.JSONField):
        return plain_json(value)
    return value


def write_time(value: datetime) -> str:
    """Return a moment in UTC, to the microsecond."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def plain_json(value: Any) -> Any:
    """Return JSON with whole numbers as integers: PostgreSQL writes 1e2 as 100."""
    if isinstance(value, dict):
        return {key: plain_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain_json(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def decode(column: models.Field[Any, Any], value: Any) -> Any:
    """Return the value of a column from its form in JSON. Raises WrongValue."""
    if value is None:
        if not column.null:
            raise WrongValue("is empty")
        return None
    stored, read = _reader_of(column)
    return read(stored, value)


@cache
def _reader_of(column: models.Field[Any, Any]) -> tuple[Any, Callable[[Any, Any], Any]]:
    """The column whose values a column has, which is another one's for a reference, and what reads
    them."""
    stored = column.target_field if isinstance(column, models.ForeignKey) else column
    return stored, next(read for kind, read in READERS if isinstance(stored, kind))


def read_uuid(_column: Any, value: Any) -> UUID:
    """Return an identifier. Raises WrongValue."""
    try:
        identifier = UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise WrongValue("is no identifier") from None
    if str(identifier) != value:
        raise WrongValue("is no identifier")
    return identifier


def _read_time(_column: Any, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        same = write_time(moment) == value
    except (ValueError, TypeError, OverflowError):
        same = False
    if not same:
        raise WrongValue("is no time")
    return moment


def _read_text(column: models.Field[Any, Any], value: Any) -> str:
    if not isinstance(value, str) or not is_storable(value):
        raise WrongValue("is no text")
    if column.max_length and len(value) > column.max_length:
        raise WrongValue(f"is longer than {column.max_length} characters")
    if isinstance(column, models.SlugField) and not re.fullmatch(r"[-\w]+", value, re.ASCII):
        raise WrongValue("is no address")
    # The reasons of flags and decisions may be a seminar's own.
    free = not column.choices or column.name == "reason" or (column.blank and not value)
    if not free and value not in dict(column.flatchoices):
        raise WrongValue("is none of the values that it may have")
    return value


def is_storable(text: str) -> bool:
    """True if both databases store it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and NOT_STORABLE.search(text) is None


def _read_whole_number(column: models.Field[Any, Any], value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongValue("is no whole number")
    small = isinstance(column, models.PositiveSmallIntegerField)
    if not 0 <= value < (2**15 if small else 2**31):
        raise WrongValue("is a number that is too large or too small")
    return value


def _read_number(_column: Any, value: Any) -> float:
    if not isinstance(value, float) or not math.isfinite(value):
        raise WrongValue("is no number")
    return value


def _read_truth(_column: Any, value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("is neither true nor false")
    return value


def _read_json(column: models.Field[Any, Any], value: Any) -> Any:
    kind = column.default if column.default in (dict, list) else dict
    if not isinstance(value, kind) or not _is_plain(value, MAX_JSON_DEPTH):
        raise WrongValue("is none of the values that it may have")
    return value


def _is_plain(value: Any, depth: int) -> bool:
    """True if both databases store this JSON, and return it as it is."""
    if isinstance(value, dict):
        keys = all(is_storable(key) for key in value)
        return depth > 0 and keys and all(_is_plain(each, depth - 1) for each in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    if isinstance(value, float):
        return math.isfinite(value) and not value.is_integer()
    if isinstance(value, str):
        return is_storable(value)
    return not isinstance(value, int) or abs(value) < 2**53


READERS: tuple[tuple[type[Any], Callable[[Any, Any], Any]], ...] = (
    (models.UUIDField, read_uuid),
    (models.DateTimeField, _read_time),
    (models.CharField, _read_text),
    (models.TextField, _read_text),
    (models.BooleanField, _read_truth),
    (models.FloatField, _read_number),
    (models.PositiveIntegerField, _read_whole_number),
    (models.PositiveSmallIntegerField, _read_whole_number),
    (models.JSONField, _read_json),
)
