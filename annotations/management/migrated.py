"""Commands that need the database to be as this version of the app has it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class MigratedCommand(BaseCommand):
    """A command that refuses in one sentence where the database can't be used as it is."""

    requires_migrations_checks = False  # that only warns, and goes on

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Look first; raises CommandError."""
        where = connection.settings_dict["NAME"]
        try:
            lacking = lacks_migrations()
        except DatabaseError as problem:
            reason = str(problem).strip().partition("\n")[0]
            raise CommandError(
                f"Can't use the database {where} ({reason}): is it there, and may you write to it?"
            ) from None
        if lacking:
            raise CommandError(
                f"The database {where} is not yet as this version needs it: run "
                "“manage.py migrate” first."
            )
        return super().execute(*arguments, **options)


def lacks_migrations() -> bool:
    """Whether some migration has not been applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
