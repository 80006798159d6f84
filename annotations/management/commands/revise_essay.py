"""Publishes a corrected text from a file, or says what that would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.editions.actions import RevisionConflict, TextUnchanged, publish_revision
from annotations.editions.carry_forward.placement import PlacementOutcome
from annotations.editions.revision_plan import AnnotationMove, RevisionPlan, plan_revision
from annotations.essays.uploads import markdown_of
from annotations.management.migration_check import MigratedCommand
from annotations.prose.blocks import InvalidEssay
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


class Command(MigratedCommand):
    """Publish the revision and print where its annotations went."""

    help = (
        "Publish FILE as the new text of SEMINAR/ESSAY, and say where each annotation went. "
        "With --dry-run, only say it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the essay, the file, and whether it is only a rehearsal."""
        parser.add_argument("reading", metavar="SEMINAR/ESSAY")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="publish nothing")
        parser.add_argument("--remark", default="", help="what was corrected, in a few words")

    def handle(
        self, *arguments: Any, reading: str, file: Path, dry_run: bool, remark: str, **options: Any
    ) -> None:
        """Publish, or only report; raises CommandError for a text that can't be published."""
        target = self._reading(reading)
        current = target.essay.current_revision
        try:
            document = read_document(file.read_bytes(), file.name)
            text = markdown_of(document)
            parsed = None if document.markdown else document.essay
            if dry_run:
                self._report(target, plan_revision(target, text, parsed))
                self.stdout.write("Nothing was published.")
                return
            plan = publish_revision(
                target,
                markdown=text,
                parsed=parsed,
                by=None,
                expected_current=current.pk,
                remark=remark[:300],
            )
        except OSError as problem:
            raise CommandError(f"Can't read {file}: {problem.strerror}.") from None
        except (UnreadableText, InvalidEssay) as problem:
            raise CommandError(str(problem)) from None
        except TextUnchanged:
            self.stdout.write("This is the text as it stands: nothing was published.")
            return
        except RevisionConflict as problem:
            raise CommandError(
                f"Somebody published revision {problem.current.number} meanwhile. Look at it, "
                "then run this again."
            ) from None
        self._report(target, plan)
        target.essay.refresh_from_db()
        self.stdout.write(f"Revision {target.essay.current_revision.number} is the text now.")

    def _reading(self, address: str) -> Reading:
        seminar, _, essay = address.strip("/").partition("/")
        found = Reading.objects.filter(seminar__slug=seminar, slug=essay)
        reading = found.select_related("essay__current", "seminar").first()
        if reading is None or reading.essay.current is None:
            raise CommandError(f"There is no essay {address}. Give it as SEMINAR/ESSAY.")
        return reading

    def _report(self, reading: Reading, plan: RevisionPlan) -> None:
        """Print what a superuser may see of the moves: no private annotation."""
        report = plan.report(Reader(seminar=reading.seminar_id, superuser=True))
        self.stdout.write(f"{report.summary.capitalize()}.")
        for move in report.moves:
            if move.outcome not in (PlacementOutcome.UNCHANGED, PlacementOutcome.SHIFTED):
                self.stdout.write(describe_move(move))


def describe_move(move: AnnotationMove) -> str:
    """Return one annotation and its two placements, on a few lines."""
    before, after = move.before, move.after
    lines = [
        f"  {move.outcome.label}: {move.annotation.get_kind_display().lower()} "
        f"of {move.annotation.author.name}",
        f"    {before.block.label}: {shorten(before.words)}",
        f"    {after.block.label}: {'kept here' if after.lost else shorten(after.words)}",
    ]
    return "\n".join(lines)


def shorten(text: str) -> str:
    """Return the first hundred characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:100]}…"
