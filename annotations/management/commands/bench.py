"""Measures what pages and posts cost under the server of real use, beside the smallest view."""

import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command

from annotations.benchmarks.bench_command import BenchCommand
from annotations.benchmarks.served_pages import comparison, seeds
from annotations.benchmarks.served_pages.load import Target
from annotations.benchmarks.served_pages.server import Server

SIZES, QUICK_SIZES = (100, 10_000, 100_000), (100,)


class Command(BenchCommand):
    """Seed, start both servers, load them in turns; exits with 1 where a goal is missed."""

    help = (
        "Serve readings of 100, 10,000 and 100,000 annotations as for real use, load them over "
        "loopback by 1 and 8 clients, and print how many times as long each request takes as the "
        "smallest view of Django under the same server and settings. On a database of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice of a quick run."""
        super().add_arguments(parser)
        parser.add_argument("--quick", action="store_true", help="100 annotations, few requests")

    def environment(self, folder: str) -> dict[str, str]:
        """Add the settings of real use: production, behind a proxy, SQLite made durable."""
        return {
            "COUNTERPOINT_DURABLE": "1",
            "COUNTERPOINT_ENV": "production",
            "COUNTERPOINT_HOSTS": "localhost",
            "COUNTERPOINT_ORIGINS": "https://localhost",
            "COUNTERPOINT_POSTS_A_MINUTE": "1000000",
            "COUNTERPOINT_PROXY": "1",
            "COUNTERPOINT_SECRET_KEY": secrets.token_urlsafe(60),
            "COUNTERPOINT_VAR": folder,
        }

    def measure(self, **options: Any) -> bool:
        """Seed and measure."""
        call_command("collectstatic", interactive=False, verbosity=0)
        return self.report_findings(self._findings(quick=options["quick"]))

    def _findings(self, *, quick: bool) -> Iterator[tuple[str, bool]]:
        member, readings = seeds.seed_readings(QUICK_SIZES if quick else SIZES)
        cookie = seeds.session_cookie(member)
        effort = comparison.QUICK if quick else comparison.WHOLE
        with (
            Server("config.asgi:application") as ours,
            Server("annotations.benchmarks.served_pages.bare_application:application") as bare,
        ):
            yield from comparison.compare_pages(ours, bare, readings, cookie, effort)
            if quick:
                return
            long = seeds.seed_long_text(member, readings[0].reading)
            yield from comparison.measure_part_of_long_text(ours, long, cookie)
            paths = [each.path for each in readings]
            yield from comparison.measure_memory(ours, [Target(path) for path in paths])
