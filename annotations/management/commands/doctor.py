"""Recounts stored counts, renders stored HTML again, and says what differs."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, transaction

from annotations.arguments.standing import cache
from annotations.management.migration_check import MigratedCommand
from annotations.margin.precomputed_tallies.check import repair_tallies, tally_problems
from annotations.notices.mail.queue import mails_given_up
from annotations.search import index
from annotations.seminars.models import Reading


class Command(MigratedCommand):
    """Compare stored counts and texts with fresh ones; with `--repair`, store the fresh ones."""

    help = (
        "Count the annotations, marks and endorsements of every reading, judge every claim and "
        "render every body again, and compare that with what is stored. Says what differs and "
        "exits with 1; with --repair it stores the fresh numbers and texts. Run it with --repair "
        "after an upgrade that renders bodies otherwise. It does not ask whether bodies, states "
        "or authors were changed: audit_moderation does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice to repair."""
        parser.add_argument(
            "--repair", action="store_true", help="store the fresh numbers and texts"
        )

    def handle(self, *arguments: Any, repair: bool = False, **options: Any) -> None:
        """Check every reading; raises CommandError if something differs and is not repaired."""
        wrong = 0
        for reading in Reading.objects.select_related("seminar", "essay__current"):
            differences = [*tally_problems(reading), *standing_findings(reading)]
            wrong += len(differences)
            for sentence in differences or [f"{reading.seminar}: all counts are right."]:
                self.stdout.write(sentence)
            if differences and repair:
                repair_tallies(reading)
                cache.rebuild_standings(reading)
        wrong += self._check_index(repair)
        for sentence in mails_given_up():  # nothing to repair: the host may ask for the address
            self.stdout.write(sentence)
        if wrong and repair:
            self.stdout.write("Mended.")
        elif wrong:
            raise CommandError("Some counts are wrong; --repair keeps the fresh ones.")

    @transaction.atomic
    def _check_index(self, repair: bool) -> int:
        """Return 1 if the search index is incomplete, else 0; with `repair`, install it again."""
        if index.is_index_complete(connection):
            return 0
        self.stdout.write("The search index is not kept any more.")
        if repair:
            index.install_index(connection)
        return 1


def standing_findings(reading: Reading) -> Iterator[str]:
    """Yield a sentence for each claim whose stored standing differs from a computed one."""
    for claim, kept, tested in cache.standing_differences(reading):
        have, want = kept.standing, tested.standing
        wrong = (
            "was kept with something wrong beside its standing"
            if have == want
            else f"was kept as {have.base} "
            f"({have.standing_counterpoints} of {have.counterpoints} stand), tested "
            f"{want.base} ({want.standing_counterpoints} of {want.counterpoints})"
        )
        yield f"{reading.seminar}: claim {claim.pk} {wrong}."
