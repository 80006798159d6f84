"""Measures what the files of a reading with many annotations cost."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from annotations.benchmarks.bench_command import BenchCommand
from annotations.benchmarks.exports import EXPORTED_FORMATS, measure_exports, take_export


class Command(BenchCommand):
    """Seed, take each file in a process of its own; exits with 1 when one needs too much memory."""

    help = (
        "Take each file of a reading with 100,000 annotations, and measure the seconds and the "
        "memory, on a database of its own (a temporary SQLite file, or an empty one that you name)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the numbers of annotations and readers, and the file that an inner process takes."""
        super().add_arguments(parser)
        parser.add_argument("--most", type=int, default=100_000, help="annotations")
        parser.add_argument("--readers", type=int, default=400, help="who wrote them")
        parser.add_argument(
            "--take", choices=EXPORTED_FORMATS, help="one file of a seeded database"
        )

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Measure; with `--take`, take one file and print what it cost."""
        if options["take"]:
            settings.ALLOWED_HOSTS = ["*"]
            self.stdout.write(str(take_export(options["take"])))
            return
        super().handle(*arguments, **options)

    def environment(self, folder: str) -> dict[str, str]:
        """Let no PDF be there already, or stay."""
        return {"COUNTERPOINT_VAR": folder}

    def measure(self, **options: Any) -> bool:
        """Seed, and measure each file."""
        return self.report_findings(measure_exports(options["most"], options["readers"]))
