"""Carries out what is due: run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from annotations.moderation.endings import carry_out, due


class Command(BaseCommand):
    """Delete the seminars whose waiting time is over."""

    help = "Deletes the seminars whose waiting time is over. Run it once a day."

    def handle(self, *arguments: Any, **options: Any) -> None:
        """One seminar after the other, each in its own transaction."""
        seminars = due()
        for seminar in seminars:
            name = str(seminar)
            if carry_out(seminar):
                self.stdout.write(f"Deleted: {name}.")
        if not seminars:
            self.stdout.write("Nothing is due.")
