"""Looks up the works of which only a DOI or an ISBN is known; made to be run by a timer."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from annotations.management.migration_check import MigratedCommand
from annotations.margin.bibliographic_entries import needs_lookup
from annotations.sources.actions import describe_from_registry, waiting_for_lookup


class Command(MigratedCommand):
    """Ask Crossref, DataCite or Open Library; a work that they don't know is filled in by hand."""

    help = (
        "Ask Crossref, DataCite and Open Library about the works that readers cited by a DOI or an "
        "ISBN alone. Needs COUNTERPOINT_LOOKUP=1. Run it as often as you like: a service that gave "
        "no answer is asked again after a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the number of works in one run."""
        parser.add_argument("--at-most", type=int, default=100, help="works in one run (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask one question after the other, to spare the services."""
        if not settings.LOOKUP:
            print("Look-ups are off. Set COUNTERPOINT_LOOKUP=1 to ask the registered services.")
            return
        found = unknown = 0
        waiting = waiting_for_lookup(again_after=timedelta(days=1)).filter(needs_lookup())
        for work in waiting[: options["at_most"]]:
            if describe_from_registry(work):
                found += 1
            else:
                unknown += 1
                print(f"{work}: {work.lookup_problem}")
        print(f"{found} looked up, {unknown} left to fill in by hand.")
