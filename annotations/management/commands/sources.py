"""`manage.py sources FILE… [--to csl-json|bibtex|ris]`: converts references between formats."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.sources.csl.items import CslItem
from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.formats.csl_json.reader import write_csl
from annotations.sources.formats.ris.writer import write_ris
from annotations.sources.parse import parse_sources

WRITERS = {"csl-json": write_csl, "bibtex": write_bibtex, "ris": write_ris}
MAX_FILE_BYTES = 10_000_000
"""Bytes of a file that is read: a library of many thousand works."""


class Command(BaseCommand):
    """Read the files and print their works; raises CommandError for a file that can't be read."""

    help = (
        "Read BibTeX, RIS, CSL-JSON, identifiers or plain references, and print the works in one "
        "format. The content of a file says which format it is in. Entries that can't be read "
        "are named on standard error with their line. Nothing is looked up."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a file, or - for standard input"
        )
        parser.add_argument("--to", choices=WRITERS, default="csl-json")

    def handle(self, *args: Any, **options: Any) -> None:
        works: list[CslItem] = []
        for name in options["files"]:
            works += self._read(name)
        self.stdout.write(WRITERS[options["to"]](works), ending="")

    def _read(self, name: str) -> list[CslItem]:
        try:
            understood = parse_sources(_decoded_file(name), longest=MAX_FILE_BYTES)
        except (OSError, ValueError) as error:
            raise CommandError(f"{name}: {error}") from error
        for problem in understood.problems:
            self.stderr.write(f"{name}:{problem.line}: {problem.message}")
        for found in understood.works:
            for doubt in found.doubts:
                self.stderr.write(f"{name}:{found.line}: {doubt}")
        return [found.work for found in understood.works]


def _decoded_file(name: str) -> str:
    """Return the file's text, in UTF-8 or, line by line in older files, Windows' western encoding.

    Raises OSError, or ValueError for a file that is too large.
    """
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if len(content) > MAX_FILE_BYTES:
        raise ValueError(f"it is larger than {MAX_FILE_BYTES:,} bytes.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return "".join(map(_decoded_line, content.splitlines(keepends=True))).removeprefix("\ufeff")


def _decoded_line(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp1252", errors="replace")
