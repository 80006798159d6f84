"""Walks every seminar's record of decisions and says where it is not what it was."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from annotations.management.migrated import MigratedCommand
from annotations.moderation import append_only
from annotations.moderation.audit import first_wrong, head_of, recorded_seminars
from annotations.moderation.chain import Head
from annotations.seminars.models import Seminar

type Heads = dict[UUID, Head]


class Command(MigratedCommand):
    """Verify the chains of decisions, and the states and texts of annotations against them."""

    help = (
        "Verify every seminar's chain of decisions, and the margin against it. Names the first "
        "break of each and exits with 1. A tail cut since the last exported head can't be seen, "
        "nor the work of somebody with both the database and the key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where heads go to, or come from."""
        parser.add_argument("--export-head", metavar="FILE", type=Path)
        parser.add_argument("--against", metavar="FILE", type=Path)

    def handle(
        self,
        *arguments: Any,
        export_head: Path | None,
        against: Path | None,
        **options: Any,
    ) -> None:
        """Ask about each seminar; say what was found."""
        exported = read_heads(against) if against else {}
        names = dict(Seminar.objects.values_list("pk", "name"))
        broken = 0
        for seminar in sorted({*recorded_seminars(), *exported}):
            wrong = first_wrong(seminar, exported.get(seminar))
            broken += wrong is not None
            name = names.get(seminar, f"A seminar that is gone ({seminar})")
            self.stdout.write(f"{name}: {wrong or f'{head_of(seminar).number} records, whole.'}")
        if not append_only.standing(connection):
            broken += 1
            self.stdout.write("The database no longer refuses to change or delete decisions.")
        if export_head:
            write_heads(export_head, {each: head_of(each) for each in recorded_seminars()})
            self.stdout.write(f"The heads are in {export_head}: keep a copy elsewhere.")
        if broken:
            raise CommandError("The record is not what it was: see above.")


def write_heads(file: Path, heads: Heads) -> None:
    """Keep the ends of all chains in a file."""
    content = {
        "format": 1,
        "at": timezone.now().isoformat(),
        "heads": {
            str(seminar): {"number": head.number, "mac": head.mac}
            for seminar, head in heads.items()
        },
    }
    try:
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as problem:
        raise CommandError(f"Can't write {file}: {problem.strerror}.") from None


def read_heads(file: Path) -> Heads:
    """The ends of chains that were kept in a file."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {
            UUID(seminar): Head(int(head["number"]), str(head["mac"]))
            for seminar, head in content["heads"].items()
        }
    except OSError as problem:
        raise CommandError(f"Can't read {file}: {problem.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"{file} is not a file of heads as --export-head writes it.") from None
