"""Parameters and selected rows that the admin can't use are left out of a request.

Django's admin passes them to forms and to the database as they are: a value that a field can't
hold, or a lookup that the database can't carry out, would be a server error.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models
from django.http import QueryDict
from django.utils import timezone

# The lookups that the admin's own filters make.
LOOKUPS = frozenset({"exact", "in", "isnull", "gt", "gte", "lt", "lte"})


def answerable_query(query: QueryDict, view: Callable[..., Any]) -> QueryDict:
    """Return the query without the parameters that this view of the admin can't use.

    These are NUL, which PostgreSQL refuses, and values and lookups that don't fit the model's
    fields.
    """
    model = _model_of(view)
    adding = getattr(view, "__name__", "") == "add_view"
    odd = [
        name
        for name, values in query.lists()
        if any("\0" in each for each in (name, *values))
        or (model and not all(_fits(model, name, each, adding=adding) for each in values))
    ]
    if not odd:
        return query
    rest = query.copy()
    for name in odd:
        del rest[name]
    return rest


def answerable_selection(form: QueryDict, view: Callable[..., Any]) -> QueryDict:
    """Return the form posted to this view, without selected rows that can't be primary keys."""
    model = _model_of(view)
    selected = form.getlist(ACTION_CHECKBOX_NAME)
    if model is None or all(_holds(model._meta.pk, each) for each in selected):
        return form
    rest = form.copy()
    keys = [each for each in selected if _holds(model._meta.pk, each)]
    rest.setlist(ACTION_CHECKBOX_NAME, keys)
    return rest


def _model_of(view: Callable[..., Any]) -> type[models.Model] | None:
    """Return the model of the admin page that this view is; None for other views."""
    admin = getattr(view, "__self__", None)
    return admin.model if isinstance(admin, ModelAdmin) else None


def _fits(model: type[models.Model], name: str, value: str, *, adding: bool) -> bool:
    """Return False if the parameter names a field that can't hold or be compared with the value."""
    if name == TO_FIELD_VAR:
        return _field(model, value) is not None
    field, lookups = _resolve(model, name)
    if field is None:
        return True
    if adding:  # the admin's form takes the parts of a moment, and fails on text
        return not isinstance(field, models.DateTimeField) and _holds_each(field, value)
    if not lookups:
        return _holds(field, value)
    if len(lookups) > 1 or lookups[0] not in LOOKUPS:
        return False
    if lookups[0] == "isnull":
        return True
    return _holds_each(field, value) if lookups[0] == "in" else _holds(field, value)


def _resolve(
    model: type[models.Model], name: str
) -> tuple[models.Field[Any, Any] | None, list[str]]:
    """Return the field at the end of a path such as `groups__id__exact`, and the lookups after it.

    For a relation, that is the field that it is compared with. None if the path begins with no
    field.
    """
    compared: models.Field[Any, Any] | None = None
    parts = name.split("__")
    for at, part in enumerate(parts):
        field = _field(model, part)
        if field is None:
            return compared, parts[at:]
        if not field.is_relation:
            return field, parts[at + 1 :]
        if field.related_model is None:  # generic relations: the admin has none
            return None, []
        model = field.related_model
        compared = model._meta.pk
    return compared, []


def _field(model: type[models.Model], name: str) -> Any:
    """Return the model's field with this name; None if it has none."""
    if name == "pk":
        return model._meta.pk
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _holds_each(field: models.Field[Any, Any], value: str) -> bool:
    """Return True if the field can hold each of the values between commas."""
    return all(_holds(field, each) for each in value.split(","))


def _holds(field: models.Field[Any, Any], value: str) -> bool:
    """Return True if the field can hold the value and the database accepts it as a parameter."""
    if "\0" in value:  # which PostgreSQL refuses
        return False
    try:
        held = field.to_python(value)
        if isinstance(held, datetime) and timezone.is_naive(held):
            return False
        field.run_validators(held)
        field.get_db_prep_value(held, connection)
    except (ValidationError, ValueError, TypeError, ArithmeticError):
        return False
    return True
