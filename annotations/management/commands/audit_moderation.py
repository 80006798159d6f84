"""Checks every seminar's record of decisions and its margin, and says what was changed."""

import json
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from annotations.management.migration_check import MigratedCommand
from annotations.moderation.audit.findings import audit_findings, current_head, seminars_to_audit
from annotations.moderation.decisions import append_only
from annotations.moderation.decisions.chain import ExportedHead
from annotations.seminars.models import Seminar

type Heads = dict[UUID, ExportedHead]
MAX_FINDINGS = 20
"""The most findings of one seminar that are printed."""


class Command(MigratedCommand):
    """Verify the chains of decisions, and annotations, edits, flags and appeals against them.

    The help lists the changes that can't be found; `moderation.audit` says why.
    """

    help = (
        "Check that the record of moderation is complete and unchanged: every seminar's chain of "
        "decisions, and each annotation, citation, flag and appeal against its seal, its decisions "
        "and its entries in the record. Names up to 20 findings a seminar and exits with 1 if "
        "there are any. With --against, each chain must also reach the head that was exported. "
        "These changes in the database are not found: the last decisions cut off, since the last "
        "exported head, with their entries in the record, if the rows were put back as they were "
        "before; an undecided annotation or a flag deleted with its entries, or an annotation with "
        "an entry added that says so; places deleted with the entries of their revisions; a work "
        "that nothing cites, deleted; a row put back as it once was, if its entries were changed "
        "accordingly or nothing was recorded in between; a seminar deleted with an entry added "
        "that says so, unless an exported head knows more. Not sealed, so not checked: members and "
        "mutes, claims and what bears on them, the text itself, endorsements (doctor counts them) "
        "and the entries of the record. Somebody who has both the database and the key can change "
        "anything. After an upgrade that renders bodies otherwise, run doctor --repair first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the files that heads are written to, or compared with."""
        parser.add_argument(
            "--export-head", metavar="FILE", type=Path, help="write the heads of all chains there"
        )
        parser.add_argument(
            "--against", metavar="FILE", type=Path, help="compare with heads written before"
        )

    def handle(
        self,
        *arguments: Any,
        export_head: Path | None,
        against: Path | None,
        **options: Any,
    ) -> None:
        """Print the findings of each seminar; raises CommandError if there are any."""
        exported = read_heads(against) if against else {}
        names = dict(Seminar.objects.values_list("pk", "name"))
        broken = 0
        for seminar in sorted({*seminars_to_audit(), *exported}):
            name = names.get(seminar, f"A seminar that is gone ({seminar})")
            found = list(islice(audit_findings(seminar, exported.get(seminar)), MAX_FINDINGS + 1))
            broken += len(found)
            for wrong in found[:MAX_FINDINGS]:
                self.stdout.write(f"{name}: {wrong}")
            if len(found) > MAX_FINDINGS:
                self.stdout.write(f"{name}: There is more than these {MAX_FINDINGS}.")
            if not found:
                self.stdout.write(f"{name}: {current_head(seminar).number} records, whole.")
        if not append_only.triggers_installed(connection):
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
    """Write the ends of all chains to a file; raises CommandError if it can't be written."""
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
    """Return the ends of chains in a file; raises CommandError if it can't be read as such."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {
            UUID(seminar): ExportedHead(int(head["number"]), str(head["mac"]))
            for seminar, head in content["heads"].items()
        }
    except OSError as problem:
        raise CommandError(f"Can't read {file}: {problem.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"{file} is not a file of heads as --export-head writes it.") from None
