"""Looks up the works of which only a DOI or an ISBN is known, for a timer to call."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from annotations.management.migrated import MigratedCommand
from annotations.margin.entries import needs_lookup
from annotations.sources.actions import describe_from_registry, waiting_for_lookup


class Command(MigratedCommand):
    """Ask Crossref, DataCite or Open Library; what can't be found is left to fill in by hand."""

    help = "Look up bare works in the registered services (needs COUNTERPOINT_LOOKUP=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many to ask about in one go."""
        parser.add_argument("--at-most", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        """One question after the other, politely."""
        if not settings.LOOKUP:
            print("Look-ups are off. Set COUNTERPOINT_LOOKUP=1 to ask the registered services.")
            return
        found = left = 0
        waiting = waiting_for_lookup(again_after=timedelta(days=1)).filter(needs_lookup())
        for work in waiting[: options["at_most"]]:
            if describe_from_registry(work):
                found += 1
            else:
                left += 1
                print(f"{work}: {work.lookup_problem}")
        print(f"{found} looked up, {left} left to fill in by hand.")
