"""Walks every seminar's record of decisions and its margin, and says what is not as it was."""

import json
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from annotations.management.migrated import MigratedCommand
from annotations.moderation.audit.findings import audit_findings, current_head, seminars_to_audit
from annotations.moderation.decisions import append_only
from annotations.moderation.decisions.chain import Head
from annotations.seminars.models import Seminar

type Heads = dict[UUID, Head]
MOST = 20
"""How many findings of one seminar are named."""


class Command(MigratedCommand):
    """Verify the chains of decisions, and annotations, edits, flags and appeals against them.

    What can't be found is in the help; `moderation.audit` says why.
    """

    help = (
        "Verify every seminar's chain of decisions, and that what was written, cited, flagged and "
        "appealed is as it was sealed, judged and recorded, and is shown as its body renders. "
        "Names what is wrong, up to 20 findings a seminar, and exits with 1. With --against, the "
        "chains must also reach the heads kept in a file. "
        "What can't be found: the last decisions cut off, since the last exported head, together "
        "with their entries in the record, if the rows were also put back as they were before; "
        "an undecided annotation or a flag deleted together with its entries in the record, or an "
        "annotation with an entry added that says so; places deleted together with the entries of "
        "the revisions; a work that nothing cites, deleted; a row put back as it once was, if its "
        "entries were changed accordingly or nothing was recorded in between; a seminar deleted "
        "with an entry added that says so, unless a head kept with --export-head knows more. "
        "Nothing seals members and mutes, claims and what bears on them, the text itself, "
        "endorsements (doctor counts them) and the entries of the record; changes of these are "
        "not found. Nor is anything done by somebody who has both the database and the key. "
        "After an upgrade that renders bodies otherwise, run doctor --repair first."
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
        for seminar in sorted({*seminars_to_audit(), *exported}):
            name = names.get(seminar, f"A seminar that is gone ({seminar})")
            found = list(islice(audit_findings(seminar, exported.get(seminar)), MOST + 1))
            broken += len(found)
            for wrong in found[:MOST]:
                self.stdout.write(f"{name}: {wrong}")
            if len(found) > MOST:
                self.stdout.write(f"{name}: There is more than these {MOST}.")
            if not found:
                self.stdout.write(f"{name}: {current_head(seminar).number} records, whole.")
        if not append_only.standing(connection):
            broken += 1
            self.stdout.write(
                "The database no longer refuses to change or delete decisions: its triggers are "
                "not those of this version."
            )
        if export_head:
            write_heads(export_head, {each: current_head(each) for each in seminars_to_audit()})
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
