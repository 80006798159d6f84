"""Measures how well passages are found again: by class of case, beside Hypothesis's cascade."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.benchmarks.reanchoring_accuracy import (
    compare_with_baseline,
    format_comparison,
    read_cases,
)
from annotations.benchmarks.reanchoring_speed import measure_speed


class Command(BaseCommand):
    help = (
        "Re-anchor the passages of files of cases, and print the share of right answers by class, "
        "beside that of Hypothesis's method."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE.jsonl[.gz]")
        parser.add_argument(
            "--speed", action="store_true", help="measure the time on a large generated essay"
        )
        parser.add_argument("--without-old", action="store_true", help="do without the old text")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["files"] and not options["speed"]:
            raise CommandError("Name a file of cases, or ask for --speed.")
        for name in options["files"]:
            try:
                cases = list(read_cases(name))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise CommandError(f"{name} can't be read as cases: {error}") from error
            self.stdout.write(name)
            self.stdout.write(
                format_comparison(compare_with_baseline(cases, without_old=options["without_old"]))
            )
        if options["speed"]:
            self.stdout.write(measure_speed())
