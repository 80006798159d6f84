"""Writing a seminar to an archive.

The same seminar makes the same bytes, here and in an installation that has read the archive, as
long as nothing happens in it. An archive holds no private annotations, and nothing that only they
say: neither their wordings from before they were posted, nor claims and works that come from them
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import IO, Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import QuerySet

from annotations.activity import Entry, Verb
from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording
from annotations.exchange.archive.package import PackageWriter
from annotations.exchange.archive.tables import (
    TABLES,
    ArchiveTable,
    archived_rows,
    of_posted,
    said_openly,
)
from annotations.exchange.archive.values import encode, write_line
from annotations.margin import rules
from annotations.margin.models import CONTENT_FIELDS, Annotation, Endorsement
from annotations.moderation.audit.findings import current_head, sealed_links
from annotations.moderation.decisions.chain import first_break
from annotations.moderation.decisions.ledger import chain_key
from annotations.moderation.models import Flag
from annotations.seals import seal_for, seal_names
from annotations.seminars.archived_members.addresses import (
    address_digest,
    is_address_digest,
    seminar_salt,
)
from annotations.seminars.models import Member, Seminar

SOFTWARE = "Counterpoint 0.1"
CHUNK = 1_000
# What a text is emptied to.
NO_CONTENT: dict[str, Any] = {
    name: None if name in ("work", "csl", "described_at", "described_by") else ""
    for name in CONTENT_FIELDS
}
NO_PASSAGE = {"exact": "", "prefix": "", "suffix": ""}
# Entries that say who flagged or endorsed an annotation.
WHO_ASKED = {Verb.FLAGGED, Verb.ENDORSED, Verb.UNENDORSED}
type Row = dict[str, Any]


class ArchivedAddresses(StrEnum):
    """What an archive says of the members' e-mail addresses."""

    NONE = "none"
    DIGESTS = "digests"
    PLAIN = "plain"


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
    _joins: dict[int, int] = field(default_factory=dict)

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
        finish = self._finishers.get(table.name)
        rows = self._rows(table).values_list(*names)
        for values in rows.iterator(CHUNK):
            stored = dict(zip(names, values, strict=True))
            row = {each.name: encode(each, stored[each.attname]) for each in columns}
            if broken := [name for name in seals if seal_for(model, name, stored) != stored[name]]:
                row["unsealed"] = broken
            finished = finish(row, stored) if finish else row
            if finished is not None:
                yield write_line(finished)

    def _rows(self, table: ArchiveTable) -> QuerySet[Any]:
        return archived_rows(table, self.seminar.pk, withdrawn_texts=self.withdrawn_texts)

    @cached_property
    def _finishers(self) -> dict[str, Callable[[Row, Row], Row | None]]:
        """What changes a row of a table, or returns None for one that is left out."""
        return {
            "members": self._finish_member,
            "revisions": self._finish_revision,
            "annotations": self._finish_annotation,
            "wordings": self._finish_wording,
            "waiting_edits": self._finish_waiting_edit,
            "claims": self._finish_claim,
            "earlier_wordings": self._finish_earlier_wording,
            "bearings": self._finish_bearing,
            "decisions": self._finish_decision,
            "entries": self._finish_entry,
        }

    @cached_property
    def _members_by_account(self) -> dict[UUID, UUID]:
        members = self.seminar.members.exclude(user=None)
        return dict(members.values_list("user", "pk"))

    @cached_property
    def _mail_addresses(self) -> dict[UUID, str]:
        """The members' e-mail addresses, or their digests, as they are known here."""
        known = Member.objects.filter(seminar=self.seminar).values_list(
            "pk", "user__email", "archived_as"
        )
        return {
            pk: (email if archived is None else archived) or "" for pk, email, archived in known
        }

    def _finish_member(self, row: Row, stored: Row) -> Row:
        address = self._mail_addresses[stored["id"]]
        if not address or self.addresses == ArchivedAddresses.NONE:
            return row | {"address": ""}
        if self.addresses == ArchivedAddresses.DIGESTS and not is_address_digest(address):
            address = address_digest(address, seminar_salt(self.seminar.pk))
        return row | {"address": address}

    def _finish_revision(self, row: Row, stored: Row) -> Row:
        member = self._members_by_account.get(stored["created_by_id"], stored["archived_by"])
        return row | {"created_by": str(member) if member else None}

    @cached_property
    def _withheld(self) -> set[UUID]:
        """The withdrawn annotations whose texts are not archived."""
        if self.withdrawn_texts:
            return set()
        withdrawn = Annotation.objects.filter(seminar=self.seminar, state=rules.WITHDRAWN)
        return set(withdrawn.values_list("pk", flat=True))

    def _finish_annotation(self, row: Row, stored: Row) -> Row:
        if stored["id"] in self._withheld:
            # The codes stay: no counterpoint and no source may be without its own.
            codes = {name: row[name] for name in ("attack", "relation")}
            # Without the time, nobody brings back what has no text (`moderation.queries`).
            return row | NO_CONTENT | codes | NO_PASSAGE | {"withdrawn_at": None}
        return row

    def _finish_wording(self, row: Row, stored: Row) -> Row:
        own = stored["visibility"] == rules.PRIVATE or stored["annotation_id"] in self._withheld
        return row | NO_CONTENT if own else row

    def _finish_waiting_edit(self, row: Row, stored: Row) -> Row:
        return row | NO_CONTENT if stored["annotation_id"] in self._withheld else row

    def _finish_bearing(self, row: Row, stored: Row) -> Row:
        return row | {"wording": ""} if stored["annotation_id"] in self._withheld else row

    @cached_property
    def _open_bearings(self) -> QuerySet[Bearing]:
        """What attaches annotations to claims in words that are archived."""
        bearings = Bearing.objects.filter(of_posted()).order_by()
        if self.withdrawn_texts:
            return bearings
        return bearings.exclude(annotation__state=rules.WITHDRAWN)

    @cached_property
    def _claims_worded_privately(self) -> set[UUID]:
        """The claims whose wording only annotations use that are not archived in words."""
        openly = said_openly(self._open_bearings, "pk", "merged_into")
        claims = Claim.objects.filter(seminar=self.seminar, worded_by=None).exclude(openly)
        return set(claims.values_list("pk", flat=True))

    def _finish_claim(self, row: Row, stored: Row) -> Row:
        """A claim gets the wording that everybody sees who sees no private annotation."""
        if stored["id"] not in self._claims_worded_privately:
            return row
        carriers: tuple[QuerySet[Any], ...] = (self._open_bearings, ClaimPassage.objects.all())
        for rows in carriers:
            first = rows.filter(claim=stored["id"]).order_by("id").first()
            if first:
                return row | {"wording": first.wording}
        return row | {"wording": ""}

    @cached_property
    def _wordings_not_open(self) -> set[int]:
        openly = said_openly(self._open_bearings, "claim", "claim__merged_into")
        rows = EarlierWording.objects.filter(claim__seminar=self.seminar).exclude(openly)
        return set(rows.values_list("pk", flat=True))

    def _finish_earlier_wording(self, row: Row, stored: Row) -> Row | None:
        return None if stored["id"] in self._wordings_not_open else row

    @cached_property
    def _imported_number(self) -> int:
        return max((each.number for each in imported_ends(self.seminar.pk)), default=0)

    def _finish_decision(self, row: Row, stored: Row) -> Row:
        """Who decided: their membership, so that an archive tells nothing of what the same account
        does in other seminars. Of somebody who is no member, an identifier of this seminar."""
        who = stored["who"]
        if who is not None and stored["number"] > self._imported_number:
            who = self._members_by_account.get(who) or uuid5(self.seminar.pk, str(who))
        return row | {"who": str(who) if who else None}

    @cached_property
    def _private_subjects(self) -> set[UUID]:
        """The private annotations that are here, and those that were deleted; the claims and works
        that only private annotations make and cite."""
        entries = Entry.objects.filter(seminar_id=self.seminar.pk, verb=Verb.POSTED)
        private = set(entries.filter(details__visibility=rules.PRIVATE).values_list("subject_id"))
        private -= set(entries.filter(details__visibility=rules.SEMINAR).values_list("subject_id"))
        here = Annotation.objects.filter(seminar=self.seminar, visibility=rules.PRIVATE)
        private |= set(here.values_list("pk"))
        for name in ("claims", "works"):
            table = next(each for each in TABLES if each.name == name)
            every = table.model._default_manager.filter(seminar=self.seminar).values_list("pk")
            private |= set(every) - set(self._rows(table).values_list("pk"))
        return {pk for (pk,) in private}

    @cached_property
    def _private_names(self) -> set[str]:
        return set(map(str, self._private_subjects))

    def _finish_entry(self, row: Row, stored: Row) -> Row | None:
        """Entries name the member who acted; one about a join is named by its line."""
        if stored["subject_id"] in self._private_subjects:
            return None
        if stored["verb"] in WHO_ASKED and not self.flags_and_endorsements:
            return None
        details = dict(row["details"])
        private = self._private_names if stored["verb"] == Verb.MERGED else set()
        if details.get("work") in private:
            return None
        line = self._joins[0] = self._joins.get(0, 0) + 1
        if stored["verb"] == Verb.MERGED:
            self._joins[stored["id"]] = line
            details["citations"] = [each for each in details["citations"] if each not in private]
        elif stored["verb"] == Verb.SPLIT:
            details["join"] = self._joins.get(details["join"], 0)
        member = details.pop("by_member", None)
        if known := self._members_by_account.get(stored["by_id"]):
            member = str(known)
        return row | {"details": details, "by": member}


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
