"""Measures how truly files become essays, beside an independent reading of each file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.benchmarks.import_accuracy.measurement import (
    format_import_table,
    import_files,
    measure_import,
    missed_goals,
)


class Command(BaseCommand):
    """Reads the files of a folder and compares them; ends with an error where a goal is missed."""

    help = (
        "Read every file below a folder as an essay, and print by format how many of its words "
        "arrive, beside what a browser shows of it, its own XML, or pdftotext. With --verbosity 2, "
        "print what differs. HTML, EPUB, LaTeX, Org and Markdown are compared in Chromium, by "
        "Playwright; RTF by striprtf, where that is installed."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with the files")

    def handle(self, *arguments: Any, folder: Path, **options: Any) -> None:
        """Measure and print; raises CommandError for no files, and for a goal that is missed."""
        files = [*import_files(folder)]
        if not files:
            raise CommandError(f"There is no file in {folder} that could be compared.")
        report = self.stdout.write if options["verbosity"] > 1 else _pass_over
        found = measure_import(files, report)
        self.stdout.write(format_import_table(found))
        missed = missed_goals(found)
        if missed:
            raise CommandError("\n".join(missed))


def _pass_over(difference: str) -> None:
    """Do nothing with what differs."""
