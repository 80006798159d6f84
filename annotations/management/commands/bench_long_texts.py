"""Measures how long a book takes to be looked at, kept, opened and corrected."""

from typing import Any

from annotations.benchmarks.bench_command import BenchCommand
from annotations.benchmarks.long_texts import measure_long_texts


class Command(BenchCommand):
    help = (
        "Bring in a book of 212,000 words as DOCX, EPUB, HTML, Markdown and plain text, and measure"
        " the seconds of each step, and the memory of this process and the largest that it started."
    )

    def measure(self, **options: Any) -> bool:
        """Print how long each step took; return whether all are within bounds."""
        return self.report_findings(measure_long_texts())
