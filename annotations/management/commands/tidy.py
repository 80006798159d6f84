"""Deletes what is due for deletion, and what is of no use any more; made to be run daily."""

from typing import Any

from django.core.management import call_command

from annotations.api.tokens.actions import delete_ended_tokens
from annotations.essays.uploads import delete_old_uploads
from annotations.exchange.edition.pdf_cache import delete_unused_pdfs
from annotations.exchange.imports.actions import delete_old_imports
from annotations.management.migration_check import MigratedCommand
from annotations.moderation.leaving.delete_reading import delete_reading, readings_due_for_deletion
from annotations.moderation.leaving.delete_seminar import delete_seminar, seminars_due_for_deletion
from annotations.moderation.queue.presence import delete_expired_looks
from annotations.notices.actions import delete_old_notices
from annotations.seminars.invitations.actions import delete_expired_invitations

# What has had its day, by the name under which the command counts it.
SWEPT_UP = {
    "Invitations": delete_expired_invitations,
    "Uploaded texts": delete_old_uploads,
    "Files of annotations": delete_old_imports,
    "PDFs": delete_unused_pdfs,
    "Tokens": delete_ended_tokens,
}


class Command(MigratedCommand):
    """Delete seminars and readings after their waiting time, and what has expired."""

    help = (
        "Delete the seminars and readings whose waiting time is over, invitations and tokens that "
        "ended long ago, texts and files of annotations that were uploaded and not used, PDFs that "
        "nobody has asked for lately, and sessions that have ended. Run it once a day."
    )

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Delete one seminar or reading after the other, each in a transaction of its own, then the
        rest."""
        delete_expired_looks()
        seminars = seminars_due_for_deletion()
        for seminar in seminars:
            name = str(seminar)
            if delete_seminar(seminar):
                self.stdout.write(f"Deleted: {name}.")
        readings = readings_due_for_deletion()
        for reading in readings:
            name = str(reading)
            if delete_reading(reading):
                self.stdout.write(f"Deleted: {name}.")
        if not seminars and not readings:
            self.stdout.write("Nothing is due.")
        for name, delete in SWEPT_UP.items():
            if number := delete():
                self.stdout.write(f"{name} swept up: {number}.")
        delete_old_notices()
        call_command("clearsessions")
