"""What the lines of an archive say of rows, where that is not what their columns say.

Addresses are digests, accounts are members, and texts that are not archived are empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from annotations.activity import Entry, Verb
from annotations.arguments.models import Bearing, Claim, ClaimPassage, EarlierWording
from annotations.exchange.archive.conditions import of_posted, said_openly
from annotations.exchange.archive.tables import TABLES, archived_rows
from annotations.margin import rules
from annotations.margin.models import CONTENT_FIELDS, Annotation
from annotations.seminars.archived_members.addresses import (
    address_digest,
    is_address_digest,
    seminar_salt,
)
from annotations.seminars.models import Member, Seminar

# What a text is emptied to.
NO_CONTENT: dict[str, Any] = {
    name: None if name in ("work", "csl", "described_at", "described_by") else ""
    for name in CONTENT_FIELDS
}
NO_PASSAGE = {"exact": "", "prefix": "", "suffix": ""}
# Entries that say who flagged or endorsed an annotation.
WHO_ASKED = {Verb.FLAGGED, Verb.ENDORSED, Verb.UNENDORSED}
type ArchivedRow = dict[str, Any]


class ArchivedAddresses(StrEnum):
    """What an archive says of the members' e-mail addresses."""

    NONE = "none"
    DIGESTS = "digests"
    PLAIN = "plain"


@dataclass
class RowContents:
    """What the rows of one seminar say in its archive. `imported_number` is that of the last
    decision that came in an archive; for the rest see `SeminarArchive`."""

    seminar: Seminar
    addresses: ArchivedAddresses
    withdrawn_texts: bool
    flags_and_endorsements: bool
    imported_number: int
    _joins: dict[int, int] = field(default_factory=dict)

    @cached_property
    def finishers(self) -> dict[str, Callable[[ArchivedRow, ArchivedRow], ArchivedRow | None]]:
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

    def _finish_member(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        address = self._mail_addresses[stored["id"]]
        if not address or self.addresses == ArchivedAddresses.NONE:
            return row | {"address": ""}
        if self.addresses == ArchivedAddresses.DIGESTS and not is_address_digest(address):
            address = address_digest(address, seminar_salt(self.seminar.pk))
        return row | {"address": address}

    def _finish_revision(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        member = self._members_by_account.get(stored["created_by_id"], stored["archived_by"])
        return row | {"created_by": str(member) if member else None}

    @cached_property
    def _withheld(self) -> set[UUID]:
        """The withdrawn annotations whose texts are not archived."""
        if self.withdrawn_texts:
            return set()
        withdrawn = Annotation.objects.filter(seminar=self.seminar, state=rules.WITHDRAWN)
        return set(withdrawn.values_list("pk", flat=True))

    def _finish_annotation(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        if stored["id"] in self._withheld:
            # The codes stay: no counterpoint and no source may be without its own.
            codes = {name: row[name] for name in ("attack", "relation")}
            # Without the time, nobody brings back what has no text (`moderation.queries`).
            return row | NO_CONTENT | codes | NO_PASSAGE | {"withdrawn_at": None}
        return row

    def _finish_wording(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        own = stored["visibility"] == rules.PRIVATE or stored["annotation_id"] in self._withheld
        return row | NO_CONTENT if own else row

    def _finish_waiting_edit(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        return row | NO_CONTENT if stored["annotation_id"] in self._withheld else row

    def _finish_bearing(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
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

    def _finish_claim(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
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

    def _finish_earlier_wording(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow | None:
        return None if stored["id"] in self._wordings_not_open else row

    def _finish_decision(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow:
        """Who decided: their membership, so that an archive tells nothing of what the same account
        does in other seminars. Of somebody who is no member, an identifier of this seminar."""
        who = stored["who"]
        if who is not None and stored["number"] > self.imported_number:
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
            archived = archived_rows(table, self.seminar.pk, withdrawn_texts=self.withdrawn_texts)
            private |= set(every) - set(archived.values_list("pk"))
        return {pk for (pk,) in private}

    @cached_property
    def _private_names(self) -> set[str]:
        return set(map(str, self._private_subjects))

    def _finish_entry(self, row: ArchivedRow, stored: ArchivedRow) -> ArchivedRow | None:
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
