"""Reads a seminar from an archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug

from annotations.exchange.archive.seminar_import import ImportedSeminar, import_seminar
from annotations.exchange.archive.values import ArchiveProblem
from annotations.management.migration_check import MigratedCommand
from annotations.people.models import User


class Command(MigratedCommand):
    """Store the seminar of one archive, or nothing."""

    help = (
        "Read a seminar from an archive that export_seminar wrote. It is the same seminar here, "
        "with the same identifiers. Its members come by name, without accounts: whoever has "
        "confirmed the e-mail address of one can take the membership over at /me/memberships/."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, who leads the seminar here, and another address."""
        parser.add_argument("file", metavar="FILE", type=Path, help="the archive")
        parser.add_argument(
            "--leader",
            metavar="USER",
            help="an account that leads it here from now on; not needed for somebody who led it "
            "before, and takes that membership over",
        )
        parser.add_argument("--slug", default="", help="another address for the seminar")

    def handle(
        self,
        *arguments: Any,
        file: Path,
        leader: str | None = None,
        slug: str = "",
        **options: Any,
    ) -> None:
        """Store the seminar in one transaction; raises CommandError, and stores nothing."""
        account = self._account(leader) if leader else None
        try:
            if slug:
                validate_slug(slug)
            with file.open("rb") as source:
                imported = import_seminar(source, leader=account, slug=slug, tell=self._tell)
        except ArchiveProblem as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        except ValidationError:
            raise CommandError(f"“{slug}” can't be an address.") from None
        except OSError as problem:
            raise CommandError(f"Can't read {file}: {problem.strerror}.") from None
        self._report(imported, account)

    def _tell(self, step: str) -> None:
        self.stdout.write(f"{step} …")
        self.stdout.flush()

    def _account(self, name: str) -> User:
        try:
            return User.objects.get_by_natural_key(name)
        except User.DoesNotExist:
            raise CommandError(f"There is no account named {name}.") from None

    def _report(self, imported: ImportedSeminar, leader: User | None) -> None:
        seminar = imported.seminar
        self.stdout.write(
            f"“{seminar}” is in, at /s/{seminar.slug}/: {imported.members} members by name, "
            f"{imported.annotations} annotations, {imported.decisions} decisions."
        )
        if not leader:
            self.stdout.write(
                "Nobody here leads it until a leader of it takes their membership over; "
                "--leader would have named somebody."
            )
        for end in imported.ends:
            if end.broken_at:
                self.stdout.write(
                    f"Where it comes from, its record was not whole: record {end.broken_at}."
                )
