"""Commands that need a database with all of this version's migrations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class MigratedCommand(BaseCommand):
    """A command that says in one sentence why it can't use the database, and stops."""

    requires_migrations_checks = False  # that only warns, and goes on

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Run the command; raises CommandError if the database is unusable or not migrated."""
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
    """True if some migration has not been applied; raises DatabaseError without a database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
