"""Reading a seminar from an archive.

It is the same seminar: what is in the archive has the same identifiers here. Nobody is matched with
an account; members come by name, and whoever has confirmed the address of one may say “this is me”
(`seminars.archived_members`). What is computed from the rest is computed again, and decisions are
sealed again with this installation's key; an entry in the record says what the end of their chain
was where they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from annotations.activity import Entry, Verb, record
from annotations.arguments.standing.cache import rebuild_standings
from annotations.exchange.archive.package import Manifest, PackageReader, open_package
from annotations.exchange.archive.row_checks import check_rows
from annotations.exchange.archive.seminar_archive import ChainEnd
from annotations.exchange.archive.stored_rows import RowStore
from annotations.exchange.archive.values import ArchiveProblem, WrongValue, read_uuid
from annotations.margin.models import Annotation, Endorsement
from annotations.margin.precomputed_tallies.store import rebuild_tallies
from annotations.moderation.models import Decision
from annotations.people.models import User
from annotations.seminars.actions import add_member
from annotations.seminars.choices import Role
from annotations.seminars.models import Reading, Seminar

HERE_ALREADY = "This seminar is here already."


@dataclass(frozen=True)
class ImportedSeminar:
    """A seminar that was read from an archive, and what to say of it."""

    seminar: Seminar
    annotations: int
    members: int
    decisions: int
    ends: list[ChainEnd]


def import_seminar(
    source: IO[bytes],
    *,
    leader: User | None = None,
    slug: str = "",
    tell: Callable[[str], object] = str,
) -> ImportedSeminar:
    """Store the seminar of an archive, in one transaction.

    Args:
        leader: who leads it here from now on, beside those who did.
        slug: another address for it.
        tell: called with the name of each step.

    Raises ArchiveProblem, and nothing is stored.
    """
    tell("Looking through the archive")
    with open_package(source) as package:
        return _store(package, leader, slug, tell)


@transaction.atomic
def _store(
    package: PackageReader, leader: User | None, slug: str, tell: Callable[[str], object]
) -> ImportedSeminar:
    identifier, ends = _checked_manifest(package.manifest)
    _refuse_present(identifier)
    tell("Storing")
    store = RowStore(identifier, slug=slug)
    store.store(package)
    _check_ends(ends, store.number)
    if not Seminar.objects.filter(pk=identifier).exists():
        raise ArchiveProblem("The manifest names another seminar than the archive holds.")
    tell("Checking")
    check_rows(identifier)
    seminar = Seminar.objects.get(pk=identifier)
    tell("Counting")
    _compute_rest(seminar)
    record(
        Verb.IMPORTED, seminar, by=leader, seminar=seminar.pk, heads=[str(each) for each in ends]
    )
    if leader:
        add_member(seminar, user=leader, role=Role.LEADER)
    return ImportedSeminar(
        seminar,
        Annotation.objects.filter(seminar=seminar).count(),
        seminar.members.filter(user=None).count(),
        store.number,
        ends,
    )


def _checked_manifest(manifest: Manifest) -> tuple[UUID, list[ChainEnd]]:
    """Return the seminar's identifier and the ends of the chain. Raises ArchiveProblem."""
    try:
        identifier = read_uuid(None, manifest["seminar"]["id"])
        ends = [ChainEnd(**each) for each in manifest["heads"]]
        fits = [
            type(each.number) is int
            and type(each.broken_at) is int
            and len(each.mac) == 64
            and each.mac.isalnum()
            for each in ends
        ]
    except (WrongValue, KeyError, TypeError, AttributeError):
        fits = [False]
    if not all(fits):
        raise ArchiveProblem("The manifest can't be read.")
    return identifier, ends


def _check_ends(ends: list[ChainEnd], last: int) -> None:
    """Raise ArchiveProblem if an end of the chain is none of its decisions, of which the last one
    has the number `last`."""
    if not all(0 < each.number <= last and 0 <= each.broken_at <= each.number for each in ends):
        raise ArchiveProblem("The manifest names a decision that the archive doesn't hold.")


def _refuse_present(identifier: UUID) -> None:
    """Raise ArchiveProblem if this seminar is here, or was: its record stays."""
    if Seminar.objects.filter(pk=identifier).exists():
        raise ArchiveProblem(HERE_ALREADY)
    there = Entry.objects.filter(seminar_id=identifier)
    if there.exists() or Decision.objects.filter(seminar=identifier).exists():
        raise ArchiveProblem(
            "This seminar was here already and was deleted. Its record is still here, and can't be "
            "there twice."
        )


def _compute_rest(seminar: Seminar) -> None:
    """Compute what an archive doesn't hold: counts and standings."""
    each = Endorsement.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    endorsed = Endorsement.objects.filter(annotation__seminar=seminar).values("annotation")
    # The number is not sealed.
    Annotation.objects.filter(seminar=seminar, pk__in=endorsed).update(
        endorsed=Subquery(each.annotate(number=Count("pk")).values("number"))
    )
    for reading in Reading.objects.filter(seminar=seminar).select_related("essay__current"):
        rebuild_tallies(reading)
        rebuild_standings(reading)
