"""Publish a corrected text from a file, or see what that would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.editions.actions import RevisionConflict, TextUnchanged, publish_revision
from annotations.editions.carry_forward.placement import PlacementOutcome
from annotations.editions.plan import AnnotationMove, RevisionPlan, plan_revision
from annotations.management.migrated import MigratedCommand
from annotations.prose.blocks import InvalidEssay
from annotations.prose.normalising import UnreadableText, decode_utf8
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


class Command(MigratedCommand):
    """Prepare, publish, and print what became of the annotations."""

    help = "Publish FILE as the new text of SEMINAR/ESSAY and say where the annotations stand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which essay, which file."""
        parser.add_argument("reading", metavar="SEMINAR/ESSAY")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--remark", default="", help="what was corrected, in a few words")

    def handle(
        self, *arguments: Any, reading: str, file: Path, dry_run: bool, remark: str, **options: Any
    ) -> None:
        """Refuse politely what can't be read or found."""
        found = self._reading(reading)
        now = found.essay.current_revision
        try:
            text = decode_utf8(file.read_bytes())
            if dry_run:
                self._report(found, plan_revision(found, text))
                self.stdout.write("Nothing was published.")
                return
            seen = now.pk
            plan = publish_revision(
                found, markdown=text, by=None, expected_current=seen, remark=remark[:300]
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
        self._report(found, plan)
        found.essay.refresh_from_db()
        self.stdout.write(f"Revision {found.essay.current_revision.number} is the text now.")

    def _reading(self, address: str) -> Reading:
        seminar, _, essay = address.strip("/").partition("/")
        found = Reading.objects.filter(seminar__slug=seminar, slug=essay)
        reading = found.select_related("essay__current", "seminar").first()
        if reading is None or reading.essay.current is None:
            raise CommandError(f"There is no essay {address}. Give it as SEMINAR/ESSAY.")
        return reading

    def _report(self, reading: Reading, plan: RevisionPlan) -> None:
        """What anybody who runs the site may know: nothing that readers keep to themselves."""
        report = plan.report(Reader(seminar=reading.seminar_id, superuser=True))
        self.stdout.write(f"{report.summary.capitalize()}.")
        for move in report.moves:
            if move.outcome not in (PlacementOutcome.UNCHANGED, PlacementOutcome.SHIFTED):
                self.stdout.write(told(move))


def told(move: AnnotationMove) -> str:
    """Return one annotation and its two placements, on a few lines."""
    before, after = move.before, move.after
    lines = [
        f"  {move.outcome.label}: {move.annotation.get_kind_display().lower()} "
        f"of {move.annotation.author.name}",
        f"    {before.block.label}: {shortened(before.words)}",
        f"    {after.block.label}: {'kept here' if after.lost else shortened(after.words)}",
    ]
    return "\n".join(lines)


def shortened(text: str) -> str:
    """The first hundred characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:100]}…"
