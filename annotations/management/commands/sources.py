"""`manage.py sources FILE… [--to csl-json|bibtex|ris]`: reads references, prints them."""

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
LARGEST = 10_000_000
"""Bytes of a file that is read: a library of many thousand works."""


class Command(BaseCommand):
    help = (
        "Read BibTeX, RIS, CSL-JSON, identifiers or plain references, told apart by their "
        "content, and print the works in one format. Entries that cannot be read are named on "
        "standard error with their line. Nothing is looked up."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for the input")
        parser.add_argument("--to", choices=WRITERS, default="csl-json")

    def handle(self, *args: Any, **options: Any) -> None:
        works: list[CslItem] = []
        for name in options["files"]:
            works += self._read(name)
        self.stdout.write(WRITERS[options["to"]](works), ending="")

    def _read(self, name: str) -> list[CslItem]:
        try:
            understood = parse_sources(_text(name), longest=LARGEST)
        except (OSError, ValueError) as error:
            raise CommandError(f"{name}: {error}") from error
        for problem in understood.problems:
            self.stderr.write(f"{name}:{problem.line}: {problem.message}")
        for found in understood.works:
            for doubt in found.doubts:
                self.stderr.write(f"{name}:{found.line}: {doubt}")
        return [found.work for found in understood.works]


def _text(name: str) -> str:
    """The file's text, in UTF-8 or, line by line in older files, Windows' western encoding."""
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if len(content) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST:,} bytes.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return "".join(map(_line, content.splitlines(keepends=True))).removeprefix("\ufeff")


def _line(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp1252", errors="replace")
