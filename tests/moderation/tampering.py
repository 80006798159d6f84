"""Changing rows in the database alone, and what the two commands name of it."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection, models

from annotations.margin.models import Annotation
from annotations.moderation.decisions import append_only
from annotations.moderation.models import Decision


def finds(command: str) -> list[str]:
    """What a command names; nothing where it is content."""
    said = StringIO()
    try:
        call_command(command, stdout=said)
    except CommandError:
        well = ("records, whole.", "all counts are right.")
        return [each for each in said.getvalue().splitlines() if not each.endswith(well)]
    return []


def all_is_well() -> bool:
    return finds("audit_moderation") == finds("doctor") == []


def written(row: models.Model, **values: object) -> None:
    """Change a row in the database alone; a decision by whoever can lift its triggers."""
    decision = isinstance(row, Decision)
    if decision:
        append_only.drop_triggers(connection)
    type(row).objects.filter(pk=row.pk).update(**values)
    if decision:
        append_only.install_triggers(connection)


def put_back(earlier: Annotation) -> None:
    """Put a row back as it was with its seal, which was right then."""
    columns = [each.attname for each in earlier._meta.concrete_fields if not each.primary_key]
    written(earlier, **{name: getattr(earlier, name) for name in columns})
