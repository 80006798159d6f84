"""What an archive contains: its files in their order, the rows and columns of each, and what is not
archived and why.

`tests/exchange/archive/test_tables.py` fails for a model or a column that is in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from annotations.activity import Entry, Verb
from annotations.arguments.models import (
    AgendaLine,
    Bearing,
    Claim,
    ClaimPassage,
    EarlierWording,
    Premise,
)
from annotations.essays.models import Block, Essay, Paragraph, Revision
from annotations.exchange.archive.conditions import (
    ARCHIVED_CLAIMS,
    CLAIMED,
    cited_by,
    of_posted,
)
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation, Endorsement, Proposal, Wording
from annotations.moderation.models import Appeal, Decision, Flag, Mute
from annotations.seals import SealField
from annotations.seminars.models import Member, Opening, Part, Prompt, Reading, Seminar
from annotations.sources.models import Work
from annotations.web_annotation.models import Origin

# Why a column is not archived.
DERIVED = "computed again when the archive is read"
HOST_OWNS = "the installation chooses it"
IMPLIED = "an archive holds one seminar"
OTHERWISE = "archived in another form: see `values`"


@dataclass(frozen=True)
class ArchiveTable:
    """One file of the archive.

    Args:
        name: the file's, without its ending.
        path: the lookup that leads from a row to its seminar.
        order: the order of the lines. By `id` where the database numbers the rows and their order
            means something; it is kept when they are read in that order.
        only: the rows that are archived.
        left_out: the columns that are not archived, with the reason.
    """

    name: str
    model: type[models.Model]
    path: str
    order: tuple[str, ...]
    only: Q = field(default_factory=Q)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of its file in the archive."""
        return f"{self.name}.jsonl"

    @cached_property
    def columns(self) -> tuple[models.Field[Any, Any], ...]:
        """The columns that are archived as they are."""
        return tuple(
            each
            for each in self.model._meta.concrete_fields
            if each.name not in self.left_out and not isinstance(each, models.AutoField | SealField)
        )

    def rows(self, seminar: UUID) -> models.QuerySet[Any]:
        """Return the rows of a seminar that are archived, in no order."""
        return self.model._default_manager.filter(self.only, **{self.path: seminar}).order_by()


IN_SEMINAR = {"seminar": IMPLIED}
NUMBERED = {"id": HOST_OWNS}

