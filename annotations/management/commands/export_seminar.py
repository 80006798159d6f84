"""Writes a seminar to an archive."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.exchange.archive.row_contents import ArchivedAddresses
from annotations.exchange.archive.seminar_archive import SeminarArchive
from annotations.management.migration_check import MigratedCommand
from annotations.seminars.models import Seminar


class Command(MigratedCommand):
    """Write one seminar to one file, or nothing."""

    help = (
        "Write a seminar to an archive: its texts with all revisions, members by name, annotations "
        "with their history, claims, decisions and policies. import_seminar reads it in another "
        "installation as the same seminar, and written there again it is the same file. Private "
        "annotations are left out. Of members' e-mail addresses it holds digests, by which they "
        "can be found there; --with-addresses writes them out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the seminar, the file and what is said of addresses."""
        parser.add_argument("seminar", metavar="SLUG", help="the seminar's address")
        parser.add_argument("file", metavar="FILE", type=Path, help="where to write the archive")
        parser.add_argument(
            "--with-addresses", action="store_true", help="write the members' e-mail addresses out"
        )

    def handle(
        self,
        *arguments: Any,
        seminar: str,
        file: Path,
        with_addresses: bool = False,
        **options: Any,
    ) -> None:
        """Write the archive beside its place, then put it there. Raises CommandError."""
        found = Seminar.objects.filter(slug=seminar).first()
        if found is None:
            raise CommandError(f"There is no seminar “{seminar}”.")
        addresses = ArchivedAddresses.PLAIN if with_addresses else ArchivedAddresses.DIGESTS
        archive = SeminarArchive(found, addresses)
        part = file.with_name(f"{file.name}.part")
        try:
            # Nobody else may read it: it holds what moderators see.
            with open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "wb") as target:
                archive.write(target)
            part.replace(file)
        except OSError as problem:
            raise CommandError(f"Can't write {file}: {problem.strerror}.") from None
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"“{found}” is in {file}: {file.stat().st_size:,} bytes.")
        for end in archive.chain_ends:
            if end.broken_at:
                print(
                    f"Its record of decisions is not whole: record {end.broken_at} is not as it "
                    "was sealed. The archive says so.",
                    file=sys.stderr,
                )
