"""Storing the rows of an archive as they are, with the seals of this installation."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.exchange.archive.package import PackageReader
from annotations.exchange.archive.tables import TABLES, ArchiveTable
from annotations.exchange.archive.values import ArchiveProblem, WrongValue, decode, read_uuid
from annotations.exchange.imports.foreign_annotation import is_usable_name
from annotations.margin import rules
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import chain_key, chain_link
from annotations.moderation.models import Decision, Head
from annotations.moderation.policy.steps import State, Step
from annotations.prose.annotation_html import render_body
from annotations.prose.normalising import UnreadableText
from annotations.seals import insert_rows_as_they_are, seal_names, seal_of
from annotations.seminars.choices import Role
from annotations.seminars.models import Seminar
from annotations.web_annotation.models import Origin

BATCH = 500
CHECK_VIOLATION = "23514"  # PostgreSQL's code (Appendix A)
# What a row has beside its columns.
MORE_KEYS = {
    "members": {"address"},
    "revisions": {"created_by"},
    "decisions": {"who"},
    "entries": {"by"},
}
# What an entry must say, because pages read it.
ENTRY_DETAILS = {
    Verb.MERGED: {"work", "citations"},
    Verb.SPLIT: {"join"},
    Verb.DECIDED: {"step"},
}
# Of details that pages, notices and the audit read.
TYPES_OF_DETAILS = {"version": int, "step": str, "state": str, "visibility": str}
# How far ahead the clock may be of the installation that wrote an archive.
CLOCKS_DIFFER = timedelta(minutes=5)
# Times at which something is going to happen; at all others it has.
PLANNED = {"opens_at", "due_at", "closes_at"}
cached_rendering = lru_cache(maxsize=200)(render_body)


@dataclass
class RowStore:
    """Stores the rows of one archive in the database, in one transaction of the caller's.

    `seminar` is the seminar's identifier, `slug` another address for it. Raises ArchiveProblem for
    a row that can't be stored.
    """

    seminar: UUID
    slug: str = ""
    number: int = 0
    mac: str = chain.NO_PREVIOUS_SEAL
    _joins: dict[int, int] = field(default_factory=dict)

    def store(self, package: PackageReader) -> None:
        """Store every row, then the end of the chain of decisions."""
        for table in TABLES:
            batch: list[Any] = []
            for line, row in self._rows(package, table):
                if isinstance(row, Entry) and row.verb == Verb.MERGED:
                    insert_rows(table, batch)
                    batch = []
                    row.save_base(raw=True, force_insert=True)
                    self._joins[line] = row.pk  # the entry about its separation names it by this
                    continue
                batch.append(row)
                if len(batch) == BATCH:
                    insert_rows(table, batch)
                    batch = []
            insert_rows(table, batch)
        if self.number:
            Head.objects.create(seminar_id=self.seminar, number=self.number, mac=self.mac)

    def _rows(self, package: PackageReader, table: ArchiveTable) -> Iterator[tuple[int, Any]]:
        columns = {each.name: each for each in table.columns}
        keys = columns.keys() | MORE_KEYS.get(table.name, set())
        seals = seal_names(table.model)
        finish = self._finishers.get(table.name)
        for line, content in package.rows(table.file):
            try:
                unsealed = content.pop("unsealed", [])
                if content.keys() != keys:
                    raise WrongValue("does not have the columns of its table")
                row = table.model(**self._implied(table))
                for name, column in columns.items():
                    _set_column(row, column, content[name])
                if finish:
                    finish(row, content, line)
                for seal in seals:
                    broken = seal in unsealed
                    setattr(row, seal, secrets.token_hex(32) if broken else seal_of(row, seal))
            except (WrongValue, TypeError) as wrong:
                raise ArchiveProblem(f"Line {line} of {table.file} {wrong}.") from None
            yield line, row

    def _implied(self, table: ArchiveTable) -> dict[str, Any]:
        """The columns of every row of a table that no line says."""
        implied: dict[str, Any] = {"seminar_id": self.seminar}
        if table.left_out.keys().isdisjoint({"seminar", "seminar_id"}):
            implied = {}
        if table.name == "annotations":
            implied |= {"visibility": rules.SEMINAR, "endorsed": 0}
        return implied

    @property
    def _finishers(self) -> dict[str, Callable[[Any, dict[str, Any], int], None]]:
        """What sets the columns that are archived in another form."""
        return {
            "seminar": self._finish_seminar,
            "members": _finish_member,
            "origins": _finish_origin,
            "revisions": _finish_revision,
            "annotations": _finish_text,
            "waiting_edits": _finish_text,
            "decisions": self._finish_decision,
            "entries": self._finish_entry,
        }

    def _finish_seminar(self, row: Seminar, _content: dict[str, Any], line: int) -> None:
        """Raises ArchiveProblem if another seminar has its address."""
        if (row.pk, line) != (self.seminar, 1):
            raise WrongValue("is not the seminar that the manifest names")
        row.slug = self.slug or row.slug
        if Seminar.objects.filter(slug=row.slug).exists():
            raise ArchiveProblem(
                f"Another seminar has the address “{row.slug}” here: give this one another with "
                "--slug."
            )

    def _finish_decision(self, row: Decision, content: dict[str, Any], line: int) -> None:
        """Seal the decision to the one before it. Raises WrongValue if its number is not the
        next."""
        if row.number != line:
            raise WrongValue("is not the next record of the chain of decisions")
        if row.step not in set(Step) or not {row.from_state, row.to_state} <= {"", *State}:
            raise WrongValue("is a decision that this version doesn't know")
        row.who = _optional_uuid(content["who"])
        row.previous = self.mac
        row.mac = chain.seal_link(chain_link(row), chain_key())
        self.number, self.mac = row.number, row.mac

    def _finish_entry(self, row: Entry, content: dict[str, Any], line: int) -> None:
        """Entries name accounts: the member is kept beside, so that the entry can be archived
        again."""
        if content["verb"] not in set(Verb) - {Verb.IMPORTED}:
            raise WrongValue("says that something was done which this version doesn't know")
        if not ENTRY_DETAILS.get(content["verb"], set()) <= row.details.keys():
            raise WrongValue("does not say what it has to")
        for name, kind in TYPES_OF_DETAILS.items():
            if name in row.details and type(row.details[name]) is not kind:
                raise WrongValue(f"can't be used: {name} is none of the values that it may have")
        if "by_member" in row.details:
            raise WrongValue("names who acted twice")
        if member := _optional_uuid(content["by"]):
            row.details["by_member"] = str(member)
        if row.verb == Verb.MERGED:
            citations = row.details["citations"]
            for each in (row.details["work"], *(citations if isinstance(citations, list) else [0])):
                read_uuid(None, each)
        elif row.verb == Verb.SPLIT:
            row.details["join"] = self._joins.get(row.details["join"], 0)


def _finish_member(row: Any, content: dict[str, Any], _line: int) -> None:
    address = decode(type(row)._meta.get_field("archived_as"), content["address"])
    if address is None:
        raise WrongValue("has no address; it may be empty")
    if row.guest and (address or row.left_at is None or row.role != Role.READER):
        raise WrongValue("is a guest who is more than a reader who has left")
    row.archived_as = address


def _finish_origin(row: Origin, _content: dict[str, Any], _line: int) -> None:
    names = [*row.via, *([row.canonical] if row.canonical else [])]
    if not all(isinstance(each, str) and is_usable_name(each) for each in names):
        raise WrongValue("has a name that no annotation has")


def _finish_revision(row: Any, content: dict[str, Any], _line: int) -> None:
    row.archived_by = _optional_uuid(content["created_by"])


def _finish_text(row: Any, _content: dict[str, Any], _line: int) -> None:
    try:
        row.body_html = cached_rendering(row.body)
    except UnreadableText:
        raise WrongValue("has a body that no form accepts") from None


def _optional_uuid(value: Any) -> UUID | None:
    return None if value is None else read_uuid(None, value)


def _set_column(row: models.Model, column: models.Field[Any, Any], value: Any) -> None:
    try:
        decoded = decode(column, value)
        _refuse_future(column, decoded)
        setattr(row, column.attname, decoded)
    except WrongValue as wrong:
        raise WrongValue(f"can't be used: {column.name} {wrong}") from None


def _refuse_future(column: models.Field[Any, Any], value: Any) -> None:
    """Raise WrongValue for a time at which something has happened that is not over yet."""
    tells_of_past = isinstance(column, models.DateTimeField) and column.name not in PLANNED
    if tells_of_past and value and value > timezone.now() + CLOCKS_DIFFER:
        raise WrongValue("is in the future")


def insert_rows(table: ArchiveTable, rows: list[Any]) -> None:
    """Insert rows of a table as they are. Raises ArchiveProblem for one that has no place there."""
    try:
        insert_rows_as_they_are(rows)
    except IntegrityError as wrong:
        if _is_failed_check(wrong):
            problem = f"A row of {table.file} lacks something, or contradicts itself."
        else:
            problem = (
                f"A row of {table.file} is in this installation already, or twice in the archive, "
                "or contradicts another one."
            )
        raise ArchiveProblem(problem) from None


def _is_failed_check(error: IntegrityError) -> bool:
    """True if a row is none that its table may have, whatever other rows there are."""
    cause = error.__cause__
    names = getattr(cause, "sqlstate", ""), getattr(cause, "sqlite_errorname", "")
    return not {*names}.isdisjoint({CHECK_VIOLATION, "SQLITE_CONSTRAINT_CHECK"})