TABLES = (
    ArchiveTable(
        "seminar",
        Seminar,
        "pk",
        ("id",),
        left_out={
            "link_key": "a secret of the installation",
            "deleted_from": "what is archived is kept",
        },
    ),
    ArchiveTable(
        "members",
        Member,
        "seminar",
        ("joined_at", "id"),
        left_out={**IN_SEMINAR, "user": "accounts stay where they are", "archived_as": OTHERWISE},
    ),
    ArchiveTable("essays", Essay, "reading__seminar", ("created_at", "id")),
    ArchiveTable(
        "revisions",
        Revision,
        "essay__reading__seminar",
        ("essay", "number"),
        left_out={"created_by": OTHERWISE, "archived_by": OTHERWISE},
    ),
    ArchiveTable("paragraphs", Paragraph, "essay__reading__seminar", ("id",)),
    ArchiveTable(
        "blocks",
        Block,
        "revision__essay__reading__seminar",
        ("revision__essay", "revision__number", "position"),
        left_out=NUMBERED,
    ),
    ArchiveTable(
        "readings",
        Reading,
        "seminar",
        ("position", "id"),
        left_out={**IN_SEMINAR, "deleted_from": "what is archived is kept"},
    ),
    ArchiveTable(
        "prompts", Prompt, "seminar", ("reading", "paragraph"), left_out=IN_SEMINAR | NUMBERED
    ),
    ArchiveTable(
        "openings", Opening, "seminar", ("reading", "paragraph"), left_out=IN_SEMINAR | NUMBERED
    ),
    ArchiveTable("parts", Part, "seminar", ("reading", "member"), left_out=IN_SEMINAR | NUMBERED),
    ArchiveTable("works", Work, "seminar", ("created_at", "id"), left_out=IN_SEMINAR),
    ArchiveTable(
        "annotations",
        Annotation,
        "seminar",
        ("created_at", "id"),
        only=Q(visibility=rules.SEMINAR),
        left_out={**IN_SEMINAR, "body_html": DERIVED, "endorsed": DERIVED, "visibility": IMPLIED},
    ),
    ArchiveTable(
        "anchors",
        Anchor,
        "seminar",
        ("annotation", "revision__number"),
        only=of_posted(),
        left_out=IN_SEMINAR | NUMBERED,
    ),
    ArchiveTable(
        "wordings",
        Wording,
        "annotation__seminar",
        ("annotation", "version"),
        only=of_posted(),
        left_out=NUMBERED,
    ),
    ArchiveTable(
        "waiting_edits",
        Proposal,
        "annotation__seminar",
        ("annotation",),
        only=of_posted(),
        left_out={**NUMBERED, "body_html": DERIVED},
    ),
    ArchiveTable(
        "endorsements",
        Endorsement,
        "annotation__seminar",
        ("annotation", "member"),
        only=of_posted(),
        left_out=NUMBERED,
    ),
    ArchiveTable(
        "origins", Origin, "seminar", ("annotation",), only=of_posted(), left_out=IN_SEMINAR
    ),
    ArchiveTable(
        "claims",
        Claim,
        "seminar",
        ("created_at", "id"),
        only=CLAIMED,
        left_out=IN_SEMINAR,
    ),
    ArchiveTable(
        "claim_passages", ClaimPassage, "seminar", ("id",), left_out=IN_SEMINAR | NUMBERED
    ),
    ArchiveTable(
        "earlier_wordings",
        EarlierWording,
        "claim__seminar",
        ("id",),
        only=Q(claim__in=ARCHIVED_CLAIMS),
        left_out=NUMBERED,
    ),
    ArchiveTable(
        "premises",
        Premise,
        "seminar",
        ("claim", "rests_on"),
        only=Q(claim__in=ARCHIVED_CLAIMS, rests_on__in=ARCHIVED_CLAIMS),
        left_out=IN_SEMINAR | NUMBERED,
    ),
    ArchiveTable(
        "bearings", Bearing, "seminar", ("id",), only=of_posted(), left_out=IN_SEMINAR | NUMBERED
    ),
    ArchiveTable("agenda_lines", AgendaLine, "seminar", ("id",), left_out=IN_SEMINAR | NUMBERED),
    ArchiveTable(
        "decisions",
        Decision,
        "seminar",
        ("number",),
        left_out={
            **IN_SEMINAR,
            "who": OTHERWISE,
            "previous": "the seal before it: sealed again with the installation's key",
            "mac": "sealed again with the installation's key",
        },
    ),
    ArchiveTable("flags", Flag, "seminar", ("at", "id"), only=of_posted(), left_out=IN_SEMINAR),
    ArchiveTable("appeals", Appeal, "seminar", ("at", "id"), only=of_posted(), left_out=IN_SEMINAR),
    ArchiveTable("mutes", Mute, "seminar", ("began_at", "id"), left_out=IN_SEMINAR),
    ArchiveTable(
        "entries",
        Entry,
        "seminar_id",
        ("id",),
        only=~Q(verb=Verb.IMPORTED),
        left_out={**NUMBERED, "seminar_id": IMPLIED, "by": OTHERWISE},
    ),
)


def archived_rows(
    table: ArchiveTable, seminar: UUID, *, withdrawn_texts: bool = True
) -> models.QuerySet[Any]:
    """Return the rows of a seminar that are archived, in the order of the lines.

    Of works those that something cites, and those that were joined to another, so that the join can
    be undone: two queries more. Without withdrawn texts, neither the works that only they cite, nor
    the names that they had elsewhere.
    """
    rows = table.rows(seminar)
    withheld = Q(pk__in=[]) if withdrawn_texts else Q(state=rules.WITHDRAWN)
    said = Annotation.objects.filter(seminar=seminar, visibility=rules.SEMINAR).exclude(withheld)
    if table.model is Work:
        rows = rows.filter(cited_by(said.order_by()) | Q(pk__in=_joined_works(seminar, said)))
    if table.model is Origin:
        rows = rows.filter(annotation__in=said.order_by())
    return rows.order_by(*table.order)


def _joined_works(seminar: UUID, said: models.QuerySet[Annotation]) -> list[str]:
    """The works that some of these annotations cited before a join."""
    joins = [each.details for each in Entry.objects.filter(seminar_id=seminar, verb=Verb.MERGED)]
    if not joins:
        return []
    ids = set(map(str, said.order_by().values_list("pk", flat=True)))
    return [each["work"] for each in joins if not ids.isdisjoint(each["citations"])]


# The models that no archive holds, with the reason.
NOT_ARCHIVED = {
    "user": "accounts stay where they are: members come by name",
    "token": "a secret of an account",
    "invitation": "secrets and addresses of people who may not be members",
    "uploadedtext": "a text that is not in the seminar yet",
    "annotationimport": "a file that annotations were brought in from: what came of it is archived",
    "readmark": "what somebody has read is theirs alone",
    "notice": "an account's; it holds no text",
    "noticemail": "an account's",
    "noticepreference": "an account's",
    "recordposition": "how far the installation has made notices",
    "look": "who has an annotation open at the moment",
    "head": "the end of the chain: sealed again with the installation's key",
    "tally": DERIVED,
    "owntally": DERIVED,
    "unsettled": DERIVED,
    "cachedstanding": DERIVED,
    "indexed": DERIVED,
}
