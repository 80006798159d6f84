"""Makes notices from the record and sends those that people want by mail."""

import time
from argparse import ArgumentParser
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from annotations.management.migration_check import MigratedCommand
from annotations.notices.actions import make_notices, make_reminders
from annotations.notices.mail.queue import put_into_mails, send_due_mails

SECONDS_BETWEEN = 30


class Command(MigratedCommand):
    """Make notices and send mails once; with `--watch`, again and again."""

    help = (
        "Make notices of what was written and decided since the last time, remind of what is due, "
        "and send the mails that are due. Run it every few minutes, or once with --watch, which "
        "goes on until it is stopped. Several may run at the same time: each mail is sent once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice to go on."""
        parser.add_argument(
            "--watch", action="store_true", help=f"go on, every {SECONDS_BETWEEN} seconds"
        )

    def handle(self, *arguments: Any, watch: bool = False, **options: Any) -> None:
        """Do it once, or until the process is stopped."""
        self.run_once()
        while watch:
            time.sleep(SECONDS_BETWEEN)
            close_old_connections()
            self.run_once()

    def run_once(self) -> None:
        """Make notices and send mails; print how many if there were any."""
        now = timezone.now()
        made = make_notices() + make_reminders(now)
        put_into_mails(now)
        report = send_due_mails()
        if made or report.sent or report.failed or report.given_up:
            self.stdout.write(
                f"Notices: {made}. Mails sent: {report.sent}, to be tried again: {report.failed}, "
                f"given up: {report.given_up}."
            )
