"""Writing a seminar to an archive.

The same seminar makes the same bytes, here and in an installation that has read the archive, as
long as nothing happens in it. An archive holds no private annotations, and nothing that only they
say: neither their wordings from before they were posted, nor claims and works that come from them
alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction

from annotations.activity import Entry, Verb
from annotations.exchange.archive.package import PackageWriter
from annotations.exchange.archive.row_contents import ArchivedAddresses, RowContents
from annotations.exchange.archive.tables import TABLES, ArchiveTable, archived_rows
from annotations.exchange.archive.values import encode, write_line
from annotations.margin.models import Endorsement
from annotations.moderation.audit.findings import current_head, sealed_links
from annotations.moderation.decisions.chain import first_break
from annotations.moderation.decisions.ledger import chain_key
from annotations.moderation.models import Flag
from annotations.seals import seal_for, seal_names
from annotations.seminars.models import Seminar

SOFTWARE = "Counterpoint 0.1"
CHUNK = 1_000


@dataclass(frozen=True)
class ChainEnd:
    """The end of a chain of decisions at some export, sealed with the key of that installation.
    `broken_at` is the number of the first record that was not as it was sealed, or 0."""

    number: int
    mac: str
    broken_at: int = 0

    def __str__(self) -> str:
        return f"{self.number} {self.mac} {self.broken_at}"


def imported_ends(seminar: UUID) -> list[ChainEnd]:
    """Return the ends of the chain at the exports through which a seminar came here. One query."""
    entry = Entry.objects.filter(seminar_id=seminar, verb=Verb.IMPORTED).order_by("id").last()
    ends = [each.split() for each in entry.details["heads"]] if entry else []
    return [ChainEnd(int(number), mac, int(broken)) for number, mac, broken in ends]


@dataclass
class SeminarArchive:
    """A seminar about to be archived.

    Args:
        addresses: what it says of the members' addresses.
        withdrawn_texts: whether it holds what withdrawn annotations said. Their authors can bring
            them back, but no moderator may read them.
        flags_and_endorsements: whether it holds who flagged and who endorsed what. No page tells
            that to a leader.
    """

    seminar: Seminar
    addresses: ArchivedAddresses = ArchivedAddresses.DIGESTS
    withdrawn_texts: bool = True
    flags_and_endorsements: bool = True

    def write(self, target: IO[bytes]) -> None:
        """Write the archive, as the database is at one moment."""
        with database_snapshot():
            writer = PackageWriter(target)
            for table in TABLES:
                writer.write_lines(table.file, self.lines(table))
            writer.close(self.manifest())

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest says beside the list of files."""
        return {
            "software": SOFTWARE,
            "seminar": {
                "id": str(self.seminar.pk),
                "name": self.seminar.name,
                "slug": self.seminar.slug,
            },
            "addresses": self.addresses,
            "withdrawn_texts": self.withdrawn_texts,
            "flags_and_endorsements": self.flags_and_endorsements,
            "private_annotations": False,
            "heads": [vars(each) for each in self.chain_ends],
        }

    @cached_property
    def chain_ends(self) -> list[ChainEnd]:
        """The ends of the chain at earlier exports, then the present one if it is longer."""
        ends, head = imported_ends(self.seminar.pk), current_head(self.seminar.pk)
        if head.number == max((each.number for each in ends), default=0):
            return ends
        broken = first_break(sealed_links(self.seminar.pk), chain_key())
        return [*ends, ChainEnd(head.number, head.mac, broken.number if broken else 0)]

    def lines(self, table: ArchiveTable) -> Iterator[bytes]:
        """Yield the lines of a table."""
        model, columns = table.model, table.columns
        if model in (Flag, Endorsement) and not self.flags_and_endorsements:
            return
        seals = seal_names(model)
        names = [each.attname for each in model._meta.concrete_fields]
        finish = self._contents.finishers.get(table.name)
        rows = archived_rows(table, self.seminar.pk, withdrawn_texts=self.withdrawn_texts)
        for values in rows.values_list(*names).iterator(CHUNK):
            stored = dict(zip(names, values, strict=True))
            row = {each.name: encode(each, stored[each.attname]) for each in columns}
            if broken := [name for name in seals if seal_for(model, name, stored) != stored[name]]:
                row["unsealed"] = broken
            finished = finish(row, stored) if finish else row
            if finished is not None:
                yield write_line(finished)

    @cached_property
    def _contents(self) -> RowContents:
        return RowContents(
            self.seminar,
            self.addresses,
            self.withdrawn_texts,
            self.flags_and_endorsements,
            max((each.number for each in imported_ends(self.seminar.pk)), default=0),
        )


def leaders_archive(seminar: Seminar) -> SeminarArchive:
    """Return the archive that a leader takes away: it tells nothing that no page tells a leader."""
    return SeminarArchive(
        seminar, ArchivedAddresses.NONE, withdrawn_texts=False, flags_and_endorsements=False
    )


@contextmanager
def database_snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, without keeping anybody from writing.

    On SQLite a transaction of Django's would lock the database for writing from its beginning. Does
    nothing within a transaction.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
