"""Measures what the reading page costs as the margin fills, on a database of its own."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from annotations.demo import crowd

INSIDE = "COUNTERPOINT_BENCH"


class Command(BaseCommand):
    """Seed, measure, compare; exits with 1 when something is out of bounds."""

    help = (
        "Measure the reading page at 27, 100 and 100,000 annotations, and a thread of 200, on a "
        "database of its own (a temporary SQLite file, or an empty one that you name)."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and how often."""
        parser.add_argument("--database-url", default="", help="an empty database to use")
        parser.add_argument("--most", type=int, default=100_000, help="annotations at the end")
        parser.add_argument("--readers", type=int, default=400, help="who wrote them")
        parser.add_argument("--times", type=int, default=20, help="measurements of each page")

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Begin again inside a process that knows no database but its own."""
        if os.environ.get(INSIDE):
            self._measure(options["most"], options["times"], options["readers"])
            return
        with tempfile.TemporaryDirectory() as folder:
            url = options["database_url"] or f"sqlite:///{folder}/bench.sqlite3"
            script = Path(sys.argv[0]).resolve()
            numbers = [f"--{name}={options[name]}" for name in ("most", "times", "readers")]
            environment = os.environ | {INSIDE: "1", "DATABASE_URL": url, "COUNTERPOINT_DEBUG": ""}
            command = [sys.executable, str(script), "bench_reading", *numbers]
            if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
                raise CommandError("Something is out of bounds: see above.")

    def _measure(self, most: int, times: int, readers: int) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0, interactive=False)
        if crowd.is_used():
            raise CommandError("This database is in use: name an empty one.")
        failed = 0
        for sentence, holds in crowd.findings(most, times, readers):
            failed += not holds
            self.stdout.write(f"{'pass' if holds else 'FAIL'}  {sentence}")
            self.stdout.flush()
        if failed:
            sys.exit(1)
