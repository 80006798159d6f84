"""Recounts what is kept as numbers, renders bodies again, and says where that differs."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, transaction

from annotations.arguments.standing import cache
from annotations.management.migrated import MigratedCommand
from annotations.margin.tallies.check import repair_tallies, tally_problems
from annotations.search import index
from annotations.seminars.models import Reading


class Command(MigratedCommand):
    """Compare every kept count and text with a fresh one; mend them if asked to."""

    help = (
        "Recount the annotations, marks and endorsements of every reading, render every body "
        "again, and compare. Says what differs and exits with 1; with --repair what is fresh is "
        "kept. Run it so after an upgrade that renders bodies otherwise. It takes bodies, states "
        "and authors as they are: whether those were changed, audit_moderation says."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to mend."""
        parser.add_argument("--repair", action="store_true", help="keep what is fresh")

    def handle(self, *arguments: Any, repair: bool = False, **options: Any) -> None:
        """Go through every reading."""
        wrong = 0
        for reading in Reading.objects.select_related("seminar", "essay__current"):
            found = [*tally_problems(reading), *misjudged(reading)]
            wrong += len(found)
            for sentence in found or [f"{reading.seminar}: all counts are right."]:
                self.stdout.write(sentence)
            if found and repair:
                repair_tallies(reading)
                cache.rebuild_standings(reading)
        wrong += self.look_into_the_index(repair)
        if wrong and repair:
            self.stdout.write("Mended.")
        elif wrong:
            raise CommandError("Some counts are wrong; --repair keeps the fresh ones.")

    @transaction.atomic
    def look_into_the_index(self, repair: bool) -> int:
        """Whether the database keeps the search index; 1 when it does not."""
        if index.is_index_complete(connection):
            return 0
        self.stdout.write("The search index is not kept any more.")
        if repair:
            index.install_index(connection)
        return 1


def misjudged(reading: Reading) -> Iterator[str]:
    """The claims of which something else is kept than comes of testing them, a sentence each."""
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
