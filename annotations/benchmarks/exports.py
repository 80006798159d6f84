"""How long the files of a reading with many annotations take, and how much memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from annotations.benchmarks.reading_pages import (
    create_bench_reading,
    create_readers,
    fill_reading,
)
from annotations.people.models import User

MAX_MEGABYTES = 150
EXPORTED_FORMATS = ("json-ld", "csv", "markdown", "argdown", "aif", "bibtex", "html", "pdf")
# The edition has addresses of its own; a PDF is made in parts, of which one is measured.
ADDRESSES = {"html": "edition/", "pdf": "edition/pdf/?part=2"}
SLUG = "exported"


@dataclass(frozen=True)
class ExportCost:
    """Seconds, bytes of the file, and the most memory of the process, before and at the end."""

    seconds: float
    bytes: int
    megabytes_before: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds} {self.bytes} {self.megabytes_before} {self.megabytes}"


def measure_exports(most: int, readers: int) -> Iterator[tuple[str, bool]]:
    """Seed a reading, and take each file in a process of its own; yield the findings."""
    reading, members = create_bench_reading(SLUG, create_readers(readers))
    fill_reading(reading, members, upto=most)
    for format in EXPORTED_FORMATS:
        cost = _cost_elsewhere(format)
        more = cost.megabytes - cost.megabytes_before
        yield (
            f"{format}: {cost.bytes / 1e6:.1f} MB in {cost.seconds:.1f} s, {more:.0f} MB of memory "
            f"besides the {cost.megabytes_before:.0f} of the program (at most {MAX_MEGABYTES})",
            more <= MAX_MEGABYTES,
        )


def _cost_elsewhere(format: str) -> ExportCost:
    command = [sys.executable, str(Path(sys.argv[0]).resolve()), "bench_exports", "--take", format]
    said = subprocess.run(command, env=os.environ, check=True, capture_output=True, text=True)  # noqa: S603
    seconds, size, before, most = said.stdout.split()[-4:]
    return ExportCost(float(seconds), int(size), float(before), float(most))


def take_export(format: str) -> ExportCost:
    """Take one file in this process, as the first reader, and return what it cost."""
    client = Client()
    client.force_login(User.objects.get(username="reader-0"))
    client.get(f"/s/{SLUG}/essay/export/")  # loads what every page needs
    before = _megabytes()
    begun, size = time.perf_counter(), 0
    response = client.get(f"/s/{SLUG}/essay/{ADDRESSES.get(format, f'export/{format}')}")
    assert (response.status_code, response.streaming) == (200, format != "pdf")
    for chunk in response:
        size += len(chunk)
    return ExportCost(time.perf_counter() - begun, size, before, _megabytes())


def _megabytes() -> float:
    """Return the most memory that this process has had. `getrusage` would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
