"""Measures how long a book takes to be looked at, kept, opened and corrected."""

from argparse import ArgumentParser
from typing import Any

from annotations.benchmarks.bench_command import BenchCommand
from annotations.benchmarks.long_texts import measure_long_texts


class Command(BenchCommand):
    help = (
        "Bring in a book of 212,000 words as DOCX (also without headings, as long lists, and as"
        " long tables), EPUB, HTML, Markdown, ODT, RTF and plain text, and measure the processor"
        " time of each step, and the memory of this process and of the largest that it started."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the option for formats."""
        super().add_arguments(parser)
        parser.add_argument(
            "--format", action="append", default=[], help="only this one; may be given again"
        )

    def measure(self, **options: Any) -> bool:
        """Print how long each step took; return whether all are within bounds."""
        return self.report_findings(measure_long_texts(options["format"]))
