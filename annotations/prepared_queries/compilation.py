"""Queries whose SQL is compiled once in a process, and run with other values each time.

Building and compiling a query costs many times what the database needs to answer it. The SQL is
that of the queryset, so that whatever decides who may see a row still decides it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

type Value = UUID | str | int | datetime

# Of all queries together; far more than there are shapes of readers.
MOST_PREPARED = 1_000
# Longer lists are not prepared.
LONGEST_LIST = 256


class NotPreparable(Exception):
    """The SQL of a query depends on one of these values, not only on its shape."""


def prepared[**P, T](build: Callable[P, QuerySet[Any, T]]) -> Callable[P, list[T]]:
    """Make a function that builds a query return its rows, and build it once for each shape.

    Positional arguments are values: identifiers, non-empty lists of identifiers, strings, whole
    numbers, times, and dataclasses such as a reader. The function is called with placeholders for
    these (of a dataclass, for its identifiers) and may only put them into conditions. Whatever else
    a dataclass holds is part of the shape, as keyword arguments are. A reader with a gate, an empty
    list and a very long one are not prepared: then the query is built as it would be without this
    decorator. Nothing else may change what the function builds, such as the time or a setting.
    """
    queries: dict[Hashable, _Prepared] = {}

    @wraps(build)
    def rows(*values: P.args, **shape: P.kwargs) -> list[T]:
        placeholders = _Placeholders()
        try:
            arguments = [placeholders.stand_in(value) for value in values]
        except NotPreparable:
            return list(build(*values, **shape))
        key = (tuple(map(_key, arguments)), tuple(sorted(shape.items())))
        query = queries.get(key)
        if query is None:
            try:
                query = _Prepared(build(*arguments, **shape))
            except EmptyResultSet:
                return list(build(*values, **shape))
            if len(queries) >= MOST_PREPARED:
                queries.clear()
            queries[key] = query
        return query.run(placeholders.values)

    return rows


class _Placeholders:
    """The placeholders for the values of one call, numbered in the order in which they occur."""

    def __init__(self) -> None:
        self.values: dict[Value, Value] = {}

    def stand_in(self, value: object) -> Any:
        """Return the value with placeholders.

        Raises NotPreparable.
        """
        if isinstance(value, UUID):
            return self._add(UUID(int=_FIRST_PLACEHOLDER + len(self.values)), value)
        if isinstance(value, str):
            return self._add(f"placeholder {len(self.values)} \ufdd0", value)
        if isinstance(value, datetime):
            return self._add(_FIRST_TIME + timedelta(seconds=len(self.values)), value)
        if isinstance(value, int) and not isinstance(value, bool):
            return self._add(_FIRST_NUMBER + len(self.values), value)
        if isinstance(value, list):
            return self._stand_in_for_list(value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._stand_in_for_fields(value)
        raise NotPreparable

    def _add[V: Value](self, placeholder: V, value: V) -> V:
        self.values[placeholder] = value
        return placeholder

    def _stand_in_for_list(self, value: list[Any]) -> list[Any]:
        """Lists are filled up to a few lengths with their last value, which changes no result."""
        if not 0 < len(value) <= LONGEST_LIST:
            raise NotPreparable
        length = 4
        while length < len(value):
            length *= 2
        return [self.stand_in(each) for each in value + value[-1:] * (length - len(value))]

    def _stand_in_for_fields(self, value: Any) -> Any:
        changes = {}
        for field in fields(value):
            content = getattr(value, field.name)
            if isinstance(content, UUID):
                changes[field.name] = self.stand_in(content)
            elif not (content is None or isinstance(content, str | bool)):
                raise NotPreparable
        return replace(value, **changes)


# No identifier of ours begins with these digits: it would be of the year 10,889.
_FIRST_PLACEHOLDER = 0xFFFF << 112
_FIRST_TIME = datetime(9000, 1, 1, tzinfo=UTC)
_FIRST_NUMBER = 2_000_000_000


def _key(argument: Any) -> Hashable:
    return len(argument) if isinstance(argument, list) else argument


class _Prepared:
    """A compiled query."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        self._sql, self._params = self._compiler.as_sql()

    def run(self, values: dict[Value, Value]) -> list[Any]:
        """Return the rows of the query with these values in place of the placeholders."""
        connection = connections[self._queryset.db]
        adapt = _adapter(connection)
        adapted = {adapt(placeholder): adapt(value) for placeholder, value in values.items()}
        params = _substituted(self._params, adapted)
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (self._sql, params)
        queryset = self._queryset.all()
        queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(queryset)


def _adapter(connection: Any) -> Callable[[Value], Value]:
    """Return how this database is given a value, as `get_db_prep_value` of the fields does it."""
    native_uuid = connection.features.has_native_uuid_field

    def adapt(value: Value) -> Value:
        if isinstance(value, UUID):
            return value if native_uuid else value.hex
        if isinstance(value, datetime):
            return cast("Value", connection.ops.adapt_datetimefield_value(value))
        return value

    return adapt


def _substituted(params: Any, values: dict[Any, Any]) -> tuple[Any, ...]:
    return tuple(
        type(each)(_substituted(each, values))
        if isinstance(each, list | tuple)
        else values.get(each, each)
        if isinstance(each, UUID | str | int | datetime)
        else each
        for each in params
    )
