"""The base of benchmark commands: each runs in a process of its own, on an empty database."""

import os
import subprocess
import sys
import tempfile
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from annotations.people.models import User
from annotations.seminars.models import Seminar

INSIDE_VARIABLE = "COUNTERPOINT_BENCH"


class BenchCommand(BaseCommand):
    """Starts itself again in such a process and measures there; exits with 1 when out of bounds."""

    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the option for the database; without it, a temporary SQLite file."""
        parser.add_argument("--database-url", default="", help="an empty database to use")

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Start the process; in that process, migrate and measure.

        Raises CommandError where the database is not empty, or a finding is out of bounds.
        """
        if not os.environ.get(INSIDE_VARIABLE):
            self._begin_again(options["database_url"])
            return
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0, interactive=False)
        if Seminar.objects.exists() or User.objects.exists():
            raise CommandError("This database is in use: name an empty one.")
        if not self.measure(**options):
            sys.exit(1)

    def environment(self, folder: str) -> dict[str, str]:
        """Return what the process finds in its environment besides its database. The folder lasts
        as long as the process."""
        return {}

    @abstractmethod
    def measure(self, **options: Any) -> bool:
        """Seed, measure and print; return whether all findings are within bounds."""

    def report_findings(self, findings: Iterable[tuple[str, bool]]) -> bool:
        """Print each finding as it comes; return whether all of them hold."""
        failed = 0
        for sentence, holds in findings:
            failed += not holds
            self.stdout.write(f"{'pass' if holds else 'FAIL'}  {sentence}")
            self.stdout.flush()
        return not failed

    def _begin_again(self, url: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = url or f"sqlite:///{folder}/bench.sqlite3"
            environment = os.environ | {
                INSIDE_VARIABLE: "1",
                "DATABASE_URL": database,
                "COUNTERPOINT_DEBUG": "",
                **self.environment(folder),
            }
            command = [sys.executable, str(Path(sys.argv[0]).resolve()), *sys.argv[1:]]
            if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
                raise CommandError("Something is out of bounds: see above.")
