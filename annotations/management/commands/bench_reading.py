"""Measures what the reading page costs as the margin fills, on a database of its own."""

from argparse import ArgumentParser
from typing import Any

from annotations.benchmarks import reading_pages
from annotations.benchmarks.bench_command import BenchCommand


class Command(BenchCommand):
    """Seed, measure, compare; exits with 1 when something is out of bounds."""

    help = (
        "Measure the reading page at 27, 100 and 100,000 annotations, and a thread of 200, on a "
        "database of its own (a temporary SQLite file, or an empty one that you name)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the numbers of annotations, readers and measurements."""
        super().add_arguments(parser)
        parser.add_argument("--most", type=int, default=100_000, help="annotations at the end")
        parser.add_argument("--readers", type=int, default=400, help="who wrote them")
        parser.add_argument("--times", type=int, default=20, help="measurements of each page")

    def measure(self, **options: Any) -> bool:
        """Measure the pages as the margin fills."""
        numbers = (options[name] for name in ("most", "times", "readers"))
        return self.report_findings(reading_pages.measure_reading_pages(*numbers))
